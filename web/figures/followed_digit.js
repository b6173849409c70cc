/** One digit on its way: the template, the strokes that a hand makes of it, the pixels that the ink leaves. */
import { parse_strokes } from '../../data/strokes.js';
import { draw_greys } from './colours.js';
import { create } from './dom.js';

/**
 * @typedef {import('../../data/strokes.js').Form} Form
 * @typedef {{ points: number[][], radius: Float32Array }} Stroke
 * @typedef {{ label: number, form: number, inked: Stroke[], image: Uint8Array }} Written
 */

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...Node} children */
function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

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
  const image = svg('svg', {
    viewBox: '-12 -12 124 124',
    class: 'template',
    role: 'img',
    'aria-label': 'The template',
  });
  for (const drawing of form.drawings.slice(1)) {
    for (const stroke of drawing) image.append(svg('path', { class: 'variant', d: smooth_path(stroke) }));
  }
  for (const stroke of form.drawings[0]) {
    image.append(svg('path', { class: 'stroke', d: smooth_path(stroke) }));
    stroke.forEach(({ x, y, corner }, i) => {
      image.append(svg('circle', { cx: x, cy: y, r: i === 0 ? 4 : 2.4, class: corner ? 'corner' : 'point' }));
    });
  }
  return image;
}

/** The strokes on the grid of pixels, as wide as the pen was. @param {Stroke[]} strokes */
function written(strokes) {
  const image = svg('svg', {
    viewBox: '0 0 28 28',
    class: 'written',
    role: 'img',
    'aria-label': 'The strokes',
  });
  image.append(svg('rect', { x: 4, y: 4, width: 20, height: 20, class: 'box' }));
  for (const { points, radius } of strokes) {
    for (let i = 1; i < points.length; i++) {
      const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
      image.append(svg('line', { x1, y1, x2, y2, 'stroke-width': radius[i - 1] + radius[i], class: 'ink' }));
    }
    image.append(svg('polyline', { points: points.map((point) => point.join()).join(' '), class: 'line' }));
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

/** @type {Promise<Form[]> | undefined} in the order of data/strokes.txt */
let forms;

async function load_forms() {
  const file = await fetch(new URL('data/strokes.txt', document.baseURI));
  if (!file.ok) throw new Error(`data/strokes.txt: the site answers ${file.status}`);
  return parse_strokes(await file.text());
}

/**
 * @param {HTMLElement} container
 * @param {Written} digit
 */
export async function show_followed_digit(container, digit) {
  forms ??= load_forms();
  const form = (await forms)[digit.form];
  const pixels = create('canvas', {
    width: 28,
    height: 28,
    class: 'greys',
    role: 'img',
    'aria-label': 'The pixels',
  });
  draw_greys(pixels, digit.image);
  const points = form.drawings[0].flat().length;
  container.replaceChildren(
    create(
      'h2',
      {},
      `How this ${digit.label} was written `,
      create('small', {}, `form “${form.name.replaceAll('-', ' ')}”`),
    ),
    create(
      'div',
      { class: 'stations' },
      station(
        template(form),
        'Template:',
        `${points} points, drawn ${form.drawings.length === 1 ? 'once' : `in ${form.drawings.length} ways`}`,
      ),
      station(written(digit.inked), 'Strokes:', 'shaken, slanted, bent by a hand'),
      station(pixels, 'Pixels:', '28 × 28, fitted into 20 × 20, centred by mass'),
    ),
  );
}
