/** The choice of the batch that a step is taken on, and of the sample in it that the reader follows. */
import { create, set_text } from '../../figures/dom.js';
import { format_count } from '../format.js';
import { MatrixImage } from '../views/matrix_image.js';

/**
 * @typedef {import('../../link/worker.js').Batch} Batch
 * @typedef {import('./walkthrough.js').Walkthrough} Walkthrough
 * @typedef {import('./selection.js').Selection} Selection
 */

const LAST_IMAGE = 9_999; // numbers beyond the set are counted round
const WIDE = 640; // px: then all images of the batch stand in a line

export class Chooser {
  /**
   * @param {HTMLElement} container
   * @param {Walkthrough} walkthrough
   * @param {Selection} selection
   * @param {() => void} changed another sample, or one sample instead of the batch
   */
  constructor(container, walkthrough, selection, changed) {
    this.walkthrough = walkthrough;
    this.selection = selection;
    this.index = number_field(0, LAST_IMAGE, () => this.#take_image(this.index.valueAsNumber));
    this.label = create(
      'select',
      {},
      ...Array.from({ length: 10 }, (_, digit) => create('option', {}, String(digit))),
    );
    this.label.addEventListener('change', () => this.#take_pad());
    this.kinds = {
      next: toggle('The next batch', () => walkthrough.take({ kind: 'next' })),
      image: toggle('A test image', () => this.#take_image(this.index.valueAsNumber)),
      pad: toggle('The drawing on the pad', () => this.#take_pad()),
    };
    const another = create('button', { type: 'button' }, 'Another');
    another.addEventListener('click', () => this.#take_image(this.index.valueAsNumber + 1));
    this.details = {
      next: create('span', { class: 'detail' }),
      image: create('span', { class: 'detail' }, create('label', {}, 'number ', this.index), another),
      pad: create('span', { class: 'detail' }, create('label', {}, 'it is a ', this.label)),
    };
    this.problem = create('p', { class: 'problem', role: 'status' });
    this.views = {
      batch: toggle('all samples', () => this.#view(false)),
      sample: toggle('one sample', () => this.#view(true)),
    };
    this.sample = number_field(0, 0, () => this.#choose_sample(this.sample.valueAsNumber));
    this.sample_text = create('span');
    this.strip = new MatrixImage('X', { choose: (entry) => this.#choose(entry) }, { is_large: true });
    this.changed = changed;
    container.replaceChildren(this.#batch_row(), this.problem, this.#sample_row(), this.strip.element);
  }

  #batch_row() {
    const switches = create('div', { class: 'switch', role: 'group', 'aria-label': 'The batch' });
    switches.append(...Object.values(this.kinds));
    return create(
      'div',
      { class: 'choice' },
      create('b', {}, 'A step on'),
      switches,
      ...Object.values(this.details),
    );
  }

  #sample_row() {
    const views = create('div', { class: 'switch', role: 'group', 'aria-label': 'The figures show' });
    views.append(...Object.values(this.views));
    const field = create('label', {}, 'sample ', this.sample);
    return create('div', { class: 'choice' }, create('b', {}, 'Followed'), field, this.sample_text, views);
  }

  /** @param {number} index */
  #take_image(index) {
    if (!(index >= 0)) return;
    this.index.value = String(index % (LAST_IMAGE + 1));
    this.walkthrough.take({ kind: 'image', index: Number(this.index.value) });
  }

  #take_pad() {
    this.walkthrough.take({ kind: 'pad', label: this.label.selectedIndex });
  }

  /** @param {boolean} is_one_sample */
  #view(is_one_sample) {
    this.selection.is_one_sample = is_one_sample;
    this.changed();
  }

  /** @param {number} sample */
  #choose_sample(sample) {
    if (Number.isInteger(sample)) this.#choose({ row: this.selection.at.D, column: sample });
  }

  /** @param {import('../views/layouts.js').Entry} entry */
  #choose(entry) {
    this.selection.choose('X', entry);
    this.changed();
  }

  /** @param {Uint32Array} scale */
  draw(scale) {
    const { walkthrough, selection } = this;
    const { batch, step, quantities, problem } = walkthrough;
    for (const [kind, node] of Object.entries(this.kinds)) {
      node.setAttribute('aria-pressed', String(kind === batch.kind));
      this.details[/** @type {Batch['kind']} */ (kind)].hidden = kind !== batch.kind;
    }
    this.views.batch.setAttribute('aria-pressed', String(!selection.is_one_sample));
    this.views.sample.setAttribute('aria-pressed', String(selection.is_one_sample));
    set_text(this.problem, problem);
    this.problem.hidden = problem === '';
    if (!step || !quantities) return;
    set_text(this.details.next, `${format_count(step.m)} images, drawn in the order of the shuffle`);
    this.sample.max = String(step.m - 1);
    if (document.activeElement !== this.sample) this.sample.value = String(selection.at.m);
    set_text(this.sample_text, `of ${format_count(step.m)}: ${describe(step, selection.at.m)}`);
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

/** @param {import('../../training/step_by_hand.js').Step} step @param {number} sample */
function describe({ labels, activations }, sample) {
  const Ao = activations.Ao.subarray(10 * sample, 10 * sample + 10);
  const best = Ao.reduce((a, b) => Math.max(a, b));
  return `a ${labels[sample]}, read as ${Ao.indexOf(best)} (${(100 * best).toFixed(0)} %)`;
}

/** @param {string} text @param {() => void} action */
function toggle(text, action) {
  const node = create('button', { type: 'button', 'aria-pressed': 'false' }, text);
  node.addEventListener('click', action);
  return node;
}

/** @param {number} low @param {number} high @param {() => void} changed */
function number_field(low, high, changed) {
  const node = create('input', { type: 'number', min: low, max: high, value: low, step: 1 });
  node.addEventListener('change', changed);
  return node;
}
