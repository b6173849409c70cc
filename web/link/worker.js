/**
 * The entry of the worker's thread: a Trainer behind a port. The first run need not wait for the page, which is still
 * loading: the name of the first worker is the address (link/early.js). One that takes its place has no name, and waits.
 */
import { read_hash } from '../training/settings.js';
import { Trainer } from '../training/trainer.js';
import { serve } from './port.js';

const assets = new URL('.', import.meta.url).href;
const trainer = serve(/** @type {import('./port.js').Port} */ (/** @type {unknown} */ (self)), (wire) => {
  return new Trainer({ ...wire, assets });
});

// A promise that nobody waits for is as much a fault as an exception: the page hears of both.
self.addEventListener('unhandledrejection', ({ reason }) => {
  setTimeout(() => {
    throw reason;
  });
});

self.addEventListener('messageerror', () => {
  throw new Error('A message from the page could not be read.');
});

if (self.name) {
  const { config: settings } = read_hash(self.name);
  trainer.start({ run: 1, settings, playing: true }).catch(() => {}); // the page asks for this run as well, and hears why
}
