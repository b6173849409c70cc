/** The check of the calculus: a button, a mistake to choose, a parameter to pick, the plot and the numbers behind it. */
import { diverging_scale } from '../../figures/colours.js';
import { create, set_text } from '../../figures/dom.js';
import { TOLERANCE } from '../../training/gradient_check.js';
import { entry_name, format_number } from '../format.js';
import { MatrixImage } from './matrix_image.js';
import { relative_error, Scatter } from './scatter.js';
import { QUANTITIES } from '../table.js';
import { verdict } from './verdict.js';

/**
 * @typedef {import('../section.js').Page} Page
 * @typedef {import('../../training/gradient_check.js').Checked} Checked
 * @typedef {import('../../training/gradient_check.js').Point} Point
 */

const PIXELS = 784;
const CENTRE = 14 * 28 + 14; // the pixel that is picked at first

/** @type {[string, string][]} */
const MISTAKES = [
  ['', 'as they are'],
  ['mean', 'the 1/m is dropped'],
  ['mask', 'the ReLU mask is forgotten'],
  ['new_weights', 'dA_h takes the new W_o'],
  ['sign', 'a sign is flipped: dZ_o = Y − A_o'],
];

class CheckView {
  /** @param {HTMLElement} container @param {Page} page */
  constructor(container, page) {
    this.page = page;
    this.is_waiting = false;
    this.place = { row: 0, column: CENTRE };
    /** @type {Float32Array | undefined} the hidden weights, as they were last seen */
    this.Wh = undefined;
    this.scale = diverging_scale();
    this.mistake = create(
      'select',
      {},
      ...MISTAKES.map(([value, text]) => create('option', { value }, text)),
    );
    this.button = create('button', { type: 'button', class: 'primary' }, 'Check 200 parameters');
    this.one = create('button', { type: 'button' });
    this.unit = create('input', { type: 'number', min: 0, value: 0 });
    this.image = new MatrixImage('Wh', { choose: (entry) => this.#pick(entry) }, { is_large: true });
    this.result = create('div', { class: 'verdict', role: 'status' });
    this.scatter = new Scatter();
    this.rows = create('tbody');
    this.#listen();
    this.details = this.#table();
    container.replaceChildren(this.#controls(), this.result, this.#plots(), this.details);
    this.#show_place();
  }

  #controls() {
    const label = create('label', {}, 'The formulas: ', this.mistake);
    return create('div', { class: 'choice' }, this.button, label);
  }

  #plots() {
    const unit = create('label', {}, 'hidden unit ', this.unit);
    const row = create('div', { class: 'choice' }, unit, this.one);
    const hint = create(
      'p',
      { class: 'hint' },
      'Or a weight of your choice: click it, or go to it by arrow keys.',
    );
    const picker = create('div', { class: 'picker' }, hint, this.image.element, row);
    return create('div', { class: 'check-plots' }, this.scatter.element, picker);
  }

  #table() {
    const heads = ['parameter', 'gradient', 'slope', 'error'].map((text) =>
      create('th', { scope: 'col' }, text),
    );
    const table = create('table', {}, create('thead', {}, create('tr', {}, ...heads)), this.rows);
    const scroller = create(
      'div',
      { class: 'check-table', tabindex: 0, role: 'group', 'aria-label': 'All numbers' },
      table,
    );
    return create('details', { hidden: true }, create('summary', {}, 'The numbers'), scroller);
  }

  #listen() {
    this.button.addEventListener('click', () => this.#check());
    this.one.addEventListener('click', () => this.#check({ name: 'Wh', index: this.#index }));
    this.mistake.addEventListener('change', () => this.#check());
    this.unit.addEventListener('change', () => {
      if (this.unit.value !== '') this.#pick({ ...this.place, row: this.unit.valueAsNumber });
    });
  }

  get #index() {
    return this.place.row * PIXELS + this.place.column;
  }

  /** @param {import('../../training/central_difference.js').Place} [place] */
  #check(place) {
    if (this.is_waiting) return;
    this.#wait(true);
    set_text(this.result, 'Measuring …');
    this.page.send({ type: 'check', place, mistake: this.mistake.value || undefined });
  }

