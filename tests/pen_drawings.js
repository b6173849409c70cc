/** 120 drawings as a pen on the pad makes them, twelve of each digit, from the forms of the built-in handwriting. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse_strokes } from '../data/strokes.js';

/** @typedef {[number, number][][]} Strokes */

const OF_EACH = 12;
const PIECES = 8; // of the curve from one point of a form to the next
const file = fileURLToPath(new URL('../data/strokes.txt', import.meta.url));

/**
 * A smooth curve through the points of a stroke, with its corners.
 * @param {{ x: number, y: number, corner: boolean }[]} points
 * @returns {[number, number][]}
 */
function curve_through(points) {
  const last = points.length - 1;
  /** @type {[number, number][]} */
  const curve = [];
  for (let i = 0; i < last; i++) {
    const [b, c] = [points[i], points[i + 1]];
    const a = points[b.corner ? i : Math.max(0, i - 1)];
    const d = points[c.corner ? i + 1 : Math.min(last, i + 2)];
    const at = (/** @type {'x' | 'y'} */ axis, /** @type {number} */ t) => {
      const cubic = 3 * b[axis] - a[axis] - 3 * c[axis] + d[axis];
      const square = 2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis];
      return b[axis] + (t * (c[axis] - a[axis] + t * (square + t * cubic))) / 2;
    };
    for (let piece = 0; piece < PIECES; piece++)
      curve.push([at('x', piece / PIECES), at('y', piece / PIECES)]);
  }
  return [...curve, [points[last].x, points[last].y]];
}

/** The drawings of the forms that are written most often. @returns {{ digit: number, strokes: Strokes }[]} */
export function pen_drawings() {
  const forms = parse_strokes(readFileSync(file, 'utf8')).sort((a, b) => b.weight - a.weight);
  return Array.from({ length: 10 }, (_, digit) =>
    forms
      .filter((form) => form.digit === digit)
      .flatMap((form) => form.drawings)
      .slice(0, OF_EACH)
      .map((strokes) => ({ digit, strokes: strokes.map(curve_through) })),
  ).flat();
}

/** @param {Strokes} strokes */
function box_of(strokes) {
  const [x, y] = [0, 1].map((axis) => strokes.flat().map((point) => point[axis]));
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

/**
 * Strokes beside a drawing, smaller than the pen is wide: by accident, or a full stop.
 * @type {Record<string, (strokes: Strokes) => Strokes>}
 */
export const SPECKS = {
  'a dot on the right': (strokes) => {
    const { right, top, bottom } = box_of(strokes);
    return [[[right + 0.6 * (bottom - top), (top + bottom) / 2]]];
  },
  'a full stop': (strokes) => {
    const { right, top, bottom } = box_of(strokes);
    return [[[right + 0.3 * (bottom - top), bottom]]];
  },
  'a smear below': (strokes) => {
    const { left, top, bottom } = box_of(strokes);
    const [y, length] = [bottom + 0.6 * (bottom - top), 0.05 * (bottom - top)];
    return [[[left, y], [left + length, y + length]]]; // prettier-ignore
  },
  'two dots, left and above': (strokes) => {
    const { left, right, top, bottom } = box_of(strokes);
    const height = bottom - top;
    return [[[left - 0.9 * height, bottom]], [[right, top - 0.4 * height]]];
  },
};
