/**
 * The script of the worker as a text. Here it is one line, which imports the script; the build puts the whole script in place
 * of this module (web/tools/bundle.mjs), so that a worker has all that it begins with as soon as there is a thread for it.
 */
import { importing } from './start_worker.js';

/**
 * @param {string} folder URL of the folder in which worker.js and what it loads later lie, with a slash at its end
 * @returns {string} a module
 */
export const worker_text = (folder) => importing(new URL('worker.js', folder));
