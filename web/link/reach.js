/** The ways to a Trainer: in a worker, or on this thread where no worker can be had. Runs on the page's thread. */
import { connect, Disconnected } from './port.js';

/**
 * @typedef {import('./port.js').Listener} Listener
 * @typedef {object} Link
 * @property {'worker' | 'main'} thread
 * @property {import('./port.js').Connection} connection
 * @property {() => void} end ends the trainer and all that it does; whoever waits for an answer is refused
 *
 * @typedef {(thread: 'worker' | 'main', listener: Listener) => Promise<Link>} Reach rejects if that way is closed
 */

/** @param {Listener} listener @param {Worker} worker @param {Event[]} early events that came before */
function link_worker(listener, worker, early) {
  const connection = connect(worker, listener);
  /** @param {Event} event */
  const fail = (event) => {
    event.preventDefault();
    const { message } = /** @type {ErrorEvent} */ (event);
    connection.close(new Disconnected(message || 'It could not be loaded.'));
  };
  for (const type of ['messageerror', 'error']) worker.addEventListener(type, fail);
  for (const event of early) {
    if (event.type === 'message') connection.receive(/** @type {MessageEvent} */ (event).data);
    else fail(event);
  }
  return connection;
}

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
      const { port, end } = train_here(assets);
      const connection = connect(port, listener);
      return {
        thread: way,
        connection,
        end: () => (end(), connection.close(new Disconnected('It was ended.'))),
      };
    }
    const worker = spare ?? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    const connection = link_worker(listener, worker, spare && early ? early.take_over() : []);
    spare = undefined;
    const end = () => (worker.terminate(), connection.close(new Disconnected('It was ended.')));
    return { thread: way, connection, end };
  };
}
