/** How fast training could go if nothing else took time: what the training itself has taken, and no pause. Runs in any thread. */

const FIRST = 4; // ms of training that give a first estimate
const STRETCH = 20; // ms that give each later one
const NEW = 0.5; // the share of the newest stretch in the estimate

export class Capacity {
  #samples = 0;
  #time = 0; // ms
  /** Samples a second; 0 until it is known. */
  per_second = 0;

  /**
   * Does some training, and takes its time.
   * @template T
   * @param {{ samples: number }} run counts its samples
   * @param {() => T} train
   * @returns {T}
   */
  time(run, train) {
    const [samples, before] = [run.samples, performance.now()];
    const result = train();
    this.#samples += run.samples - samples;
    this.#time += performance.now() - before;
    if (this.#time >= (this.per_second > 0 ? STRETCH : FIRST)) this.#estimate();
    return result;
  }

  #estimate() {
    const now = (1000 * this.#samples) / this.#time;
    this.per_second = this.per_second > 0 ? this.per_second + NEW * (now - this.per_second) : now;
    this.#samples = this.#time = 0;
  }
}
