/** The curves of the run under way, and of the one before as a ghost: loss and test accuracy. */
import { Curves } from './curves.js';
import { choose_one, create } from './dom.js';
import { Figure } from './figure.js';
import { count, loss_label, percent } from './format.js';
import { term } from './term.js';

/**
 * @typedef {object} Batches the losses of the batches in buckets of several steps
 * @property {number} length how many buckets
 * @property {ArrayLike<number>} low smallest loss of each
 * @property {ArrayLike<number>} high largest loss of each
 * @property {ArrayLike<number>} smooth smoothed loss at the end of each
 * @property {(bucket: number) => number} step the step that a bucket ends with
 *
 * @typedef {{ batches: Batches, tests: { points: { step: number, loss: number, accuracy: number, train_accuracy?: number }[] } }} History of a run
 */

const GHOST = { width: 1.5, dash: [5, 4], silent: true, label: '' };

/** @type {History} */
const NOTHING = {
  batches: { length: 0, low: [], high: [], smooth: [], step: () => 0 },
  tests: { points: [] },
};

/** @typedef {import('./plot.js').Points} Points */

/** The batches' band and their smoothed loss, copied: the history goes on. @param {History} history @returns {{ band: Points, smooth: Points }} */
function batch_lines({ batches }) {
  const { length } = batches;
  const x = new Float64Array(length);
  for (let i = 0; i < length; i++) x[i] = batches.step(i);
  const copy = (/** @type {ArrayLike<number>} */ values) => new Float64Array(values).subarray(0, length);
  return {
    band: { length, x, y: copy(batches.high), low: copy(batches.low) },
    smooth: { length, x, y: copy(batches.smooth) },
  };
}

/** @param {History} history @param {'loss' | 'accuracy'} name @returns {Points} */
function test_line({ tests: { points } }, name) {
  return { length: points.length, x: points.map(({ step }) => step), y: points.map((point) => point[name]) };
}

/** Accuracy on the training images, where it was measured. @param {History} history @returns {Points} */
function train_line({ tests }) {
  const points = tests.points.filter(({ train_accuracy }) => train_accuracy !== undefined);
  return {
    length: points.length,
    x: points.map(({ step }) => step),
    y: points.map(({ train_accuracy = NaN }) => train_accuracy),
  };
}

export class RunCurves extends Figure {
  /** @param {HTMLElement} container */
  constructor(container) {
    super(container);
    const places = { loss: create('div'), accuracy: create('div') };
    const cards = [this.#loss_card(places.loss), this.#accuracy_card(places.accuracy)];
    container.append(
      create('div', { class: 'run-curves' }, create('div', { class: 'curve-cards' }, ...cards)),
    );
    this.loss = new Curves(places.loss, {
      part: 'loss-curve',
      lines: [
        { label: 'batch', token: '--faint', width: 1 },
        { label: 'training, smoothed', token: '--ink' },
        { label: 'test', token: '--test' },
        { token: '--edge', ...GHOST },
        { token: '--test', ...GHOST },
      ],
      format: loss_label,
      exact: (value) => value.toPrecision(4),
    });
    this.accuracy = new Curves(places.accuracy, {
      part: 'accuracy-curve',
      lines: [
        { label: 'training images', token: '--ink' },
        { label: 'test images', token: '--test' },
        { token: '--test', ...GHOST },
      ],
      range: [0, 1],
      format: (value) => percent(value, 0),
      exact: (value) => percent(value, 2),
    });
    Object.assign(this.parts, this.loss.parts, this.accuracy.parts);
    /** @type {History | undefined} of the run under way */
    this.history = undefined;
    /** @type {History | undefined} of the run before */
    this.ghost = undefined;
  }

  /** @param {HTMLElement} place of the curve */
  #loss_card(place) {
    const nats = term('nats', 'nat', this);
    const title = create('h2', {}, 'Loss ', create('small', {}, nats, ' per image'));
    const linear = create('button', { type: 'button', 'aria-pressed': 'true' }, 'linear');
    const logarithmic = create('button', { type: 'button', 'aria-pressed': 'false' }, 'log');
    const scale = { class: 'switch', role: 'group', 'aria-label': 'Scale of the loss' };
    const head = create('div', { class: 'card-head' }, title, create('div', scale, linear, logarithmic));
    choose_one([linear, logarithmic], (pressed) => this.loss.set_scale(pressed === logarithmic), this.signal);
    this.name_parts({ 'loss-title': title, linear, logarithmic });
    return create(
      'section',
      { class: 'card', role: 'group', 'aria-label': 'Loss, in nats per image' },
      head,
      place,
    );
  }

  /** @param {HTMLElement} place of the curve */
  #accuracy_card(place) {
    const title = create('h2', {}, 'Accuracy ', create('small', {}, 'share read correctly'));
    const linear = create('button', { type: 'button', 'aria-pressed': 'true' }, 'steps');
    const logarithmic = create('button', { type: 'button', 'aria-pressed': 'false' }, 'log steps');
    const scale = { class: 'switch', role: 'group', 'aria-label': 'Scale of the steps, in both charts' };
    const head = create('div', { class: 'card-head' }, title, create('div', scale, linear, logarithmic));
    choose_one([linear, logarithmic], (pressed) => this.#scale_steps(pressed === logarithmic), this.signal);
    this.name_parts({ 'accuracy-title': title, 'steps-linear': linear, 'steps-logarithmic': logarithmic });
    const label = 'Accuracy on the training images, and on images it has never seen';
    return create('section', { class: 'card', role: 'group', 'aria-label': label }, head, place);
  }

  /**
   * A run begins.
   * @param {History} history of this run; it may grow, and each drawing shows it as it is then
   * @param {History} [ghost] of an earlier run, to be shown beside it
   * @param {string} [difference] how that run's settings differed, in words
   */
  begin(history, ghost, difference = '') {
    this.history = history;
    this.ghost = ghost;
    for (const curves of [this.loss, this.accuracy]) curves.name_ghost(ghost ? `before: ${difference}` : '');
  }

  /** @param {boolean} is_log */
  #scale_steps(is_log) {
    for (const curves of [this.loss, this.accuracy]) curves.set_step_scale(is_log);
  }

  /** Marks the lowest test loss. @param {{ step: number, loss: number }} [best] undefined: it is not marked */
  mark_best(best) {
    if (!best) return this.loss.mark();
    const text = `best: step ${count(best.step)}, ${best.loss.toFixed(2)}`;
    return this.loss.mark({ x: best.step, y: best.loss, text });
  }

  fit() {
    this.loss.fit();
    this.accuracy.fit();
  }

  recolour() {
    this.loss.recolour();
    this.accuracy.recolour();
  }

  draw_loss() {
    const { history = NOTHING, ghost = NOTHING } = this;
    const { band, smooth } = batch_lines(history);
    const before = batch_lines(ghost).smooth;
    this.loss.draw([band, smooth, test_line(history, 'loss'), before, test_line(ghost, 'loss')]);
  }

  draw_accuracy() {
    const { history = NOTHING, ghost = NOTHING } = this;
    const test = test_line(history, 'accuracy');
    this.accuracy.draw([train_line(history), test, test_line(ghost, 'accuracy')]);
  }

  dispose() {
    this.loss.dispose();
    this.accuracy.dispose();
    super.dispose();
  }
}
