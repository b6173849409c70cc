/** A still picture of an element as it stands: grounds and edges, canvases, drawings in SVG, and texts. */
import { boxes_in } from '../figures/dom.js';

const SCALE = 2; // pixels of the picture for one of the page, as on sharp screens

/**
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} context
 * @property {(node: Element | Range) => Box} box where something stands
 * @typedef {{ left: number, top: number, width: number, height: number }} Box px from the corner of the whole
 */

/** @param {string} colour */
const is_seen = (colour) => colour !== 'transparent' && !/, 0\)$|\/ 0\)$/.test(colour);

/** A single gradient as the ground, such as a bar from the left. @param {Sheet} sheet @param {Box} box @param {CSSStyleDeclaration} style */
function draw_gradient({ context }, { left, top, width, height }, style) {
  const { backgroundImage: image, backgroundSize: size } = style;
  const colours = image.match(/\b[a-z]+\([^()]*\)/g) ?? [];
  if (image.lastIndexOf('gradient(') !== 'linear-'.length || colours.length < 2) return;
  const [, much, unit] = /^([\d.]+)(%|px)/.exec(size) ?? ['', '100', '%']; // else it is auto
  const wide = unit === '%' ? (width * Number(much)) / 100 : Number(much);
  if (wide <= 0) return;
  const gradient = context.createLinearGradient(left, 0, left + wide, 0);
  colours.forEach((colour, i) => gradient.addColorStop(i / (colours.length - 1), colour));
  context.fillStyle = gradient;
  context.save();
  context.clip(); // to the shape of the ground
  context.fillRect(left, top, wide, height);
  context.restore();
}

/** The key of a curve, which stands behind its name. @param {Sheet} sheet @param {Element} node @param {Box} box */
function draw_key({ context }, node, { left, top, width, height }) {
  const style = getComputedStyle(node, '::after');
  const wide = parseFloat(style.width);
  if (style.content !== '""' || !(wide > 0)) return;
  const edge = parseFloat(style.borderTopWidth) || 0;
  const high = (parseFloat(style.height) || 0) + edge;
  context.fillStyle = edge > 0 ? style.borderTopColor : style.backgroundColor;
  context.fillRect(left + width - wide, top + (height - high) / 2, wide, high);
}

/** The ground and the edge of an element. @param {Sheet} sheet @param {Box} box @param {CSSStyleDeclaration} style */
function draw_box(sheet, box, style) {
  const { context } = sheet;
  const { left, top, width, height } = box;
  const edge = parseFloat(style.borderTopWidth) || 0;
  context.beginPath();
  context.roundRect(
    left + edge / 2,
    top + edge / 2,
    Math.max(0, width - edge),
    Math.max(0, height - edge),
    Math.min(parseFloat(style.borderTopLeftRadius) || 0, height / 2),
  );
  if (is_seen(style.backgroundColor)) {
    context.fillStyle = style.backgroundColor;
    context.fill();
  }
  draw_gradient(sheet, box, style);
  if (edge > 0 && style.borderTopStyle !== 'none' && is_seen(style.borderTopColor)) {
    context.lineWidth = edge;
    context.strokeStyle = style.borderTopColor;
    context.stroke();
  }
}

/** @param {Sheet} sheet @param {CSSStyleDeclaration} style */
function take_type({ context }, style) {
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textBaseline = 'middle';
}

/** The lines of a text. @param {Sheet} sheet @param {Text} text @param {CSSStyleDeclaration} style */
function draw_text(sheet, text, style) {
  take_type(sheet, style);
  const range = document.createRange();
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top, width, height } = sheet.box(range);
    if (width > 0) sheet.context.fillText(word, left, top + height / 2);
  }
}

