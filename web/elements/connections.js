/** The lines of the figure: from the pad to the hidden units, and from one unit to the ten classes or from all to one. */
import { css_colour } from './colours.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function curve(x0, y0, x1, y1) {
  const middle = ((x0 + x1) / 2).toFixed(1);
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${middle} ${y0.toFixed(1)} ${middle} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
}

export class Connections {
  /** @param {SVGSVGElement} svg lies over the whole figure, under its parts */
  constructor(svg) {
    this.svg = svg;
    /** @type {SVGPathElement[]} */
    this.lines = [];
    /** @type {SVGPathElement[]} */
    this.wires = [];
  }

  /** @param {SVGPathElement[]} list @param {number} count @param {string} name */
  #resize(list, count, name) {
    while (list.length > count) list.pop()?.remove();
    while (list.length < count) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      this.svg.append(path);
      list.push(path);
    }
  }

  /**
   * Places the lines; the only function here that reads the layout, so it is called when that or the choice changes.
   * @param {HTMLElement} pad
   * @param {HTMLElement[]} units those that the pad's lines lead to: one for each row of tiles
   * @param {HTMLElement} goal where the lines to the classes end
   * @param {{ from: HTMLElement, to: HTMLElement }[]} pairs of unit and class
   */
  place(pad, units, goal, pairs) {
    const origin = this.svg.getBoundingClientRect();
    /** @param {HTMLElement} node */
    const box = (node) => {
      const { left, right, top, height } = node.getBoundingClientRect();
      return { left: left - origin.left, right: right - origin.left, middle: top + height / 2 - origin.top };
    };
    const [start, end] = [box(pad), box(goal)];
    this.#resize(this.wires, units.length, 'wire');
    units.map(box).forEach((unit, i) => {
      this.wires[i].setAttribute('d', curve(start.right, start.middle, unit.left - 4, unit.middle));
    });
    this.#resize(this.lines, pairs.length, 'line');
    pairs.forEach(({ from, to }, i) => {
      const [a, b] = [box(from), box(to)];
      this.lines[i].setAttribute('d', curve(a.right, a.middle, end.left - 2, b.middle));
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
