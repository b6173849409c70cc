/** The loss of the run under way as a line without axes, with the test accuracy beside it: for a bar that stays in view. */
import { token } from './colours.js';
import { context_of, create, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';
import { percent } from './format.js';

/** @typedef {import('./run_curves.js').History} History */
/** @typedef {{ step: number, accuracy: number }} Past a test at an earlier step of the run, accuracy 0 … 1 */

const DENSITY = 2; // most pixels of the canvas to one of the page
const MARGIN = 2; // px above and below the line
const DOT = 3; // px, radius of the mark at an earlier step

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
    /** @type {Past | undefined} */
    this.past = undefined;
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
    if (this.history) this.draw(this.history, this.past);
  }

  /**
   * @param {History} history of the run under way: the smoothed loss of its batches, and its last test
   * @param {Past} [past] where the run stands, if that is an earlier step: it is marked, and its accuracy said
   */
  draw(history, past) {
    this.history = history;
    this.past = past;
    const accuracy = (past ?? history.tests.points.at(-1))?.accuracy;
    set_text(this.parts['spark-accuracy'], accuracy === undefined ? '–' : percent(accuracy));
    this.#stroke(history.batches);
  }

  recolour() {
    if (this.history) this.draw(this.history, this.past);
  }

  /** @param {History['batches']} batches */
  #stroke(batches) {
    const { canvas, past } = this;
    const { length, smooth } = batches;
    const context = context_of(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const values = Array.from({ length }, (_, i) => smooth[i]);
    const top = values.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
    if (!(top > 0)) return;
    const rest = canvas.height - 2 * MARGIN;
    const pixel = canvas.height / Math.max(1, canvas.clientHeight);
    const x_of = (/** @type {number} */ i) => (i / Math.max(1, length - 1)) * canvas.width;
    const y_of = (/** @type {number} */ i) => MARGIN + rest * (1 - values[i] / top);
    context.strokeStyle = token(this.container, '--ink');
    context.lineWidth = 1.5 * pixel;
    context.lineJoin = 'round';
    context.beginPath();
    values.forEach((value, i) => {
      if (Number.isFinite(value)) context.lineTo(x_of(i), y_of(i));
    });
    context.stroke();
    const at = past ? values.findIndex((_, i) => batches.step(i) >= past.step) : -1;
    if (!Number.isFinite(values[at])) return;
    context.fillStyle = token(this.container, '--test');
    context.beginPath();
    context.arc(x_of(at), y_of(at), DOT * pixel, 0, 2 * Math.PI);
    context.fill();
  }
}
