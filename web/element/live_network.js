/**
 * One network on a page, with all elements that show it: when it starts, trains, rests, gives its trainer back and ends.
 * What it knows is in its model; elements hear of it as viewers.
 */
import { Berths } from '../model/berths.js';
import { Model } from '../model/model.js';
import { put_away } from '../model/put_away.js';
import { Visit } from '../model/visit.js';
import { open_file } from '../network/files/open.js';
import { begins_new_run, write_hash } from '../training/settings.js';
import { BY_NAME } from './attributes.js';
import { Conditions } from './conditions.js';
import { why_no_wasm } from './no_wasm.js';
import { Pads } from './pads.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('../training/protocol.js').Need} Need
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 * @typedef {{ run: number, settings: Config, difference: string }} Began
 * @typedef {'waiting' | 'loading' | 'playing' | 'paused' | 'resting' | 'failed'} State
 *
 * @typedef {object} Viewer an element that shows the network
 * @property {string[]} names of its figures
 * @property {() => void} refresh something has changed that is not drawn in frames
 * @property {(began: Began) => void} begin a run has begun
 * @property {(snapshot: Snapshot & { playing: boolean }) => void} take
 * @property {(changed: Set<string>) => void} change parts of the model's state have changed
 * @property {(type: string, detail: object) => void} tell an event for the author
 *
 * @typedef {object} Beginning how the network begins
 * @property {Config} config
 * @property {boolean} autoplay whether it plays when it is first seen
 * @property {string | undefined} model address of a saved network
 * @property {string | undefined} folder URL of the folder with the files of MNIST, with a slash at its end
 */

const MOST_TRAINERS = 6;
const SNAPSHOT_GAP = 16; // ms between two snapshots, at least
const BERTHS = new Berths(MOST_TRAINERS);
const NO_STORAGE = () => {
  throw new Error('A network inside another page keeps nothing.');
};
/** A hidden page has no frames, and asks for nothing. @param {() => void} take */
const paced = (take) => void requestAnimationFrame(() => setTimeout(take, SNAPSHOT_GAP));

export class LiveNetwork {
  /** @type {Map<Viewer, import('./sight.js').Seen & { needs: Need[] }>} */
  #viewers = new Map();
  #conditions = new Conditions();
  #is_asked = false; // whether a trainer has been asked for
  #is_connecting = false; // whether a first trainer is there, or on its way
  #is_put_away = false; // whether it has given its trainer back
  #orders = 0; // for which somebody waits, so that it gets a trainer wherever it stands
  #rank = 0; // as it was last
  #is_disposed = false;
  #has_been_seen = false;
  #epochs = 0; // whole ones, of the last snapshot
  /** @type {unknown} */
  #told_notice = undefined;
  #state = /** @type {State} */ ('waiting');
  /** @type {Began | undefined} what was told of the run on show */
  began = undefined;
  /** How many snapshots have come. */
  snapshots = 0;
  /** The loss of the last batch; NaN before the first. */
  loss = NaN;
  /** Whether data may be downloaded that are large. */
  may_download = false;
  /** @type {string | undefined} why it cannot train, in a sentence */
  failure = undefined;

