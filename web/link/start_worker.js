/** Starts workers of the site under the policy of the page. Runs on the page's thread. */
import { policy } from './trusted.js';

/** A module that is another one. @param {URL} script of the site @returns {string} */
export const importing = (script) => `import ${JSON.stringify(script.href)};`;

/**
 * A worker whose script comes from the network has the policy that comes with it, by a header; a static host sends none, and
 * the worker could fetch from anywhere and run texts as code. One from a blob has the policy of the page.
 * @param {string} text of a module that imports by whole URLs only
 * @param {string} [name] of the worker
 * @returns {Worker} throws, or gives a worker that has an error, where a policy forbids it
 */
export function start_worker(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' })); // some KB, while the page is there
  return new Worker(policy().createScriptURL(url), { type: 'module', name });
}
