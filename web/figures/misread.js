/** Where the network is wrong: the confusion matrix, and the images behind one of its cells. */
import { PIXELS } from '../network/arguments.js';
import { grey_picture, grey_url } from './colours.js';
import { Confusion } from './confusion.js';
import { create, keep_focus, set_text, watch_view } from './dom.js';
import { Figure } from './figure.js';
import { count as whole, percent } from './format.js';

/**
 * @typedef {import('./confusion.js').Cell} Cell
 * @typedef {object} Read test images, the most confident first
 * @property {Uint8Array} images 784 greys each
 * @property {Uint8Array} truths
 * @property {Uint8Array} answers
 * @property {Float32Array} probabilities of the answers
 *
 * @typedef {object} Found
 * @property {number} step of the network that has read them
 * @property {number} count how many there are, of which `images` may be the first
 * @property {number} cost ms that the search took
 */

const REST = 1000; // ms between two searches while training, at least
const PAUSE = 20; // and so many times as long as a search takes
const OUT_OF_VIEW = 15_000; // ms between two searches out of view: for a page that is printed, and for whoever comes by
const SETTLED = 4000; // ms of a run before the first search out of view

export class Misread extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ ask: (cell: Partial<Cell>) => void }} events the images of a cell are wanted; an empty cell: all that are misread
   */
  constructor(container, events) {
    super(container);
    const { signal } = this;
    this.events = events;
    /** @type {Cell | undefined} */
    this.cell = undefined;
    this.is_on_screen = false;
    this.asked_at = -Infinity;
    this.begun_at = -Infinity;
    this.rest = REST;
    this.step = -1; // of the images on show
    this.newest = 0; // of the last test
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    const place = create('div');
    this.all = create('button', { type: 'button', class: 'all-mistakes', hidden: true }, 'All mistakes');
    this.all.addEventListener('click', () => this.#open(undefined), { signal });
    this.list = create('ul', { class: 'mistakes', tabindex: 0 });
    const halves = create('div', { class: 'where-wrong' }, this.#matrix_half(place), this.#images_half());
    container.append(create('div', { class: 'misread' }, halves));
    this.matrix = new Confusion(place, { open: (cell) => this.#open(cell) });
    Object.assign(this.parts, this.matrix.parts);
    this.#name(undefined);
    const seen = (/** @type {boolean} */ is_in_view) => {
      this.is_on_screen = is_in_view;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.#refresh();
    };
    watch_view(container, seen, { signal });
  }

  /** @param {HTMLElement} place of the matrix */
  #matrix_half(place) {
    const title = create('h2', {}, 'Truth → answer ', create('small', {}, 'on the test images'));
    this.name_parts({ 'confusion-title': title });
    return create('div', {}, create('div', { class: 'card-head' }, title), place);
  }

  #images_half() {
    const [title, number] = [create('span'), create('small')];
    this.name_parts({
      'mistakes-title': title,
      'mistakes-count': number,
      'all-mistakes': this.all,
      mistakes: this.list,
    });
    const head = create('div', { class: 'card-head' }, create('h2', {}, title, ' ', number), this.all);
    return create('div', {}, head, this.list);
  }

  /** @param {Cell | undefined} cell */
  #open(cell) {
    const is_same = cell && this.cell?.truth === cell.truth && this.cell.answer === cell.answer;
    this.cell = is_same ? undefined : cell;
    keep_focus(
      this.container,
      () => (this.all.hidden = this.cell === undefined),
      () => this.list,
    );
    this.matrix.mark(this.cell);
    this.#ask();
  }

  #ask() {
    this.asked_at = performance.now();
    this.events.ask(this.cell ?? {});
  }

  /** @param {{ step: number, confusion: ArrayLike<number> }} test */
  draw({ step, confusion }) {
    this.matrix.draw(confusion);
    this.newest = step;
    this.#refresh();
  }

  /** Asks for the images of the last test, at once or when the rest is over. */
  #refresh() {
    if (this.newest === 0 || this.newest === this.step || this.timer) return;
    const wait = this.#next_search - performance.now();
    if (wait <= 0) return this.#ask();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.#refresh();
    }, wait);
  }

  /** When the images may be asked for again. */
  get #next_search() {
    if (this.is_on_screen) return this.asked_at + this.rest;
    return Math.max(this.asked_at + Math.max(this.rest, OUT_OF_VIEW), this.begun_at + SETTLED);
  }

  /** A new run. */
  begin() {
    this.begun_at = performance.now();
    this.step = -1;
    this.newest = 0;
    this.asked_at = -Infinity;
  }

  /** Shows the images of a cell, if it is still the one that is open. @param {Read & Partial<Cell> & Found} found */
  show({ truth, answer, step, count, cost, ...read }) {
    if (truth !== this.cell?.truth || answer !== this.cell?.answer) return;
    this.step = step;
    this.rest = Math.max(REST, PAUSE * cost);
    this.#name(this.cell);
    const shown = read.truths.length;
    const part = shown < count ? `the ${shown} surest of ${whole(count)}` : `${count}`;
    set_text(this.parts['mistakes-count'], `${part}, at step ${whole(step)}`);
    this.#draw_images(read);
  }

  /** @param {Cell | undefined} cell */
  #name(cell) {
    const what = cell ? title_of(cell) : 'Where it is most confidently wrong';
    set_text(this.parts['mistakes-title'], what);
    this.list.setAttribute('aria-label', what);
  }

  /** @param {Read} read */
  #draw_images({ images, truths, answers, probabilities }) {
    const before = new Map([...this.list.querySelectorAll('img')].map((picture) => [picture.src, picture]));
    const tiles = Array.from(truths, (truth, i) => {
      const url = grey_url(images.subarray(i * PIXELS, (i + 1) * PIXELS));
      const answer = create('b', { class: truth === answers[i] ? 'right' : 'wrong' }, String(answers[i]));
      return create(
        'li',
        {},
        before.get(url) ?? grey_picture(url),
        create('span', {}, `${truth} read as `, answer),
        create('span', {}, percent(probabilities[i], 0)),
      );
    });
    if (tiles.length === 0) tiles.push(create('li', { class: 'none' }, 'None at this step.'));
    this.list.replaceChildren(...tiles);
  }

  dispose() {
    clearTimeout(this.timer);
    this.matrix.dispose();
    super.dispose();
  }
}

/** @param {Cell} cell */
const title_of = ({ truth, answer }) =>
  truth === answer ? `${truth} read correctly` : `${truth} read as ${answer}`;
