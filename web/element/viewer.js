/** What an element shows, and of which network. Runs on the page's thread. */
import { LitElement, unsafeCSS } from 'lit';
import { BUILD } from '../link/build.js';
import { Status } from '../panels/status.js';
import { standard_config } from '../training/settings.js';
import { ATTRIBUTES, BY_NAME, read_attribute } from './attributes.js';
import css from './element.css';
import { LiveNetwork } from './live_network.js';
import { announce, find_owner, NETWORKS, take_leave } from './page_networks.js';
import { Scene } from './scene.js';
import { Sight } from './sight.js';
import { Speech } from './speech.js';
import { frame_template } from './frame_template.js';
import { ink_of, language_of, take_type, theme_of } from './theme.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('./attributes.js').Problem} Problem
 * @typedef {import('./attributes.js').Row} Row
 * @typedef {import('./live_network.js').Viewer} Viewer
 */

/** @implements {Viewer} */
export class ViewerElement extends LitElement {
  static styles = unsafeCSS(css);
  static version = BUILD;
  /** How networks reach their trainers. @type {import('../link/reach.js').Reach | undefined} */
  static reach = undefined;

  /** The values of the attributes, by the names of their properties. @type {Map<string, unknown>} */
  #values = new Map(ATTRIBUTES.map(({ property, standard }) => [property, standard]));
  /** @type {Set<Row>} attributes that have changed and are not applied yet */
  #pending = new Set();
  /** @type {LiveNetwork | undefined} the network that it shows */
  network = undefined;
  /** @type {ViewerElement | undefined} the element whose network that is */
  owner = undefined;
  /** What takes the place of English words. @type {Record<string, string>} */
  own_words = {};
  /** Why it has no network, in a sentence. */
  missing = '';
  /** @type {Scene | undefined} */
  #scene = undefined;
  /** @type {Sight | undefined} */
  #sight = undefined;
  /** @type {Status | undefined} */
  #status = undefined;
  /** @type {Speech | undefined} */
  #speech = undefined;
  #was_near = false;
  #is_drawn = false; // whether the figures have taken the place of the fallback
  #is_ready_due = true; // whether a run has begun whose first figures are not drawn yet
  #ink = '';
  #told = new Set(); // what has been said already

  static get observedAttributes() {
    return [...super.observedAttributes, 'id', ...ATTRIBUTES.map(({ name }) => name)];
  }

  constructor() {
    super();
    this.#promise_ready();
  }

  #promise_ready() {
    /** Resolves once the first figures are drawn, and rejects if that cannot be. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      this.settle_ready = { resolve, reject };
    });
    this.ready.catch(() => {}); // whoever waits for it hears of it
  }

  /* ---- attributes ---- */

  /** The value of an attribute, by the name of its property. @param {string} property */
  value(property) {
    return this.#values.get(property);
  }

  /** The value in force. @param {Row} row @returns {unknown} */
  value_in_force({ property, setting }) {
    const is_waiting = [...this.#pending].some((row) => row.property === property);
    const { shown, settings: known } = this.network?.model.state ?? {};
    const settings = !is_waiting && shown && known;
    return setting && settings ? settings[setting] : this.#values.get(property);
  }

  /** @override @param {string} name @param {string | null} before @param {string | null} text */
  attributeChangedCallback(name, before, text) {
    if (before === text) return;
    if (name === 'id' && this.isConnected) announce(this);
    const row = BY_NAME.get(name);
    if (!row) return;
    const { value, problem } = read_attribute(row, text);
    this.#values.set(row.property, value);
    this.#pending.add(row);
    if (problem) queueMicrotask(() => this.tell_problem(problem)); // whoever has made the element may listen by then
    this.requestUpdate();
  }

  /** @param {Problem} problem */
  tell_problem(problem) {
    console.error(problem.message);
    this.tell('error', problem);
  }

  /** The settings that its attributes ask for. @returns {Config} */
  #config() {
    const rows = ATTRIBUTES.flatMap(({ setting, property }) =>
      setting ? [[setting, this.#values.get(property)]] : [],
    );
    return { ...standard_config(), ...Object.fromEntries(rows) };
  }

  #apply() {
    const rows = [...this.#pending];
    this.#pending.clear();
    const has = (/** @type {string} */ name) => rows.some((row) => row.name === name);
    if (has('for')) this.#rejoin();
    else if (
      this.owner === this &&
      this.network &&
      rows.some(({ effect }) => effect !== 'at once' || has('speed'))
    )
      this.network.set(
        rows.map(({ name }) => name),
        this.#beginning(),
      );
    if (has('theme') || has('lang')) this.look();
    if (has('classes')) for (const viewer of this.network?.viewers ?? []) viewer.refresh();
  }

  /* ---- its network ---- */

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    announce(this);
    if (this.hasUpdated) this.#watch();
    if (!this.network) this.look_for_owner();
  }

  /** It has been moved by moveBefore(), and goes on. */
  connectedMoveCallback() {}

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sight?.dispose();
    this.#sight = undefined;
    setTimeout(() => {
      if (this.isConnected) return; // it was moved
      take_leave(this);
      this.#part();
    }, 0);
  }

