/**
 * Glassnet's network for JavaScript. It runs in Node, in a page and in a worker. Each network is an instance of the
 * WebAssembly module with a memory of its own.
 *
 * In all functions, images are m × 784 pixels, sample after sample, as a Uint8Array (0 … 255, scaled by 1/255) or a
 * Float32Array (finite, used as is); labels are m digits 0 … 9 in a Uint8Array. A network has H hidden units and 10
 * classes. Every result is a copy that the caller may keep and change.
 *
 * A wrong argument throws a TypeError (wrong type) or a RangeError (wrong value) whose message says which argument, what
 * it was and what was expected; so does too little memory (RangeError), and any use of a network or a data set after
 * free() (TypeError). A call that throws changes nothing.
 *
 * @typedef {import('./arguments.js').Images} Images
 * @typedef {import('./drawing.js').Stroke} Stroke
 * @typedef {{ Wh: Float32Array, bh: Float32Array, Wo: Float32Array, bo: Float32Array }} Parameters
 *   Wh row-major (H, 784), bh (H), Wo row-major (10, H), bo (10)
 * @typedef {{ loss: number, accuracy: number, confusion: Uint32Array, active: Uint32Array }} Evaluation
 *   loss: mean, nats; accuracy: 0 … 1; confusion: 10 × 10, row true, column predicted; active (H): images with A_h > 0
 */

import {
  check_finite,
  check_image,
  check_images,
  check_integer,
  check_labels,
  check_options,
  check_rate,
  check_strokes,
  CLASSES,
  COUNT_MAX,
  HIDDEN_MAX,
  PIXELS,
  show,
} from './arguments.js';
import { choose } from './choose.js';
import { DataSet, place_of } from './data_set.js';
import { DRAWING_BYTES, read_drawing } from './drawing.js';
import { self_test, SIZE } from './self_test.js';
import { hexadecimal, Memory, type_of } from './wasm.js';

const DIGITS_MAX = 1e6; // take about 800 MB
const STEPS_MAX = 1e7;
const STEPS_SLICE = 16384; // steps of one call of the module

/** The parts of the built-in handwriting, in the order of their numbers on the C side. */
const PARTS = ['train', 'test'];

/** @param {unknown} part @returns {number} its number on the C side */
function check_part(part) {
  const number = PARTS.indexOf(/** @type {string} */ (part));
  if (number < 0) throw new TypeError(`part must be 'train' or 'test', was ${show(part)}`);
  return number;
}

/** A network of 784 inputs, H hidden units (ReLU) and 10 classes (softmax). create_network() makes one. */
export class Network {
  /** @type {Memory} */ #memory;
  #net;
  #steps = 0;

  /** Use create_network(), which checks its arguments.
   * @param {import('./wasm.js').Exports} wasm @param {number} hidden @param {number} seed @param {string} [note]
   * @throws {RangeError} if the memory has no room */
  constructor(wasm, hidden, seed, note) {
    this.#memory = new Memory(wasm);
    this.#net = wasm.network_create(hidden, seed);
    if (!this.#net) throw new RangeError(`the memory has no room for ${hidden} hidden units`);
    this.hidden = hidden;
    this.seed = seed;
    /** @type {'simd' | 'scalar'} */
    this.build = wasm.kernel_lanes() > 1 ? 'simd' : 'scalar';
    /** Why it is not the SIMD build, where that was tried and could not be used. */
    this.note = note;
    for (const name of ['hidden', 'seed', 'build', 'note'])
      Object.defineProperty(this, name, { writable: false });
  }

  /** Number of steps of gradient descent so far. @returns {number} */
  get steps() {
    return this.#steps;
  }

  /** This network's memory. @throws {TypeError} after free() */
  get #alive() {
    this.#memory.check_open();
    return this.#memory;
  }

