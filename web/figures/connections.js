/**
 * The lines of the figure: from the pad to the hidden units, and from one unit to the ten classes or from all to one.
 * They run between the stages and in the gutters between rows of tiles, never behind a tile: from the foot of its tile a
 * line goes down into the gutter and along it to the edge of the units.
 */
import { css_colour } from './colours.js';
import { boxes_in, create_svg } from './dom.js';

const SPILL = 4; // px below the units into which lines of the last row may run

/** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function curve(x0, y0, x1, y1) {
  const middle = ((x0 + x1) / 2).toFixed(1);
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${middle} ${y0.toFixed(1)} ${middle} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
}

/** @param {DOMRect} box */
const middle = ({ y, height }) => y + height / 2;

/** The lines as an image that lies over the whole figure, under its parts. It listens to nothing. */
export class Connections {
  constructor() {
    this.svg = create_svg('svg', { class: 'connections', 'aria-hidden': 'true' });
    /** @type {SVGPathElement[]} */
    this.lines = [];
    /** @type {SVGPathElement[]} */
    this.wires = [];
    /** @type {SVGPathElement[]} from the unit in the light to the edge of the units, or none */
    this.stems = [];
  }

  /** @param {SVGPathElement[]} list @param {number} count @param {string} name */
  #resize(list, count, name) {
    while (list.length > count) list.pop()?.remove();
    while (list.length < count) {
      const path = create_svg('path', { class: name });
      this.svg.append(path);
      list.push(path);
    }
  }

  /**
   * Places the lines; the only function here that reads the layout, so it is called when that or the choice changes.
   * @param {HTMLElement} pad
   * @param {HTMLElement} grid of the units
   * @param {HTMLElement[]} firsts the units that the pad's lines lead to: one for each row of tiles
   * @param {HTMLElement} goal where the lines to the classes end
   * @param {{ from: HTMLElement, to: HTMLElement }[]} pairs of unit and class
   * @param {HTMLElement | undefined} lit the unit, if all lines come from one
   */
  place(pad, grid, firsts, goal, pairs, lit) {
    const box = boxes_in(/** @type {HTMLElement} */ (this.svg.parentElement)); // all of which it covers
    const [start, units, end] = [box(pad), box(grid), box(goal)];
    const inside = (/** @type {number} */ y) => Math.max(units.top, Math.min(units.bottom + SPILL, y));
    const gutter = parseFloat(getComputedStyle(grid).rowGap) || 0; // none without its style sheet
    // how deep below a tile, in parts of the gutter there, or of what there is below the last row
    const below = (/** @type {number} */ bottom, /** @type {number} */ depth) =>
      inside(bottom + depth * (inside(bottom + gutter) - bottom));
    this.#resize(this.wires, firsts.length, 'wire');
    firsts.map(box).forEach((unit, i) => {
      this.wires[i].setAttribute('d', curve(start.right, middle(start), unit.left - 4, middle(unit)));
    });
    this.#resize(this.stems, lit ? 1 : 0, 'stem');
    if (lit) {
      const { left, bottom } = box(lit);
      this.stems[0].setAttribute('d', `M${left} ${below(bottom, 0.5)}H${units.right}`);
    }
    this.#resize(this.lines, pairs.length, 'line');
    pairs.forEach(({ from, to }, i) => {
      const unit = box(from);
      const [x, y] = [(unit.left + unit.right) / 2, inside(unit.bottom)];
      // lines of one row run side by side in the gutter, and do not cross: those from the left are the lowest
      const depth = lit ? 0.5 : 0.9 - (0.8 * (x - units.left)) / (units.width || 1);
      const lane = below(unit.bottom, depth);
      const way = curve(units.right, lane, end.left - 2, middle(box(to)));
      this.lines[i].setAttribute('d', lit ? way : `M${x} ${y}V${lane}H${units.right}${way}`);
    });
  }

  /**
   * Colours the lines by their weights; a larger weight is a thicker line.
   * @param {number[]} weights one for each pair
   * @param {number} range
   * @param {Uint32Array} scale
   */
  colour(weights, range, scale) {
    this.lines.forEach((line, i) => {
      const size = Math.min(1, Math.abs(weights[i] ?? 0) / range);
      line.setAttribute('stroke', css_colour(scale, Math.sign(weights[i] ?? 0) * Math.max(size, 0.45), 1));
      line.setAttribute('stroke-width', (0.4 + 2.6 * size).toFixed(2));
    });
  }
}
