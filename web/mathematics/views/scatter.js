/** Gradients plotted against slopes, relative to the largest gradient of each array: right ones lie on the diagonal. */
import { create, create_svg } from '../../figures/dom.js';
import { TOLERANCE } from '../../training/tolerance.js';

/**
 * @typedef {import('../step/gradient_check.js').Checked} Checked
 * @typedef {import('../../training/gradient_check.js').Point} Point
 */

const SIZE = 300; // side of the drawing in its own units, which scale with the page
const MARGIN = 34;
const REACH = 1.25; // the end of the axes, in multiples of the largest gradient
const MARK = 3.2;

/** @param {number} value @returns {number} */
const x_of = (value) => MARGIN + ((value + REACH) / (2 * REACH)) * (SIZE - 2 * MARGIN);
/** @param {number} value */
const y_of = (value) => SIZE - x_of(value);
/** @param {number} value */
const within = (value) => Math.max(-REACH, Math.min(REACH, value));

/** The distance of a gradient from the slope, relative to the largest gradient of its array. @param {Point} point @param {Checked['largest']} largest */
export const relative_error = ({ name, claimed, slope }, largest) =>
  Math.abs(claimed - slope) / largest[name];

/** A circle for a weight, a square for a bias; hollow in the output layer. @param {Point} point @param {Checked} checked */
function mark(point, { largest, drowned }) {
  const [x, y] = [point.slope, point.claimed].map((value) => within(value / (largest[point.name] || 1)));
  const is_wrong = !drowned.includes(point.name) && !(relative_error(point, largest) <= TOLERANCE);
  const names = [point.name.endsWith('o') ? 'output' : 'hidden', is_wrong ? 'wrong' : 'right'];
  const attributes = { class: names.join(' '), 'data-point': `${point.name} ${point.index}` };
  if (point.name.startsWith('W'))
    return create_svg('circle', { ...attributes, cx: x_of(x), cy: y_of(y), r: MARK });
  const side = 1.8 * MARK;
  return create_svg('rect', {
    ...attributes,
    x: x_of(x) - side / 2,
    y: y_of(y) - side / 2,
    width: side,
    height: side,
  });
}

function axes() {
  const [low, high] = [MARGIN, SIZE - MARGIN];
  const frame = create_svg('rect', { class: 'frame', x: low, y: low, width: high - low, height: high - low });
  const diagonal = create_svg('line', { class: 'diagonal', x1: low, y1: high, x2: high, y2: low });
  const ticks = [-1, 0, 1].flatMap((value) => {
    const text = String(value).replace('-', '−');
    return [
      create_svg('text', { x: x_of(value), y: high + 13, 'text-anchor': 'middle' }, text),
      create_svg('text', { x: low - 6, y: y_of(value) + 4, 'text-anchor': 'end' }, text),
      create_svg('line', { class: 'tick', x1: x_of(value), y1: high, x2: x_of(value), y2: high - 4 }),
      create_svg('line', { class: 'tick', x1: low, y1: y_of(value), x2: low + 4, y2: y_of(value) }),
    ];
  });
  return [
    frame,
    diagonal,
    ...ticks,
    create_svg('text', { x: SIZE / 2, y: SIZE - 5, 'text-anchor': 'middle' }, 'slope, by central difference'),
    create_svg('text', { x: low, y: low - 10 }, 'gradient, by the formulas'),
  ];
}

/** The meaning of the marks. */
function legend() {
  const marks = /** @type {const} */ ([
    ['circle', 'hidden', 'W_h'],
    ['rect', 'hidden', 'b_h'],
    ['circle', 'output', 'W_o'],
    ['rect', 'output', 'b_o'],
  ]);
  const entries = marks.map(([shape, layer, name]) => {
    /** @type {Record<string, number>} */
    const circle = { cx: 6, cy: 6, r: MARK + 0.6 };
    /** @type {Record<string, number>} */
    const square = { x: 2.6, y: 2.6, width: 6.8, height: 6.8 };
    const place = shape === 'circle' ? circle : square;
    const sign = create_svg('svg', { viewBox: '0 0 12 12', class: 'scatter sign', 'aria-hidden': 'true' });
    sign.append(create_svg(shape, { class: `${layer} right`, ...place }));
    const [letter, index] = name.split('_');
    return create('span', {}, sign, create('i', {}, letter), create('sub', {}, index));
  });
  return create('p', { class: 'scatter-legend' }, ...entries);
}

export class Scatter {
  constructor() {
    this.marks = create_svg('g', {});
    this.plot = create_svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'scatter', role: 'img' });
    this.plot.append(...axes(), this.marks);
    this.element = create('div', { class: 'scatter-figure' }, this.plot, legend());
    this.show(undefined);
  }

  /** @param {Checked | undefined} checked */
  show(checked) {
    const points = checked?.points ?? [];
    this.marks.replaceChildren(...points.map((point) => mark(point, /** @type {Checked} */ (checked))));
    const text = points.length
      ? `${points.length} gradients against the slopes of the loss; the table below has their numbers`
      : 'An empty plot: no gradient has been checked yet';
    this.plot.setAttribute('aria-label', text);
  }
}
