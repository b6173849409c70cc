/** What is on the drawing pad, as an image. Runs in any thread. */

/**
 * @typedef {import('./protocol.js').OnPad} OnPad
 * @typedef {import('./run.js').Run} Run
 */

export class PadImage {
  /** @type {OnPad} */
  #on_pad = {};
  /** @type {{ image: Uint8Array, label?: number } | undefined} undefined: the pad is empty */
  seen = undefined;

  /** @param {OnPad} on_pad */
  put(on_pad) {
    this.#on_pad = on_pad;
  }

  /** Whether it is the visitor's to teach: a drawing, or an image that was opened. */
  get can_be_taught() {
    return this.seen !== undefined && this.#on_pad.sample === undefined;
  }

  /**
   * Makes an image of it.
   * @param {Run} run that its test images come from
   * @throws {Error} if it is none; the pad is empty then
   */
  read(run) {
    const { strokes, sample, example } = this.#on_pad;
    this.seen = undefined;
    try {
      if (example) this.seen = example;
      else if (strokes?.length) this.seen = { image: run.network.rasterise(strokes) };
      else if (sample !== undefined) this.seen = run.test_example(sample);
    } catch (error) {
      this.#on_pad = {};
      throw error;
    }
  }

  /**
   * What a network makes of it.
   * @param {import('../network/network.js').Network} network @param {boolean} is_explained whether it is explained too
   * @returns {Pick<import('./protocol.js').Snapshot, 'on_pad' | 'explanation'>} nothing, if the pad is empty
   */
  look(network, is_explained) {
    const { seen } = this;
    if (!seen) return {};
    const explanation = is_explained ? network.explain(seen.image) : undefined;
    return { on_pad: { ...seen, ...network.activations(seen.image) }, explanation };
  }

  /**
   * What a step by hand is taken on.
   * @param {Run} run @param {import('./protocol.js').Batch} batch
   * @returns {import('./step_by_hand.js').OwnImage | undefined} undefined: the next batch
   * @throws {Error} if the pad is empty, or the number is none of a test image
   */
  own_image(run, batch) {
    if (batch.kind === 'next') return undefined;
    if (batch.kind === 'image') return { kind: 'image', ...run.test_example(batch.index) };
    if (!this.seen) throw new Error('There is nothing on the pad: draw a digit first.');
    return { kind: 'pad', image: this.seen.image, label: batch.label };
  }
}
