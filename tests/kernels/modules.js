/**
 * The modules of the kernels' tests: both builds as shipped, and both trapping on undefined behaviour; every kernel is
 * exported under its own name. And memory in which a stray access shows.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert_same_bits, BUILDS } from '../support.js';

export const PANEL = 12;
export const ULP = 2 ** -23;
/** Around the widths of a vector, of a pair of vectors and of an image. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 783, 784];

/** Bytes around each array. They hold 0xff: NaN as floats, 255 as greys. */
const GUARD = 64;
const POISON = 0xff;

/** @typedef {Float32Array | Uint32Array | Uint16Array | Uint8Array} Numbers */
/** @typedef {{ at: number, from: Numbers }} Placed */

/** Builds files of build/ by the Makefile's rules. @param {string[]} names */
export function make(...names) {
  const project = fileURLToPath(new URL('../..', import.meta.url));
  const targets = names.map((name) => `build/${name}`);
  execFileSync('make', ['--no-print-directory', '--silent', ...targets], {
    cwd: project,
    stdio: 'pipe',
    timeout: 120_000,
  });
}

/** @param {string} name a file of build/ */
export function built(name) {
  return fileURLToPath(new URL(`../../build/${name}`, import.meta.url));
}

export class KernelModule {
  /** @param {string} name of the file in build/, e.g. test.simd.wasm */
  constructor(name) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(built(name))), {});
    this.call = /** @type {Record<string, (...args: any[]) => any>} */ (
      /** @type {unknown} */ (instance.exports)
    );
    this.memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
    this.call._initialize();
    /** @type {Placed[]} */
    this.placed = [];
  }

  /**
   * Copies numbers into memory, with poison around them. @param {Numbers} numbers
   * @returns {number} their address
   */
  place(numbers) {
    const block = this.call.malloc(numbers.byteLength + 2 * GUARD);
    new Uint8Array(this.memory.buffer, block, numbers.byteLength + 2 * GUARD).fill(POISON);
    const at = block + GUARD;
    new Uint8Array(this.memory.buffer, at).set(
      new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    );
    this.placed.push({ at, from: numbers });
    return at;
  }

  /**
   * The numbers at an address, as they are now, in an array of the kind that was placed. @param {number} at
   * @returns {any}
   */
  read(at) {
    const { from } = /** @type {Placed} */ (this.placed.find((placed) => placed.at === at));
    const bytes = this.memory.buffer.slice(at, at + from.byteLength);
    return new /** @type {any} */ (from.constructor)(bytes);
  }

  /** A `struct sparse`, passed by reference as clang does. @param {Uint16Array} rows @param {Float32Array} values */
  place_sparse(rows, values) {
    return this.place(Uint32Array.of(this.place(rows), this.place(values), rows.length));
  }

  /**
   * Frees what was placed. Fails if something was written before an array, or further behind its end than to the
   * next multiple of `granularity` bytes, which the kernels' contract allows.
   */
  clear(granularity = 16) {
    const { placed } = this;
    this.placed = [];
    for (const { at, from } of placed) {
      const slack = (granularity - (from.byteLength % granularity)) % granularity;
      const end = at + from.byteLength;
      const before = new Uint8Array(this.memory.buffer, at - GUARD, GUARD);
      const behind = new Uint8Array(this.memory.buffer, end + slack, GUARD - slack);
      assert.ok(
        before.every((byte) => byte === POISON),
        'written before an array',
      );
      assert.ok(
        behind.every((byte) => byte === POISON),
        'written behind an array',
      );
      this.call.free(at - GUARD);
    }
  }
}

const NAMES = ['test', 'trap'].flatMap((kind) => BUILDS.map((build) => `${kind}.${build}.wasm`));
make(...NAMES);
export const modules = NAMES.map((name) => new KernelModule(name));
export const [simd, scalar] = modules;

/**
 * Runs the same on every module. Gives the result of one of them; the others' has the same bits.
 * @template {Numbers} T
 * @param {(kernels: KernelModule) => T} use @param {number} [granularity] of writing, in bytes
 */
export function on_all(use, granularity) {
  const results = modules.map((kernels) => {
    const result = use(kernels);
    kernels.clear(granularity);
    return result;
  });
  for (const result of results.slice(1)) assert_same_bits(result, results[0], 'the builds');
  return results[0];
}
