/** A matrix as an image with one pixel for each entry, and a readout of the entry that is pointed at or chosen. */
import { place_on_scale, round_range } from '../../figures/colours.js';
import { context_of, create, set_text } from '../../figures/dom.js';
import { entry_name, format_number } from '../format.js';
import { layout_of } from './layouts.js';
import { printed, symbol } from './symbols.js';
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('./layouts.js').Entry} Entry
 * @typedef {import('./layouts.js').Window} Window
 * @typedef {{ rows: number, columns: number, at: (row: number, column: number) => number }} Matrix
 * @typedef {{ name: string, count: number, shown: import('./layouts.js').Stretch }} Side of a matrix; shown: the part on show
 * @typedef {object} Look
 * @property {Uint32Array} scale the theme's colours
 * @property {Window} window
 * @property {Entry} chosen
 * @property {number} [line] tiles in a line
 * @property {Partial<Entry>} [marked] the row, column or entry that is outlined; by default the chosen entry
 */

const READABLE = 16; // a single column of up to this many rows has its numbers beside it
const CELL = { small: 10, large: 14 }; // px, the largest side of an entry
const COLUMN = 18; // px, the side of an entry that has its number beside it
const TILE = 36; // px, the side of a tile
const ALONE = 112; // px, the side of a tile that is the only one
const THIN = 8; // px, the least width of an image
const LARGEST = { small: 240, large: 448 }; // px, the largest side of an image
/** Columns and rows to move by. @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} value 0 … 1 */
const grey = (value) => (0xff000000 | (Math.round(255 * value) * 0x010101)) >>> 0;

export class MatrixImage {
  /**
   * @param {Name} name
   * @param {{ choose: (entry: Entry) => void }} events an entry is chosen by click or arrow key
   * @param {{ is_large?: boolean, is_focusable?: boolean, is_transposed?: boolean, plain?: string }} [options]
   * is_transposed: rows and columns are exchanged; plain: another name for the quantity
   */
  constructor(name, events, options = {}) {
    const { is_large = false, is_focusable = is_large, plain = QUANTITIES[name].plain } = options;
    this.name = name;
    this.plain = plain;
    this.is_transposed = options.is_transposed ?? false;
    this.events = events;
    this.size = /** @type {'large' | 'small'} */ (is_large ? 'large' : 'small');
    this.range = name === 'X' || name === 'Y' || name === 'Ao' ? 1 : 0.1;
    /** @type {Matrix | undefined} */
    this.matrix = undefined;
    /** @type {Look | undefined} */
    this.look = undefined;
    /** @type {Entry | undefined} */
    this.pointed = undefined;
    this.canvas = create('canvas', { width: 1, height: 1 });
    this.marks = create('div', { class: 'marks' });
    this.screen = create('div', { class: 'screen', role: 'application' }, this.canvas, this.marks);
    this.values = create('ol', { class: 'values', 'aria-hidden': 'true' });
    this.shape = create('span', { class: 'shape' });
    this.readout = create('output', { class: 'readout', 'aria-live': 'off' });
    const title = create('span', { class: 'title' }, this.#title(), this.shape);
    const picture = create('div', { class: 'picture' }, this.screen, this.values);
    this.element = create('div', { class: `matrix ${this.size}`, 'data-quantity': name });
    this.element.append(title, picture, this.readout);
    this.screen.tabIndex = is_focusable ? 0 : -1;
    this.#listen();
  }

  #title() {
    if (this.plain !== QUANTITIES[this.name].plain) return create('span', {}, ...printed(this.plain));
    const title = symbol(this.name);
    if (this.is_transposed) title.append(create('sup', {}, 'T'));
    return title;
  }

  /** @param {Matrix | undefined} matrix undefined: it is not computed yet @param {Look} look */
  show(matrix, look) {
    this.matrix = matrix;
    this.look = look;
    this.element.classList.toggle('pending', !matrix);
    const { line } = look;
    this.layout = layout_of(this.name, look.window, { line, is_transposed: this.is_transposed });
    this.#resize();
    if (matrix) this.#draw(matrix, look);
    this.#mark(look.marked ?? look.chosen);
    this.#read();
  }

