/** The link to the worker: one snapshot per animation frame, and answers to questions. */

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
 * @property {(message: any) => void} walk_at
 * @property {(message: any) => void} walk_over
 * @property {(message: any) => void} stopped
 * @property {(message: any) => void} failed
 * @property {(message: any) => void} told any message, those above too, after what is to be done with it
 */

const LONG_FRAME = 25; // ms

/** @param {Handlers} handlers */
export function connect(handlers) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  /** @type {Map<number, (state: any) => void>} */
  const questions = new Map();
  let asked = 0;

  /** A machine that takes long for a frame gets a pause as long. @param {number} cost ms */
  const ask_for_next = (cost) => {
    const ask = () => worker.postMessage({ type: 'frame' });
    if (cost < LONG_FRAME) ask();
    else setTimeout(ask, cost);
  };

  /** @param {any} message */
  const take = (message) => {
    if (message.type in handlers) handlers[/** @type {keyof Handlers} */ (message.type)](message);
    handlers.told(message);
  };

  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'snapshot') {
      requestAnimationFrame(() => {
        const before = performance.now();
        take(data);
        setTimeout(() => ask_for_next(performance.now() - before), 0); // after the frame has been painted
      });
    } else if (data.type === 'state') {
      questions.get(data.id)?.(data);
      questions.delete(data.id);
    } else {
      take(data);
    }
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const message = event.message || 'The part of the page that trains could not be loaded. Reload the page.';
    handlers.failed({ run: undefined, message });
  });

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
