/** The link to the worker: snapshots, not more than there are frames, and answers to questions. */
import { listen, thread as worker } from './early.js';

/**
 * @typedef {object} Handlers what to do with the worker's messages (see worker.js)
 * @property {(message: any) => void} began
 * @property {(message: any) => void} complete
 * @property {(message: any) => void} sheet
 * @property {(message: any) => void} progress
 * @property {(message: any) => void} snapshot
 * @property {(message: any) => void} followed
 * @property {(message: any) => void} images
 * @property {(message: any) => void} taught
 * @property {(message: any) => void} walk_at
 * @property {(message: any) => void} walk_over
 * @property {(message: any) => void} stopped
 * @property {(message: any) => void} failed
 * @property {(message: any) => void} told any message, those above too, after what is to be done with it
 */

/** @param {Handlers} handlers @param {() => number} gap ms between two snapshots, at least */
export function connect(handlers, gap) {
  /** @type {Map<number, (state: any) => void>} */
  const questions = new Map();
  let asked = 0;

  const ask_for_next = () => worker.postMessage({ type: 'frame' });

  /** @param {any} message */
  const take = (message) => {
    if (message.type in handlers) handlers[/** @type {keyof Handlers} */ (message.type)](message);
    handlers.told(message);
  };

  const handle = (/** @type {any} */ data) => {
    if (data.type === 'snapshot') {
      take(data);
      requestAnimationFrame(() => setTimeout(ask_for_next, gap())); // a hidden page has no frames and asks for nothing
    } else if (data.type === 'state') {
      questions.get(data.id)?.(data);
      questions.delete(data.id);
    } else {
      take(data);
    }
  };
  const handle_event = (/** @type {any} */ event) => {
    if (event.type === 'message') return handle(event.data);
    event.preventDefault();
    const message = event.message || 'The part of the page that trains could not be loaded. Reload the page.';
    return handle({ type: 'failed', run: undefined, message });
  };

  return {
    /** From now on messages are handled; those that came before are handled now. */
    open: () => listen(handle_event),
    /** @param {{ type: string } & Record<string, unknown>} message */
    send: (message) => worker.postMessage(message),
    /** The exact state of the run. @returns {Promise<any>} */
    ask: () =>
      new Promise((answer) => {
        questions.set(++asked, answer);
        worker.postMessage({ type: 'ask', id: asked });
      }),
  };
}
