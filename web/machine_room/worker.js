/**
 * The worker of the machine room: it races until it is terminated.
 *
 * From the page it gets one Beginning. To the page it sends a Round after every round, or a Failure (see view.js).
 *
 * @typedef {import('./race.js').Settings} Settings
 * @typedef {{ settings: Settings, modules: { simd: string, scalar: string } }} Beginning modules: their URLs
 */
import { common_bits, line_up } from './race.js';

const SLICE = 50; // ms for each machine and round

addEventListener('message', async ({ data }) => {
  const { settings, modules } = /** @type {Beginning} */ (data);
  try {
    const urls = { simd: new URL(modules.simd), scalar: new URL(modules.scalar) };
    const lanes = await line_up(settings, urls);
    for (let round = 0; ; round++) {
      const names = [...lanes.keys()];
      // each round begins with another lane, so that none always runs after the same one
      for (let i = 0; i < names.length; i++) lanes.get(names[(i + round) % names.length])?.run(SLICE);
      const rates = Object.fromEntries(names.map((name) => [name, lanes.get(name)?.rate]));
      postMessage({ type: 'round', rates, bits: common_bits(lanes) });
    }
  } catch (error) {
    postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
