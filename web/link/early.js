/**
 * The worker's head start: the page loads this file before all others, so that the worker begins, compiles and takes its
 * first steps meanwhile. Runs on the page's thread.
 */

/** The part of the address behind #, which says what the first run is. */
export const { hash } = location;

/**
 * The worker gets it as its `name`: a message could be posted only after the busy main thread got round to it. A worker
 * without a name waits to be told what to begin.
 */
export const thread = start_worker();

function start_worker() {
  try {
    return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: hash || '#' });
  } catch {
    return undefined; // the page trains on its own thread instead
  }
}

/** Messages and errors from before anybody listened. @type {Event[]} */
export const early = [];
const keep = (/** @type {Event} */ event) => early.push(event);
for (const type of ['message', 'messageerror', 'error']) thread?.addEventListener(type, keep);

/** Whoever takes the worker over gets its events from now on. @returns {Event[]} those that came before */
export function take_over() {
  for (const type of ['message', 'messageerror', 'error']) thread?.removeEventListener(type, keep);
  return early.splice(0);
}
