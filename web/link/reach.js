/** The ways to a Trainer on the site: in a worker, or on this thread where no worker can be had. Runs on the page's thread. */
import { link_here, link_worker } from './linking.js';
import { start_worker } from './start_worker.js';

/**
 * @typedef {import('./linking.js').Link} Link
 * @typedef {import('./linking.js').Reach} Reach
 */

/**
 * @param {string} assets URL of the site's folder, with a slash at its end
 * @param {{ thread: Worker | undefined, take_over: () => Event[] }} [early] a worker that was started early, which comes first
 * @returns {Reach}
 */
export function reacher(assets, early) {
  let spare = early?.thread;
  return async (way, listener) => {
    if (way === 'main') {
      const { train_here } = await import('./main_thread.js');
      return link_here(listener, train_here(assets));
    }
    const worker = spare ?? start_worker(new URL('./worker.js', import.meta.url));
    const link = link_worker(listener, worker, spare && early ? early.take_over() : []);
    spare = undefined;
    return link;
  };
}
