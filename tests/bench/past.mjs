/**
 * How long it takes until a run stands at an earlier step of its own, with all that there is to show of it:
 * `node tests/bench/past.mjs [hidden units] [steps]`
 */
import { argv } from 'node:process';
import { Timeline } from '../../web/training/timeline.js';
import { Bench, STROKES } from '../rooms/harness.js';
import { generator } from '../support.js';

const [hidden = 10, steps = 100_000] = argv.slice(2).map(Number);
const PLACES = 100;

const bench = new Bench();
await bench.start({ hidden });
const { trainer, loop, run } = bench;
trainer.show_on_pad({ strokes: STROKES });
trainer.need({ needs: ['parameters', 'gradients', 'initial', 'explanation'] });
loop.timeline = new Timeline(run);
while (loop.steps < steps) {
  run.train(Math.min(100, steps - loop.steps), 32, 0.1);
  loop.timeline.note();
}
trainer.snapshot();
const random = generator(1);
/** @type {number[]} */
const times = [];
for (let i = 0; i < PLACES; i++) {
  const step = Math.floor(random() * steps);
  const before = performance.now();
  await trainer.go_to({ run: 1, step });
  trainer.snapshot(); // measures the network as well
  times.push(performance.now() - before);
}
times.sort((a, b) => a - b);
const { keyframes } = loop.timeline;
const arrays = keyframes.flatMap(({ parameters }) => Object.values(parameters));
const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
console.log(
  `${hidden} hidden units, ${steps} steps: median ${times[PLACES >> 1].toFixed(0)} ms, longest ${times[PLACES - 1].toFixed(0)} ms; ` +
    `${keyframes.length} keyframes, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
);
trainer.dispose();
process.exit();
