/**
 * The past of a run in bounded memory. Values come one per step; they are kept in buckets of `stride` steps, and when
 * all buckets are full, neighbours are joined and the stride doubles. So a run of any length takes CAPACITY buckets.
 */
const CAPACITY = 1024;
const SMOOTHING = 0.95; // share that the smoothed value keeps at each step: about the last 20 batches

/** The losses of the batches: smallest, largest and smoothed in each bucket. */
export class LossHistory {
  constructor() {
    this.stride = 1;
    this.steps = 0;
    this.length = 0;
    this.low = new Float32Array(CAPACITY);
    this.high = new Float32Array(CAPACITY);
    this.smooth = new Float32Array(CAPACITY);
    this.mean = 0;
    this.weight = 0;
  }

  /** @param {Float32Array} losses one for each step since the last call */
  append(losses) {
    for (const loss of losses) this.#push(loss);
  }

  /** @param {number} loss */
  #push(loss) {
    const is_new = this.steps % this.stride === 0;
    if (is_new && this.length === CAPACITY) this.#halve();
    const at = is_new ? this.length++ : this.length - 1;
    this.low[at] = is_new ? loss : Math.min(this.low[at], loss);
    this.high[at] = is_new ? loss : Math.max(this.high[at], loss);
    // a mean with fading memory, divided by the weights so far: right from the first step on
    if (Number.isFinite(loss)) {
      this.mean = SMOOTHING * this.mean + (1 - SMOOTHING) * loss;
      this.weight = SMOOTHING * this.weight + (1 - SMOOTHING);
    }
    this.smooth[at] = this.weight > 0 ? this.mean / this.weight : NaN;
    this.steps++;
  }

  #halve() {
    for (let i = 0; i < CAPACITY / 2; i++) {
      this.low[i] = Math.min(this.low[2 * i], this.low[2 * i + 1]);
      this.high[i] = Math.max(this.high[2 * i], this.high[2 * i + 1]);
      this.smooth[i] = this.smooth[2 * i + 1];
    }
    this.length = CAPACITY / 2;
    this.stride *= 2;
  }

  /** The step that bucket i ends with, counted from 1. @param {number} i */
  step(i) {
    return Math.min((i + 1) * this.stride, this.steps);
  }
}

/** What was measured on the test images, at steps that need not be regular. */
export class TestHistory {
  constructor() {
    /** @type {{ step: number, loss: number, accuracy: number }[]} */
    this.points = [];
  }

  /** A point that is not later than those before is known. @param {{ step: number, loss: number, accuracy: number }} point */
  append({ step, loss, accuracy }) {
    if (step <= (this.points.at(-1)?.step ?? -1)) return;
    if (this.points.length === CAPACITY) this.points = this.points.filter((_, i) => i % 2 === 0);
    this.points.push({ step, loss, accuracy });
  }
}
