/**
 * The script of the worker as a text. Here it is one line, which imports the script; in what the build makes,
 * worker_text_of_site.js takes the place of this module.
 */
import { importing } from './start_worker.js';

/**
 * @param {string} folder URL of the folder in which worker.js and what it loads later lie, with a slash at its end
 * @returns {Promise<string>} a module
 */
export const worker_text = async (folder) => importing(new URL('worker.js', folder));