  /** Sets the shape and size of the image for the window on show. */
  #resize() {
    const { layout, look } = this;
    if (!layout || !look) return;
    const { width, height, tile } = layout;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const largest = look.line ? Infinity : LARGEST[this.size];
    const { rows, columns } = look.window;
    const is_column = columns.count === 1 && rows.count <= READABLE && !tile && !this.is_transposed;
    const most = is_column ? COLUMN : tile ? (width === tile ? ALONE : TILE) / tile : CELL[this.size];
    const cell = Math.min(most, largest / width, largest / height); // px for each pixel of the image
    const wide = Math.max(THIN, width * cell);
    this.screen.style.width = `${wide}px`;
    this.screen.style.aspectRatio = `${wide} / ${height * cell}`;
    this.values.hidden = !is_column;
  }

  /** @param {Matrix} matrix @param {Look} look */
  #draw(matrix, { scale, window }) {
    const { layout, canvas, name } = this;
    if (!layout) return;
    if (name !== 'X') this.range = this.#range_of(matrix, window);
    const context = context_of(canvas);
    const image = context.createImageData(layout.width, layout.height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let y = 0; y < layout.height; y++) {
      for (let x = 0; x < layout.width; x++) {
        const entry = layout.entry_at(x, y);
        if (!entry) continue;
        const value = matrix.at(entry.row, entry.column);
        pixels[y * layout.width + x] = name === 'X' ? grey(value) : scale[place_on_scale(value, this.range)];
      }
    }
    context.putImageData(image, 0, 0);
    if (!this.values.hidden) this.#write_values(matrix, window);
  }

  /** @param {Matrix} matrix @param {Window} window */
  #range_of(matrix, { rows, columns }) {
    if (this.name === 'Y' || this.name === 'Ao') return 1;
    const values = new Float32Array(rows.count * columns.count);
    for (let i = 0; i < values.length; i++) {
      values[i] = matrix.at(rows.first + Math.floor(i / columns.count), columns.first + (i % columns.count));
    }
    return round_range(values, this.range);
  }

  /** @param {Matrix} matrix @param {Window} window */
  #write_values(matrix, { rows, columns }) {
    while (this.values.children.length > rows.count) this.values.lastChild?.remove();
    while (this.values.children.length < rows.count) this.values.append(create('li'));
    [...this.values.children].forEach((item, i) => {
      const row = rows.first + i;
      item.setAttribute('title', entry_name(this.plain, row, columns.first));
      set_text(item, format_number(matrix.at(row, columns.first)));
    });
  }

  /** @param {Partial<Entry>} at */
  #mark(at) {
    const { layout, marks } = this;
    const is_whole = at.row === undefined && at.column === undefined;
    const boxes = layout && !is_whole ? layout.boxes(at) : [];
    while (marks.children.length > boxes.length) marks.lastChild?.remove();
    while (marks.children.length < boxes.length) marks.append(create('i'));
    boxes.forEach(({ x, y, width, height }, i) => {
      const { style } = /** @type {HTMLElement} */ (marks.children[i]);
      style.left = percent(x / (layout?.width ?? 1));
      style.top = percent(y / (layout?.height ?? 1));
      style.width = percent(width / (layout?.width ?? 1));
      style.height = percent(height / (layout?.height ?? 1));
    });
  }

  /** Writes the line below the image: the entry that is pointed at, or the chosen one. */
  #read() {
    const { matrix, look, readout, screen, plain, name } = this;
    if (!look) return;
    const { text } = QUANTITIES[name];
    const sides = matrix && this.#sides(matrix, look.window);
    set_text(this.shape, sides ? `${sides.map(({ count }) => count).join(' × ')}${part_of(sides)}` : '');
    const kind = this.is_transposed ? `${plain} transposed` : plain;
    const size = sides ? `, ${sides.map(({ count }) => count).join(' by ')}` : '';
    screen.setAttribute('aria-label', `${kind}, ${text}${size}`);
    if (!matrix) return set_text(readout, 'not computed yet');
    const { row, column } = this.pointed ?? look.chosen;
    const value = matrix.at(row, column);
    set_text(readout, `${entry_name(plain, row, column)} = ${format_number(value)}`);
    Object.assign(readout.dataset, { row, column, value });
  }

  /** Its rows and its columns, as they stand in the image. @param {Matrix} matrix @param {Window} window @returns {Side[]} */
  #sides({ rows, columns }, window) {
    const down = { count: rows, shown: window.rows };
    const across = { count: columns, shown: window.columns };
    const [first, second] = this.is_transposed ? [across, down] : [down, across];
    return [
      { ...first, name: 'rows' },
      { ...second, name: 'columns' },
    ];
  }

  /* ---- pointer and keys ---- */

  #listen() {
    const { screen } = this;
    screen.addEventListener('pointermove', (event) => this.#point(event));
    screen.addEventListener('pointerleave', () => this.#point(undefined));
    screen.addEventListener('click', (event) => {
      this.#point(event);
      if (this.pointed) this.events.choose(this.pointed);
    });
    screen.addEventListener('keydown', (event) => this.#move(event));
    screen.addEventListener('focus', () => this.readout.setAttribute('aria-live', 'polite'));
    screen.addEventListener('blur', () => this.readout.setAttribute('aria-live', 'off'));
  }

  /** @param {MouseEvent | undefined} event undefined: the pointer has left */
  #point(event) {
    const { layout, matrix, canvas } = this;
    this.pointed = undefined;
    if (event && layout && matrix) {
      const box = canvas.getBoundingClientRect();
      const x = Math.floor(((event.clientX - box.left) / box.width) * layout.width);
      const y = Math.floor(((event.clientY - box.top) / box.height) * layout.height);
      const is_inside = x >= 0 && y >= 0 && x < layout.width && y < layout.height;
      if (is_inside) this.pointed = layout.entry_at(x, y);
    }
    this.#read();
  }

  /** Within a tile the arrows go from pixel to pixel, in a matrix from entry to entry. @param {KeyboardEvent} event */
  #move(event) {
    const { look, layout } = this;
    const move = MOVES[event.key];
    if (!move || !look || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, down] = move;
    const { row, column } = look.chosen;
    this.pointed = undefined;
    if (!layout?.tile) return this.events.choose({ row: row + down, column: column + right });
    const step = right + down * layout.tile;
    if (this.name === 'X') return this.events.choose({ row: row + step, column });
    return this.events.choose({ row, column: column + step });
  }
}

/** Names the rows and columns on show if some are not. @param {Side[]} sides */
function part_of(sides) {
  const parts = sides.map(({ name, count, shown }) => {
    const { first } = shown;
    const last = shown.count > 1 ? `–${first + shown.count - 1}` : '';
    return shown.count < count ? `, ${name} ${first}${last}` : '';
  });
  return parts.join('');
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(3)}%`;
