/** The gradient check: a button, an error to plant, a parameter to pick, the plot and the numbers behind it. */
import { create, keep_focus, set_text } from '../../figures/dom.js';
import { PIXELS } from '../../network/arguments.js';
import { TOLERANCE } from '../../training/tolerance.js';
import { entry_name, format_number } from '../format.js';
import { GradientCheck } from '../step/gradient_check.js';
import { QUANTITIES } from '../table.js';
import { MatrixImage } from './matrix_image.js';
import { relative_error, Scatter } from './scatter.js';
import { verdict } from './verdict.js';

/**
 * @typedef {import('../step/gradient_check.js').Checked} Checked
 * @typedef {import('../step/gradient_check.js').CheckModel} CheckModel
 * @typedef {import('../step/gradient_check.js').Sabotage} Sabotage
 * @typedef {import('../../training/gradient_check.js').Point} Point
 */

const CENTRE = 14 * 28 + 14; // the pixel that is picked at first

/** @type {[Sabotage | '', string][]} */
const FORMULAS = [
  ['', 'as they are'],
  ['mean', 'the 1/m is dropped'],
  ['mask', 'the ReLU mask is forgotten'],
  ['new_weights', 'dA_h takes the new W_o'],
  ['sign', 'a sign is flipped: dZ_o = Y − A_o'],
];

export class GradientCheckView {
  /** @type {Checked | undefined} */
  #shown = undefined;

  /**
   * @param {HTMLElement} container
   * @param {CheckModel} model
   * @param {() => number} hidden how many hidden units the network on show has
   */
  constructor(container, model, hidden) {
    this.container = container;
    this.hidden = hidden;
    this.check = new GradientCheck(model, () => this.#draw());
    this.place = { row: 0, column: CENTRE };
    /** @type {Float32Array | undefined} the hidden weights of the step on show */
    this.Wh = undefined;
    /** @type {Uint32Array | undefined} */
    this.scale = undefined;
    this.sabotage = create(
      'select',
      {},
      ...FORMULAS.map(([value, text]) => create('option', { value }, text)),
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

  dispose() {
    this.check.dispose();
    this.container.replaceChildren();
  }

  #controls() {
    const label = create('label', {}, 'The formulas: ', this.sabotage);
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

  /** The buttons keep the focus while a check is under way: pressing one then does nothing. */
  #listen() {
    this.button.addEventListener('click', () => this.check.is_waiting || this.#ask());
    this.one.addEventListener(
      'click',
      () => this.check.is_waiting || this.#ask({ name: 'Wh', index: this.#index }),
    );
    this.sabotage.addEventListener('change', () => this.#ask());
    this.unit.addEventListener('change', () => {
      if (this.unit.value !== '') this.#pick({ ...this.place, row: this.unit.valueAsNumber });
    });
  }

  get #index() {
    return this.place.row * PIXELS + this.place.column;
  }

  /** @param {import('../../training/central_difference.js').Place} [place] */
  #ask(place) {
    const sabotage = /** @type {Sabotage | ''} */ (this.sabotage.value) || undefined;
    this.check.ask({ place, sabotage });
  }

  /** @param {import('./layouts.js').Entry} entry */
  #pick({ row, column }) {
    const last = this.hidden() - 1;
    this.place = {
      row: Math.max(0, Math.min(last, Math.round(row))),
      column: Math.max(0, Math.min(PIXELS - 1, column)),
    };
    this.#show_place();
  }

  /**
   * Shows the hidden weights, of which one can be picked.
   * @param {Float32Array | undefined} Wh (H, 784); undefined: there is no step yet
   * @param {Uint32Array} scale the theme's colours
   */
  show_weights(Wh, scale) {
    if (Wh === this.Wh && scale === this.scale) return;
    this.Wh = Wh;
    this.scale = scale;
    this.#show_place();
  }

  #show_place() {
    const { place, unit, one } = this;
    const hidden = this.hidden();
    place.row = Math.min(place.row, hidden - 1);
    unit.max = String(hidden - 1);
    if (!unit.matches(':focus') || unit.value !== '') unit.value = String(place.row);
    set_text(one, `Check ${entry_name(QUANTITIES.Wh.plain, place.row, place.column)}`);
    this.#draw_image();
  }

  #draw_image() {
    const { Wh, scale, place, image } = this;
    if (!scale) return;
    const window = { rows: { first: place.row, count: 1 }, columns: { first: 0, count: PIXELS } };
    const at = (/** @type {number} */ row, /** @type {number} */ column) =>
      Wh?.[row * PIXELS + column] ?? NaN;
    const matrix = Wh && { rows: Wh.length / PIXELS, columns: PIXELS, at };
    image.show(matrix, { scale, window, chosen: place });
  }

  /** What has been asked and answered; the plot stays while the next answer is on its way. */
  #draw() {
    const { is_waiting, checked, problem } = this.check;
    for (const button of [this.button, this.one]) button.setAttribute('aria-disabled', String(is_waiting));
    if (is_waiting) set_text(this.result, 'Measuring …');
    else if (problem) set_text(this.result, problem);
    else this.result.replaceChildren(...(checked ? sentences_of(checked) : []));
    if (checked !== this.#shown) this.#plot(checked);
    this.#show_place();
  }

  /** @param {Checked | undefined} checked */
  #plot(checked) {
    this.#shown = checked;
    this.scatter.show(checked);
    const hidden = this.hidden();
    this.rows.replaceChildren(
      ...(checked ? checked.points.map((point) => row_of(point, checked, hidden)) : []),
    );
    const is_empty = this.rows.children.length === 0;
    keep_focus(
      this.container,
      () => (this.details.hidden = is_empty),
      () => this.button,
    );
  }
}

/** @param {Checked} checked */
function sentences_of(checked) {
  const [first, ...others] = verdict(checked);
  const is_bad = checked.error > TOLERANCE;
  return [
    create('p', { class: is_bad ? 'result wrong' : 'result', 'data-error': checked.error }, first),
    ...others.map((text) => create('p', {}, text)),
  ];
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
