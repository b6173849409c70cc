/** The choice of the batch that a step is taken on, and of the sample in it that the reader follows. */
import { DIGITS } from '../../figures/classes.js';
import { create, set_text } from '../../figures/dom.js';
import { count, percent } from '../../figures/format.js';
import { CLASSES } from '../../network/arguments.js';
import { argmax } from '../../network/numbers.js';
import { MatrixImage } from '../views/matrix_image.js';
import { read_whole_number, refusal } from './whole_number.js';

/**
 * @typedef {import('./walkthrough.js').Batch} Batch
 * @typedef {import('./walkthrough.js').Walkthrough} Walkthrough
 * @typedef {import('./selection.js').Selection} Selection
 */

const IMAGES = 10_000; // numbers from here on are counted round
const WIDE = 640; // px: from this width on all images of the batch stand in a line

export class Chooser {
  /**
   * @param {HTMLElement} container
   * @param {Walkthrough} walkthrough
   * @param {Selection} selection
   * @param {() => void} changed another sample, or one sample instead of the batch
   */
  constructor(container, walkthrough, selection, changed) {
    this.container = container;
    this.walkthrough = walkthrough;
    this.selection = selection;
    this.changed = changed;
    this.image = 0; // number of the test image
    this.refused = ''; // why a number that was given is not taken
    this.index = number_field(() => this.#read_index());
    this.classes = DIGITS;
    this.label = create('select');
    this.is_a = create('span');
    this.#write_classes();
    this.label.addEventListener('change', () => this.#take_pad());
    this.kinds = {
      next: toggle('The next batch', () => this.#take({ kind: 'next' })),
      image: toggle('A test image', () => this.#take_image(this.image)),
      pad: toggle('The drawing on the pad', () => this.#take_pad()),
    };
    const another = create('button', { type: 'button' }, 'Another');
    another.addEventListener('click', () => this.#take_image(this.image + 1));
    this.details = {
      next: create('span', { class: 'detail' }),
      image: create('span', { class: 'detail' }, create('label', {}, 'number ', this.index), another),
      pad: create('span', { class: 'detail' }, create('label', {}, this.is_a, this.label)),
    };
    this.problem = create('p', { class: 'problem', role: 'status' });
    this.views = {
      batch: toggle('all samples', () => this.#view(false)),
      sample: toggle('one sample', () => this.#view(true)),
    };
    this.sample = number_field(() => this.#read_sample());
    this.sample_text = create('span');
    this.strip = new MatrixImage('X', { choose: (entry) => this.#choose(entry) }, { is_large: true });
    container.replaceChildren(this.#batch_row(), this.problem, this.#sample_row(), this.strip.element);
  }

  dispose() {
    this.container.replaceChildren();
  }

  #batch_row() {
    const switches = create('div', { class: 'switch', role: 'group', 'aria-label': 'The batch' });
    switches.append(...Object.values(this.kinds));
    return create(
      'div',
      { class: 'choice' },
      create('b', {}, 'Take a step on'),
      switches,
      ...Object.values(this.details),
    );
  }

  #sample_row() {
    const views = create('div', { class: 'switch', role: 'group', 'aria-label': 'The figures show' });
    views.append(...Object.values(this.views));
    const field = create('label', {}, 'sample ', this.sample);
    return create('div', { class: 'choice' }, create('b', {}, 'Follow'), field, this.sample_text, views);
  }

  #write_classes() {
    const { one, short } = this.classes;
    const chosen = Math.max(0, this.label.selectedIndex);
    this.label.replaceChildren(...short.map((name) => create('option', {}, name)));
    this.label.selectedIndex = chosen;
    set_text(this.is_a, one === 'digit' ? 'it is a ' : 'it belongs to ');
  }

  /** @param {import('../../figures/classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.#write_classes();
    this.changed();
  }

  /** Takes a step on this batch, as if the reader had chosen it here. @param {Batch} batch */
  take(batch) {
    if (batch.kind === 'pad') this.label.selectedIndex = batch.label;
    this.#take(batch);
  }

  /** @param {Batch} batch */
  #take(batch) {
    this.refused = '';
    this.walkthrough.take(batch);
  }

  #read_index() {
    const index = read_whole_number(this.index.value);
    if (index !== undefined) return this.#take_image(index);
    return this.#refuse('The number of the image', this.index, this.image);
  }

  /** @param {number} index */
  #take_image(index) {
    this.image = index % IMAGES;
    this.index.value = String(this.image);
    this.#take({ kind: 'image', index: this.image });
  }

  #take_pad() {
    this.#take({ kind: 'pad', label: this.label.selectedIndex });
  }

  /** @param {boolean} is_one_sample */
  #view(is_one_sample) {
    this.selection.is_one_sample = is_one_sample;
    this.changed();
  }

  #read_sample() {
    const last = this.selection.count.m - 1;
    const sample = read_whole_number(this.sample.value, last);
    if (sample === undefined)
      return this.#refuse('The number of the sample', this.sample, this.selection.at.m, last);
    return this.#choose({ row: this.selection.at.D, column: sample });
  }

  /** @param {string} name @param {HTMLInputElement} field @param {number} kept @param {number} [last] */
  #refuse(name, field, kept, last) {
    this.refused = refusal(name, field.value, kept, last);
    field.value = String(kept);
    this.changed();
  }

  /** @param {import('../views/layouts.js').Entry} entry */
  #choose(entry) {
    this.refused = '';
    this.selection.choose('X', entry);
    this.changed();
  }

  /** @param {Uint32Array} scale */
  draw(scale) {
    const { walkthrough, selection } = this;
    const { batch, step, quantities } = walkthrough;
    for (const [kind, node] of Object.entries(this.kinds)) {
      node.setAttribute('aria-pressed', String(kind === batch.kind));
      this.details[/** @type {Batch['kind']} */ (kind)].hidden = kind !== batch.kind;
    }
    this.views.batch.setAttribute('aria-pressed', String(!selection.is_one_sample));
    this.views.sample.setAttribute('aria-pressed', String(selection.is_one_sample));
    const problem = this.refused || walkthrough.problem;
    set_text(this.problem, problem);
    this.problem.hidden = problem === '';
    if (!step || !quantities) return;
    set_text(this.details.next, `the next ${count(step.m)} images of the shuffled training data`);
    this.sample.max = String(step.m - 1);
    if (!this.sample.matches(':focus')) this.sample.value = String(selection.at.m);
    set_text(this.sample_text, `of ${count(step.m)}: ${describe(step, selection.at.m, this.classes)}`);
    this.#draw_strip(scale);
  }

  /** @param {Uint32Array} scale */
  #draw_strip(scale) {
    const { selection, walkthrough, strip } = this;
    const is_one_sample = selection.is_one_sample;
    selection.is_one_sample = false; // the strip shows the batch in any case
    const window = selection.window('X');
    selection.is_one_sample = is_one_sample;
    const look = { scale, window, chosen: selection.entry('X'), marked: { column: selection.at.m } };
    const line = strip.element.clientWidth > WIDE ? 32 : 8;
    strip.show(walkthrough.quantities?.of('X'), { ...look, line });
  }
}

/**
 * What a sample is, and what it is read as.
 * @param {import('./walkthrough.js').Step} step
 * @param {number} sample
 * @param {import('../../figures/classes.js').Classes} classes
 */
export function describe({ labels, activations }, sample, classes) {
  const Ao = activations.Ao.subarray(CLASSES * sample, CLASSES * (sample + 1));
  const answer = argmax(Ao);
  return `${classes.brief(labels[sample])}, read as ${classes.short[answer]} (${percent(Ao[answer], 0)})`;
}

/** @param {string} text @param {() => void} action */
function toggle(text, action) {
  const node = create('button', { type: 'button', 'aria-pressed': 'false' }, text);
  node.addEventListener('click', action);
  return node;
}

/** @param {() => void} changed */
function number_field(changed) {
  const node = create('input', { type: 'number', min: 0, value: 0, step: 1 });
  node.addEventListener('change', changed);
  return node;
}
