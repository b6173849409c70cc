/** A long piece of work lets messages in. Runs in any thread. */

const YIELD_GAP = 20; // ms

/** @returns {() => Promise<void>} yields to the event loop, at most every YIELD_GAP ms, so that pending messages are
 * handled; a stream that is fully buffered never yields by itself */
export function yielder() {
  let yielded_at = performance.now();
  return async () => {
    if (performance.now() - yielded_at < YIELD_GAP) return;
    await new Promise((resolve) => setTimeout(resolve));
    yielded_at = performance.now();
  };
}
