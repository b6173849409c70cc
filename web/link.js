/** The link to the worker: one snapshot per animation frame, and answers to questions. */

/**
 * @typedef {object} Handlers what to do with the worker's messages (see worker.js); snapshots come inside a frame
 * @property {(message: any) => void} began
 * @property {(message: any) => void} sheet
 * @property {(message: any) => void} progress
 * @property {(message: any) => void} snapshot
 * @property {(message: any) => void} followed
 * @property {(message: any) => void} images
 * @property {(message: any) => void} taught
 * @property {(message: any) => void} stopped
 * @property {(message: any) => void} failed
 */

/** @param {Handlers} handlers */
export function connect(handlers) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  /** @type {Map<number, (state: any) => void>} */
  const questions = new Map();
  let asked = 0;

  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'snapshot') {
      requestAnimationFrame(() => {
        handlers.snapshot(data);
        worker.postMessage({ type: 'frame' });
      });
    } else if (data.type === 'state') {
      questions.get(data.id)?.(data);
      questions.delete(data.id);
    } else {
      handlers[/** @type {keyof Handlers} */ (data.type)](data);
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
