/** The rules by which training pauses by itself. */
import { count } from '../network/numbers.js';

/** @typedef {import('./settings.js').Config} Config */
/** @typedef {import('./run.js').Run} Run */

/**
 * Steps that may be taken before a rule has to be looked at.
 * @param {Config} settings @param {Run} run @returns {number} Infinity if no rule counts steps
 */
export function steps_to_stop(settings, run) {
  const { 'stop-steps': steps, 'stop-epochs': epochs } = settings;
  const to_step = steps > run.steps ? steps - run.steps : Infinity;
  const to_epoch = epochs > run.epochs ? run.steps_left(settings['batch-size']) : Infinity;
  return Math.min(to_step, to_epoch);
}

/**
 * @param {Config} settings @param {Run} run
 * @param {number} reached test accuracy, 0 … 1, as measured since the last call; 0 if it was not
 * @returns {string} why training stops now, as a sentence; empty if it goes on
 */
export function reason_to_stop(settings, run, reached) {
  const { 'stop-steps': steps, 'stop-epochs': epochs, 'stop-accuracy': accuracy } = settings;
  if (steps > 0 && run.steps === steps) return `Stopped at step ${count(steps)}, as set.`;
  if (epochs > 0 && run.epochs === epochs) return `Stopped after epoch ${count(epochs)}, as set.`;
  if (accuracy > 0 && 100 * reached >= accuracy)
    return `Stopped: test accuracy has reached ${accuracy} %, as set.`;
  return '';
}

/** @typedef {{ steps: number } | { epochs: number }} Goal so many in all; images that arrive meanwhile belong to an epoch */

/**
 * @param {Goal | undefined} goal @param {import('./run.js').Run} run @param {number} batch_size
 * @returns {number} Infinity: there is no goal; 0: it is reached
 */
export function steps_to_goal(goal, run, batch_size) {
  if (!goal) return Infinity;
  if ('steps' in goal) return Math.max(0, goal.steps - run.steps);
  return run.epochs >= goal.epochs ? 0 : run.steps_left(batch_size);
}
