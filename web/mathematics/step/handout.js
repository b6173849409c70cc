/** The step on show as a hand-out: a button that prints its image and every phase with its numbers, and nothing else. */
import { create, set_text } from '../../figures/dom.js';
import { count } from '../../figures/format.js';
import { describe } from './chooser.js';

/**
 * @typedef {import('./chooser.js').Chooser} Chooser
 * @typedef {import('../../training/settings.js').Config} Config
 */

export class Handout {
  /**
   * @param {HTMLElement} container
   * @param {Chooser} chooser of the step, and of the sample that is worked out
   * @param {() => Config} settings of the run on show
   */
  constructor(container, chooser, settings) {
    this.container = container;
    this.chooser = chooser;
    this.settings = settings;
    this.life = new AbortController();
    this.title = create('p', { class: 'handout-title' }); // on paper only
    this.print = create('button', { type: 'button' }, 'Print this step');
    this.print.addEventListener('click', () => this.#print());
    container.replaceChildren(this.title, this.print);
  }

  draw() {
    const { walkthrough, selection, classes } = this.chooser;
    const { step } = walkthrough;
    this.print.hidden = !step;
    if (!step) return;
    const { seed, hidden } = this.settings();
    const sample = describe(step, selection.at.m, classes);
    const batch = step.m === 1 ? 'one image' : `${count(step.m)} images`;
    set_text(
      this.title,
      `Step ${count(step.steps + 1)} on ${batch}, learning rate ${step.rate}; network of seed ${seed} ` +
        `with ${hidden} hidden units. Worked out for ${sample}.`,
    );
  }

  /** Shows the whole step, also what the reader has not come to yet, for as long as it is printed. */
  #print() {
    const root = this.container.ownerDocument.documentElement;
    const show = (/** @type {boolean} */ is_whole) => {
      root.toggleAttribute('data-handout', is_whole);
      this.chooser.walkthrough.is_whole = is_whole;
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
