/** The line above the figure, joined to the model, the pad and the address: what to try, and the image that was opened. */
import { at_most_every } from '../figures/dom.js';
import { percent } from '../figures/format.js';
import { Leads, read_tries } from '../model/leads.js';
import { argmax } from '../network/numbers.js';
import { Lead } from '../panels/lead.js';
import { by_id } from './document.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {import('./drawings.js').Drawings} Drawings
 * @typedef {import('./mathematics.js').Mathematics} Mathematics
 */

const GAP = 200; // ms between two readings of the image that was opened
const RUN_PARTS = ['shown', 'settings', 'can_teach', 'on_pad', 'playing'];

export class Leading {
  /**
   * @param {Model} model @param {Drawings} drawings @param {Mathematics} mathematics
   * @param {{ classes: import('../figures/classes.js').Classes }} naming what the classes are called
   */
  constructor(model, drawings, mathematics, naming) {
    this.naming = naming;
    this.model = model;
    this.drawings = drawings;
    this.mathematics = mathematics;
    this.leads = new Leads(() => localStorage);
    this.panel = new Lead(by_id('lead'), {
      follow: () => this.#follow(),
      next: () => this.#change(() => this.leads.next()),
      dismiss: () => this.#change(() => this.leads.dismiss()),
      step_through: () => this.#step_through(),
      teach: () => this.#teach(),
      back: () => drawings.go_back(),
    });
    const look = at_most_every(GAP, () => this.#look());
    model.addEventListener('change', (event) => {
      const changed = /** @type {CustomEvent<Set<string>>} */ (event).detail;
      if (RUN_PARTS.some((part) => changed.has(part))) look();
    });
    drawings.opened = () => {
      this.#look();
      this.panel.focus();
    };
    this.read_address(location.hash);
  }

  /** The lines that stand in the address. @returns {string[]} */
  get tries() {
    return this.leads.tries;
  }

  /** @param {string} hash */
  read_address(hash) {
    this.#change(() => this.leads.set_tries(read_tries(hash)));
  }

  /** Something in the line is pressed; if that takes its place away, the focus goes to the pad. @param {() => void} action */
  #change(action) {
    const had_focus = this.panel.container.contains(document.activeElement);
    action();
    this.#look();
    if (had_focus && !this.panel.container.contains(document.activeElement))
      this.drawings.network.pad.pad.focus({ preventScroll: true });
  }

  #look() {
    const { shown, settings, can_teach } = this.model.state;
    if (shown) this.leads.see({ is_drawn: can_teach, run: shown.run, settings });
    const is_about_digits = this.naming.classes.one === 'digit' || this.tries.length > 0;
    const line = is_about_digits ? this.leads.line : undefined;
    const opened = this.#opened();
    const before = this.panel.state;
    const is_same = JSON.stringify([line, opened]) === JSON.stringify([before.line, before.opened]);
    if (!is_same) this.panel.set({ line, opened });
  }

  /** What the image that was opened is, and what it is read as now. @returns {string | undefined} */
  #opened() {
    const example = this.drawings.example;
    if (!example) return undefined;
    const { on_pad } = this.model.state;
    const is_read = on_pad && on_pad.image.every((grey, i) => grey === example.image[i]);
    const { short, brief } = this.naming.classes;
    if (!is_read) return brief(example.label);
    const answer = argmax(on_pad.Ao);
    return `${brief(example.label)}, read as ${short[answer]} (${percent(on_pad.Ao[answer], 0)})`;
  }

  #follow() {
    const { sets } = this.leads;
    if (sets === 'draw') this.drawings.network.pad.pad.focus();
    else if (sets) this.#change(() => this.model.start(sets, { playing: true }));
  }

  #step_through() {
    const { example } = this.drawings;
    if (example) void this.mathematics.step_through({ kind: 'pad', label: example.label });
  }

  #teach() {
    const { example } = this.drawings;
    if (!example) return;
    this.model.teach(example.label);
    const { one, short, article } = this.naming.classes;
    const name = one === 'digit' ? `The ${short[example.label]}` : article(example.label);
    this.model.report(`${name} has joined the training data, as if you had drawn it.`);
  }
}
