/** The curves of the run under way, and of the one before as a ghost: loss and test accuracy, in bounded memory. */
import uPlot from 'uplot';
import { Curves } from './curves.js';
import { by_id } from './dom.js';
import { LossHistory, TestHistory } from '../model/history.js';

/** @typedef {{ batches: LossHistory, tests: TestHistory }} Histories */

const GHOST = { width: 1.5, dash: [5, 4], silent: true, label: '' };

/** On a logarithmic scale 0 has no place. @param {number} value */
const drawable = (value) => (Number.isFinite(value) ? value : null);

/** @param {Histories} histories @returns {uPlot.AlignedData} steps, high, low, smoothed */
function batch_table({ batches }) {
  const rows = [...Array(batches.length).keys()];
  const column = (/** @type {Float32Array} */ values) => rows.map((i) => drawable(values[i]));
  return [
    rows.map((i) => batches.step(i)),
    column(batches.high),
    column(batches.low),
    column(batches.smooth),
  ];
}

/** @param {Histories} histories @param {'loss' | 'accuracy'} name @returns {uPlot.AlignedData} */
function test_table({ tests }, name) {
  return [tests.points.map(({ step }) => step), tests.points.map((point) => drawable(point[name]))];
}

export class RunCurves {
  constructor() {
    this.loss = new Curves(by_id('loss-curve'), {
      lines: [
        { label: 'batch', token: '--faint', width: 1, band: true },
        { label: '', token: '--faint', width: 1, silent: true },
        { label: 'training, smoothed', token: '--ink' },
        { label: 'test', token: '--test' },
        { token: '--edge', ...GHOST },
        { token: '--test', ...GHOST },
      ],
      format: (value) =>
        value >= 100 ? value.toPrecision(2) : value < 0.1 ? String(value) : value.toFixed(1),
      exact: (value) => value.toPrecision(4),
    });
    this.accuracy = new Curves(by_id('accuracy-curve'), {
      lines: [
        { label: 'test', token: '--test' },
        { token: '--test', ...GHOST },
      ],
      range: [0, 1],
      format: (value) => `${Math.round(100 * value)} %`,
      exact: (value) => `${(100 * value).toFixed(2)} %`,
    });
    /** @type {Histories} */
    this.now = { batches: new LossHistory(), tests: new TestHistory() };
    /** @type {Histories} */
    this.ghost = this.now;
  }

  /** A new run; the one before stays as a ghost if it got anywhere. @param {string} difference what was different there */
  begin(difference) {
    if (this.now.batches.steps > 1) {
      this.ghost = this.now;
      for (const curves of [this.loss, this.accuracy]) curves.name_ghost(`before: ${difference}`);
    }
    this.now = { batches: new LossHistory(), tests: new TestHistory() };
  }

  /**
   * Takes what is new; draw_loss and draw_accuracy show it.
   * @param {Float32Array} losses
   * @param {{ step: number, loss: number, accuracy: number }[]} tests
   */
  take(losses, tests) {
    this.now.batches.append(losses);
    for (const test of tests) this.now.tests.append(test);
  }

  /** @param {boolean} is_log the scale of the loss */
  set_scale(is_log) {
    this.loss.remake(is_log);
  }

  /** The colours have changed. */
  recolour() {
    this.loss.remake();
    this.accuracy.remake();
  }

  draw_loss() {
    const { now, ghost } = this;
    const [steps, , , smooth] = batch_table(ghost);
    const before = /** @type {uPlot.AlignedData} */ ([steps, smooth]);
    this.loss.draw(
      uPlot.join([batch_table(now), test_table(now, 'loss'), before, test_table(ghost, 'loss')]),
    );
  }

  draw_accuracy() {
    this.accuracy.draw(uPlot.join([test_table(this.now, 'accuracy'), test_table(this.ghost, 'accuracy')]));
  }
}
