/** The confusion matrix over the test images, truth by answer; each cell is a button that opens the images behind it. */
import { create, move_by_arrows, set_text } from './dom.js';

/** @typedef {{ truth: number, answer: number }} Cell */

const DIGITS = [...Array(10).keys()];

export class Confusion {
  /** @param {HTMLElement} container @param {{ open: (cell: Cell) => void }} events */
  constructor(container, events) {
    this.cells = DIGITS.flatMap((truth) => DIGITS.map((answer) => this.#cell({ truth, answer }, events)));
    const head = create(
      'tr',
      {},
      create('td'),
      ...DIGITS.map((digit) => create('th', { scope: 'col' }, String(digit))),
    );
    const rows = DIGITS.map((truth) => {
      const cells = this.cells.slice(10 * truth, 10 * truth + 10).map((cell) => create('td', {}, cell));
      return create('tr', {}, create('th', { scope: 'row' }, String(truth)), ...cells);
    });
    container.append(
      create(
        'table',
        {},
        create(
          'caption',
          { class: 'visually-hidden' },
          'How many test images of each digit (rows) are read as which digit (columns)',
        ),
        create('thead', {}, head),
        create('tbody', {}, ...rows),
      ),
    );
    move_by_arrows(container, () => 10);
  }

  /** @param {Cell} cell @param {{ open: (cell: Cell) => void }} events */
  #cell(cell, events) {
    const { truth, answer } = cell;
    const name = `digit ${truth} read as ${answer}, not counted yet`;
    const kind = truth === answer ? 'right' : 'wrong';
    const button = create('button', { type: 'button', class: kind, 'aria-label': name });
    button.tabIndex = truth + answer === 0 ? 0 : -1;
    button.addEventListener('click', () => events.open(cell));
    return button;
  }

  /** @param {ArrayLike<number>} counts 100: row true, column predicted */
  draw(counts) {
    for (const truth of DIGITS) {
      const row = DIGITS.map((answer) => counts[10 * truth + answer]);
      const all = row.reduce((a, b) => a + b, 0);
      row.forEach((count, answer) => {
        const cell = this.cells[10 * truth + answer];
        const name = `${count} of digit ${truth} read as ${answer}`;
        if (cell.getAttribute('aria-label') === name) return;
        set_text(cell, count > 0 ? String(count) : '');
        cell.setAttribute('aria-label', name);
        cell.style.setProperty('--share', `${Math.min(100, (200 * count) / Math.max(1, all)).toFixed(0)}%`);
        cell.classList.toggle('none', count === 0);
      });
    }
  }

  /** @param {Cell | undefined} open the cell whose images are on show */
  mark(open) {
    this.cells.forEach((cell, i) => {
      const is_open = open !== undefined && 10 * open.truth + open.answer === i;
      cell.setAttribute('aria-pressed', String(is_open));
    });
  }
}
