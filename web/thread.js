/** The worker's thread. The page loads this file before all others, so that the thread starts, and compiles, meanwhile. */
export const thread = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

/** What went wrong before anybody listened. @type {ErrorEvent[]} */
export const early_errors = [];
thread.addEventListener('error', (event) => early_errors.push(event), { once: true });
