/** An image, its effective template and the products of both, side by side; a pixel is pointed at in all three at once. */
import { PIXELS } from '../network/arguments.js';
import { draw_diverging, draw_greys } from './colours.js';
import { create, set_text } from './dom.js';
import { Figure } from './figure.js';

const SIDE = 28;
/** Pixels to move by. @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} value */
const inside = (value) => Math.max(0, Math.min(SIDE - 1, value));

export class PixelPictures extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ point: (pixel: number | undefined) => void }} events a pixel is pointed at, 0 … 783; undefined: no longer
   */
  constructor(container, events) {
    super(container);
    this.events = events;
    /** @type {number | undefined} */
    this.pixel = undefined;
    const canvas = (/** @type {Record<string, string | number>} */ attributes) =>
      create('canvas', { width: SIDE, height: SIDE, ...attributes });
    this.image = canvas({ role: 'img', 'aria-label': 'The image on the pad' });
    this.template = canvas({ role: 'img' });
    this.products = canvas({ role: 'application', tabindex: 0 });
    this.name = create('span', { class: 'name' });
    const captions = [['the image'], ['effective template ', this.name], ['their products']];
    const canvases = [this.image, this.template, this.products];
    this.marks = canvases.map(() => create('i', { hidden: true }));
    const pictures = canvases.map((each, i) =>
      create(
        'figure',
        {},
        create('div', { class: 'picture' }, each, this.marks[i]),
        create('figcaption', {}, ...captions[i]),
      ),
    );
    const sign = (/** @type {string} */ text) =>
      create('span', { class: 'sign', 'aria-hidden': 'true' }, text);
    container.append(
      create('div', { class: 'pixel-pictures' }, pictures[0], sign('×'), pictures[1], sign('='), pictures[2]),
    );
    this.name_parts({
      'why-image': this.image,
      'why-template': this.template,
      'why-products': this.products,
    });
    for (const each of canvases) this.#listen(each);
  }

  /** @param {HTMLCanvasElement} canvas */
  #listen(canvas) {
    const { signal } = this;
    const follow = (/** @type {PointerEvent} */ event) => this.point(pixel_at(canvas, event));
    canvas.addEventListener('pointermove', follow, { signal });
    canvas.addEventListener('pointerdown', follow, { signal });
    canvas.addEventListener('pointerleave', () => this.point(undefined), { signal });
    canvas.addEventListener('blur', () => this.point(undefined), { signal });
    canvas.addEventListener('keydown', (event) => this.#move(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const from = this.pixel ?? (PIXELS + SIDE) / 2;
    const [x, y] = [(from % SIDE) + move[0], Math.floor(from / SIDE) + move[1]];
    this.point(this.pixel === undefined ? from : inside(y) * SIDE + inside(x));
  }

  /** @param {number | undefined} pixel */
  point(pixel) {
    if (pixel === this.pixel) return;
    this.pixel = pixel;
    for (const mark of this.marks) {
      mark.hidden = pixel === undefined;
      if (pixel === undefined) continue;
      mark.style.left = `${(100 * (pixel % SIDE)) / SIDE}%`;
      mark.style.top = `${(100 * Math.floor(pixel / SIDE)) / SIDE}%`;
    }
    this.events.point(pixel);
  }

  /**
   * @param {{ image: Uint8Array, template: Float32Array, contributions: Float32Array }} of 784 each
   * @param {number} range of template and products
   * @param {Uint32Array} scale
   * @param {{ name: string, template: string, products: string }} words name: of the template, short; the others in full
   */
  draw({ image, template, contributions }, range, scale, words) {
    draw_greys(this.image, image);
    draw_diverging(this.template, template, range, scale);
    draw_diverging(this.products, contributions, range, scale);
    set_text(this.name, words.name);
    this.template.setAttribute('aria-label', words.template);
    this.products.setAttribute('aria-label', words.products);
  }
}

/** @param {HTMLCanvasElement} canvas @param {PointerEvent} event @returns {number} 0 … 783 */
function pixel_at(canvas, { clientX, clientY }) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const x = inside(Math.floor(((clientX - left) / width) * SIDE));
  return inside(Math.floor(((clientY - top) / height) * SIDE)) * SIDE + x;
}
