/** The loss of the run under way as a line without axes, with the test accuracy beside it: for a bar that stays in view. */
import { token } from './colours.js';
import { context_of, create, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';
import { percent } from './format.js';

/** @typedef {import('./run_curves.js').History} History */

const DENSITY = 2; // most pixels of the canvas to one of the page
const MARGIN = 2; // px above and below the line

export class Sparkline extends Figure {
  /** @param {HTMLElement} container */
  constructor(container) {
    super(container);
    this.canvas = create('canvas', { role: 'img', 'aria-label': 'Training loss, step by step' });
    const accuracy = create('output', {}, '–');
    const label = create('span', {}, 'loss');
    const right = create('span', { class: 'right' }, accuracy, ' right');
    this.name_parts({ 'spark-line': this.canvas, 'spark-accuracy': accuracy });
    container.append(create('div', { class: 'sparkline' }, label, this.canvas, right));
    /** @type {History | undefined} */
    this.history = undefined;
    watch_size(this.canvas, () => this.#fit(), this.signal);
  }

  #fit() {
    const { canvas } = this;
    const density = Math.min(DENSITY, devicePixelRatio);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) =>
      Math.round(side * density),
    );
    if (width === canvas.width && height === canvas.height) return;
    Object.assign(canvas, { width, height });
    if (this.history) this.draw(this.history);
  }

  /** @param {History} history of the run under way: the smoothed loss of its batches, and its last test */
  draw(history) {
    this.history = history;
    const accuracy = history.tests.points.at(-1)?.accuracy;
    set_text(this.parts['spark-accuracy'], accuracy === undefined ? '–' : percent(accuracy));
    this.#stroke(history.batches);
  }

  recolour() {
    if (this.history) this.draw(this.history);
  }

  /** @param {History['batches']} batches */
  #stroke({ length, smooth }) {
    const { canvas } = this;
    const context = context_of(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const values = Array.from({ length }, (_, i) => smooth[i]);
    const top = values.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
    if (!(top > 0)) return;
    const rest = canvas.height - 2 * MARGIN;
    context.strokeStyle = token(this.container, '--ink');
    context.lineWidth = 1.5 * (canvas.height / Math.max(1, canvas.clientHeight));
    context.lineJoin = 'round';
    context.beginPath();
    values.forEach((value, i) => {
      const x = (i / Math.max(1, length - 1)) * canvas.width;
      if (Number.isFinite(value)) context.lineTo(x, MARGIN + rest * (1 - value / top));
    });
    context.stroke();
  }
}
