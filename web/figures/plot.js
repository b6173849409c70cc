/**
 * Lines over a common axis, drawn on a canvas from plain arrays, with round marks, a dot that can be put on a place, and a
 * crosshair that follows the pointer. The cost of a drawing is bounded by its pixels, not by the length of the arrays.
 */
import { Axis } from './axis.js';
import { token } from './colours.js';
import { context_of, create, scale_of, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';

/**
 * @typedef {object} Line how a line looks
 * @property {string} token of its colour
 * @property {number} [width] px
 * @property {number[]} [dash] px
 * @property {boolean} [silent] the crosshair does not read it
 *
 * @typedef {object} Points of a line
 * @property {number} length how many of the values count
 * @property {ArrayLike<number>} x rising
 * @property {ArrayLike<number>} y no finite number: nothing was measured there, and the line goes on to the next point
 * @property {ArrayLike<number>} [low] lower edge of a band, whose upper edge is y
 *
 * @typedef {object} Options
 * @property {Line[]} lines drawn in this order
 * @property {(highest: number) => import('./axis.js').Range} x_range of the axis for these points; −∞: there are none
 * @property {(lowest: number, highest: number) => import('./axis.js').Range} y_range lowest: of those above 0; ∞ and −∞: there are none
 * @property {(value: number, i: number) => string} x_label of the axis, mark i
 * @property {(value: number) => string} y_label
 * @property {(at: Reading | undefined) => void} read what the crosshair is on; undefined: on nothing
 *
 * @typedef {{ x: number, values: (number | undefined)[] }} Reading the place, and what each line last was there
 */

const MARGIN = { left: 52, right: 12, top: 10, bottom: 24 }; // px around the lines, for the labels
const GAP = { x: 48, y: 30 }; // px between two labels
const DENSITY = 3; // most pixels of the canvas to one of the page
const FAR = 1e5; // px: what lies farther out is drawn there, as canvases are not exact with large numbers

/** The last point at or before a place; −1: there is none. @param {Points} points @param {number} place */
function last_up_to({ x, length }, place) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last point at or before a place where something was measured; −1: there is none. @param {Points} points @param {number} place */
function last_measured(points, place) {
  let i = last_up_to(points, place);
  while (i >= 0 && !Number.isFinite(points.y[i])) i--;
  return i;
}

/** @param {Points} points @param {number} place @returns {number | undefined} the value there, or the last before it */
export const value_at = (points, place) => points.y[last_measured(points, place)];

/** The place of a point, on any of the lines, that is nearest. @param {Points[]} lines @param {number} place @param {Axis} axis */
function nearest(lines, place, axis) {
  const distance = (/** @type {number} */ x) => Math.abs(axis.place(x) - axis.place(place));
  return lines
    .flatMap((points) => {
      const i = last_up_to(points, place);
      return [i, i + 1].filter((each) => each >= 0 && each < points.length).map((each) => points.x[each]);
    })
    .filter((x) => Number.isFinite(axis.place(x)))
    .reduce((/** @type {number | undefined} */ best, x) => {
      return best === undefined || distance(x) < distance(best) ? x : best;
    }, undefined);
}

/** The last place, the lowest value above 0 and the highest of all lines. @param {Points[]} lines */
function extent(lines) {
  let [right, low, high] = [-Infinity, Infinity, -Infinity];
  for (const { length, x, y, low: edge = y } of lines) {
    if (length > 0 && x[length - 1] > right) right = x[length - 1];
    for (let i = 0; i < length; i++) {
      if (y[i] > high && y[i] < Infinity) high = y[i];
      if (edge[i] < low && edge[i] > 0) low = edge[i];
    }
  }
  return { right, low, high };
}

/**
 * The corners of a line, x and y in turn. Of the points in one column of pixels stay the first, the outermost and the last.
 * @param {Points} points @param {ArrayLike<number>} values y of each @param {Axis} x @param {Axis} y @param {number} density
 * @returns {number[]} px
 */
function corners({ x: steps, length }, values, x, y, density) {
  /** @type {number[]} */
  const found = [];
  let [column, left, top, bottom, last] = [NaN, 0, 0, 0, 0];
  const close = () => top < bottom && found.push(left, top, left, bottom, left, last);
  for (let i = 0; i < length; i++) {
    const across = x.place(steps[i]);
    if (!Number.isFinite(values[i]) || !Number.isFinite(across)) continue;
    const down = Math.max(-FAR, Math.min(FAR, y.place(values[i])));
    const here = Math.round(across * density);
    if (here === column) {
      top = Math.min(top, down);
      bottom = Math.max(bottom, down);
    } else {
      close();
      column = here;
      left = across;
      top = bottom = down;
      found.push(left, down);
    }
    last = down;
  }
  close();
  return found;
}

/** @param {CanvasRenderingContext2D} context @param {number[]} found corners @param {boolean} [is_back] from the last to the first */
function trace(context, found, is_back = false) {
  for (let i = 0; i < found.length; i += 2) {
    const at = is_back ? found.length - 2 - i : i;
    context.lineTo(found[at], found[at + 1]);
  }
}

/** Shows a node where a point stands, if the axes have that place. @param {HTMLElement} node @param {{ x: Axis, y: Axis }} axes @param {number} x @param {number} y */
function put(node, axes, x, y) {
  const [left, top] = [axes.x.place(x), axes.y.place(y)];
  node.hidden = !Number.isFinite(left) || !Number.isFinite(top);
  node.style.transform = node.hidden ? '' : `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

export class Plot extends Figure {
  /** @param {HTMLElement} container of a height of its own @param {Options} options */
  constructor(container, options) {
    super(container);
    this.options = options;
    this.canvas = create('canvas');
    this.mark_text = create('span');
    this.mark_node = create('div', { class: 'plot-mark', hidden: true }, this.mark_text);
    this.cursor = create('div', { class: 'plot-cursor', hidden: true });
    this.dots = options.lines.map((line) => this.#dot(line));
    this.area = create('div', { class: 'plot-area' }, this.cursor, ...this.dots, this.mark_node);
    container.append(this.canvas, this.area);
    /** @type {Points[]} of each line */
    this.points = options.lines.map(() => ({ length: 0, x: [], y: [] }));
    /** @type {{ x: Axis, y: Axis } | undefined} as it was drawn last, px from the corner of the area */
    this.axes = undefined;
    /** @type {{ x: number, y: number } | undefined} the place that is marked */
    this.marked = undefined;
    /** @type {number | undefined} px from the left of the area; undefined: it is elsewhere */
    this.pointer = undefined;
    /** @type {Map<string, string>} tokens in force: to look them up for each stroke would cost more than to draw it */
    this.inks = new Map();
    this.size = { width: 0, height: 0 };
    const { signal } = this;
    this.area.addEventListener('mousemove', (event) => this.#follow(event), { signal });
    this.area.addEventListener('mouseleave', () => this.#follow(undefined), { signal });
    watch_size(container, () => this.fit(), signal);
  }

  /** @param {Line} line */
  #dot(line) {
    const dot = create('div', { class: 'plot-dot', hidden: true });
    dot.style.setProperty('--key', `var(${line.token})`);
    return dot;
  }

  /** @param {string} name of a token */
  #ink(name) {
    const known = this.inks.get(name) ?? token(this.container, name);
    this.inks.set(name, known);
    return known;
  }

  /** Takes the size of the container, and draws if it is another. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    this.redraw();
  }

  recolour() {
    this.inks.clear();
    this.redraw();
  }

  /** @param {Points[]} points of each line; the arrays are kept, and must not change */
  draw(points) {
    if (this.signal.aborted) return;
    this.points = points;
    if (this.size.width > 0) this.redraw();
    else this.fit();
  }

  /**
   * Draws the same points again, with the ranges that the options give now.
   * @param {CanvasRenderingContext2D} [context] by default that of the canvas
   */
  redraw(context = context_of(this.canvas)) {
    const { canvas, size, options, points } = this;
    if (!(size.width > MARGIN.left + MARGIN.right) || !(size.height > MARGIN.top + MARGIN.bottom)) return;
    const density = Math.min(DENSITY, devicePixelRatio);
    const [width, height] = [size.width, size.height].map((side) => Math.round(side * density));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const inner = {
      width: size.width - MARGIN.left - MARGIN.right,
      height: size.height - MARGIN.top - MARGIN.bottom,
    };
    const { right, low, high } = extent(points);
    const x = new Axis(options.x_range(right), 0, inner.width);
    const y = new Axis(options.y_range(low, high), inner.height, 0);
    this.axes = { x, y };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(density, 0, 0, density, MARGIN.left * density, MARGIN.top * density);
    this.#draw_axes(context, x, y, density);
    context.save();
    context.beginPath();
    context.rect(-1, -2, inner.width + 3, inner.height + 4); // half a line's width beyond the edges
    context.clip();
    options.lines.forEach((line, i) => this.#draw_line(context, line, points[i], density));
    context.restore();
    this.#place_mark();
    this.#point();
  }

  /** @param {CanvasRenderingContext2D} context @param {Axis} x @param {Axis} y @param {number} density */
  #draw_axes(context, x, y, density) {
    const { x_label, y_label } = this.options;
    const [width, height] = [this.size.width - MARGIN.left - MARGIN.right, y.from];
    const thickness = Math.max(1, Math.round(density)); // of a line, pixels of the canvas
    context.fillStyle = this.#ink('--rule');
    const marks = y.marks(GAP.y);
    for (const { value } of marks) {
      const top = Math.round(y.place(value) * density - thickness / 2) / density;
      context.fillRect(0, top, width, thickness / density);
    }
    context.fillStyle = this.#ink('--ink-2');
    context.font = `11px ${this.#ink('--sans')}`;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const { value, has_label } of marks)
      if (has_label) context.fillText(y_label(value), -6, y.place(value) + 0.5);
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const named = x.marks(GAP.x, 1).filter(({ has_label }) => has_label);
    named.forEach(({ value }, i) => {
      const text = x_label(value, i);
      const half = context.measureText(text).width / 2;
      const middle = Math.min(x.place(value), width + MARGIN.right - half); // none is cut at the right edge
      context.fillText(text, middle, height + 7);
    });
  }

  /** @param {CanvasRenderingContext2D} context @param {Line} line @param {Points} points @param {number} density */
  #draw_line(context, { token: name, width = 2, dash = [] }, points, density) {
    if (!this.axes || points.length === 0) return;
    const { x, y } = this.axes;
    context.beginPath();
    trace(context, corners(points, points.y, x, y, density));
    if (points.low) {
      trace(context, corners(points, points.low, x, y, density), true);
      context.closePath();
      context.fillStyle = this.#ink(name);
      context.fill();
    }
    context.strokeStyle = this.#ink(name);
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.setLineDash(dash);
    context.stroke();
  }

  /** Marks a place with a dot and a text. @param {{ x: number, y: number, text: string }} [place] undefined: none */
  mark(place) {
    this.marked = place;
    set_text(this.mark_text, place?.text ?? '');
    this.#place_mark();
  }

  #place_mark() {
    const { marked, mark_node, axes } = this;
    mark_node.toggleAttribute('hidden', !marked || !axes);
    if (!marked || !axes) return;
    put(mark_node, axes, marked.x, marked.y);
    mark_node.classList.toggle('at-end', marked.x > axes.x.value(axes.x.length / 2));
  }

  /** @param {MouseEvent | undefined} event undefined: the pointer has left */
  #follow(event) {
    const { area } = this;
    this.pointer = event && (event.clientX - area.getBoundingClientRect().left) / scale_of(area);
    this.#point();
  }

  /** Puts the crosshair on the nearest place that has a value, and a dot on the value of each line there. */
  #point() {
    const { pointer, points, axes, cursor, dots, options } = this;
    if (pointer === undefined && cursor.hidden) return;
    const lines = points.filter((_, i) => !options.lines[i].silent);
    const place = axes && pointer !== undefined ? nearest(lines, axes.x.value(pointer), axes.x) : undefined;
    cursor.hidden = place === undefined;
    if (!axes || place === undefined) {
      for (const dot of dots) dot.hidden = true;
      return options.read(undefined);
    }
    cursor.style.transform = `translateX(${Math.round(axes.x.place(place))}px)`;
    const values = points.map((line, i) => {
      const at = options.lines[i].silent ? -1 : last_measured(line, place);
      dots[i].hidden = true;
      if (at >= 0) put(dots[i], axes, line.x[at], line.y[at]);
      return at < 0 ? undefined : line.y[at];
    });
    return options.read({ x: place, values });
  }
}
