/**
 * The ways to a Trainer where no file can be fetched: from another site, from `file://`, under a policy. The code of the
 * thread comes along as a function that needs nothing from outside of itself. Its text is the source of a classic worker
 * from a blob, the one form of worker that starts everywhere; where a policy forbids even that, the same function is called
 * on this thread. Runs on the page's thread.
 */
import { keep_events } from './kept_events.js';
import { link_here, link_worker } from './linking.js';
import { policy } from './trusted.js';

/**
 * @typedef {import('./linking.js').Reach} Reach
 *
 * @typedef {object} Threads what a carried thread can be told to do
 * @property {typeof import('./serving.js').serve_thread} serve_thread
 * @property {typeof import('./main_thread.js').train_here} train_here
 *
 * @typedef {object} Carried as a bundle has it (web/tools/carry.mjs)
 * @property {(modules: string) => Threads} threads a function that needs nothing from outside of itself
 * @property {string} modules the WebAssembly modules, packed
 */

/** @param {string | Carried} carried */
const source_of = (carried) =>
  typeof carried === 'string' ? `(${carried})()` : `(${carried.threads})(${JSON.stringify(carried.modules)})`;

/**
 * Makes workers from a text.
 * @param {string | Carried} carried text of a function that gives the Threads, or that and what it is called with
 * @returns {(call: string, options?: WorkerOptions) => Worker} call: what is done with the things that the function gives,
 *   such as `.serve_thread(self)`. Throws where a policy forbids it, or the worker that it gives has an error.
 */
export function worker_maker(carried) {
  return (call, options) => {
    const url = URL.createObjectURL(new Blob([source_of(carried), call], { type: 'text/javascript' }));
    try {
      return new Worker(policy().createScriptURL(url), options);
    } finally {
      URL.revokeObjectURL(url); // the worker has it
    }
  };
}

/**
 * @param {Carried} carried
 * @param {object} [options]
 * @param {string} [options.hash] what a first worker begins at once and by itself, see serve_thread(); without it none does
 * @param {string} [options.assets] URL of the folder that holds data/mnist/, with a slash at its end; without it nothing is
 *   ever fetched
 * @returns {Reach}
 */
export function carried_reacher(carried, { hash, assets } = {}) {
  const make_worker = worker_maker(carried);
  const call = `.serve_thread(self, ${JSON.stringify(assets)})`;
  const begin = (/** @type {string} */ name = '') => make_worker(call, { name });
  /** @type {Threads | undefined} */
  let here;
  let spare = hash === undefined ? undefined : start_early(() => begin(hash));
  return async (way, listener) => {
    if (way === 'main') {
      here ??= carried.threads(carried.modules);
      return link_here(listener, here.train_here(assets));
    }
    const taken = spare ?? { worker: begin(), take_over: () => [] };
    spare = undefined;
    return link_worker(listener, taken.worker, taken.take_over());
  };
}

/** A worker that begins before anybody listens to it. @param {() => Worker} begin */
function start_early(begin) {
  try {
    const worker = begin();
    return { worker, take_over: keep_events(worker) };
  } catch {
    return undefined; // whoever asks for it will be told
  }
}
