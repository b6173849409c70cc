/** The ways to a Trainer on the site: in a worker, or on this thread where no worker can be had. Runs on the page's thread. */
import { link_here, link_worker } from './linking.js';

/**
 * @typedef {import('./linking.js').Link} Link
 * @typedef {import('./linking.js').Reach} Reach
 * @typedef {object} Early the worker that was started early, and the way to more
 * @property {Worker | undefined} thread undefined: no worker could be had
 * @property {() => Event[]} take_over gives the events that the worker has had
 * @property {() => Promise<Worker>} start_trainer
 */

/**
 * @param {string} assets URL of the site's folder, with a slash at its end
 * @param {Early} early its worker comes first
 * @returns {Reach}
 */
export function reacher(assets, early) {
  let spare = early.thread;
  return async (way, listener) => {
    if (way === 'main') {
      const { train_here } = await import('./main_thread.js');
      return link_here(listener, train_here(assets));
    }
    const worker = spare ?? (await early.start_trainer());
    const link = link_worker(listener, worker, spare ? early.take_over() : []);
    spare = undefined;
    return link;
  };
}
