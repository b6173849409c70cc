/** The places of a matrix's entries in its image: cells, or tiles of 28 × 28 if one side of the matrix is the pixels. */
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('../table.js').Extent} Extent
 * @typedef {{ row: number, column: number }} Entry
 * @typedef {{ first: number, count: number }} Stretch of rows or columns
 * @typedef {{ rows: Stretch, columns: Stretch }} Window the part of a matrix that an image shows
 * @typedef {{ x: number, y: number, width: number, height: number }} Box in pixels of the image
 *
 * @typedef {object} Layout
 * @property {number} width pixels
 * @property {number} height
 * @property {number} [tile] side of a tile
 * @property {(x: number, y: number) => Entry | undefined} entry_at undefined: between two tiles
 * @property {(at: Partial<Entry>) => Box[]} boxes that hold this row, this column, or this entry
 */

const SIDE = 28;
const GAP = 2; // pixels of the image between two tiles

/** @param {number} index @param {Stretch} stretch */
const holds = (index, { first, count }) => index >= first && index < first + count;

/** One pixel for each entry. @param {Window} window @returns {Layout} */
function cells({ rows, columns }) {
  return {
    width: columns.count,
    height: rows.count,
    entry_at: (x, y) => ({ row: rows.first + y, column: columns.first + x }),
    boxes({ row, column }) {
      if (row !== undefined && !holds(row, rows)) return [];
      if (column !== undefined && !holds(column, columns)) return [];
      const [x, width] = column === undefined ? [0, columns.count] : [column - columns.first, 1];
      const [y, height] = row === undefined ? [0, rows.count] : [row - rows.first, 1];
      return [{ x, y, width, height }];
    },
  };
}

/** @param {Layout} layout of cells @returns {Layout} with rows and columns exchanged */
function transposed({ width, height, entry_at, boxes }) {
  return {
    width: height,
    height: width,
    entry_at: (x, y) => entry_at(y, x),
    boxes: (at) => boxes(at).map((box) => ({ x: box.y, y: box.x, width: box.height, height: box.width })),
  };
}

/** Tiles in a line, by how many there are. @param {number} count */
function per_line(count) {
  if (count <= 4) return count;
  if (count <= 10) return 5;
  return count <= 40 ? 8 : 16;
}

/**
 * A tile for each row (weights) or for each column (images) of the window.
 * @param {Stretch} stretch of the tiles @param {(tile: number, pixel: number) => Entry} entry
 * @param {(at: Partial<Entry>) => { tile?: number, pixel?: number }} place the inverse of `entry`
 * @param {number} line tiles in a line
 * @returns {Layout}
 */
function tiles(stretch, entry, place, line) {
  const pitch = SIDE + GAP;
  /** @param {number} tile @param {number | undefined} pixel @returns {Box} */
  const box = (tile, pixel) => {
    const at = tile - stretch.first;
    const [x, y] = [(at % line) * pitch, Math.floor(at / line) * pitch];
    if (pixel === undefined) return { x, y, width: SIDE, height: SIDE };
    return { x: x + (pixel % SIDE), y: y + Math.floor(pixel / SIDE), width: 1, height: 1 };
  };
  return {
    width: line * pitch - GAP,
    height: Math.ceil(stretch.count / line) * pitch - GAP,
    tile: SIDE,
    entry_at(x, y) {
      const at = Math.floor(y / pitch) * line + Math.floor(x / pitch);
      const is_gap = x % pitch >= SIDE || y % pitch >= SIDE || at >= stretch.count;
      return is_gap ? undefined : entry(stretch.first + at, (y % pitch) * SIDE + (x % pitch));
    },
    boxes(at) {
      const { tile, pixel } = place(at);
      if (tile !== undefined) return holds(tile, stretch) ? [box(tile, pixel)] : [];
      return Array.from({ length: stretch.count }, (_, i) => box(stretch.first + i, pixel));
    },
  };
}

/**
 * @param {Name} name @param {Window} window
 * @param {{ line?: number, is_transposed?: boolean }} [options] line: tiles in a line. Tiles, which are images whichever way
 * they are counted, stand as they are in a transposed matrix too.
 * @returns {Layout}
 */
export function layout_of(name, window, { line, is_transposed = false } = {}) {
  const { rows, columns } = QUANTITIES[name];
  if (rows === 'D') {
    return tiles(
      window.columns,
      (tile, pixel) => ({ row: pixel, column: tile }),
      ({ row, column }) => ({ tile: column, pixel: row }),
      Math.min(line ?? per_line(window.columns.count), window.columns.count),
    );
  }
  if (columns === 'D') {
    return tiles(
      window.rows,
      (tile, pixel) => ({ row: tile, column: pixel }),
      ({ row, column }) => ({ tile: row, pixel: column }),
      line ?? per_line(window.rows.count),
    );
  }
  return is_transposed ? transposed(cells(window)) : cells(window);
}
