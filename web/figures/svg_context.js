/** Takes the place of a canvas' context, and makes parts of an SVG image of what is drawn. */
import { context_of, create, create_svg } from './dom.js';

const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/** How far the baseline of a text lies below the top of its letters, as a share of their height. @param {string} font @param {string} [text] */
export function baseline_of(font, text = 'x') {
  const context = context_of(create('canvas'));
  context.font = font;
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text);
  return ascent / (ascent + descent);
}

/** As much of CanvasRenderingContext2D as plots need. */
export class SvgContext {
  /** @type {SVGElement[]} what was drawn */
  nodes = [];
  fillStyle = '';
  strokeStyle = '';
  lineWidth = 1;
  lineJoin = '';
  font = '';
  textAlign = 'left';
  textBaseline = '';
  #path = '';
  #dash = '';
  #transform = '';
  /** @type {number[]} left, top, width, height */
  #box = [];
  #clip = '';

  /** @param {string} name that no other part of the image has */
  constructor(name) {
    this.name = name;
    this.measure = context_of(create('canvas'));
  }

  /** @param {keyof SVGElementTagNameMap} tag @param {Record<string, string | number>} attributes @param {string[]} text */
  #add(tag, attributes, ...text) {
    const clip = this.#clip && { 'clip-path': `url(#${this.#clip})` };
    this.nodes.push(create_svg(tag, { ...attributes, transform: this.#transform, ...(clip || {}) }, ...text));
  }

  /** @param {number[]} matrix */
  setTransform(...matrix) {
    this.#transform = `matrix(${matrix.map(round)})`;
  }

  clearRect() {}
  save() {}

  restore() {
    this.#clip = '';
  }

  beginPath() {
    this.#path = '';
  }

  /** @param {number[]} box */
  rect(...box) {
    this.#box = box;
  }

  clip() {
    this.#clip = this.name;
    const [x, y, width, height] = this.#box;
    this.nodes.push(create_svg('clipPath', { id: this.name }, create_svg('rect', { x, y, width, height })));
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#path += `${this.#path ? 'L' : 'M'}${round(x)} ${round(y)}`;
  }

  closePath() {
    this.#path += 'Z';
  }

  fill() {
    this.#add('path', { d: this.#path, fill: this.fillStyle });
  }

  stroke() {
    const { strokeStyle: stroke, lineWidth } = this;
    const dash = this.#dash && { 'stroke-dasharray': this.#dash };
    const line = { stroke, 'stroke-width': lineWidth, 'stroke-linejoin': 'round', fill: 'none' };
    this.#add('path', { d: this.#path, ...line, ...(dash || {}) });
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.#dash = dash.join(' ');
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.#add('rect', { x, y, width, height, fill: this.fillStyle });
  }

  /** @param {string} text */
  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const size = parseFloat(this.font);
    const down = this.textBaseline === 'top' ? 0.85 : 0.35; // from there to the baseline
    const anchor = { left: 'start', center: 'middle', right: 'end' }[this.textAlign] ?? 'start';
    const at = { x: round(x), y: round(y + down * size), 'text-anchor': anchor };
    const family = this.font.replace(/^\S+ /, '');
    this.#add('text', { ...at, fill: this.fillStyle, 'font-size': size, 'font-family': family }, text);
  }
}
