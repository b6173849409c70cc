/** A Trainer behind the port of a worker: what the entry of every such thread does. */
import { read_hash } from '../training/settings.js';
import { Trainer } from '../training/trainer.js';
import { serve } from './port.js';

/** @typedef {import('./port.js').Port & EventTarget & { name: string }} Scope the global object of a worker */

/**
 * The first run need not wait for the page, which is still loading: the name of the worker that is to begin by itself is the
 * address, behind #. One without a name waits to be told.
 * @param {Scope} scope @param {string} [assets] URL of the site's folder, with a slash at its end; without one there is no site
 */
export function serve_thread(scope, assets) {
  const trainer = serve(scope, (wire) => new Trainer({ ...wire, assets }));

  // A promise that nobody waits for is as much a fault as an exception: the page hears of both.
  scope.addEventListener('unhandledrejection', (event) => {
    setTimeout(() => {
      throw /** @type {PromiseRejectionEvent} */ (event).reason;
    });
  });

  scope.addEventListener('messageerror', () => {
    throw new Error('A message from the page could not be read.');
  });

  if (scope.name) {
    const { config: settings } = read_hash(scope.name);
    trainer.start({ run: 1, settings, playing: true }).catch(() => {}); // the page asks for this run as well, and hears why
  }
}
