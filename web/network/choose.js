/**
 * The choice of the build, and the proof that it is the right one: its bytes have the hash that the build noted, its exports
 * are those that are expected, and the engine computes with it what the build computed. What fails any of that is not used.
 */
import { show } from './arguments.js';
import { load } from './load.js';
import { ModuleError, name_of } from './module_error.js';
import { DATA, DIGESTS, KNOWN_ANSWER } from './proof.js';
import { hash_of_module } from './self_test.js';

/**
 * @typedef {import('./wasm.js').Exports} Exports
 * @typedef {'simd' | 'scalar'} Build
 * @typedef {{ exports: Exports, note: string | undefined }} Chosen note: why it is not the build that comes first
 * @typedef {(exports: Exports) => string} Test what an instance computes
 */

/** A module of one function that needs 128-bit SIMD: i8x16.popcnt(i8x16.splat(0)). */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];
const PATIENCE = 10_000; // ms for a module to arrive, after which the other one is tried

/** @param {unknown} error */
const message_of = (error) => /** @type {Error} */ (error).message;

/** Whether the bytes have this SHA-256, or no hash can be had, as on a page without https.
 * @param {BufferSource} bytes @param {string | undefined} digest undefined: any */
async function is_right(bytes, digest) {
  const { subtle } = globalThis.crypto ?? {};
  if (!digest || !subtle) return true;
  const found = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return digest === [...found].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Loads and compiles a module. @param {URL} url @param {string} [digest] that its bytes must have
 * @returns {Promise<WebAssembly.Module>} @throws {ModuleError} */
async function compile(url, digest) {
  let bytes = await load(url, 'default');
  if (!(await is_right(bytes, digest))) bytes = await load(url, 'reload'); // what a cache kept may be older than this file
  if (!(await is_right(bytes, digest))) throw new ModuleError(`${name_of(url)} is another version`);
  return WebAssembly.compile(bytes).catch((cause) => {
    throw new ModuleError(`${name_of(url)} is damaged`, { cause });
  });
}

/** The modules that were compiled or are on their way, by address. @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * Compiles each address once. One that failed is tried again; one that does not arrive in time is not waited for again,
 * but is there once it has arrived after all.
 * @param {URL} url @param {string} [digest] @returns {Promise<WebAssembly.Module>} @throws {ModuleError}
 */
function compile_once(url, digest) {
  const key = `${url}${digest}`;
  const known = compiled.get(key);
  if (known) return known;
  const module = compile(url, digest);
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new ModuleError(`${name_of(url)} is late`)), PATIENCE);
    const settle = (/** @type {() => void} */ note) => () => (clearTimeout(timer), note());
    module.then(
      settle(() => compiled.set(key, module)),
      settle(() => compiled.delete(key)),
    );
  });
  const first = Promise.race([module, late]);
  compiled.set(key, first);
  return first;
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

/** @param {WebAssembly.Module} module @returns {Promise<Exports>} of a new instance */
async function instantiate(module) {
  const { exports } = await WebAssembly.instantiate(module);
  const wasm = /** @type {Exports} */ (/** @type {unknown} */ (exports));
  wasm._initialize();
  return wasm;
}

/** The modules that have passed. @type {WeakSet<WebAssembly.Module>} */
const proven = new WeakSet();

/**
 * Starts a module; the first time it is tested before, on an instance of its own.
 * @param {WebAssembly.Module} module @param {Test} test @param {Build} [build] it is our own, and has this build's data
 * @returns {Promise<Exports>}
 * @throws {ModuleError} the rest of a sentence that begins with the name of the module
 */
async function start(module, test, build) {
  try {
    const exports = await instantiate(module);
    if (proven.has(module)) return exports;
    const has_data = !build || hash_of_module(module, exports, DATA[build]) === DATA[build].hash;
    if (has_data && test(exports) === KNOWN_ANSWER) proven.add(module);
  } catch {
    // it has trapped, or refused what is right
  }
  if (proven.has(module)) return instantiate(module);
  throw new ModuleError('computes wrong values');
}

/** Starts one of the two modules beside this file. @param {Build} build @param {Test} test @param {string} [note]
 * @returns {Promise<Chosen>} @throws {ModuleError} */
async function start_own(build, test, note) {
  const url = new URL(`./network.${build}.wasm`, import.meta.url);
  const module = await compile_once(url, DIGESTS[build]);
  try {
    return { exports: await start(module, test, build), note };
  } catch (cause) {
    compiled.clear(); // the bytes may be another file's: they are loaded again the next time
    throw new ModuleError(`${name_of(url)} ${message_of(cause)}`, { cause });
  }
}

/** The scalar build in place of another. @param {string} reason @param {Test} test */
const stand_in = (reason, test) => start_own('scalar', test, `${reason}, so the scalar build computes.`);

/** Starts a module that the caller gave. @param {unknown} wasm @param {Build | undefined} build @param {Test} test
 * @returns {Promise<Chosen>} @throws {TypeError | ModuleError} */
async function start_given(wasm, build, test) {
  const module = await module_of(wasm);
  /** @type {Build | 'unknown'} */
  let found = 'unknown';
  try {
    const exports = await instantiate(module);
    found = exports.kernel_lanes() > 1 ? 'simd' : 'scalar';
    if (found === (build ?? found)) return { exports: await start(module, test), note: undefined };
  } catch (cause) {
    const reason = `The given module computes wrong values or none (${found} build)`;
    if (found === 'simd' && !build) return stand_in(reason, test);
    throw new ModuleError(reason, { cause });
  }
  throw new TypeError(`wasm must be the ${build} build, was the ${found} build`);
}

const has_simd = () => WebAssembly.validate(new Uint8Array(SIMD_PROBE));

/**
 * Starts the module that is asked for, or else the SIMD build if the engine has SIMD and the module is sound, or else the
 * scalar build.
 * @param {unknown} wasm @param {unknown} build @param {Test} test @returns {Promise<Chosen>}
 * @throws {TypeError | Error} as create_network()
 */
export async function choose(wasm, build, test) {
  if (build !== undefined && build !== 'simd' && build !== 'scalar')
    throw new TypeError(`build must be 'simd' or 'scalar', was ${show(build)}`);
  if (typeof WebAssembly !== 'object')
    throw new Error('Glassnet needs WebAssembly, which this engine does not have or has switched off');
  if (wasm !== undefined) return start_given(wasm, build, test);
  if (build || !has_simd()) return start_own(build ?? 'scalar', test);
  try {
    return await start_own('simd', test);
  } catch (error) {
    return stand_in(message_of(error), test).catch((cause) => {
      compiled.clear(); // what was waited for in vain is asked for again the next time
      const both = `${message_of(error)}, and ${message_of(cause)}`;
      throw new ModuleError(`The part that computes could not be started: ${both}.`, { cause });
    });
  }
}
