/**
 * The worker's thread. The page loads this file before all others, so that the thread starts, compiles and takes its
 * first steps meanwhile.
 */

/** The address that the first run is of. */
export const { hash } = location;

/** It reads the address from its name: a message would have to wait until this thread, busy with the page, sends it. */
export const thread = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: hash });

/** Messages and errors that came before anybody listened. @type {Event[]} */
const early = [];
/** @type {(event: any) => void} */
let receive = (event) => early.push(event);
for (const type of ['message', 'error']) thread.addEventListener(type, (event) => receive(event));

/** From now on events are handled; those that came before are handled now. @param {(event: any) => void} handle */
export function listen(handle) {
  receive = handle;
  early.forEach(handle);
}
