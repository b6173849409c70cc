/** How a run begins that goes on with a saved one, or with a saved network. */
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('../training/protocol.js').RunPlace} RunPlace
 * @typedef {Awaited<ReturnType<typeof import('../network/files/open.js').open_file>>} Opened
 */

/** @param {number} steps */
const step = (steps) => `step ${whole(steps)}`;

/**
 * @param {Pick<Opened, 'hidden' | 'run' | 'earlier'>} opened
 * @returns {{ changes: Partial<Config>, saved: { place?: RunPlace }, text: string }} changes of the settings; the place where
 * it goes on; and what there is to say
 */
export function beginning_of({ hidden, run, earlier }) {
  const counted = 'steps count from there.';
  if (earlier) {
    const text = `This network was saved at ${step(earlier.steps)}; ${counted}`;
    return { changes: { hidden, seed: earlier.seed }, saved: {}, text };
  }
  if (!run) return { changes: { hidden }, saved: {}, text: `The file holds weights and no run; ${counted}` };
  const { learning_rate, batch_size } = run.stretches[run.stretches.length - 1];
  const changes = { hidden, seed: run.seed, 'learning-rate': learning_rate, 'batch-size': batch_size };
  if (run.data === 'own') {
    const text = `This network was saved at ${step(run.steps)}, after it had learnt from images that are not in the file; ${counted}`;
    return { changes, saved: {}, text };
  }
  const images = run.data === 'digits' && run.images !== undefined && { images: run.images };
  return {
    changes: { ...changes, data: run.data, ...images },
    saved: { place: run },
    text: `This is the run that was saved at ${step(run.steps)}; it goes on from there.`,
  };
}
