/**
 * <glass-net>: a network inside any page, in the figures that `show` names. Runs on the page's thread.
 * attributes.js has the table of its attributes, live_network.js the life of its network.
 */
import { open_file } from '../network/files/open.js';
import { ATTRIBUTES } from './attributes.js';
import { save_model } from './saving.js';
import { WORDS } from './speech.js';
import { ViewerElement } from './viewer.js';

/**
 * @typedef {import('../network/arguments.js').Images} Images
 * @typedef {import('../network/network.js').Parameters} NetworkParameters
 * @typedef {import('../network/network.js').Evaluation} Evaluation
 * @typedef {import('../network/network.js').Network} Network
 * @typedef {import('../figures/pad.js').Stroke} Stroke
 */

export class GlassNet extends ViewerElement {
  /** @type {Set<string>} unknown words that were told */
  #told = new Set();

  /** Steps that the run has taken. */
  get steps() {
    return this.network?.model.state.steps ?? 0;
  }

  /** Epochs so far, with the fraction of the one under way. */
  get epochs() {
    return this.network?.epochs ?? 0;
  }

  /** The mean loss of the last batch, nats; NaN before the first. */
  get loss() {
    return this.network?.loss ?? NaN;
  }

  /** The share of the test images that was read correctly when it was measured last; NaN before that. */
  get accuracy() {
    return this.network?.model.state.test?.accuracy ?? NaN;
  }

  /** Which build of the network computes. @returns {'simd' | 'scalar' | undefined} undefined: none yet */
  get build() {
    return this.network?.model.state.shown?.build;
  }

  /** Where it trains. @returns {'worker' | 'main' | undefined} undefined: not yet */
  get thread() {
    return this.network?.model.state.thread;
  }

  /** @returns {import('./live_network.js').State} */
  get state() {
    return this.network?.state ?? (this.missing ? 'failed' : 'waiting');
  }

  /** What takes the place of English words, by those words. @returns {Record<string, string>} */
  get words() {
    return this.own_words;
  }

  set words(words) {
    const given = Object.entries(words ?? {}).map(([name, word]) => [name, String(word)]);
    this.own_words = Object.fromEntries(given);
    const unknown = given
      .map(([name]) => name)
      .filter((name) => !WORDS.includes(name) && !this.#told.has(name));
    for (const name of unknown) this.#told.add(name);
    if (unknown.length > 0) {
      const message = `<glass-net>: words has ${unknown.slice(0, 5).join(', ')}, which it does not write.`;
      this.tell_problem({
        attribute: 'words',
        value: unknown.slice(0, 5).join(),
        expected: 'words of speech.js',
        message,
      });
    }
    this.look();
  }

  /** The network, wherever the element stands. @throws {Error} that says why there is none */
  #live() {
    if (!this.isConnected) throw new Error('This <glass-net> is not in a page.');
    if (!this.network) throw new Error(this.missing || 'This <glass-net> has no network yet.');
    return this.network;
  }

  /* ---- training: each promise resolves when it has happened, and rejects with the reason if it cannot ---- */

  /** @returns {Promise<void>} */
  async play() {
    return this.#live().order((model) => model.play(), () => true); // prettier-ignore
  }

  /** @returns {Promise<void>} */
  async pause() {
    return this.#live().order((model) => model.pause(), ({ state }) => !state.playing); // prettier-ignore
  }

  /** One step; it is paused afterwards. @returns {Promise<void>} */
  async step() {
    return this.#live().order((model) => model.step(), ({ state }) => !state.playing); // prettier-ignore
  }

  /** To the end of the epoch under way; it is paused afterwards. @returns {Promise<void>} */
  async epoch() {
    return this.#live().order((model) => model.finish_epoch(), ({ state }) => !state.playing); // prettier-ignore
  }

