/** One digit on its way: the template, the strokes that a hand makes of it, the pixels that the ink leaves. */
import { draw_greys } from './colours.js';
import { create, create_svg } from './dom.js';
import { Figure } from './figure.js';
import { Nearness } from './nearness.js';

/**
 * @typedef {import('../../data/strokes.js').Form} Form
 * @typedef {{ points: number[][], radius: Float32Array }} Stroke
 * @typedef {{ label: number, form: number, inked: Stroke[], image: Uint8Array }} Written form: its place in data/strokes.txt
 */

/**
 * A curve through the points, smooth but at corners: Catmull–Rom, as Bézier curves.
 * @param {{ x: number, y: number, corner: boolean }[]} points
 */
function smooth_path(points) {
  let path = `M${points[0].x} ${points[0].y}`;
  for (let i = 1; i < points.length; i++) {
    const [p, q] = [points[i - 1], points[i]];
    const before = p.corner ? p : (points[i - 2] ?? p);
    const after = q.corner ? q : (points[i + 1] ?? q);
    const [ax, ay] = [p.x + (q.x - before.x) / 6, p.y + (q.y - before.y) / 6];
    const [bx, by] = [q.x - (after.x - p.x) / 6, q.y - (after.y - p.y) / 6];
    path += `C${[ax, ay, bx, by].map((value) => value.toFixed(1)).join(' ')} ${q.x} ${q.y}`;
  }
  return path;
}

/** The form as it stands in data/strokes.txt; its other drawings faint behind the first. @param {Form} form */
function template(form) {
  const image = create_svg('svg', {
    viewBox: '-12 -12 124 124',
    class: 'template',
    role: 'img',
    'aria-label': 'The template',
  });
  for (const drawing of form.drawings.slice(1)) {
    for (const stroke of drawing)
      image.append(create_svg('path', { class: 'variant', d: smooth_path(stroke) }));
  }
  for (const stroke of form.drawings[0]) {
    image.append(create_svg('path', { class: 'stroke', d: smooth_path(stroke) }));
    stroke.forEach(({ x, y, corner }, i) => {
      image.append(
        create_svg('circle', { cx: x, cy: y, r: i === 0 ? 4 : 2.4, class: corner ? 'corner' : 'point' }),
      );
    });
  }
  return image;
}

/** The strokes on the grid of pixels, as wide as the pen was. @param {Stroke[]} strokes */
function written(strokes) {
  const image = create_svg('svg', {
    viewBox: '0 0 28 28',
    class: 'written',
    role: 'img',
    'aria-label': 'The strokes',
  });
  image.append(create_svg('rect', { x: 4, y: 4, width: 20, height: 20, class: 'box' }));
  for (const { points, radius } of strokes) {
    for (let i = 1; i < points.length; i++) {
      const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
      image.append(
        create_svg('line', { x1, y1, x2, y2, 'stroke-width': radius[i - 1] + radius[i], class: 'ink' }),
      );
    }
    image.append(
      create_svg('polyline', { points: points.map((point) => point.join()).join(' '), class: 'line' }),
    );
  }
  return image;
}

/** @param {Element} image @param {string} name @param {string} text */
function station(image, name, text) {
  return create(
    'figure',
    {},
    image,
    create('figcaption', { class: 'hint' }, create('b', {}, name), ` ${text}`),
  );
}

/** @param {Written} digit @param {Form} form */
function stations(digit, form) {
  const label = 'The pixels';
  const pixels = create('canvas', {
    width: 28,
    height: 28,
    class: 'greys',
    role: 'img',
    'aria-label': label,
  });
  draw_greys(pixels, digit.image);
  const points = form.drawings[0].flat().length;
  const ways = form.drawings.length === 1 ? 'once' : `in ${form.drawings.length} ways`;
  return create(
    'div',
    { class: 'stations' },
    station(template(form), 'Template:', `${points} points, drawn ${ways}`),
    station(written(digit.inked), 'Strokes:', 'shaken, slanted, bent by a hand'),
    station(pixels, 'Pixels:', '28 × 28, fitted into 20 × 20, centred by mass'),
  );
}

export class FollowedDigit extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {object} options
   * @param {() => Form[] | Promise<Form[]>} options.forms gives all of data/strokes.txt; called at the first digit, and again
   * at the next one if that has failed
   * @param {() => void} options.wanted a first digit of the run that has begun is wanted: the figure has come near the screen
   */
  constructor(container, { forms, wanted }) {
    super(container);
    this.load = forms;
    /** @type {Promise<Form[]> | undefined} */
    this.forms = undefined;
    /** @type {Written | undefined} the one that was asked for last */
    this.newest = undefined;
    this.followed = create('div', { class: 'followed' });
    this.name_parts({ followed: this.followed });
    container.append(this.followed);
    this.nearness = new Nearness(container, wanted, this.signal);
  }

  /** A run begins: a digit of it is wanted once the visitor comes near. */
  begin() {
    this.nearness.begin();
  }

  /**
   * Shows a digit, unless another one is to be shown before its form is there.
   * @param {Written} digit
   * @throws what options.forms throws
   */
  async show(digit) {
    this.newest = digit;
    const forms = await this.#forms();
    if (this.newest !== digit) return;
    const form = forms[digit.form];
    const name = create('small', {}, `form “${form.name.replaceAll('-', ' ')}”`);
    this.followed.replaceChildren(
      create('h2', {}, `How this ${digit.label} was written `, name),
      stations(digit, form),
    );
  }

  async #forms() {
    this.forms ??= Promise.resolve(this.load());
    try {
      return await this.forms;
    } catch (error) {
      this.forms = undefined;
      throw error;
    }
  }
}
