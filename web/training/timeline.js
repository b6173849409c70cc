/**
 * Where a run has been: its parameters at a bounded number of places, the nearer to each other the shorter the run is. From
 * the one before a step the run can go there again, see retrace.js. Runs in any thread.
 */

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {object} Keyframe
 * @property {Run['place']} place
 * @property {number} changes how many changes had happened, see Changes
 * @property {import('../network/network.js').Parameters} parameters
 * @property {boolean} [are_given] whether the parameters are somebody's, and not those that the run came to
 */

const BYTES = 24 * 1024 * 1024; // for all keyframes
const MOST = 512; // keyframes: with them a run of 100,000 steps is gone through from 256 steps before, in some 10 ms

export class Timeline {
  /** @type {Keyframe[]} in the order of their steps */
  keyframes = [];
  stride = 1; // steps between two keyframes, at least

  /** @param {Run} run @param {number} [bytes] for all keyframes */
  constructor(run, bytes = BYTES) {
    this.run = run;
    const { parameters } = this.begin_anew();
    const size = Object.values(parameters).reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.most = Math.max(2, Math.min(MOST, Math.floor(bytes / size)));
  }

  /** @returns {Keyframe} */
  #keep() {
    const { run } = this;
    const keyframe = { place: run.place, changes: run.changes.count, parameters: run.network.parameters() };
    this.keyframes.push(keyframe);
    return keyframe;
  }

  /** The run has come further. */
  note() {
    const { run, keyframes } = this;
    const last = keyframes[keyframes.length - 1].place.steps;
    if (run.steps - last < this.stride) return;
    const { parameters } = this.#keep();
    const are_finite = Object.values(parameters).every((array) => array.every(Number.isFinite));
    if (!are_finite) keyframes.pop(); // a network can be brought to numbers only
    if (keyframes.length > this.most) this.#thin_out();
  }

  #thin_out() {
    this.stride *= 2;
    let last = -Infinity;
    this.keyframes = this.keyframes.filter(({ place: { steps } }) => {
      const is_kept = steps - last >= this.stride;
      if (is_kept) last = steps;
      return is_kept;
    });
    if (this.keyframes.length > this.most) this.#thin_out();
  }

  /** The first step that can be gone to. */
  get first() {
    return this.keyframes[0].place.steps;
  }

  /** From where the run begins; once the network has been given other parameters, nothing leads there from before. */
  begin_anew() {
    const first = /** @type {Keyframe} */ (this.run.first);
    this.keyframes = [first];
    this.stride = 1;
    return first;
  }
}

/**
 * From now on the places of a run are kept; without them it is gone through from its beginning.
 * @param {import('./loop.js').Loop} loop
 * @returns {Timeline}
 */
export const keep_places = (loop) => (loop.timeline ??= new Timeline(loop.run));
