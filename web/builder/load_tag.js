/** The tag on the page that offers it: loaded as the pages of others load it. Runs on the page's thread. */
import { policy } from '../link/trusted.js';

/**
 * @param {string} site URL of its folder, with a slash at its end
 * @returns {Promise<unknown>} settles when <glass-net> is defined; rejects if the site does not give the script
 */
export function load_tag(site) {
  if (customElements.get('glass-net')) return Promise.resolve();
  const script = document.createElement('script');
  script.src = policy().createScriptURL(`${site}glassnet.js`);
  return new Promise((done, failed) => {
    script.addEventListener('load', done);
    script.addEventListener('error', failed);
    document.head.append(script);
  }).finally(() => script.remove());
}
