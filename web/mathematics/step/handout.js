/** The step on show as a hand-out: a button that prints its image and every phase with its numbers, and nothing else. */
import { create, set_text } from '../../figures/dom.js';
import { CLASSES } from '../../network/arguments.js';
import { argmax } from '../../network/numbers.js';
import { count } from '../../figures/format.js';

/**
 * @typedef {import('./walkthrough.js').Walkthrough} Walkthrough
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('../../training/settings.js').Config} Config
 */

export class Handout {
  /**
   * @param {HTMLElement} container
   * @param {Walkthrough} walkthrough
   * @param {Selection} selection
   * @param {() => Config} settings of the run on show
   */
  constructor(container, walkthrough, selection, settings) {
    this.container = container;
    this.walkthrough = walkthrough;
    this.selection = selection;
    this.settings = settings;
    this.life = new AbortController();
    this.title = create('p', { class: 'handout-title' }); // on paper only
    this.print = create('button', { type: 'button' }, 'Print this step');
    this.print.addEventListener('click', () => this.#print());
    container.replaceChildren(this.title, this.print);
  }

  draw() {
    const { step } = this.walkthrough;
    this.print.hidden = !step;
    if (!step) return;
    const { seed, hidden } = this.settings();
    const sample = this.selection.at.m;
    const Ao = step.activations.Ao.subarray(CLASSES * sample, CLASSES * (sample + 1));
    const batch = step.m === 1 ? 'one image' : `${count(step.m)} images`;
    set_text(
      this.title,
      `Step ${count(step.steps + 1)} on ${batch}, learning rate ${step.rate}; network of seed ${seed} ` +
        `with ${hidden} hidden units. Worked out for a ${step.labels[sample]}, read as ${argmax(Ao)}.`,
    );
  }

  /** Shows the whole step, also what the reader has not come to yet, for as long as it is printed. */
  #print() {
    const root = this.container.ownerDocument.documentElement;
    const show = (/** @type {boolean} */ is_whole) => {
      root.toggleAttribute('data-handout', is_whole);
      this.walkthrough.is_whole = is_whole;
    };
    show(true);
    addEventListener('afterprint', () => show(false), { once: true, signal: this.life.signal });
    print();
  }

  dispose() {
    this.life.abort();
    this.container.replaceChildren();
  }
}
