/** Labelled images resident in the module's memory. */

import { check_images, check_integer, check_labels, COUNT_MAX, PIXELS, show } from './arguments.js';

/** @typedef {import('./wasm.js').Memory} Memory */
/** @typedef {import('./arguments.js').Images} Images */

const SLICE = 1000; // images that go in or out at once

/** Where a data set's images are: its network's memory and its address there; null after free().
 * @type {WeakMap<DataSet, { memory: Memory, pointer: number, floats: boolean } | null>} */
const places = new WeakMap();

/** @param {unknown} set */
export function place_of(set) {
  const place = set instanceof DataSet ? places.get(set) : undefined;
  if (place === undefined)
    throw new TypeError(`data_set must come from load() or digits(), was ${show(set)}`);
  if (place === null) throw new TypeError('this data_set was freed; load() another');
  if (place.memory.is_closed) throw new TypeError('this data_set was freed with its network; load() another');
  return place;
}

/** Labelled images resident in wasm memory; from network.load() or network.digits(). */
export class DataSet {
  /** @param {Memory} memory @param {number} pointer @param {boolean} floats */
  constructor(memory, pointer, floats) {
    if (!pointer) throw new RangeError('the memory is full; free() a data set first');
    places.set(this, { memory, pointer, floats });
  }

  /** How many images. */
  get size() {
    const { memory, pointer } = place_of(this);
    return memory.wasm.data_set_size(pointer) >>> 0;
  }

  /** Adds images of the same type, which take part in the epoch under way. @param {Images} images @param {Uint8Array} labels */
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

  /** A copy of all images, as they were appended, or of `count` from the one at `first` on.
   * @param {number} [first] @param {number} [count] @returns {Images} */
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

  /** A copy of all labels. */
  labels() {
    const { memory, pointer } = place_of(this);
    const size = this.size;
    const at = memory.stage(size);
    memory.wasm.data_set_get_labels(pointer, 0, size, at);
    return memory.view().slice(at, at + size);
  }

  /** Copies of the samples that train() took last in the epoch under way, in its order: `count` of them, or as many as it
   * has taken. @param {number} count @returns {{ images: Images, labels: Uint8Array }} */
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

  /** Gives the memory back. The data set is of no use afterwards. */
  free() {
    const { memory, pointer } = place_of(this);
    memory.wasm.data_set_free(pointer);
    places.set(this, null);
  }
}
