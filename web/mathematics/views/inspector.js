/** The sheet that opens when the reader points at a symbol: its meaning, shape, range, image and entries. */
import { create, keep_focus, set_text } from '../../figures/dom.js';
import { entry_name, format_number } from '../format.js';
import { MatrixImage } from './matrix_image.js';
import { symbol } from './symbols.js';
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('../step/selection.js').Selection} Selection
 * @typedef {import('./matrix_image.js').Matrix} Matrix
 */

const LISTED = 28; // entries of a long column

export class Inspector {
  #is_closing = false; // a symbol that gets the focus back does not open it again

  /**
   * @param {HTMLElement} container
   * @param {Selection} selection
   * @param {{ changed: () => void, opened: (name: Name | undefined) => void }} events changed: another entry is chosen;
   * opened: this quantity is on the sheet now, or none
   */
  constructor(container, selection, { changed, opened }) {
    this.container = container;
    this.selection = selection;
    this.changed = changed;
    this.opened = opened;
    /** @type {Name | undefined} */
    this.name = undefined;
    /** @type {HTMLElement | undefined} what was pointed at: it gets the focus back */
    this.opener = undefined;
    /** @type {Map<Name, MatrixImage>} */
    this.images = new Map();
    this.title = create('h4', { 'aria-live': 'polite' });
    this.facts = create('p', { class: 'facts' });
    this.list_title = create('p', { class: 'hint' });
    this.list = create('ol', { class: 'entries', tabindex: 0, 'aria-label': 'Entries' });
    this.place = create('div');
    const close = create('button', { type: 'button', class: 'quiet close', 'aria-label': 'Close' }, '×');
    close.addEventListener('click', () => this.close());
    container.replaceChildren(
      create('div', {}, this.title, this.facts),
      this.place,
      create('div', { class: 'column' }, this.list_title, this.list),
      close,
    );
    container.setAttribute('role', 'region');
    container.setAttribute('aria-label', 'Quantity');
    container.hidden = true;
  }

  /** @param {Name} name @param {HTMLElement} opener what the reader has pointed at */
  open(name, opener) {
    if (this.#is_closing) return;
    this.opener = opener;
    if (name === this.name) return;
    this.name = name;
    const { text } = QUANTITIES[name];
    const { element, screen } = this.#image(name);
    this.title.replaceChildren(symbol(name), ` ${text}`);
    keep_focus(
      this.place,
      () => this.place.replaceChildren(element),
      () => screen,
    );
    this.container.hidden = false;
    this.opened(name);
  }

  close() {
    this.name = undefined;
    this.#is_closing = true;
    keep_focus(
      this.container,
      () => (this.container.hidden = true),
      () => this.opener,
    );
    this.#is_closing = false;
    this.opened(undefined);
  }

  dispose() {
    this.close();
    this.container.replaceChildren();
  }

  /** @param {Name} name */
  #image(name) {
    const choose = (/** @type {import('./layouts.js').Entry} */ entry) => {
      this.selection.choose(name, entry);
      this.changed();
    };
    const image = this.images.get(name) ?? new MatrixImage(name, { choose }, { is_large: true });
    this.images.set(name, image);
    return image;
  }

  /** @param {Matrix | undefined} matrix undefined: it is not computed yet @param {Uint32Array} scale */
  draw(matrix, scale) {
    const { name, selection } = this;
    if (!name) return;
    const chosen = selection.entry(name);
    this.#image(name).show(matrix, { scale, window: selection.window(name), chosen });
    const { rows, columns } = QUANTITIES[name];
    const letters = `${rows} × ${columns}`;
    if (matrix) {
      const [low, high] = range_of(matrix);
      const numbers = `${matrix.rows} × ${matrix.columns}`;
      const shape = letters === numbers ? letters : `${letters} = ${numbers}`;
      set_text(this.facts, `${shape}, from ${format_number(low)} to ${format_number(high)}`);
      Object.assign(this.facts.dataset, { low, high });
    } else set_text(this.facts, `${letters}, not computed yet`);
    this.#write(matrix, chosen);
    this.opened(name); // handles may have come and gone
  }

  /** The entries around the chosen one, in its column. @param {Matrix | undefined} matrix @param {import('./layouts.js').Entry} chosen */
  #write(matrix, { row, column }) {
    const plain = QUANTITIES[/** @type {Name} */ (this.name)].plain;
    const rows = matrix?.rows ?? 0;
    const first = rows > 4 * LISTED ? Math.floor(row / LISTED) * LISTED : 0;
    const count = rows > 4 * LISTED ? LISTED : rows;
    set_text(
      this.list_title,
      `column ${column}${count < rows ? `, rows ${first} to ${first + count - 1}` : ''}`,
    );
    while (this.list.children.length > count) this.list.lastChild?.remove();
    while (this.list.children.length < count)
      this.list.append(create('li', {}, create('span'), create('output')));
    [...this.list.children].forEach((item, i) => {
      const value = matrix?.at(first + i, column) ?? NaN;
      const [name, output] = /** @type {HTMLElement[]} */ ([...item.children]);
      set_text(name, entry_name(plain, first + i, column));
      set_text(output, format_number(value));
      output.dataset.value = String(value);
      item.classList.toggle('chosen', first + i === row);
    });
  }
}

/** @param {Matrix} matrix @returns {[number, number]} */
function range_of({ rows, columns, at }) {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = at(row, column);
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