/** What a browser draws by itself in a control. @param {Sheet} sheet @param {Element} node @param {Box} box @param {CSSStyleDeclaration} style */
function draw_control(sheet, node, { left, top, width, height }, style) {
  const { context } = sheet;
  if (node instanceof HTMLInputElement && node.type === 'range') {
    const [least, most] = [Number(node.min || 0), Number(node.max || 100)];
    const share = most > least ? (node.valueAsNumber - least) / (most - least) : 0;
    const [knob, middle] = [8, top + height / 2];
    context.fillStyle = style.getPropertyValue('--edge') || style.color;
    context.fillRect(left, middle - 2, width, 4);
    context.fillStyle = style.getPropertyValue('--ink') || style.color;
    context.beginPath();
    context.arc(left + knob + share * (width - 2 * knob), middle, knob, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const text =
    node instanceof HTMLInputElement
      ? node.value
      : node instanceof HTMLSelectElement
        ? (node.selectedOptions[0]?.text ?? '')
        : '';
  take_type(sheet, style);
  context.textAlign = style.textAlign === 'right' || style.textAlign === 'end' ? 'right' : 'left';
  const room = parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
  context.fillText(text, context.textAlign === 'right' ? left + width - room : left + room, top + height / 2);
  context.textAlign = 'left';
}

/** The rules that a drawing needs outside of its style sheets. */
const DRAWN = ['fill', 'stroke', 'stroke-width', 'opacity', 'stroke-dasharray', 'stroke-linecap'];

/** @param {Sheet} sheet @param {SVGSVGElement} svg @param {Box} box */
async function draw_svg({ context }, svg, { left, top, width, height }) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of DRAWN) copies[i].setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  context.drawImage(image, left, top, width, height);
}

/** @param {Sheet} sheet @param {HTMLCanvasElement} canvas @param {Box} box @param {CSSStyleDeclaration} style */
function draw_canvas({ context }, canvas, { left, top, width, height }, style) {
  context.save();
  context.beginPath();
  context.roundRect(left, top, width, height, parseFloat(style.borderTopLeftRadius) || 0);
  context.clip();
  context.imageSmoothingEnabled = style.imageRendering !== 'pixelated';
  context.drawImage(canvas, left, top, width, height);
  context.restore();
}

/** @param {Sheet} sheet @param {Element} node with all that is in it */
async function draw_element(sheet, node) {
  const style = getComputedStyle(node);
  if (style.display === 'none' || style.opacity === '0' || style.clipPath !== 'none') return; // or words for those who hear
  if (style.visibility === 'visible' && style.display !== 'contents') {
    const box = sheet.box(node);
    if (node instanceof SVGSVGElement) {
      if (box.width > 0 && box.height > 0) await draw_svg(sheet, node, box);
      return;
    }
    draw_box(sheet, box, style);
    if (style.display === 'flex') draw_key(sheet, node, box);
    if (node instanceof HTMLInputElement || node instanceof HTMLSelectElement) {
      draw_control(sheet, node, box, style);
      return;
    }
    if (node instanceof HTMLCanvasElement && node.width > 0 && node.height > 0) {
      draw_canvas(sheet, node, box, style);
    }
  }
  await draw(sheet, node);
}

/** @param {Sheet} sheet @param {Node} node of which all that is in it is drawn */
async function draw(sheet, node) {
  for (const child of node.childNodes) {
    if (child instanceof Element) await draw_element(sheet, child);
    else if (child instanceof Text && child.parentElement) {
      const style = getComputedStyle(child.parentElement);
      if (style.visibility === 'visible') draw_text(sheet, child, style);
    }
  }
}

/**
 * @param {HTMLElement} element with a shadow root, at any scale
 * @returns {Promise<Blob>} PNG, twice as wide as the element
 * @throws {Error} if the browser makes none
 */
export async function picture_of(element) {
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * element.offsetWidth;
  canvas.height = SCALE * element.offsetHeight;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  context.scale(SCALE, SCALE);
  await draw({ context, box: boxes_in(element) }, element.shadowRoot ?? element);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser makes no pictures.');
  return /** @type {Blob} */ (blob);
}
