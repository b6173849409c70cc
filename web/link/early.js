/**
 * The worker's head start: the page loads this file before all others, so that the worker begins, compiles and takes its
 * first steps meanwhile. Runs on the page's thread.
 */

import { keep_events } from './kept_events.js';
import { start_worker } from './start_worker.js';

/** The part of the address behind #, which says what the first run is. */
export const { hash } = location;

/**
 * The worker gets it as its `name`: a message could be posted only after the busy main thread got round to it. A worker
 * without a name waits to be told what to begin.
 */
export const thread = start();

function start() {
  try {
    return start_worker(new URL('./worker.js', import.meta.url), hash || '#');
  } catch {
    return undefined; // the page trains on its own thread instead
  }
}

/** Whoever takes the worker over gets its events from now on. @returns {Event[]} those that came before */
export const take_over = thread ? keep_events(thread) : () => [];