  #rejoin() {
    this.#part();
    if (this.isConnected) announce(this);
    this.look_for_owner();
  }

  /** @returns {import('./live_network.js').Beginning} */
  #beginning() {
    const folder = /** @type {string | undefined} */ (this.#values.get('dataAddress'));
    const model = /** @type {string | undefined} */ (this.#values.get('model'));
    const absolute = (/** @type {string} */ address) => new URL(address, this.ownerDocument.baseURI).href;
    return {
      config: this.#config(),
      autoplay: this.#values.get('autoplay') === true,
      model: model && absolute(model),
      folder: folder && absolute(folder.replace(/\/*$/, '/')),
    };
  }

  /** Finds the network that it shows: its own, or that of another element, which may come or go at any time. */
  look_for_owner() {
    if (!this.isConnected) return;
    const id = /** @type {string | undefined} */ (this.#values.get('for'));
    const found = id === undefined ? { owner: this } : find_owner(this, id);
    if ('owner' in found) {
      if (this.owner === found.owner && this.network) return;
      this.#part();
      this.missing = '';
      return this.#join(found.owner);
    }
    this.#part();
    this.missing = found.problem;
    this.requestUpdate();
    return this.#tell_missing(found.is_final);
  }

  /** Says that there is no such network, once the page is complete. @param {boolean} is_final */
  #tell_missing(is_final) {
    const { ownerDocument, isConnected } = this;
    const [message, value] = [this.missing, String(this.#values.get('for'))];
    const tell = () => {
      if (this.missing !== message || !isConnected || this.#told.has(message)) return;
      this.#told.add(message);
      this.tell_problem({ attribute: 'for', value, expected: 'the id of another <glass-net>', message });
      this.settle_ready?.reject(new Error(message));
    };
    if (ownerDocument.readyState === 'loading' && !is_final)
      ownerDocument.addEventListener('DOMContentLoaded', () => setTimeout(tell), { once: true });
    else setTimeout(tell);
  }

  /** @param {ViewerElement} owner */
  #join(owner) {
    const { reach } = /** @type {typeof ViewerElement} */ (this.constructor);
    if (!reach) throw new Error('GlassNet.reach says how networks reach their trainers; it is not set.');
    this.owner = owner;
    const make = () => new LiveNetwork(owner.#beginning(), reach);
    this.network = NETWORKS.take(owner, make);
    this.network.join(this);
    if (this.#sight) this.#sight.tell(this.#sight.told);
    this.requestUpdate();
  }

  /** Has no network any more. */
  #part() {
    const { network, owner } = this;
    if (!network || !owner) return;
    this.#scene?.dispose();
    this.#scene = undefined;
    this.network = this.owner = undefined;
    network.leave_out(this);
    NETWORKS.release(owner);
    this.#is_drawn = false;
    this.#is_ready_due = true;
    this.settle_ready?.reject(new Error('The <glass-net> has been taken out of the page.'));
    this.#promise_ready();
    this.requestUpdate();
  }

  /* ---- what it shows ---- */

  /** Names of the ten classes: its own, or those of the element that has its network; none: they are digits. @returns {string[]} */
  get class_names() {
    const own = /** @type {string[]} */ (this.#values.get('classes'));
    return own.length > 0 || !this.owner || this.owner === this ? own : this.owner.class_names;
  }

  /** Names of figures. @returns {string[]} */
  get names() {
    return /** @type {string[]} */ (this.#values.get('show'));
  }

  get #frame() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('.frame'));
  }

  /** Whether something stands inside it. */
  get #has_fallback() {
    return [...this.childNodes].some((node) => node instanceof Element || node.textContent?.trim());
  }

  /** @override */
  render() {
    const { network } = this;
    const is_mine = this.owner === this;
    const is_alone = is_mine && network && !network.viewers.some(({ names }) => names.includes('controls'));
    return frame_template({
      theme: theme_of(this, String(this.value('theme'))),
      network,
      figures: network && this.#was_near ? this.names : [],
      is_drawn: this.#is_drawn,
      is_shown: this.#is_drawn || !this.#has_fallback,
      failure: this.missing || (network && !this.#is_drawn ? network.failure_words : undefined),
      asks: Boolean(is_mine && network?.needs_permission),
      has_status: Boolean(is_alone && network.has_trouble),
      has_pause: Boolean(is_alone && this.value('autoplay')),
    });
  }

  /** @override */
  updated() {
    if (!this.#sight) this.#watch();
    if (this.#pending.size > 0) this.#apply();
    const { network } = this;
    if (!network) return;
    this.#status ??= new Status(
      /** @type {HTMLElement} */ (this.renderRoot.querySelector('.figures > .status')),
    );
    const { notice } = network.model.state;
    this.#status.show(network.has_trouble ? notice : undefined);
    if (!this.#was_near || network.failure) return;
    this.#scene ??= new Scene(network, {
      need: (needs) => network.need(this, needs),
      changed: (name, value) => this.tell('change', { name, value }),
    });
    this.#scene.name_classes(this.class_names);
    const places = /** @type {NodeListOf<HTMLElement>} */ (this.renderRoot.querySelectorAll('.place'));
    this.#scene.show(new Map([...places].map((place) => [place.dataset.figure ?? '', place])));
  }

  #watch() {
    if (!this.isConnected) return;
    this.look();
    this.#sight = new Sight(
      this.#frame,
      (seen) => {
        this.network?.look(this, seen);
        if (!seen.is_near || this.#was_near) return;
        this.#was_near = true;
        this.requestUpdate();
      },
      () => this.look(),
    );
  }

  /** Takes the look of where it stands. */
  look() {
    if (!this.hasUpdated) return;
    const frame = this.#frame;
    this.#speech ??= new Speech(/** @type {ShadowRoot} */ (this.renderRoot));
    this.#speech.set(this.own_words, language_of(this));
    take_type(this, frame);
    const theme = theme_of(this, String(this.value('theme')));
    if (frame.dataset.theme !== theme) frame.dataset.theme = theme;
    const ink = ink_of(frame);
    if (ink === this.#ink) return;
    this.#ink = ink;
    this.#scene?.recolour();
  }

  /* ---- what the network tells ---- */

  refresh() {
    const { network } = this;
    if (network?.failure_words) this.settle_ready?.reject(new Error(network.failure_words));
    this.requestUpdate();
  }

  /** @type {Viewer['begin']} */
  begin(began) {
    this.#is_ready_due = true;
    this.#scene?.begin(began);
  }

  /** @type {Viewer['take']} */
  take(snapshot) {
    this.#scene?.take(snapshot);
    if (this.#is_ready_due && this.#scene) this.#reveal();
  }

  #reveal() {
    this.#is_ready_due = false;
    this.#scene?.frames.flush();
    this.#is_drawn = true;
    this.requestUpdate();
    requestAnimationFrame(() => {
      if (!this.network) return;
      this.settle_ready?.resolve();
      const rows = ATTRIBUTES.filter(({ setting }) => setting);
      this.tell('ready', {
        settings: Object.fromEntries(rows.map((row) => [row.property, this.value_in_force(row)])),
      });
    });
  }

  /** @type {Viewer['change']} */
  change(changed) {
    this.#scene?.change(changed);
  }

  /** An event, which does not bubble. @param {string} type @param {object} detail */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
