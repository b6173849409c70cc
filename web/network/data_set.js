/** Labelled images in the memory of a network. */

import { check_images, check_integer, check_labels, COUNT_MAX, PIXELS, show } from './arguments.js';

/** @typedef {import('./wasm.js').Memory} Memory */
/** @typedef {import('./arguments.js').Images} Images */

const SLICE = 1000; // images that are copied in or out at once

/** The place of each data set: the memory of its network and its address there; null after free().
 * @type {WeakMap<DataSet, { memory: Memory, pointer: number, floats: boolean } | null>} */
const places = new WeakMap();

/** The place of a data set that can be used.
 * @param {unknown} set
 * @returns {{ memory: Memory, pointer: number, floats: boolean }}
 * @throws {TypeError} if it is no data set, or if it or its network was freed */
export function place_of(set) {
  const place = set instanceof DataSet ? places.get(set) : undefined;
  if (place === undefined)
    throw new TypeError(`data_set must come from load() or digits(), was ${show(set)}`);
  if (place === null) throw new TypeError('this data_set was freed; load() another');
  if (place.memory.is_closed) throw new TypeError('this data_set was freed with its network; load() another');
  return place;
}

/** Labelled images in the memory of a network. network.load() and network.digits() make one. */
export class DataSet {
  /** Use load() or digits() of a network. @param {Memory} memory @param {number} pointer @param {boolean} floats
   * @throws {RangeError} if the memory is full */
  constructor(memory, pointer, floats) {
    if (!pointer) throw new RangeError('the memory is full; free() a data set first');
    places.set(this, { memory, pointer, floats });
  }

  /** Number of images. @returns {number} @throws {TypeError} after free() */
  get size() {
    const { memory, pointer } = place_of(this);
    return memory.wasm.data_set_size(pointer) >>> 0;
  }

  /** Appends copies of images of the same type. They join the current epoch.
   * @param {Images} images m × 784, m ≥ 0 @param {Uint8Array} labels m
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free(); the data set is unchanged */
  append(images, labels) {
    const { memory, pointer, floats } = place_of(this);
    const m = check_images(images, 0);
    check_labels(labels, m);
    if (floats !== images instanceof Float32Array && m > 0)
      throw new TypeError(
        `images must be a ${floats ? 'Float32Array' : 'Uint8Array'} like those before, was ${show(images)}`,
      );
    const size = this.size;
    for (let i = 0; i < m; i += SLICE) {
      const slice = labels.subarray(i, i + SLICE);
      const at = memory.put_batch(images.subarray(i * PIXELS, (i + slice.length) * PIXELS), slice, 0);
      if (memory.wasm.data_set_append(pointer, at.images, at.labels, slice.length)) continue;
      memory.wasm.data_set_truncate(pointer, size);
      throw new RangeError(`the memory has no room for ${m} more images; free() a data set first`);
    }
  }

  /** Copies out images as they were appended: all of them, or `count` from number `first` on.
   * @param {number} [first] 0 … size @param {number} [count] 0 … size − first
   * @returns {Images} count × 784
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  images(first = 0, count = this.size - first) {
    const { memory, pointer, floats } = place_of(this);
    check_integer('first', first, 0, this.size);
    check_integer('count', count, 0, this.size - first);
    const images = new (floats ? Float32Array : Uint8Array)(count * PIXELS);
    const bytes = new Uint8Array(images.buffer);
    const image_bytes = PIXELS * (floats ? 4 : 1);
    for (let i = 0; i < count; i += SLICE) {
      const n = Math.min(SLICE, count - i);
      const at = memory.stage(n * image_bytes);
      memory.wasm.data_set_get_images(pointer, first + i, n, at);
      bytes.set(memory.view().subarray(at, at + n * image_bytes), i * image_bytes);
    }
    return images;
  }

  /** Copies out labels: all of them, or `count` from number `first` on.
   * @param {number} [first] 0 … size @param {number} [count] 0 … size − first
   * @returns {Uint8Array} one digit 0 … 9 for each image
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  labels(first = 0, count = this.size - first) {
    const { memory, pointer } = place_of(this);
    check_integer('first', first, 0, this.size);
    check_integer('count', count, 0, this.size - first);
    const at = memory.stage(count);
    memory.wasm.data_set_get_labels(pointer, first, count, at);
    return memory.view().slice(at, at + count);
  }

  /** Copies out the last samples of the current epoch that train() has used, in its order.
   * @param {number} count 0 or more; fewer come out if the epoch has had fewer
   * @returns {{ images: Images, labels: Uint8Array }} n × 784 and n
   * @throws {TypeError | RangeError} for a wrong argument, too little memory, or after free() */
  drawn(count) {
    const { memory, pointer, floats } = place_of(this);
    const most = Math.min(check_integer('count', count, 0, COUNT_MAX), this.size);
    const image_bytes = PIXELS * (floats ? 4 : 1);
    const at = memory.stage(most * (image_bytes + 1));
    const labels_at = at + most * image_bytes;
    const n = memory.wasm.data_set_get_drawn(pointer, most, at, labels_at);
    const bytes = memory.view().slice(at, at + n * image_bytes);
    return {
      images: floats ? new Float32Array(bytes.buffer) : bytes,
      labels: memory.view().slice(labels_at, labels_at + n),
    };
  }

  /** The number of the epoch that train() is in, from 0. @returns {number} @throws {TypeError} after free() */
  get epoch() {
    const { memory, pointer } = place_of(this);
    return memory.wasm.data_set_epoch(pointer) >>> 0;
  }

  /** How many samples of the epoch train() has used, 0 … size. @returns {number} @throws {TypeError} after free() */
  get position() {
    const { memory, pointer } = place_of(this);
    return memory.wasm.data_set_position(pointer) >>> 0;
  }

  /** Goes to a place in the order of training, which the network's seed, the epoch and the position decide: train()
   * continues there. With the parameters of a network at that place, training goes on with the bits of one that was never
   * interrupted. Images that joined an epoch while it was under way had their part in it from then on: such a place is
   * reached by going to where they joined, append(), and going on from there.
   * @param {number} epoch 0 … 2³² − 1 @param {number} position 0 … size
   * @throws {TypeError | RangeError} for a wrong argument, or after free(); the place is unchanged */
  go_to(epoch, position) {
    const { memory, pointer } = place_of(this);
    check_integer('epoch', epoch, 0, COUNT_MAX);
    check_integer('position', position, 0, this.size);
    memory.wasm.data_set_go_to(pointer, epoch, position);
  }

  /** Gives the memory of the data set back to its network. The data set cannot be used afterwards.
   * @throws {TypeError} if it or its network was freed before */
  free() {
    const { memory, pointer } = place_of(this);
    memory.wasm.data_set_free(pointer);
    places.set(this, null);
  }
}
