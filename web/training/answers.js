/** What can be asked about the run under way. Each question names its run, and is refused if another has begun. */
import { saved_of } from './calls.js';
import { on_demand, soon } from './late.js';
import { Overtaken } from './loading.js';
import { PadImage } from './pad.js';

/**
 * @typedef {import('./protocol.js').Commands} Commands
 * @typedef {import('./loop.js').Loop} Loop
 */

const READ_IMAGES = 40; // images of a cell of the confusion matrix, at most

export class Answers {
  /**
   * @param {{ busy: () => void, random: () => number }} surroundings busy: a call begins that may take seconds; random: 0 … 1,
   * draws the places of a gradient check
   */
  constructor({ busy, random }) {
    this.busy = busy;
    this.random = random;
    /** @type {Loop | undefined} */
    this.loop = undefined;
    /** @type {import('./loading.js').Loading | undefined} the run that the loop trains; its last images may still be arriving */
    this.under_way = undefined;
    /** @type {import('./past.js').Past | undefined} while the run stands at an earlier step */
    this.past = undefined;
    this.pad = new PadImage();
    /** @type {import('./central_difference.js').Batch | undefined} the batch that a step by hand was taken on last */
    this.batch = undefined;
    this.orders = 0; // to train, so far
  }

  /** The number of the run under way; NaN before the first. */
  get run() {
    return this.under_way?.start.run ?? NaN;
  }

  /** @param {number} run @returns {Loop} @throws {Error} if another run has begun */
  loop_of(run) {
    if (!this.loop || run !== this.run) throw new Overtaken();
    return this.loop;
  }

  /**
   * Loads what a command needs that pauses the run: an order to train that comes meanwhile is the later one, and counts.
   * @throws {Error} if such an order has come
   */
  async part_that_pauses() {
    const { orders } = this;
    const part = await on_demand();
    if (orders !== this.orders) throw new Overtaken('Training has been asked for meanwhile.');
    return part;
  }

  /** @type {Commands['follow']} */
  async follow({ run, index }) {
    const { network } = this.loop_of(run).run;
    return network.write_digit(network.seed, index);
  }

  /** @type {Commands['contact_sheet']} */
  async contact_sheet({ run }) {
    return this.loop_of(run).run.sheet();
  }

  /** @type {Commands['read_images']} */
  async read_images({ run, truth, answer }) {
    this.loop_of(run);
    const { read_images } = await soon();
    const loop = this.loop_of(run);
    this.busy();
    const before = performance.now();
    const read = read_images(loop.run, { truth, answer }, READ_IMAGES);
    return { step: loop.steps, ...read, cost: performance.now() - before };
  }

  /** @type {Commands['saved']} */
  async saved({ run }) {
    const loop = this.loop_of(run);
    return this.past?.present.saved ?? saved_of(loop);
  }

  /** @type {Commands['state']} */
  async state({ run }) {
    const { state_of } = await on_demand();
    return { run, ...state_of(this.loop_of(run)) };
  }

  /** @type {Commands['call']} */
  async call({ run, name, given }) {
    const { call_network } = await on_demand();
    return call_network(this.loop_of(run), name, given);
  }

  /* ---- a step by hand, and the check of its gradients ---- */

  /** @type {Commands['step_by_hand']} */
  async step_by_hand({ run, batch, live }) {
    const { StepByHand } = await (live ? on_demand() : this.part_that_pauses());
    const loop = this.loop_of(run);
    this.past?.finish();
    const is_live = live && loop.playing;
    const step = loop.begin_step_by_hand(StepByHand, this.pad.own_image(loop.run, batch), is_live);
    this.batch = { images: step.images, labels: step.labels };
    return { ...step, live: is_live };
  }

  /** @type {Commands['stand']} */
  async stand({ run, after }) {
    const loop = this.loop_of(run);
    loop.stand(after);
    return this.standing(loop);
  }

  /** @param {Loop} loop @returns {import('./protocol.js').Standing} */
  standing({ run, steps }) {
    const after = run.step_by_hand?.is_after ?? true;
    return { after, steps, fingerprint: run.network.fingerprint(), is_own: run.has_own_step };
  }

  /** @type {Commands['check_gradients']} */
  async check_gradients({ run, place, sabotage }) {
    const loop = this.loop_of(run);
    const batch = this.batch ?? loop.run.sheet();
    const rate = loop.settings['learning-rate'];
    const copy = await loop.run.copy(); // training may go on meanwhile
    try {
      const { check_gradients } = await on_demand();
      const checked = await check_gradients(copy, batch, { place, sabotage, rate, random: this.random });
      this.loop_of(run);
      return checked;
    } finally {
      copy.free();
    }
  }

  /** @type {Commands['what_if']} */
  async what_if({ run, digit }) {
    const { smallest_change } = await on_demand();
    const { network } = this.loop_of(run).run;
    const { seen } = this.pad;
    if (!seen) throw new Error('There is nothing on the pad: draw a digit first.');
    this.busy();
    return smallest_change(network, seen.image, digit);
  }
}
