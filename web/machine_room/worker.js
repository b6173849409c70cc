/**
 * The worker of the machine room: it races until it is terminated.
 *
 * From the page: { settings, modules } with the URLs of the two modules as texts.
 * To the page: round { rates, bits } after every round, rates: samples per second by name; failed { message }
 */
import { common_bits, line_up } from './race.js';

const SLICE = 50; // ms for each machine and round

addEventListener('message', async ({ data: { settings, modules } }) => {
  try {
    const urls = { simd: new URL(modules.simd), scalar: new URL(modules.scalar) };
    const lanes = await line_up(settings, urls);
    for (let round = 0; ; round++) {
      const names = [...lanes.keys()];
      // each round begins with another one, so that none always runs after the same
      for (let i = 0; i < names.length; i++) lanes.get(names[(i + round) % names.length])?.run(SLICE);
      const rates = Object.fromEntries(names.map((name) => [name, lanes.get(name)?.rate]));
      postMessage({ type: 'round', rates, bits: common_bits(lanes) });
    }
  } catch (error) {
    postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
