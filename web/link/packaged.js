/**
 * The ways to a Trainer in the package, where a bundler puts our files who knows where. The source of the thread comes along
 * as text, which no bundler changes, and starts as a classic worker from a blob. Such a worker can import nothing: it asks
 * the page for the module that it needs, so that the other one is not loaded. Runs on the page's thread.
 */
import { load } from '../network/load_packed.js';
import { worker_maker } from './carried.js';
import { link_here, link_worker } from './linking.js';

/** What a thread asks for. @typedef {{ type?: string, url: string, port: MessagePort }} Asked */

/** Gives a thread the modules that it asks for. @param {Worker} worker */
function give_modules(worker) {
  worker.addEventListener('message', (event) => {
    const { type, url, port } = /** @type {Asked} */ (event.data ?? {});
    if (type !== 'module wanted') return;
    event.stopImmediatePropagation(); // it is not for the connection, which listens from now on
    load(new URL(url), 'default').then(
      (bytes) => port.postMessage({ bytes }),
      ({ message }) => port.postMessage({ message }),
    );
  });
}

/** @param {string} source text of a function that gives the Threads, see carried.js @returns {import('./linking.js').Reach} */
export function packaged_reacher(source) {
  const make_worker = worker_maker(source);
  return async (way, listener) => {
    if (way === 'main') {
      const { train_here } = await import('./main_thread.js');
      return link_here(listener, train_here());
    }
    const worker = make_worker('.serve_thread(self)');
    give_modules(worker);
    return link_worker(listener, worker);
  };
}
