/** Notices when training goes wrong: dead units, overflow, divergence, a standstill, learning by heart. Runs in any thread. */

import { PIXELS } from '../network/arguments.js';

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {{ kind: 'overflow' | 'dead' | 'divergence' | 'standstill' | 'chance', rate: number }} Fault rate: the highest
 * learning rate of the run, up to when the fault was noticed
 * @typedef {Fault | { kind: 'overfit', best: import('./best.js').BestPlace }} Trouble
 * @typedef {import('./run.js').Evaluation} Evaluation
 */

const UNIT_IMAGES = 500_000; // images times hidden units in one scan: some 20 ms
const MOST_IMAGES = 2_000;
const CHANCE = 0.16; // accuracy that guessing hardly exceeds
const SCAN_GAP = 100; // ms between two scans for dead units
const SCAN_REST = 3; // wait at least 3 × the duration of the last scan; it is slow only while some unit is not moving
const PATIENCE = 300; // steps before a network is expected to have learnt something

export class Diagnosis {
  /** @param {Run} run */
  constructor(run) {
    this.run = run;
    this.scanned_at = performance.now();
    this.scan_cost = 0; // ms
    this.size = 0; // number of training images when the scan began
    this.next = 0; // index of the training image with which the scan continues
    this.first_loss = NaN;
    /** @type {Trouble['kind'] | undefined} what was noticed last */
    this.kind = undefined;
    this.rate = 0; // the highest learning rate of the run up to then
    this.weights = run.network.parameters(); // parameters at the last scan
    // Number of images in a row for which each unit was 0 with these weights. A unit that is 0 for all of them is
    // dead, as no gradient reaches it.
    this.silent = new Uint32Array(run.network.hidden);
    this.spoke = new Uint8Array(run.network.hidden); // units that were not 0 with these weights
    this.stood_still = new Uint8Array(run.network.hidden); // between the last two scans
  }

  /** Scans if it is time. What a scan watches is bounded, so it never takes as long as a measurement may. */
  scan_if_due() {
    const before = performance.now();
    if (before - this.scanned_at < Math.max(SCAN_GAP, SCAN_REST * this.scan_cost)) return;
    this.scan();
    this.scanned_at = performance.now();
    this.scan_cost = this.scanned_at - before;
  }

  /**
   * A dead unit does not move any more. So those that stand still are watched on some more of the training images; as
   * long as all move, a scan costs next to nothing.
   */
  scan() {
    const { network, train_set } = this.run;
    this.#see_what_moved(network.parameters());
    if (this.size !== train_set.size) {
      this.size = train_set.size;
      this.next = 0;
      this.silent.fill(0);
    }
    const is_open = (/** @type {number} */ still, /** @type {number} */ unit) =>
      still && !this.spoke[unit] && this.silent[unit] < this.size;
    if (this.stood_still.some(is_open)) this.#watch();
  }

  /** @param {import('../network/network.js').Parameters} weights */
  #see_what_moved(weights) {
    const before = this.weights;
    this.weights = weights;
    const has_moved = (/** @type {number} */ unit) => {
      if (weights.bh[unit] !== before.bh[unit]) return true;
      const row = weights.Wh.subarray(unit * PIXELS, (unit + 1) * PIXELS);
      return row.some((weight, i) => weight !== before.Wh[unit * PIXELS + i]);
    };
    for (let unit = 0; unit < this.silent.length; unit++) {
      this.stood_still[unit] = has_moved(unit) ? 0 : 1;
      if (!this.stood_still[unit]) this.silent[unit] = this.spoke[unit] = 0;
    }
  }

  #watch() {
    const hidden = this.silent.length;
    const most = Math.max(50, Math.round(UNIT_IMAGES / hidden));
    const count = Math.min(this.size - this.next, MOST_IMAGES, most);
    const { network, train_set } = this.run;
    const { Zh } = network.activations(train_set.images(this.next, count));
    for (let unit = 0; unit < hidden; unit++) {
      let is_silent = true;
      for (let i = unit; is_silent && i < Zh.length; i += hidden) is_silent = !(Zh[i] > 0);
      if (!is_silent) this.spoke[unit] = 1;
      this.silent[unit] = is_silent ? this.silent[unit] + count : 0;
    }
    this.next = (this.next + count) % this.size;
  }

  /** @returns {number[]} units that were 0 on every training image */
  get dead() {
    return [...this.silent.keys()].filter((unit) => this.size > 0 && this.silent[unit] >= this.size);
  }

  /**
   * @param {Evaluation} evaluation the last on the test images
   * @param {Pick<import('./loop.js').Loop, 'settings' | 'recipe'>} loop
   * @param {import('./best.js').BestPlace} [best] where the test loss was lowest, if it learns by heart since
   * @returns {Trouble | undefined} the worst that is wrong
   */
  judge(evaluation, { settings, recipe }, best) {
    const kind = this.#what_is_wrong(evaluation, settings['learning-rate'], best);
    if (kind !== this.kind) this.rate = Math.max(...recipe.stretches.map((each) => each.learning_rate));
    this.kind = kind;
    return kind && /** @type {Trouble} */ ({ kind, rate: this.rate, best });
  }

  /** @param {Evaluation} evaluation @param {number} rate @param {object} [best] @returns {Trouble['kind'] | undefined} */
  #what_is_wrong({ loss, accuracy, step }, rate, best) {
    if (Number.isNaN(this.first_loss)) this.first_loss = loss;
    if (!Number.isFinite(loss)) return 'overflow';
    if (this.dead.length >= this.silent.length / 2) return 'dead';
    if (rate === 0) return 'standstill';
    if (best) return 'overfit';
    if (loss > 3 * Math.max(this.first_loss, 2.5)) return 'divergence';
    if (step < PATIENCE || accuracy > CHANCE) return undefined;
    return Math.abs(loss - Math.log(10)) < 0.05 ? 'chance' : 'divergence';
  }
}
