/** What the step has come to: the fingerprints before and after, and where the network stands now. */
import { create, set_text } from '../../figures/dom.js';
import { in_fours } from '../../figures/numbers.js';

/** @typedef {import('../step/walkthrough.js').Walkthrough} Walkthrough */

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

  /** @param {Walkthrough} walkthrough */
  draw(walkthrough) {
    const { step } = walkthrough;
    const is_reached = walkthrough.is_reached(12);
    set_text(this.before, step ? in_fours(step.fingerprint.before) : '–');
    set_text(this.after, step && is_reached ? in_fours(step.fingerprint.after) : '–');
    this.before.dataset.value = step?.fingerprint.before ?? '';
    this.after.dataset.value = step?.fingerprint.after ?? '';
    set_text(this.text, step ? sentence(walkthrough) : '');
  }
}

/** @param {Walkthrough} walkthrough */
function sentence({ position, step, is_live, at }) {
  const number = ((step?.steps ?? 0) + 1).toLocaleString('en');
  const is_own = step?.kind !== 'next';
  if (is_live && !is_own)
    return `Step ${number} of the training that goes on above; the next one is on its way.`;
  if (position === undefined)
    return `What step ${number} does. Go through the phases by hand, and the last one takes it.`;
  if (position < 12) return 'The network stands before the step.';
  if (!at) return 'The network goes through the step …';
  const place = `The network has taken step ${at.steps.toLocaleString('en')}`;
  if (is_own) return `${place}, on an image of your choice: from here on the run is one of your own.`;
  const is_same = at.fingerprint === step?.fingerprint.after;
  return is_same
    ? `${place}: bit for bit the step that training takes without all this.`
    : `${place}, but its fingerprint is ${at.fingerprint}: that should not be. Please report it.`;
}
