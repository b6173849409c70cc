/** Where the network is wrong: the confusion matrix, and the images behind one of its cells. */
import { PIXELS } from '../network/arguments.js';
import { DIGITS } from './classes.js';
import { grey_picture, grey_url } from './colours.js';
import { Confusion } from './confusion.js';
import { create, keep_children, keep_focus, set_text, watch_view } from './dom.js';
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
 * @typedef {{ image: Uint8Array, label: number }} Example 784 greys, and the digit that they show
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
   * @param {object} events
   * @param {(cell: Partial<Cell>) => void} events.ask the images of a cell are wanted; an empty cell: all that are misread
   * @param {(example: Example, from: HTMLElement | undefined) => void} events.open an image was pressed; without `from`: it
   * is the first of a cell that was opened
   */
  constructor(container, events) {
    super(container);
    const { signal } = this;
    this.events = events;
    this.classes = DIGITS;
    /** @type {Cell | undefined} */
    this.cell = undefined;
    this.is_on_screen = false;
    this.asked_at = -Infinity;
    this.begun_at = -Infinity;
    this.rest = REST;
    this.step = -1; // of the images on show
    this.newest = 0; // of the last test
    this.opens_first = false; // whether the first image of the cell is to be opened once it is there
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    const place = create('div');
    this.all = create(
      'button',
      { type: 'button', class: 'all-mistakes', part: 'button', hidden: true },
      'All mistakes',
    );
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
    const title = create(
      'h2',
      { part: 'title' },
      'Truth → answer ',
      create('small', {}, 'on the test images'),
    );
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
    const head = create(
      'div',
      { class: 'card-head' },
      create('h2', { part: 'title' }, title, ' ', number),
      this.all,
    );
    return create('div', {}, head, this.list);
  }

  /** @param {Cell | undefined} cell */
  #open(cell) {
    const is_same = cell && this.cell?.truth === cell.truth && this.cell.answer === cell.answer;
    this.cell = is_same ? undefined : cell;
    this.opens_first = this.cell !== undefined;
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
    this.newest = 0;
    this.#forget();
  }

  /** Clears the images, which are of another network or have other names, and lets them be asked for at once. */
  #forget() {
    this.step = -1;
    this.asked_at = -Infinity;
    set_text(this.parts['mistakes-count'], '');
    keep_focus(
      this.container,
      () => this.list.replaceChildren(),
      () => this.list,
    );
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
    if (this.opens_first && shown > 0) this.events.open(example_of(read, 0), undefined);
    this.opens_first = false;
  }

  /** @param {import('./classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.matrix.name_classes(classes);
    this.container.toggleAttribute('data-named', classes.one === 'class');
    this.#forget(); // the tiles are made anew
    this.#name(this.cell);
    this.#refresh();
  }

  /** @param {Cell | undefined} cell */
  #name(cell) {
    const what = cell ? title_of(cell, this.classes) : 'Where it is most confidently wrong';
    set_text(this.parts['mistakes-title'], what);
    this.list.setAttribute('aria-label', what);
  }

  /** A tile that shows the same image as before stays the same element, so that it can be pressed and keeps the focus. @param {Read} read */
  #draw_images(read) {
    const had_focus = this.list.matches(':focus-within');
    const before = new Map(
      [...this.list.children].map((tile) => [/** @type {HTMLElement} */ (tile).dataset.key, tile]),
    );
    const tiles = Array.from(read.truths, (truth, i) => {
      const { image } = example_of(read, i);
      const url = grey_url(image);
      const tile = before.get(`${truth} ${url}`) ?? this.#tile({ image, label: truth }, url);
      const [answer, share] = tile.querySelectorAll('b, .share');
      answer.className = truth === read.answers[i] ? 'right' : 'wrong';
      set_text(answer, this.classes.short[read.answers[i]]);
      set_text(share, percent(read.probabilities[i], 0));
      return tile;
    });
    if (tiles.length === 0) tiles.push(create('li', { class: 'none' }, 'None at this step.'));
    keep_children(this.list, tiles);
    if (had_focus && !this.list.matches(':focus-within')) this.list.focus({ preventScroll: true });
  }

  /** @param {Example} example @param {string} url of its picture */
  #tile(example, url) {
    const button = create(
      'button',
      { type: 'button', title: 'Put it on the pad' },
      grey_picture(url),
      create('span', {}, `${this.classes.short[example.label]} read as `, create('b')),
      create('span', { class: 'share' }),
    );
    button.addEventListener('click', () => this.events.open(example, button), { signal: this.signal });
    return create('li', { 'data-key': `${example.label} ${url}` }, button);
  }

  dispose() {
    clearTimeout(this.timer);
    this.matrix.dispose();
    super.dispose();
  }
}

/** @param {Cell} cell @param {import('./classes.js').Classes} classes */
const title_of = ({ truth, answer }, { short }) =>
  truth === answer ? `${short[truth]} read correctly` : `${short[truth]} read as ${short[answer]}`;

/** @param {Read} read @param {number} i @returns {Example} */
const example_of = ({ images, truths }, i) => ({
  image: images.slice(i * PIXELS, (i + 1) * PIXELS),
  label: truths[i],
});
