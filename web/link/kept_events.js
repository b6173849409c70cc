/** What a worker says before anybody listens to it. */

const TYPES = ['message', 'messageerror', 'error'];

/** Keeps a worker's events from now on. @param {Worker} worker @returns {() => Event[]} gives them, and keeps no more */
export function keep_events(worker) {
  /** @type {Event[]} */
  const kept = [];
  const keep = (/** @type {Event} */ event) => kept.push(event);
  for (const type of TYPES) worker.addEventListener(type, keep);
  return () => {
    for (const type of TYPES) worker.removeEventListener(type, keep);
    return kept.splice(0);
  };
}
