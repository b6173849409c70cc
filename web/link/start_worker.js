/** Starts a worker from a script of the site, under the policy of the page. Runs on the page's thread. */
import { policy } from './trusted.js';

/**
 * A worker whose script comes from the network has the policy that comes with it, by a header; a static host sends none, and
 * the worker could fetch from anywhere and run texts as code. One from a blob has the policy of the page. So the worker is
 * a blob of one line, which imports the script; from there on, the site is asked for it as before.
 * @param {URL} script a module
 * @param {string} [name] of the worker
 * @returns {Worker} throws, or gives a worker that has an error, where a policy forbids it
 */
export function start_worker(script, name) {
  const line = `import ${JSON.stringify(script.href)};`;
  const url = URL.createObjectURL(new Blob([line], { type: 'text/javascript' })); // some bytes, while the page is there
  return new Worker(policy().createScriptURL(url), { type: 'module', name });
}
