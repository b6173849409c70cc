/** Keeps the page for a visit without a network. */
import { policy } from '../link/trusted.js';

const REST = 3000; // ms after the page has loaded, so that its start does not wait for it

/** @param {URL} assets folder of the site */
export function start_offline(assets) {
  if (!('serviceWorker' in navigator) || window !== window.top || assets.protocol === 'file:') return;
  const register = () =>
    navigator.serviceWorker
      .register(policy().createScriptURL(new URL('service_worker.js', assets).href))
      .catch((error) => {
        console.info(`Without a network the page will not open: ${error.message}`); // as in a private window
      });
  const when_loaded = () => setTimeout(register, REST);
  if (document.readyState === 'complete') when_loaded();
  else addEventListener('load', when_loaded, { once: true });
}
