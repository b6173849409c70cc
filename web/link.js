/** The link to the worker: one snapshot per animation frame, and answers to questions. */
import { early_errors, thread as worker } from './thread.js';

/**
 * @typedef {object} Handlers what to do with the worker's messages (see worker.js); snapshots come inside a frame
 * @property {(message: any) => void} began
 * @property {(message: any) => void} complete
 * @property {(message: any) => void} sheet
 * @property {(message: any) => void} progress
 * @property {(message: any) => void} snapshot
 * @property {(message: any) => void} followed
 * @property {(message: any) => void} images
 * @property {(message: any) => void} taught
 * @property {(message: any) => void} stopped
 * @property {(message: any) => void} failed
 */

const LONG_FRAME = 25; // ms

/** @param {Handlers} handlers */
export function connect(handlers) {
  /** @type {Map<number, (state: any) => void>} */
  const questions = new Map();
  let asked = 0;

  /** A machine that takes long for a frame gets a pause as long. @param {number} cost ms */
  const ask_for_next = (cost) => {
    const ask = () => worker.postMessage({ type: 'frame' });
    if (cost < LONG_FRAME) ask();
    else setTimeout(ask, cost);
  };

  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'snapshot') {
      requestAnimationFrame(() => {
        const before = performance.now();
        handlers.snapshot(data);
        setTimeout(() => ask_for_next(performance.now() - before), 0); // after the frame has been painted
      });
    } else if (data.type === 'state') {
      questions.get(data.id)?.(data);
      questions.delete(data.id);
    } else {
      handlers[/** @type {keyof Handlers} */ (data.type)](data);
    }
  });
  const tell = (/** @type {ErrorEvent} */ event) => {
    event.preventDefault();
    const message = event.message || 'The part of the page that trains could not be loaded. Reload the page.';
    handlers.failed({ run: undefined, message });
  };
  worker.addEventListener('error', tell);
  for (const event of early_errors) queueMicrotask(() => tell(event)); // once the page is put together

  return {
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
