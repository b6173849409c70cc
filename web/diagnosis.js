/** Notices when training goes wrong: dead units, overflow, divergence, a standstill. */

/**
 * @typedef {import('./session.js').Session} Session
 * @typedef {{ kind: 'overflow' | 'dead' | 'divergence' | 'standstill' | 'chance', rate: number }} Trouble rate: at which it came
 * @typedef {{ loss: number, accuracy: number, step: number }} Evaluation
 */

const UNIT_IMAGES = 100_000; // images times hidden units at one look: a few milliseconds
const MOST_IMAGES = 2_000;
const CHANCE = 0.16; // accuracy that guessing hardly exceeds
const PATIENCE = 300; // steps before a network is expected to have learnt something

export class Diagnosis {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Uint8Array} those of training, all */
    this.images = new Uint8Array();
    this.next = 0; // image to look at
    this.first_loss = NaN;
    // images in a row on which each unit has been 0: all of them, and it is dead, for then no gradient reaches it
    this.silent = new Uint32Array(session.network.hidden);
  }

  /** Goes through some more of the training images. */
  look() {
    const { network, train_set } = this.session;
    const hidden = network.hidden;
    if (this.next === 0 && this.size !== train_set.size) {
      this.images = /** @type {Uint8Array} */ (train_set.images());
      this.silent.fill(0);
    }
    const size = this.size;
    const count = Math.min(size - this.next, MOST_IMAGES, Math.max(50, Math.round(UNIT_IMAGES / hidden)));
    const { Zh } = network.activations(this.images.subarray(this.next * 784, (this.next + count) * 784));
    for (let unit = 0; unit < hidden; unit++) {
      let is_silent = true;
      for (let i = unit; is_silent && i < Zh.length; i += hidden) is_silent = !(Zh[i] > 0);
      this.silent[unit] = is_silent ? this.silent[unit] + count : 0;
    }
    this.next = (this.next + count) % size;
  }

  get size() {
    return this.images.length / 784;
  }

  /** @returns {number[]} units that were 0 on every training image */
  get dead() {
    return [...this.silent.keys()].filter((unit) => this.size > 0 && this.silent[unit] >= this.size);
  }

  /**
   * @param {Evaluation} evaluation the last on the test images
   * @param {number} rate
   * @returns {Trouble | undefined} the worst that is wrong
   */
  judge({ loss, accuracy, step }, rate) {
    if (Number.isNaN(this.first_loss)) this.first_loss = loss;
    if (!Number.isFinite(loss)) return { kind: 'overflow', rate };
    if (this.dead.length >= this.silent.length / 2) return { kind: 'dead', rate };
    if (rate === 0) return { kind: 'standstill', rate };
    if (loss > 3 * Math.max(this.first_loss, 2.5)) return { kind: 'divergence', rate };
    if (step < PATIENCE || accuracy > CHANCE) return undefined;
    return { kind: Math.abs(loss - Math.log(10)) < 0.05 ? 'chance' : 'divergence', rate };
  }
}
