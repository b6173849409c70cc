/** Whether the page lets WebAssembly run. */

/** A module whose function `f` gives 1: WebKit refuses under such a policy to run it, not to compile it. */
const ONE = [1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 1, 11];
const SMALL_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, ...ONE);

/** Why no network can compute here, in a sentence, if so. @returns {string | undefined} */
export function why_no_wasm() {
  if (typeof WebAssembly !== 'object') return 'This browser has no WebAssembly, so nothing can train here.';
  try {
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(SMALL_MODULE)).exports;
    if (/** @type {() => number} */ (f)() === 1) return undefined;
  } catch {
    // said below
  }
  return "The policy of this page forbids WebAssembly: nothing trains here until its script-src has 'wasm-unsafe-eval'.";
}