  /** A new network with the same settings. @returns {Promise<void>} */
  async reset() {
    return this.#live().order(
      (model) => model.reset(),
      ({ state: { shown, asked } }) => shown?.run === asked.run,
    );
  }

  /* ---- the shim's functions, under their names and with their checks ---- */

  /** @param {string} name @param {unknown[]} given @returns {Promise<any>} */
  async #call(name, given) {
    return this.#live().with_run((model) => model.call(name, given));
  }

  /** @param {Images} images (m, 784) @returns {Promise<Float32Array>} probabilities (m, 10) */
  predict(images) {
    return this.#call('predict', [images]);
  }

  /** @param {Images} images @returns {Promise<ReturnType<Network['activations']>>} */
  activations(images) {
    return this.#call('activations', [images]);
  }

  /** @param {Images} images @param {Uint8Array} labels @returns {Promise<ReturnType<Network['gradients']>>} */
  gradients(images, labels) {
    return this.#call('gradients', [images, labels]);
  }

  /**
   * @param {Images} [images] without any, the test images of the run
   * @param {Uint8Array} [labels]
   * @returns {Promise<Evaluation>}
   */
  evaluate(images, labels) {
    return this.#call('evaluate', images === undefined ? [] : [images, labels]);
  }

  /** @returns {Promise<NetworkParameters>} */
  parameters() {
    return this.#call('parameters', []);
  }

  /** @param {NetworkParameters} parameters @returns {Promise<void>} */
  set_parameters(parameters) {
    return this.#call('set_parameters', [parameters]);
  }

  /** @param {number[][][]} strokes of points [x, y] @returns {Promise<Uint8Array>} 784 greys */
  rasterise(strokes) {
    return this.#call('rasterise', [strokes]);
  }

  /** @returns {Promise<string>} sixteen hexadecimal digits, computed from every bit of all parameters */
  fingerprint() {
    return this.#call('fingerprint', []);
  }

  /* ---- the pad, and files ---- */

  /** Puts strokes on the pad. @param {Stroke[]} strokes of points [x, y], y downwards, in any size @returns {Promise<void>} */
  async draw(strokes) {
    await this.#call('rasterise', [strokes]); // says what is wrong with them
    this.#live().pads.show_strokes(strokes);
  }

  /** Puts a test image on the pad. @param {number} index from 0 on; after the last comes the first again @returns {Promise<void>} */
  async sample(index) {
    if (!Number.isSafeInteger(index) || index < 0)
      throw new RangeError(`The number of a test image must be a whole number from 0 on, was ${index}.`);
    const network = this.#live();
    await network.begun();
    network.pads.show_sample(index);
  }

  /** The network as a file. @param {'safetensors' | 'onnx'} [kind] @returns {Promise<Blob>} */
  async save(kind = 'safetensors') {
    return (await this.#live().with_run((model) => save_model(model, kind))).content;
  }

  /**
   * Goes on with a saved run, or begins with a saved network.
   * @param {Blob} blob
   * @returns {Promise<void>} rejects with what is wrong with the file
   */
  async open(blob) {
    if (!(blob instanceof Blob)) throw new TypeError('open() takes a Blob, such as a File.');
    const opened = await open_file(blob instanceof File ? blob : new File([blob], 'The file'));
    return this.#live().order(
      (model) => model.open_network(opened),
      ({ state: { shown, asked } }) => shown?.run === asked.run,
    );
  }
}

for (const row of ATTRIBUTES) {
  if (row.property === 'lang') continue; // every element has it
  Object.defineProperty(GlassNet.prototype, row.property, {
    configurable: true,
    enumerable: true,
    /** @this {GlassNet} */
    get() {
      return this.value_in_force(row);
    },
    /** @this {GlassNet} @param {unknown} value */
    set(value) {
      const text = row.write(value);
      if (text === undefined || (row.name === 'autoplay' && !value)) this.removeAttribute(row.name);
      else this.setAttribute(row.name, text);
    },
  });
}