  /** Takes one step of gradient descent, θ ← θ − η dθ, on the whole batch.
   * @param {Images} images m × 784, m ≥ 1 @param {Uint8Array} labels m @param {number} learning_rate η, 0 or more, finite
   * in single precision
   * @returns {number} mean loss of the batch before the update, nats
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  train_step(images, labels, learning_rate) {
    const memory = this.#alive;
    const m = check_images(images);
    check_labels(labels, m);
    check_rate(learning_rate);
    const at = memory.put_batch(images, labels, 0);
    const loss = memory.wasm.train_step(this.#net, at.images, type_of(images), at.labels, m, learning_rate);
    this.#steps++;
    return loss;
  }

  /** Computes the probabilities of the 10 classes.
   * @param {Images} images m × 784, m ≥ 1
   * @returns {Float32Array} m × 10, sample after sample; each sample's sum is 1
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  predict(images) {
    const memory = this.#alive;
    const m = check_images(images);
    const at = memory.put_batch(images, null, 4 * CLASSES * m);
    memory.wasm.predict(this.#net, at.images, type_of(images), m, at.result);
    return memory.floats(at.result, CLASSES * m);
  }

  /** Computes the loss of the batch and its gradients with respect to the parameters. It changes nothing.
   * @param {Images} images m × 784, m ≥ 1 @param {Uint8Array} labels m
   * @returns {Parameters & { loss: number }} the gradients, shaped as the parameters; loss: mean, nats
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  gradients(images, labels) {
    const memory = this.#alive;
    const m = check_images(images);
    check_labels(labels, m);
    const at = memory.put_batch(images, labels, 4 * this.#count);
    const loss = memory.wasm.gradients(this.#net, at.images, type_of(images), at.labels, m, at.result);
    return { loss, ...this.#read(at.result) };
  }

  /** Computes the forward pass.
   * @param {Images} images m × 784, m ≥ 1
   * @returns {{ Zh: Float32Array, Ah: Float32Array, Zo: Float32Array, Ao: Float32Array }} sample after sample: Zh, Ah
   *   m × H, before and after ReLU; Zo, Ao m × 10, before and after softmax
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  activations(images) {
    const memory = this.#alive;
    const m = check_images(images);
    const at = memory.put_batch(images, null, 8 * m * (this.hidden + CLASSES));
    memory.wasm.activations(this.#net, at.images, type_of(images), m, at.result);
    const [hidden, classes] = [m * this.hidden, m * CLASSES];
    const [Zh, Ah, Zo, Ao] = memory.split(at.result, [hidden, hidden, classes, classes]);
    return { Zh, Ah, Zo, Ao };
  }

  /** Computes the errors of the backward pass, which are the gradients of m times the loss by the logits, by the hidden
   * activations and by the hidden pre-activations. It changes nothing.
   * @param {Images} images m × 784, m ≥ 1 @param {Uint8Array} labels m
   * @returns {{ dZo: Float32Array, dAh: Float32Array, dZh: Float32Array }} sample after sample: dZo m × 10; dAh, dZh m × H
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  errors(images, labels) {
    const memory = this.#alive;
    const m = check_images(images);
    check_labels(labels, m);
    const [hidden, classes] = [m * this.hidden, m * CLASSES];
    const at = memory.put_batch(images, labels, 4 * (classes + 2 * hidden));
    memory.wasm.errors(this.#net, at.images, type_of(images), at.labels, m, at.result);
    const [dZo, dAh, dZh] = memory.split(at.result, [classes, hidden, hidden]);
    return { dZo, dAh, dZh };
  }

  /** Says why one image has its logits. For a given image the network is linear: logit k is the sum over all pixels j of
   * template[784 k + j] · x[j], plus bias[k], where x is the image as the network sees it. Another image may have other
   * active units, and then another template. It changes nothing.
   * @param {Images} image 784 pixels
   * @returns {{ template: Float32Array, contributions: Float32Array, bias: Float32Array, logits: Float32Array }} template:
   *   10 × 784, the effective template of each class; contributions: 10 × 784, template times pixel; bias: 10, the
   *   effective bias of each class; logits: 10, those of activations()
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  explain(image) {
    const memory = this.#alive;
    check_image(image);
    const sizes = [CLASSES * PIXELS, CLASSES * PIXELS, CLASSES, CLASSES];
    const at = memory.put_batch(image, null, 4 * 2 * CLASSES * (PIXELS + 1));
    memory.wasm.explain(this.#net, at.images, type_of(image), at.result);
    const [template, contributions, bias, logits] = memory.split(at.result, sizes);
    return { template, contributions, bias, logits };
  }

  /** Sizes of Wh, bh, Wo, bo. */
  get #sizes() {
    return [this.hidden * PIXELS, this.hidden, CLASSES * this.hidden, CLASSES];
  }

  /** Number of all parameters. */
  get #count() {
    return this.#sizes.reduce((sum, n) => sum + n);
  }

  /** Copies parameters or gradients out. @param {number} pointer @returns {Parameters} */
  #read(pointer) {
    const [Wh, bh, Wo, bo] = this.#alive.split(pointer, this.#sizes);
    return { Wh, bh, Wo, bo };
  }

  /** Copies the parameters out.
   * @returns {Parameters}
   * @throws {TypeError | RangeError} for too little memory, or after free() */
  parameters() {
    const at = this.#alive.stage(4 * this.#count);
    this.#alive.wasm.network_get_parameters(this.#net, at);
    return this.#read(at);
  }

  /** Copies out the gradients that train_step(), train() or gradients() computed last. A step on a single image does not
   * store that of W_h: then Wh is an earlier one.
   * @returns {Parameters} zeros before the first @throws {TypeError | RangeError} as parameters() does */
  last_gradients() {
    const at = this.#alive.stage(4 * this.#count);
    this.#alive.wasm.network_get_gradients(this.#net, at);
    return this.#read(at);
  }

  /** Replaces all parameters.
   * @param {Parameters} parameters finite numbers, arrays of the sizes that parameters() gives
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  set_parameters(parameters) {
    const memory = this.#alive;
    const given = check_options(parameters, 'parameters');
    const flat = new Float32Array(this.#count);
    let end = 0;
    ['Wh', 'bh', 'Wo', 'bo'].forEach((name, i) => {
      const array = given[name];
      if (!(array instanceof Float32Array))
        throw new TypeError(`${name} must be a Float32Array, was ${show(array)}`);
      if (array.length !== this.#sizes[i])
        throw new RangeError(`${name} must have ${this.#sizes[i]} numbers, had ${array.length}`);
      check_finite(name, array);
      flat.set(array, end);
      end += array.length;
    });
    const at = memory.stage(flat.byteLength);
    memory.put(at, flat);
    memory.wasm.network_set_parameters(this.#net, at);
  }

  /** Computes loss, accuracy, confusion matrix and active units of arrays, or of all images of a data set.
   * @param {Images | DataSet} images m × 784, m ≥ 1; or a data set of this network that is not empty
   * @param {Uint8Array} [labels] m; of a data set, its own labels are used
   * @returns {Evaluation}
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  evaluate(images, labels) {
    const memory = this.#alive;
    const size = 16 + 4 * (CLASSES * CLASSES + HIDDEN_MAX); // struct evaluation of src/network.h
    let at;
    if (images instanceof Uint8Array || images instanceof Float32Array) {
      const m = check_images(images);
      check_labels(labels, m);
      const batch = memory.put_batch(images, /** @type {Uint8Array} */ (labels), size);
      at = batch.result;
      memory.wasm.evaluate(this.#net, batch.images, type_of(images), batch.labels, m, at);
    } else {
      const pointer = this.#own(images);
      at = memory.stage(size);
      memory.wasm.evaluate_data_set(this.#net, pointer, at);
    }
    const [loss, accuracy] = new Float64Array(memory.view().buffer, at, 2);
    const counts = new Uint32Array(memory.view().buffer, at + 16, CLASSES * CLASSES + this.hidden);
    return { loss, accuracy, confusion: counts.slice(0, CLASSES ** 2), active: counts.slice(CLASSES ** 2) };
  }

  /** @param {unknown} data_set must be this network's and not empty @returns {number} its address
   * @throws {TypeError | RangeError} */
  #own(data_set) {
    const { memory, pointer } = place_of(data_set);
    if (memory !== this.#memory)
      throw new TypeError('data_set must be loaded by this network, was another network’s');
    if (memory.wasm.data_set_size(pointer) === 0)
      throw new RangeError('data_set must hold images, was empty');
    return pointer;
  }

  /** Copies images into the memory of the network, as a data set for train() and evaluate(). More images can be appended,
   * between steps too.
   * @param {Images} images m × 784, m ≥ 0 @param {Uint8Array} labels m
   * @returns {DataSet}
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  load(images, labels) {
    const memory = this.#alive;
    check_labels(labels, check_images(images, 0));
    const type = type_of(images);
    const data_set = new DataSet(memory, memory.wasm.data_set_create(type, this.seed), type === 1);
    try {
      data_set.append(images, labels);
    } catch (error) {
      data_set.free();
      throw error;
    }
    return data_set;
  }

  /** Takes steps of gradient descent on the batches of a data set. Each epoch goes through all images in a new random
   * order, which the network's seed decides. The last batch of an epoch may be smaller. The next call continues the epoch.
   * @param {DataSet} data_set one of this network that is not empty
   * @param {{ batch_size: number, learning_rate: number, steps: number }} options batch_size: images in a batch, 1 or more
   *   (more than the data set has means all of it); learning_rate: η, 0 or more; steps: 0 … 10,000,000
   * @returns {Float32Array} mean loss of each step's batch before its update, nats
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  train(data_set, options) {
    const memory = this.#alive;
    const pointer = this.#own(data_set);
    const { batch_size, learning_rate, steps } = check_options(options, 'options');
    const m = check_integer('batch_size', batch_size, 1, COUNT_MAX);
    const n = check_integer('steps', steps, 0, STEPS_MAX);
    check_rate(learning_rate);
    const losses = new Float32Array(n);
    for (let i = 0; i < n; i += STEPS_SLICE) {
      const slice = Math.min(STEPS_SLICE, n - i);
      const at = memory.stage(4 * slice);
      memory.wasm.train(this.#net, pointer, m, Number(learning_rate), slice, at);
      losses.set(new Float32Array(memory.view().buffer, at, slice), i);
      this.#steps += slice;
    }
    return losses;
  }

  /** Makes a data set of built-in handwriting: balanced over the classes, shuffled, and the same everywhere for the same
   * seed. A larger set begins with the smaller one. The two parts share no random numbers. Each digit is made when it is
   * first needed, so that the first step need not wait for all of them.
   * @param {number} seed 0 … 2³² − 1 @param {number} count 0 … 1,000,000 images @param {'train' | 'test'} [part]
   * @returns {DataSet}
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  digits(seed, count, part = 'train') {
    const memory = this.#alive;
    check_integer('seed', seed, 0, COUNT_MAX);
    const number = check_part(part);
    check_integer('count', count, 0, DIGITS_MAX);
    const pointer = memory.wasm.data_set_create(0, this.seed);
    const data_set = new DataSet(memory, pointer, false);
    if (!memory.wasm.digits_append(pointer, seed, number, count)) {
      data_set.free();
      throw new RangeError(`the memory has no room for ${count} digits; free() a data set first`);
    }
    return data_set;
  }

  /** Writes one digit of digits(seed, …, part) and shows each stage of it.
   * @param {number} seed 0 … 2³² − 1 @param {number} index of the digit, 0 … 2³² − 1 @param {'train' | 'test'} [part]
   * @returns {{ label: number, form: number, written: Stroke[], inked: Stroke[], image: Uint8Array }} label: 0 … 9; form:
   *   its number in data/strokes.txt, from 0; written: the strokes as the hand drew them, in units of that file; inked:
   *   the same fitted into the image, in pixels, where pixel 0 covers 0 … 1; image: 784 greys
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  write_digit(seed, index, part = 'train') {
    const memory = this.#alive;
    check_integer('seed', seed, 0, COUNT_MAX);
    const number = check_part(part);
    check_integer('index', index, 0, COUNT_MAX);
    const at = memory.stage(2 * DRAWING_BYTES + PIXELS);
    const label = memory.wasm.digits_write(seed, number, index, at, at + 2 * DRAWING_BYTES);
    const [form] = new Uint32Array(memory.view().buffer, at, 1);
    const image = memory.view().slice(at + 2 * DRAWING_BYTES, at + 2 * DRAWING_BYTES + PIXELS);
    const [written, inked] = [0, DRAWING_BYTES].map((offset) => read_drawing(memory, at + offset));
    return { label, form, written, inked, image };
  }

  /** Turns pen strokes into an image that is normalised as MNIST is: scaled to 20 × 20 pixels and centred by mass.
   * @param {number[][][]} strokes each an array of points [x, y], finite, in any unit, y downwards; one point is a dot
   * @returns {Uint8Array} 784 greys; all 0 if there are no points
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  rasterise(strokes) {
    const memory = this.#alive;
    const { lengths, points } = check_strokes(strokes);
    const at = memory.stage(PIXELS + lengths.byteLength + points.byteLength);
    memory.put(at + PIXELS, lengths);
    memory.put(at + PIXELS + lengths.byteLength, points);
    memory.wasm.digits_rasterise(at + PIXELS + lengths.byteLength, at + PIXELS, lengths.length, at);
    return memory.view().slice(at, at + PIXELS);
  }

  /** Computes the 64-bit FNV-1a hash of all parameters.
   * @returns {string} 16 hexadecimal digits
   * @throws {TypeError} after free() */
  fingerprint() {
    return hexadecimal(this.#alive.wasm.network_fingerprint(this.#net));
  }

  /** Gives back the memory of the network and of all its data sets. None of them can be used afterwards.
   * @throws {TypeError} if it was freed before */
  free() {
    this.#alive.close();
  }
}

/** The self-test of an instance. @param {import('./wasm.js').Exports} wasm */
const test = (wasm) => self_test(wasm, new Network(wasm, SIZE.hidden, SIZE.seed));

/** Creates a network with He's initial weights.
 * @param {{ hidden?: number, seed?: number, build?: 'simd' | 'scalar', wasm?: URL | string | BufferSource | WebAssembly.Module }} [options]
 *   hidden: number of hidden units, 1 … 512 (10 if left out); seed: 0 … 2³² − 1 (1 if left out); build: 'simd' if the engine
 *   has it and 'scalar' otherwise, if left out; wasm: the module or its address, if it is not in the files beside this one
 * @returns {Promise<Network>}
 * @throws {TypeError | RangeError} for a wrong option, a module that is none, or too little memory
 * @throws {Error} if the engine has no WebAssembly, the module cannot be loaded, or its self-test fails */
export async function create_network(options = {}) {
  const { hidden = 10, seed = 1, build, wasm } = check_options(options, 'options');
  const units = check_integer('hidden', hidden, 1, HIDDEN_MAX);
  check_integer('seed', seed, 0, COUNT_MAX);
  const { exports, note } = await choose(wasm, build, test);
  return new Network(exports, units, /** @type {number} */ (seed), note);
}
