/** The curves of the run under way: loss and test accuracy, from histories of bounded size. */
import { Curves } from './curves.js';
import { by_id } from './dom.js';
import { LossHistory, TestHistory } from './history.js';

/** @typedef {import('./curves.js').Columns} Columns */

const GAP = 50; // ms between two drawings

/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : null);

export class RunCurves {
  constructor() {
    this.loss = new Curves(by_id('loss-curve'), {
      label: 'loss, nats',
      lines: [
        { label: 'batch', token: '--faint', width: 1, band: true },
        { label: '', token: '--faint', width: 1 },
        { label: 'training, smoothed', token: '--ink' },
        { label: 'test', token: '--test' },
      ],
      format: (value) => (value >= 100 ? value.toPrecision(2) : value.toFixed(1)),
    });
    this.accuracy = new Curves(by_id('accuracy-curve'), {
      label: 'test accuracy',
      lines: [{ label: 'test', token: '--test' }],
      range: [0, 1],
      format: (value) => `${Math.round(100 * value)} %`,
    });
    this.batches = new LossHistory();
    this.tests = new TestHistory();
    this.drawn_at = -Infinity;
  }

  /** A new run. */
  begin() {
    this.batches = new LossHistory();
    this.tests = new TestHistory();
    this.drawn_at = -Infinity;
    this.#draw();
  }

  /** @param {Float32Array} losses @param {{ step: number, loss: number, accuracy: number } | undefined} test @param {boolean} is_urgent */
  update(losses, test, is_urgent) {
    this.batches.append(losses);
    if (test) this.tests.append(test);
    const now = performance.now();
    if (!is_urgent && now - this.drawn_at < GAP) return;
    this.drawn_at = now;
    this.#draw();
  }

  /** The colours have changed. */
  recolour() {
    this.loss.remake();
    this.accuracy.remake();
  }

  #draw() {
    this.loss.draw(this.#loss_columns());
    const { points } = this.tests;
    this.accuracy.draw([points.map(({ step }) => step), points.map(({ accuracy }) => finite(accuracy))]);
  }

  /** The two histories on one axis of steps. @returns {Columns} */
  #loss_columns() {
    const { batches, tests } = this;
    /** @type {(number | null)[][]} */
    const columns = [[], [], [], [], []];
    let t = 0;
    const add_tests = (/** @type {number} */ before) => {
      for (; t < tests.points.length && tests.points[t].step < before; t++) {
        columns[0].push(tests.points[t].step);
        for (const column of [1, 2, 3]) columns[column].push(null);
        columns[4].push(finite(tests.points[t].loss));
      }
    };
    for (let i = 0; i < batches.length; i++) {
      const step = batches.step(i);
      add_tests(step);
      const has_test = tests.points[t]?.step === step;
      columns[0].push(step);
      columns[1].push(finite(batches.high[i]));
      columns[2].push(finite(batches.low[i]));
      columns[3].push(finite(batches.smooth[i]));
      columns[4].push(has_test ? finite(tests.points[t++].loss) : null);
    }
    add_tests(Infinity);
    return /** @type {Columns} */ (columns);
  }
}
