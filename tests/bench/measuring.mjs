// What it costs to measure the training images beside the test images while a loop trains at full speed: the share of the
// time that goes into training, into the test images and into the training images. `node tests/bench/measuring.mjs [ms]`
import { Loop } from '../../web/training/loop.js';
import { Run } from '../../web/training/run.js';
import { standard_config } from '../../web/training/settings.js';

const ms = Number(process.argv[2] ?? 4000);
const ignore = () => {};
const EVENTS = { changed: ignore, stopped: ignore, left: ignore, replayed: ignore, failed: console.error };
/** @typedef {'train' | 'evaluate' | 'evaluate_training'} Work */

for (const hidden of [10, 128]) {
  const run = await Run.begin({ hidden, seed: 8 });
  const loop = new Loop(run, { ...standard_config(), hidden, speed: Infinity }, EVENTS);
  const spent = { train: 0, evaluate: 0, evaluate_training: 0 };
  for (const work of /** @type {Work[]} */ (Object.keys(spent))) {
    const action = /** @type {(...given: unknown[]) => unknown} */ (run[work]).bind(run);
    Object.assign(run, {
      [work]: (/** @type {unknown[]} */ ...given) => {
        const before = performance.now();
        const result = action(...given);
        spent[work] += performance.now() - before;
        return result;
      },
    });
  }
  loop.play();
  const snapshots = setInterval(() => loop.snapshot(), 16);
  await new Promise((resolve) => setTimeout(resolve, ms / 4)); // the images are made, the code is warm
  for (const work of /** @type {Work[]} */ (Object.keys(spent))) spent[work] = 0;
  await new Promise((resolve) => setTimeout(resolve, ms));
  clearInterval(snapshots);
  const all = spent.train + spent.evaluate + spent.evaluate_training;
  const percent = (/** @type {number} */ time) => `${((100 * time) / all).toFixed(2)} %`;
  console.log(
    `${hidden} units: training ${percent(spent.train)}, test images ${percent(spent.evaluate)}, training images ${percent(spent.evaluate_training)}`,
  );
  loop.free();
}
