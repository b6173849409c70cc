/** The hidden units' addends of a logit, the largest first: each with its tile, its number and a bar. */
import { PIXELS } from '../network/arguments.js';
import { draw_diverging } from './colours.js';
import { context_of, create, set_text } from './dom.js';
import { Figure } from './figure.js';
import { signed_decimal } from './format.js';

const SIDE = 28;
const GAP = 4; // pixels between two tiles
const ROWS = 5; // in each of two columns

/** A row of the list. */
class Row {
  constructor() {
    this.name = create('span', { class: 'name' });
    this.bar = create('span', { class: 'addend-bar' });
    this.value = create('output');
    this.element = create('li', {}, this.name, this.value, this.bar);
  }

  /** @param {number} unit @param {number} addend @param {number} most the size of the longest bar */
  show(unit, addend, most) {
    set_text(this.name, `unit ${unit}`);
    set_text(this.value, addend === 0 ? '0' : signed_decimal(addend));
    this.value.dataset.value = String(addend);
    this.element.dataset.unit = String(unit);
    this.element.classList.toggle('silent', addend === 0);
    set_bar(this.bar, addend, most);
  }
}

/**
 * A bar from the middle, to the right for what is above 0.
 * @param {HTMLElement} bar @param {number} value @param {number} most the size of the longest bar
 */
export function set_bar(bar, value, most) {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
  bar.style.setProperty('--length', `${(50 * share).toFixed(1)}%`);
  bar.classList.toggle('negative', value < 0);
}

export class Addends extends Figure {
  /** @param {HTMLElement} container */
  constructor(container) {
    super(container);
    this.strip = create('canvas', { width: SIDE, height: SIDE });
    this.canvases = [0, 1].map(() => create('canvas', { 'aria-hidden': 'true', class: 'tiles' }));
    this.rows = Array.from({ length: 2 * ROWS }, () => new Row());
    const list = create('ol', { class: 'addends' }, ...this.rows.map(({ element }) => element));
    this.rest = create('span', { class: 'rest' });
    const [left, right] = this.canvases;
    container.append(create('div', { class: 'addend-list' }, left, right, list), this.rest);
    this.name_parts({ 'why-units': list, 'why-rest': this.rest });
  }

  /**
   * @param {Float32Array} units addends of all units
   * @param {number} output_bias
   * @param {Float32Array} Wh (H, 784)
   * @param {number} range of the tiles
   * @param {Uint32Array} scale
   */
  draw(units, output_bias, Wh, range, scale) {
    const order = [...units.keys()].sort((a, b) => Math.abs(units[b]) - Math.abs(units[a]) || a - b);
    const shown = order.slice(0, this.rows.length);
    const most = Math.abs(units[shown[0]]);
    this.rows.forEach((row, i) => {
      row.element.hidden = i >= shown.length;
      if (i < shown.length) row.show(shown[i], units[shown[i]], most);
    });
    this.canvases.forEach((canvas, i) => {
      this.#draw_tiles(canvas, shown.slice(i * ROWS, (i + 1) * ROWS), Wh, range, scale);
    });
    const others = order.slice(shown.length);
    const sum = others.reduce((all, unit) => all + units[unit], 0);
    const rest = others.length > 0 ? `${others.length} other units ${signed_decimal(sum)} · ` : '';
    set_text(this.rest, `${rest}output bias ${signed_decimal(output_bias)}`);
  }

  /**
   * @param {HTMLCanvasElement} canvas @param {number[]} units @param {Float32Array} Wh @param {number} range
   * @param {Uint32Array} scale
   */
  #draw_tiles(canvas, units, Wh, range, scale) {
    const height = ROWS * (SIDE + GAP);
    if (canvas.height !== height) Object.assign(canvas, { width: SIDE, height });
    const context = context_of(canvas);
    context.clearRect(0, 0, SIDE, height);
    units.forEach((unit, i) => {
      draw_diverging(this.strip, Wh.subarray(unit * PIXELS, (unit + 1) * PIXELS), range, scale);
      context.drawImage(this.strip, 0, i * (SIDE + GAP));
    });
  }
}
