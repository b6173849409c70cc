/** The entry of the worker's thread, as the site has it in a file of its own. */
import { serve_thread } from './serving.js';

serve_thread(
  /** @type {import('./serving.js').Scope} */ (/** @type {unknown} */ (self)),
  new URL('.', import.meta.url).href,
);