  /** The buttons stay where the focus can be: what is pressed meanwhile does nothing. @param {boolean} is_waiting */
  #wait(is_waiting) {
    this.is_waiting = is_waiting;
    for (const button of [this.button, this.one]) button.setAttribute('aria-disabled', String(is_waiting));
  }

  /** @param {import('./layouts.js').Entry} entry */
  #pick({ row, column }) {
    const last = this.page.settings().hidden - 1;
    this.place = {
      row: Math.max(0, Math.min(last, Math.round(row))),
      column: Math.max(0, Math.min(PIXELS - 1, column)),
    };
    this.#show_place();
  }

  #show_place() {
    const { place, unit, one } = this;
    const { hidden } = this.page.settings();
    place.row = Math.min(place.row, hidden - 1);
    unit.max = String(hidden - 1);
    if (document.activeElement !== unit || unit.value !== '') unit.value = String(place.row);
    set_text(one, `Check ${entry_name(QUANTITIES.Wh.plain, place.row, place.column)}`);
    this.#draw_image();
  }

  #draw_image() {
    const { Wh, scale, place, image } = this;
    const window = { rows: { first: place.row, count: 1 }, columns: { first: 0, count: PIXELS } };
    const at = (/** @type {number} */ row, /** @type {number} */ column) =>
      Wh?.[row * PIXELS + column] ?? NaN;
    const matrix = Wh && { rows: Wh.length / PIXELS, columns: PIXELS, at };
    image.show(matrix, { scale, window, chosen: place });
  }

  /** @param {any} message */
  told(message) {
    if (message.type === 'checked') this.#show(message);
    else if (message.type === 'failed' && this.is_waiting) this.#fail(message.message);
    else if (message.type === 'began') this.#forget();
    else if (message.type === 'walked') {
      this.Wh = message.before.Wh;
      this.#show_place();
    }
  }

  /** @param {string} message */
  #fail(message) {
    this.#wait(false);
    set_text(this.result, message);
  }

  /** Another run: what was shown is of no network on the page. */
  #forget() {
    this.#wait(false);
    this.Wh = undefined;
    this.result.replaceChildren();
    this.scatter.show(undefined);
    this.rows.replaceChildren();
    this.details.hidden = true;
    this.#show_place();
  }

  /** @param {Checked} checked */
  #show(checked) {
    this.#wait(false);
    const [first, ...others] = verdict(checked);
    const is_bad = checked.error > TOLERANCE;
    this.result.replaceChildren(
      create('p', { class: is_bad ? 'result wrong' : 'result', 'data-error': checked.error }, first),
      ...others.map((text) => create('p', {}, text)),
    );
    this.scatter.show(checked);
    this.rows.replaceChildren(
      ...checked.points.map((point) => row_of(point, checked, this.page.settings().hidden)),
    );
    this.details.hidden = checked.points.length === 0;
  }

  recolour() {
    this.scale = diverging_scale();
    this.#draw_image();
  }
}

/** @param {Point} point @param {Checked} checked @param {number} hidden */
function row_of(point, { largest }, hidden) {
  const { name, index, claimed, slope } = point;
  const columns = { Wh: PIXELS, bh: 1, Wo: hidden, bo: 1 }[name];
  const entry = entry_name(QUANTITIES[name].plain, Math.floor(index / columns), index % columns);
  const numbers = [claimed, slope, relative_error(point, largest)];
  const cells = numbers.map((value) => create('td', { 'data-value': value }, format_number(value)));
  return create('tr', {}, create('th', { scope: 'row' }, entry), ...cells);
}

/**
 * @param {HTMLElement} container
 * @param {Page} page
 * @returns {{ told: (message: any) => void, recolour: () => void }}
 */
export function start_check(container, page) {
  const view = new CheckView(container, page);
  return { told: (message) => view.told(message), recolour: () => view.recolour() };
}
