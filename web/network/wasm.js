/** The functions of the WebAssembly module, and its memory. */

/** @typedef {import('./arguments.js').Images} Images */
/**
 * The functions of src/exports.txt under the names that they have in C; pointers and numbers go in, a number comes out.
 * @typedef {'malloc' | 'free' | 'kernel_lanes' | 'network_create' | 'network_get_parameters' | 'network_get_gradients'
 *   | 'network_set_parameters' | 'train_step' | 'predict' | 'gradients' | 'activations' | 'errors' | 'explain' | 'evaluate' | 'evaluate_data_set' | 'train'
 *   | 'data_set_create' | 'data_set_free' | 'data_set_size' | 'data_set_append' | 'data_set_truncate'
 *   | 'data_set_get_images' | 'data_set_get_labels' | 'data_set_get_drawn'
 *   | 'data_set_epoch' | 'data_set_position' | 'data_set_go_to'
 *   | 'digits_append' | 'digits_write' | 'digits_rasterise'} Name
 * @typedef {Record<Name, (...numbers: number[]) => number>} Functions
 * @typedef {{ self_test: () => bigint, network_fingerprint: (network: number) => bigint }} Fingerprints
 * @typedef {Functions & Fingerprints & { _initialize: () => void, memory: WebAssembly.Memory }} Exports
 */

/** A 64-bit number as text. @param {bigint} bits signed, as WebAssembly gives them
 * @returns {string} 16 hexadecimal digits */
export function hexadecimal(bits) {
  return BigInt.asUintN(64, bits).toString(16).padStart(16, '0');
}

/** The memory of an instance, and one block of it through which arrays are copied in and out. */
export class Memory {
  /** @type {Exports | null} null after close() */ #wasm;

  /** @param {Exports} wasm */
  constructor(wasm) {
    this.#wasm = wasm;
    this.bytes = new Uint8Array(wasm.memory.buffer);
    this.numbers = new Float32Array(wasm.memory.buffer);
    this.block = 0;
    this.size = 0;
  }

  get is_closed() {
    return this.#wasm === null;
  }

  /** @throws {TypeError} after close() */
  check_open() {
    if (this.is_closed) throw new TypeError('this network was freed; create_network() another');
  }

  /** The module's functions. @throws {TypeError} after close() */
  get wasm() {
    this.check_open();
    return /** @type {Exports} */ (this.#wasm);
  }

  /** Lets go of the module and of its memory, which the engine gives back even while this object is still held. */
  close() {
    this.#wasm = null;
    this.bytes = new Uint8Array();
    this.numbers = new Float32Array();
  }

  /** A block that is kept and used again by the next call.
   * @param {number} size bytes it must have at least @returns {number} its address, a multiple of 8
   * @throws {RangeError} if the memory has no room */
  stage(size) {
    if (size > this.size) {
      this.wasm.free(this.block);
      this.block = size < 2 ** 32 ? this.wasm.malloc(size) : 0;
      this.size = this.block ? size : 0;
      if (!this.block)
        throw new RangeError(`${size} bytes do not fit into the memory; use fewer images at a time`);
    }
    return this.block;
  }

  /** A view of all of the memory. It is valid until the memory grows: get a new one after each call of the module. */
  view() {
    if (this.bytes.length === 0) this.bytes = new Uint8Array(this.wasm.memory.buffer);
    return this.bytes;
  }

  /** Copies an array into the memory. @param {number} pointer @param {ArrayBufferView} array */
  put(pointer, array) {
    const bytes =
      array instanceof Uint8Array ? array : new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    this.view().set(bytes, pointer);
  }

  /** Copies images and labels into the block, with room for a result behind them, each at a multiple of 16 bytes.
   * @param {Images} images @param {Uint8Array | null} labels @param {number} result bytes
   * @returns {{ images: number, labels: number, result: number }} their addresses
   * @throws {RangeError} if the memory has no room */
  put_batch(images, labels, result) {
    const after_images = Math.ceil(images.byteLength / 16) * 16;
    const after_labels = after_images + Math.ceil((labels?.length ?? 0) / 16) * 16;
    const pointer = this.stage(after_labels + result);
    this.put(pointer, images);
    if (labels) this.put(pointer + after_images, labels);
    return { images: pointer, labels: pointer + after_images, result: pointer + after_labels };
  }

  /** Copies n floats out. @param {number} pointer @param {number} n */
  floats(pointer, n) {
    if (this.numbers.length === 0) this.numbers = new Float32Array(this.wasm.memory.buffer);
    return this.numbers.slice(pointer / 4, pointer / 4 + n);
  }

  /** Copies arrays of floats out that lie end to end. @param {number} pointer @param {number[]} counts their lengths */
  split(pointer, counts) {
    return counts.map((n) => {
      const taken = this.floats(pointer, n);
      pointer += 4 * n;
      return taken;
    });
  }
}

/** The number of the images' type in enum pixel_type of the C side. @param {Images} images */
export const type_of = (images) => (images instanceof Uint8Array ? 0 : 1);
