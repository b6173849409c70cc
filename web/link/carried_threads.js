/**
 * The code of a thread for those who carry it along: the build puts one function in place of this module, which has all of
 * it inside, the two WebAssembly modules too (web/tools/carry.mjs). Runs in any thread.
 */
import { train_here } from './main_thread.js';
import { serve_thread } from './serving.js';

/** @type {import('./carried.js').Carried} */
export default { threads: () => ({ serve_thread, train_here }), modules: '' };