  /** @param {Beginning} beginning @param {import('../link/reach.js').Reach} reach */
  constructor(beginning, reach) {
    this.beginning = beginning;
    const visit = new Visit(NO_STORAGE);
    const hash = write_hash({ ...beginning.config, data: 'digits' });
    this.model = new Model({ reach, hash, visit, paced, playing: false, asks_offers: false });
    this.model.folder = beginning.folder;
    this.pads = new Pads(this.model);
    /** @template T @param {string} type @param {(detail: T) => void} action */
    const on = (type, action) =>
      this.model.addEventListener(type, (event) => action(/** @type {CustomEvent<T>} */ (event).detail));
    on('began', (/** @type {Began} */ began) => this.#begin(began));
    on('snapshot', (/** @type {Snapshot & { playing: boolean }} */ snapshot) => this.#take(snapshot));
    on('change', (/** @type {Set<string>} */ changed) => this.#change(changed));
  }

  /* ---- viewers ---- */

  /** @param {Viewer} viewer */
  join(viewer) {
    this.#viewers.set(viewer, { is_near: false, is_seen: false, needs: [] });
  }

  /** @param {Viewer} viewer */
  leave_out(viewer) {
    this.#viewers.delete(viewer);
    if (!this.#is_disposed) this.#act();
  }

  get viewers() {
    return [...this.#viewers.keys()];
  }

  /** A viewer comes into sight, or goes out of it. @param {Viewer} viewer @param {import('./sight.js').Seen} seen */
  look(viewer, seen) {
    const known = this.#viewers.get(viewer);
    if (!known) return;
    Object.assign(known, seen);
    this.#act();
  }

  /** What a viewer draws at the moment needs these. @param {Viewer} viewer @param {Need[]} needs */
  need(viewer, needs) {
    const known = this.#viewers.get(viewer);
    if (!known) return;
    known.needs = needs;
    const all = [...this.#viewers.values()].flatMap((each) => each.needs);
    this.model.want([...new Set(all)].sort());
  }

  get is_seen() {
    return [...this.#viewers.values()].some((each) => each.is_seen);
  }

  /** How much it needs a trainer: 3: to train or begin in sight, or for an order; 2: it stands in sight; 1: it is about to be seen. */
  get rank() {
    const { is_seen } = this;
    const { shown, playing } = this.model.state;
    if (this.#orders > 0 || (is_seen && (playing || !shown))) return 3;
    return is_seen ? 2 : [...this.#viewers.values()].some((each) => each.is_near) ? 1 : 0;
  }

  /* ---- its life ---- */

  /** Does what follows from what is seen, asked and loaded. */
  #act() {
    const { model, is_seen, rank } = this;
    if (rank !== this.#rank) {
      this.#rank = rank;
      BERTHS.move(this);
    }
    if (rank > 0 && !this.needs_permission) this.#ask();
    else if (this.#is_asked && (!model.state.shown || this.#is_put_away)) this.#give_up();
    if (!model.state.shown) return this.#tell_state();
    if (is_seen && !this.#has_been_seen) {
      this.#has_been_seen = true;
      if (this.beginning.autoplay && !matchMedia('(prefers-reduced-motion: reduce)').matches) model.play();
    }
    if (!this.#is_put_away) model.set_away(!is_seen);
    return this.#tell_state();
  }

  /** Whether its data are large and nobody has asked for them yet. */
  get needs_permission() {
    return this.beginning.config.data === 'mnist' && !this.may_download;
  }

  /** Downloads the data that are large. */
  allow_download() {
    this.may_download = true;
    this.model.set({ has_mnist: true });
    if (this.model.state.shown) this.model.start({ data: 'mnist' });
    this.#act();
  }

  /**
   * What its attributes ask for has changed.
   * @param {string[]} names of attributes @param {Beginning} beginning what all of them ask for
   */
  set(names, beginning) {
    const { model } = this;
    this.beginning = beginning;
    model.folder = beginning.folder;
    const { settings } = model.state;
    const rows = names.flatMap((name) => BY_NAME.get(name)?.setting ?? []);
    const changed = rows.filter((name) => beginning.config[name] !== settings[name]);
    if (changed.includes('data') && this.needs_permission) changed.splice(changed.indexOf('data'), 1);
    const opened = names.includes('model') && model.state.shown ? beginning.model : undefined;
    if (opened) void this.#fetch_model(opened);
    const wanted = changed.filter((name) => !opened || !begins_new_run(name)); // a saved network brings its own run
    const changes = Object.fromEntries(wanted.map((name) => [name, beginning.config[name]]));
    const has_other_folder = names.includes('data-address') && settings.data === 'mnist' && !opened;
    const is_new = wanted.some(begins_new_run) || has_other_folder;
    if (is_new || (wanted.length > 0 && !model.state.shown)) model.start(changes);
    else if (wanted.length > 0) model.set_live(changes);
    this.#act();
  }

  #ask() {
    if (this.#is_asked || this.failure || this.#is_disposed) return;
    this.#is_asked = true;
    BERTHS.ask(this);
  }

  #give_up() {
    if ((this.#is_connecting && !this.#is_put_away) || this.failure) return;
    this.#is_asked = false;
    BERTHS.give_up(this);
  }

  /** It may have a trainer: it begins, or goes on. */
  begin() {
    const goes_on = this.#is_put_away;
    this.#is_put_away = false;
    if (goes_on) void this.model.connect();
    else void this.#connect();
  }

  async #connect() {
    const { model, beginning } = this;
    const reason = why_no_wasm();
    if (reason) return this.#fail(reason);
    this.#is_connecting = true;
    this.#tell_state();
    if (beginning.config.data === 'mnist') model.start({ data: 'mnist' });
    if (beginning.model) await this.#fetch_model(beginning.model);
    if (!this.#is_disposed) await model.connect();
    return undefined;
  }

  /** @param {string} address of a saved network, with which a run begins */
  async #fetch_model(address) {
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`the site answers ${response.status}`);
      const name = address.split('/').pop() ?? address;
      this.model.open_network(await open_file(new File([await response.blob()], name)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const rest = this.model.state.shown ? 'the network that is there stays' : 'it begins without it';
      const message = `<glass-net>: model="${address}" could not be opened: ${reason}; ${rest}.`;
      this.tell_problem({ attribute: 'model', value: address, expected: 'a saved network', message });
    }
  }

  /** Gives its trainer back, and asks for another one when it needs it. @returns {Promise<void>} */
  async leave() {
    await put_away(this.model, () => {
      if (this.#is_put_away) this.begun().catch(() => {}); // who has asked for something hears of it
    });
    this.#is_put_away = true;
    this.#is_asked = false;
    setTimeout(() => this.#act(), 0); // its berth is free by then
  }

  /** @param {string} reason a sentence */
  #fail(reason) {
    this.failure = reason;
    this.#conditions.refuse(reason);
    this.#tell('error', { message: reason });
    this.#tell_state();
  }

  /** Ends everything; called by the registry. */
  dispose() {
    this.#is_disposed = true;
    BERTHS.give_up(this);
    this.model.dispose();
    this.#conditions.refuse('The <glass-net> has been taken out of the page.');
  }

  /* ---- what it tells ---- */

  /** @param {string} type @param {object} detail */
  #tell(type, detail) {
    for (const viewer of this.viewers) viewer.tell(type, detail);
  }

  /** @param {import('./attributes.js').Problem} problem */
  tell_problem(problem) {
    console.error(problem.message);
    this.#tell('error', problem);
  }

  /** @returns {State} */
  get state() {
    const { shown, playing, is_away, notice } = this.model.state;
    if (this.failure || (notice?.kind === 'failure' && !playing)) return 'failed';
    if (!shown) return this.#is_connecting ? 'loading' : 'waiting';
    if (playing && (is_away || this.#is_put_away)) return 'resting';
    return playing ? 'playing' : 'paused';
  }

  /** Why it cannot train, or cannot go on, in a sentence. @returns {string | undefined} */
  get failure_words() {
    const { notice } = this.model.state;
    return this.failure ?? (notice?.kind === 'failure' ? notice.text : undefined);
  }

  /** Whether there is something to say that is not only for whoever has the controls before him. */
  get has_trouble() {
    const { notice } = this.model.state;
    return notice !== undefined && notice.kind !== 'message';
  }

  #tell_state() {
    const { state } = this;
    if (state !== this.#state) this.#tell('state', { state });
    this.#state = state;
    for (const viewer of this.viewers) viewer.refresh();
  }

  /** @param {Began} began */
  #begin(began) {
    this.began = began;
    this.#epochs = 0;
    this.loss = NaN;
    for (const viewer of this.viewers) viewer.begin(began);
    BERTHS.move(this); // it can give its trainer back from now on
    this.#act();
  }

  /** @param {Snapshot & { playing: boolean }} snapshot */
  #take(snapshot) {
    this.snapshots++;
    const { steps, losses, numbers } = snapshot;
    if (losses.length > 0) this.loss = losses[losses.length - 1];
    for (const viewer of this.viewers) viewer.take(snapshot);
    if (losses.length > 0) this.#tell('step', { steps, epochs: this.epochs, loss: this.loss });
    const whole = Math.floor(numbers?.epochs ?? this.#epochs);
    if (whole > this.#epochs) {
      const { loss = NaN, accuracy = NaN } = this.model.state.test ?? {};
      this.#tell('epoch', { epoch: whole, loss, accuracy });
    }
    this.#epochs = whole;
    this.#conditions.settle();
  }

  get epochs() {
    return this.model.state.numbers?.epochs ?? 0;
  }

  /** @param {Set<string>} changed */
  #change(changed) {
    if (changed.has('notice')) this.#hear_notice();
    if (changed.has('playing') || changed.has('shown') || changed.has('is_away')) this.#act();
    else if (changed.has('notice')) this.#tell_state();
    for (const viewer of this.viewers) viewer.change(changed);
    this.#conditions.settle();
  }

  /** What has gone wrong is told once. */
  #hear_notice() {
    const { notice } = this.model.state;
    const is_wrong = notice && (notice.kind === 'failure' || this.model.notices.is_message(notice));
    if (!notice || !is_wrong || notice.kind === 'message' || notice.kind === 'progress') return;
    if (notice.text === this.#told_notice) return;
    this.#told_notice = notice.text;
    this.#tell('error', { message: notice.text });
    if (notice.kind === 'failure') this.#conditions.refuse(notice.text);
  }

  /* ---- orders ---- */

  /** @param {() => boolean} is_met @returns {Promise<void>} resolves once it is met; rejects if the network fails or ends */
  #until(is_met) {
    return this.failure ? Promise.reject(new Error(this.failure)) : this.#conditions.until(is_met);
  }

  /**
   * Starts it wherever it stands, and waits until its run has begun. It keeps its trainer until all is done.
   * @template T
   * @param {(model: Model) => T | Promise<T>} action once the run has begun
   * @returns {Promise<T>} what that gives
   */
  async with_run(action) {
    const { model } = this;
    this.#orders++;
    this.#act();
    try {
      await this.#until(() => model.state.shown?.run === model.state.asked.run);
      await model.remote.until_awake();
      return await action(model);
    } finally {
      this.#orders--;
      if (!this.#is_disposed) this.#act();
    }
  }

  /** Starts it wherever it stands, and waits until its run has begun. @returns {Promise<Model>} */
  begun() {
    return this.with_run((model) => model);
  }

  /**
   * Gives an order, and waits until the trainer has followed it.
   * @param {(model: Model) => void} give @param {(model: Model) => boolean} is_done
   */
  async order(give, is_done) {
    const { snapshots } = await this.with_run((model) => {
      give(model);
      return { snapshots: this.snapshots };
    });
    const { model } = this;
    await this.#until(() => this.snapshots > snapshots && !model.intents.is_waiting && is_done(model));
  }
}
