/** The WebAssembly module: the choice of the build, the self-test of the engine, and the module's memory. */

import { show } from './arguments.js';

/** @typedef {import('./arguments.js').Images} Images */
/**
 * The functions of src/exports.txt under the names that they have in C; pointers and numbers go in, a number comes out.
 * @typedef {'malloc' | 'free' | 'kernel_lanes' | 'network_create' | 'network_get_parameters' | 'network_set_parameters'
 *   | 'train_step' | 'predict' | 'gradients' | 'activations' | 'evaluate' | 'evaluate_data_set' | 'train'
 *   | 'data_set_create' | 'data_set_free' | 'data_set_size' | 'data_set_append' | 'data_set_truncate'
 *   | 'data_set_get_images' | 'data_set_get_labels' | 'data_set_get_drawn'
 *   | 'digits_append' | 'digits_write' | 'digits_rasterise'} Name
 * @typedef {Record<Name, (...numbers: number[]) => number>} Functions
 * @typedef {{ self_test: () => bigint, network_fingerprint: (network: number) => bigint }} Fingerprints
 * @typedef {Functions & Fingerprints & { _initialize: () => void, memory: WebAssembly.Memory }} Exports
 */

/** The result of self_test on an engine that computes correctly. */
const KNOWN_ANSWER = '942a65215ef1f081';

/** A module of one function that needs 128-bit SIMD: i8x16.popcnt(i8x16.splat(0)). */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

/** Loads and compiles a module. @param {URL} url @returns {Promise<WebAssembly.Module>}
 * @throws {Error} if it cannot be loaded or is no module */
async function compile(url) {
  if (url.protocol === 'file:')
    return WebAssembly.compile(await (await import('node:fs/promises')).readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded: ${response.status} ${response.statusText}`);
  const streams = response.headers.get('content-type') === 'application/wasm';
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The modules that were compiled, by address. @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/** Compiles each address once; one that failed is tried again. @param {URL} url */
function compile_once(url) {
  const module = compiled.get(url.href) ?? compile(url);
  compiled.set(url.href, module);
  module.catch(() => compiled.delete(url.href));
  return module;
}

/** The module that create_network() was given. @param {unknown} wasm @returns {Promise<WebAssembly.Module>}
 * @throws {TypeError | Error} */
async function module_of(wasm) {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (wasm instanceof URL) return compile_once(wasm);
  if (typeof wasm === 'string')
    return compile_once(new URL(wasm, globalThis.location?.href ?? import.meta.url));
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm))
    return WebAssembly.compile(/** @type {BufferSource} */ (wasm)).catch((error) => {
      throw new TypeError(`wasm must be the bytes of a WebAssembly module; ${error.message}`);
    });
  throw new TypeError(`wasm must be a URL, bytes or a WebAssembly.Module, was ${show(wasm)}`);
}

/** Whether a module has passed its self-test on this engine. @type {WeakMap<WebAssembly.Module, boolean>} */
const passed = new WeakMap();

/** Starts an instance of the module, and tests the first one.
 * @param {WebAssembly.Module} module
 * @returns {Promise<{ exports: Exports, right: boolean }>} right: the engine computes correctly with this module */
async function instantiate(module) {
  const { exports } = await WebAssembly.instantiate(module);
  const wasm = /** @type {Exports} */ (/** @type {unknown} */ (exports));
  wasm._initialize();
  if (!passed.has(module)) {
    passed.set(module, hexadecimal(wasm.self_test()) === KNOWN_ANSWER);
  }
  return { exports: wasm, right: passed.get(module) === true };
}

/** A 64-bit number as text. @param {bigint} bits signed, as WebAssembly gives them
 * @returns {string} 16 hexadecimal digits */
export function hexadecimal(bits) {
  return BigInt.asUintN(64, bits).toString(16).padStart(16, '0');
}

/** Starts the module that is asked for, or else the SIMD build if the engine has SIMD and computes correctly with it, or
 * else the scalar build.
 * @param {unknown} wasm @param {unknown} build @returns {Promise<Exports>}
 * @throws {TypeError | Error} as create_network() */
export async function choose(wasm, build) {
  if (build !== undefined && build !== 'simd' && build !== 'scalar')
    throw new TypeError(`build must be 'simd' or 'scalar', was ${show(build)}`);
  if (typeof WebAssembly !== 'object')
    throw new Error('Glassnet needs WebAssembly, which this engine does not have or has switched off');
  if (wasm === undefined)
    wasm = new URL(`./network.${build ?? (has_simd() ? 'simd' : 'scalar')}.wasm`, import.meta.url);
  const { exports, right } = await instantiate(await module_of(wasm));
  const is_simd = exports.kernel_lanes() > 1;
  if (build !== undefined && is_simd !== (build === 'simd'))
    throw new TypeError(`wasm must be the ${build} build, was the ${is_simd ? 'simd' : 'scalar'} build`);
  if (right) return exports;
  if (is_simd && build === undefined) return choose(undefined, 'scalar');
  throw new Error(
    `this engine computes wrong values with the ${is_simd ? 'simd' : 'scalar'} build; try another browser`,
  );
}

const has_simd = () => WebAssembly.validate(new Uint8Array(SIMD_PROBE));

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
