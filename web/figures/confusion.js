/** The confusion matrix over the test images, truth by answer; each cell is a button that opens the images behind it. */
import { CLASSES } from '../network/arguments.js';
import { DIGITS as DIGIT_CLASSES } from './classes.js';
import { create, move_by_arrows, set_text } from './dom.js';
import { Figure } from './figure.js';

/** @typedef {{ truth: number, answer: number }} Cell */

const DIGITS = [...Array(CLASSES).keys()];

export class Confusion extends Figure {
  /** @param {HTMLElement} container @param {{ open: (cell: Cell) => void }} events */
  constructor(container, events) {
    super(container);
    this.events = events;
    this.cells = DIGITS.flatMap((truth) => DIGITS.map((answer) => this.#cell({ truth, answer })));
    this.classes = DIGIT_CLASSES;
    /** @type {ArrayLike<number> | undefined} */
    this.counts = undefined;
    const heads = DIGITS.map((digit) => create('th', { scope: 'col' }, String(digit)));
    const sides = DIGITS.map((digit) => create('th', { scope: 'row' }, String(digit)));
    this.heads = [heads, sides];
    const rows = DIGITS.map((truth) => {
      const cells = DIGITS.map((answer) => create('td', {}, this.cells[CLASSES * truth + answer]));
      return create('tr', {}, sides[truth], ...cells);
    });
    this.caption = create('caption', { class: 'visually-hidden' }, caption_of('digit'));
    const table = create(
      'table',
      {},
      this.caption,
      create('thead', {}, create('tr', {}, create('td'), ...heads)),
      create('tbody', {}, ...rows),
    );
    const confusion = create('div', { class: 'confusion' }, table);
    this.name_parts({ confusion });
    container.append(confusion);
    move_by_arrows(confusion, () => CLASSES, this.signal);
  }

  /** @param {Cell} cell */
  #cell(cell) {
    const { truth, answer } = cell;
    const name = `digit ${truth} read as ${answer}, not counted yet`;
    const kind = truth === answer ? 'right' : 'wrong';
    const button = create('button', { type: 'button', class: kind, part: 'cell', 'aria-label': name });
    button.tabIndex = truth + answer === 0 ? 0 : -1;
    button.addEventListener('click', () => this.events.open(cell), { signal: this.signal });
    return button;
  }

  /** @param {import('./classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.parts.confusion.toggleAttribute('data-named', classes.one === 'class');
    set_text(this.caption, caption_of(classes.one));
    for (const heads of this.heads)
      heads.forEach((head, label) => {
        set_text(head, classes.short[label]);
        head.title = classes.one === 'class' ? classes.names[label] : '';
      });
    if (this.counts) this.draw(this.counts);
  }

  /** @param {ArrayLike<number>} counts 100: row true, column predicted */
  draw(counts) {
    this.counts = counts;
    const { one, short } = this.classes;
    for (const truth of DIGITS) {
      const row = DIGITS.map((answer) => counts[CLASSES * truth + answer]);
      const all = row.reduce((a, b) => a + b, 0);
      row.forEach((count, answer) => {
        const cell = this.cells[CLASSES * truth + answer];
        const name = `${count} of ${one} ${short[truth]} read as ${short[answer]}`;
        if (cell.getAttribute('aria-label') === name) return;
        set_text(cell, count > 0 ? String(count) : '');
        cell.setAttribute('aria-label', name);
        cell.style.setProperty('--digits', String(String(count).length));
        cell.style.setProperty('--share', `${Math.min(100, (200 * count) / Math.max(1, all)).toFixed(0)}%`);
        cell.classList.toggle('none', count === 0);
      });
    }
  }

  /** @param {Cell | undefined} open the cell whose images are on show */
  mark(open) {
    this.cells.forEach((cell, i) => {
      const is_open = open !== undefined && CLASSES * open.truth + open.answer === i;
      cell.setAttribute('aria-pressed', String(is_open));
    });
  }
}

/** @param {string} one what a class is called */
const caption_of = (one) => `How many test images of each ${one} (rows) are read as which ${one} (columns)`;
