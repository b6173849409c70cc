/**
 * The worker's head start: the page loads this file before all others, so that the worker begins, compiles and takes its
 * first steps meanwhile. Runs on the page's thread.
 */

import { keep_events } from './kept_events.js';
import { start_worker } from './start_worker.js';
import { worker_text } from './worker_text.js';

/** The part of the address behind #, which says what the first run is. */
export const { hash } = location;

const text = worker_text(new URL('.', import.meta.url).href);

/**
 * Starts a worker with a trainer in it.
 * @param {string} [name] what it begins by itself; a worker without a name waits to be told
 * @returns {Promise<Worker>} rejects, or gives a worker that has an error, where a policy forbids it; rejects also where the
 * site does not give its script
 */
export const start_trainer = async (name) => start_worker(await text, name);

/** The worker that has begun; it gets the hash as its name, as a message would wait until the busy main thread got round to it. */
export const thread = await start_trainer(hash || '#').catch(() => undefined); // the page trains on its own thread then

/** Whoever takes the worker over gets its events from now on. @returns {Event[]} those that came before */
export const take_over = thread ? keep_events(thread) : () => [];
