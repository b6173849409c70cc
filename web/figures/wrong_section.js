/** Where it is wrong: the confusion matrix, and the images behind one of its cells. */
import { Confusion } from './confusion.js';
import { by_id, create, set_text, watch_view } from './dom.js';
import { draw_read_images } from './misread.js';

/** @typedef {import('./confusion.js').Cell} Cell */

const REST = 1000; // ms between two searches while training

export class WrongSection {
  /** @param {{ ask: (cell: Partial<Cell>) => void }} events the images of a cell are wanted; no cell: all mistakes */
  constructor(events) {
    this.events = events;
    this.matrix = new Confusion(by_id('confusion'), { open: (cell) => this.#open(cell) });
    /** @type {Cell | undefined} */
    this.cell = undefined;
    this.is_on_screen = false;
    this.asked_at = -Infinity;
    this.rest = REST;
    this.step = -1; // of the images on show
    this.newest = 0; // of the last test
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.all = create('button', { type: 'button', id: 'all-mistakes', hidden: true }, 'All mistakes');
    this.all.addEventListener('click', () => this.#open(undefined));
    by_id('mistakes-head').append(this.all);
    watch_view(by_id('wrong'), (is_in_view) => {
      this.is_on_screen = is_in_view;
      this.#refresh();
    });
  }

  /** @param {Cell | undefined} cell */
  #open(cell) {
    const is_same = cell && this.cell?.truth === cell.truth && this.cell.answer === cell.answer;
    this.cell = is_same ? undefined : cell;
    this.all.hidden = this.cell === undefined;
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

  /** Asks for the images of the last test while they are in view, at once or when the rest is over. */
  #refresh() {
    if (!this.is_on_screen || this.newest === 0 || this.newest === this.step || this.timer) return;
    const wait = this.asked_at + this.rest - performance.now();
    if (wait <= 0) return this.#ask();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.#refresh();
    }, wait);
  }

  /** A new run. */
  begin() {
    this.step = -1;
    this.newest = 0;
    this.asked_at = -Infinity;
  }

  /** @param {import('./misread.js').Read & Partial<Cell> & { step: number, count: number, cost: number }} message */
  show(message) {
    const { truth, answer, step, count } = message;
    if (truth !== this.cell?.truth || answer !== this.cell?.answer) return;
    this.step = step;
    this.rest = Math.max(REST, 20 * message.cost);
    const what =
      truth === undefined
        ? 'Where it is most confidently wrong'
        : truth === answer
          ? `${truth} read rightly`
          : `${truth} read as ${answer}`;
    set_text(by_id('mistakes-title'), what);
    const part =
      message.truths.length < count
        ? `the ${message.truths.length} surest of ${count.toLocaleString('en')}`
        : `${count}`;
    set_text(by_id('mistakes-count'), `${part}, at step ${step.toLocaleString('en')}`);
    draw_read_images(by_id('mistakes'), message);
  }
}
