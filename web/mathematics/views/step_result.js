/** The result of the step: the fingerprints before and after it, and where the network stands now. */
import { create, set_text } from '../../figures/dom.js';
import { count, in_fours } from '../../figures/format.js';
import { PHASES } from '../table.js';

/** @typedef {import('../step/walkthrough.js').Walkthrough} Walkthrough */

const LAST = PHASES.length;

export class StepResult {
  /** @param {HTMLElement} container of the last phase's figure */
  constructor(container) {
    this.before = create('output', { class: 'mono' });
    this.after = create('output', { class: 'mono' });
    this.text = create('p');
    this.element = create('div', { class: 'step-result' });
    this.element.append(
      create('dl', {}, create('dt', {}, 'fingerprint before'), create('dd', {}, this.before)),
      create('dl', {}, create('dt', {}, 'fingerprint after'), create('dd', {}, this.after)),
      this.text,
    );
    container.append(this.element);
  }

  dispose() {
    this.element.remove();
  }

  /** @param {Walkthrough} walkthrough */
  draw(walkthrough) {
    const { step } = walkthrough;
    const is_reached = walkthrough.is_reached(LAST);
    set_text(this.before, step ? in_fours(step.fingerprint.before) : '–');
    set_text(this.after, step && is_reached ? in_fours(step.fingerprint.after) : '–');
    this.before.dataset.value = step?.fingerprint.before ?? '';
    this.after.dataset.value = step?.fingerprint.after ?? '';
    set_text(this.text, step ? sentence(walkthrough) : '');
  }
}

/** @param {Walkthrough} walkthrough */
function sentence({ position, step, is_live, standing }) {
  const number = count((step?.steps ?? 0) + 1);
  const is_own = step?.kind !== 'next';
  if (is_live && !is_own) return `Step ${number} of the training above; the numbers follow it.`;
  if (position === undefined)
    return `This is what step ${number} does. Go through the phases by hand: the last one takes the step.`;
  if (position < LAST) return 'The network stands before the step.';
  if (!standing) return 'The network takes the step …';
  const place = `The network has taken step ${count(standing.steps)}`;
  if (is_own) return `${place}, on an image of your choice: from here on the run is your own.`;
  const is_same = standing.fingerprint === step?.fingerprint.after;
  return is_same
    ? `${place}: bit for bit the step that training takes by itself.`
    : `${place}, but its fingerprint is ${standing.fingerprint}. That is a bug: please report it.`;
}
