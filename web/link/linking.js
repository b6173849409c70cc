/** A trainer in a worker or on this thread, and the connection to it, as one thing that can be ended. Runs on the page's thread. */
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

/** @param {import('./port.js').Connection} connection */
const close = (connection) => connection.close(new Disconnected('It was ended.'));

/** @param {Listener} listener @param {Worker} worker @param {Event[]} [early] events that came before @returns {Link} */
export function link_worker(listener, worker, early = []) {
  const connection = connect(worker, listener);
  /** @param {Event} event */
  const fail = (event) => {
    event.preventDefault();
    const { message } = /** @type {ErrorEvent} */ (event); // none where a policy forbids the worker
    connection.close(new Disconnected(message || 'It could not be loaded.'));
  };
  for (const type of ['messageerror', 'error']) worker.addEventListener(type, fail);
  for (const event of early) {
    if (event.type === 'message') connection.receive(/** @type {MessageEvent} */ (event).data);
    else fail(event);
  }
  return { thread: 'worker', connection, end: () => (worker.terminate(), close(connection)) };
}

/** @param {Listener} listener @param {{ port: MessagePort, end: () => void }} trainer see main_thread.js @returns {Link} */
export function link_here(listener, { port, end }) {
  const connection = connect(port, listener);
  return { thread: 'main', connection, end: () => (end(), close(connection)) };
}
