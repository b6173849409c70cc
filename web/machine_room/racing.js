/**
 * The thread of the machine room: it races until it is terminated.
 *
 * From the page it gets one Beginning. To the page it sends a Round after every round, or a Failure (see view.js).
 *
 * @typedef {import('./race.js').Settings} Settings
 * @typedef {{ settings: Settings, modules: { simd: string, scalar: string } }} Beginning modules: their URLs
 * @typedef {EventTarget & { postMessage: (message: import('./view.js').Round | import('./view.js').Failure) => void }} Scope the
 * global object of a worker
 */
import { common_bits, line_up } from './race.js';

const SLICE = 50; // ms for each machine and round

/** @param {Scope} scope */
export function serve_race(scope) {
  scope.addEventListener('message', async (event) => {
    const { settings, modules } = /** @type {MessageEvent<Beginning>} */ (event).data;
    try {
      const urls = { simd: new URL(modules.simd), scalar: new URL(modules.scalar) };
      const lanes = await line_up(settings, urls);
      for (let round = 0; ; round++) {
        const names = [...lanes.keys()];
        // each round begins with another lane, so that none always runs after the same one
        for (let i = 0; i < names.length; i++) lanes.get(names[(i + round) % names.length])?.run(SLICE);
        const rates = Object.fromEntries(names.map((name) => [name, lanes.get(name)?.rate]));
        scope.postMessage({ type: 'round', rates, bits: common_bits(lanes) });
      }
    } catch (error) {
      scope.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  });
}
