/** Runs to which something happens, and the fingerprint of each of their steps. */
import { Source } from '../../web/training/source.js';
import { keep_places } from '../../web/training/timeline.js';
import { Bench, STROKES } from '../rooms/harness.js';
import { made_up } from '../rooms/site.js';
import { PIXELS } from '../support.js';

/** The fingerprint and the gradients of a trainer's network, as a snapshot shows them. @param {Bench} bench */
export function shown(bench) {
  const { numbers, gradients, steps, past } = bench.trainer.snapshot() ?? {};
  return { steps, fingerprint: numbers?.fingerprint, gradients, past };
}

/** Trains so many steps, and notes the fingerprint of each. @param {Bench} bench @param {number} steps @param {Map<number, string>} passed */
export function train(bench, steps, passed) {
  const { loop, trainer } = bench;
  for (let i = 0; i < steps; i++) {
    trainer.step({ run: 1 });
    passed.set(loop.steps, loop.run.network.fingerprint());
  }
}

/**
 * What happens to a run whose images arrive in three pieces, and after how many steps: images and examples join epochs that
 * are under way and, at step 75, one that has just ended; examples are taken back before and after images have joined.
 * @type {[step: number, what: (bench: Bench, add: () => void) => void][]}
 */
const HAPPENINGS = [
  [4, ({ trainer }) => trainer.teach({ run: 1, label: 1 })],
  [7, ({ trainer }) => trainer.teach({ run: 1, label: 2 })],
  [11, (_, add) => add()],
  [11, ({ trainer }) => trainer.teach({ run: 1, label: 3 })],
  [25, ({ trainer }) => trainer.forget({ run: 1, id: 1 })],
  [28, ({ trainer }) => trainer.teach({ run: 1, label: 4 })],
  [40, (_, add) => add()],
  [52, ({ trainer }) => trainer.forget({ run: 1, id: 0 })],
  [52, ({ trainer }) => trainer.teach({ run: 1, label: 5 })],
  [75, ({ trainer }) => trainer.teach({ run: 1, label: 6 })],
];
export const LAST = 90; // step
export const ENDS = [60, 75, 100]; // images that are there after each piece

/** A run whose images are still arriving, and what adds the next piece of them. */
export async function arriving_run() {
  const bench = new Bench();
  const source = (bench.trainer.sources.own = Source.of(made_up(0), made_up(20, 4)));
  const { images, labels } = made_up(100, 3);
  const add = () => {
    const from = source.train.labels.length;
    const to = ENDS.find((end) => end > from) ?? from;
    const piece = { images: images.slice(from * PIXELS, to * PIXELS), labels: labels.slice(from, to) };
    source.add('train', { ...piece, count: labels.length });
  };
  add();
  await bench.start({ data: 'own', hidden: 4, 'batch-size': 7 });
  keep_places(bench.loop); // as after half a second
  bench.trainer.show_on_pad({ strokes: STROKES });
  return { bench, add };
}

/** A run to which what happened before a step has happened. @param {number} end step @param {Map<number, string>} [passed] */
export async function eventful_run(end, passed = new Map()) {
  const { bench, add } = await arriving_run();
  passed.set(0, bench.run.network.fingerprint());
  for (let step = 0; step < end; step++) {
    for (const [at, happen] of HAPPENINGS) if (at === step) happen(bench, add);
    train(bench, 1, passed);
  }
  return { bench, add };
}
