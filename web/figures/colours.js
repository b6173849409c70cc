/** Colours of a figure's tokens as pixels, and images drawn with them. */
import { PIXELS } from '../network/arguments.js';
import { context_of, create } from './dom.js';

const STEPS = 255; // colours on each side of zero
const SIDE = 28; // pixels of an image

/** @param {Element} container @param {string} name a token such as --zero @returns {string} as it is in force there */
export const token = (container, name) => getComputedStyle(container).getPropertyValue(name).trim();

/** @param {string} colour as in CSS @returns {number[]} red, green, blue */
function rgb(colour) {
  const context = context_of(create('canvas'));
  context.fillStyle = colour; // reads back as #rrggbb, or with its transparency as rgba(…)
  const text = context.fillStyle;
  if (text.startsWith('#')) return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** @param {number[]} a @param {number[]} b @param {number} t 0 … 1 */
function mix(a, b, t) {
  return a.map((value, i) => Math.round(value + (b[i] - value) * t));
}

/** A pixel as ImageData keeps it: red first, which is the lowest byte. @param {number[]} rgb */
function pixel([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * The diverging scale of the theme in force.
 * @param {Element} container whose tokens --negative, --zero and --positive count
 * @returns {Uint32Array} 511 pixels, from −1 (index 0) over 0 (index 255) to +1 (index 510)
 */
export function diverging_scale(container) {
  const names = ['--negative', '--zero', '--positive'];
  const [negative, zero, positive] = names.map((name) => rgb(token(container, name)));
  return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
    pixel(i < STEPS ? mix(negative, zero, i / STEPS) : mix(zero, positive, i / STEPS - 1)),
  );
}

/** The scale without its colours and near zero's, for what has died. @param {Uint32Array} scale */
export function greyed(scale) {
  const zero = channels(scale[STEPS]);
  return scale.map((each) => {
    const [red, green, blue] = channels(each);
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return pixel(mix(zero, [light, light, light], 0.35));
  });
}

/** @param {number} value a pixel @returns {number[]} red, green, blue */
const channels = (value) => [value & 255, (value >> 8) & 255, (value >> 16) & 255];

/** Index in the scale; what lies beyond the range takes the last colour. @param {number} value @param {number} range */
export function place_on_scale(value, range) {
  const place = Math.round((value / range) * STEPS) + STEPS;
  return place > 0 ? Math.min(place, 2 * STEPS) : 0;
}

/** The colour for CSS. @param {Uint32Array} scale @param {number} value @param {number} range */
export function css_colour(scale, value, range) {
  const [red, green, blue] = new Uint8Array(scale.slice(place_on_scale(value, range)).buffer);
  return `rgb(${red} ${green} ${blue})`;
}

/**
 * Fills a canvas with values on the diverging scale, one pixel each, row by row.
 * @param {HTMLCanvasElement} canvas as many pixels as there are values
 * @param {Float32Array} values
 * @param {number} range the value that takes the full colour
 * @param {Uint32Array} scale
 */
export function draw_diverging(canvas, values, range, scale) {
  const context = context_of(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = scale[place_on_scale(values[i], range)];
  context.putImageData(image, 0, 0);
}

/**
 * Fills a canvas of 28 × 28 with greys, white on black.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} greys 784 values 0 … 255
 */
export function draw_greys(canvas, greys) {
  const context = context_of(canvas);
  const image = context.createImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (0xff000000 | (greys[i] * 0x010101)) >>> 0;
  context.putImageData(image, 0, 0);
}

const MORE = [245, 138, 60]; // on the black of the pad, in either theme
const LESS = [110, 162, 245];

/**
 * Fills a canvas of 28 × 28 with an image, and tints what is new in it: added ink orange, and a ghost of what was taken away
 * blue.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} before 784 greys @param {Uint8Array} after 784 greys
 */
export function draw_change(canvas, before, after) {
  const context = context_of(canvas);
  const image = context.createImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  after.forEach((ink, i) => {
    const change = ink - before[i];
    const tint = change < 0 ? LESS : MORE;
    const common = Math.min(ink, before[i]);
    const strength = Math.sqrt(Math.abs(change) / 255); // so that small changes can be seen
    pixels[i] = pixel(tint.map((channel) => Math.round(common + (channel - common) * strength)));
  });
  context.putImageData(image, 0, 0);
}

const PIXELS_AT = 54 + 4 * 256 + 2; // a multiple of 3, so that base64 can be cut there

/** All of a BMP of 28 × 28 bytes but its pixels: rows from the top, a palette of 256 greys. */
function bmp_head() {
  const head = new DataView(new ArrayBuffer(PIXELS_AT));
  head.setUint16(0, 0x424d); // BM
  for (const [at, value] of [
    [2, PIXELS_AT + PIXELS], // bytes in all
    [10, PIXELS_AT],
    [14, 40], // bytes of the second header
    [18, SIDE],
    [22, -SIDE], // from the top
    [26, 1 | (8 << 16)], // planes, bits per pixel
  ])
    head.setInt32(at, value, true);
  for (let grey = 0; grey < 256; grey++) head.setUint32(54 + 4 * grey, grey * 0x010101, true);
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...new Uint8Array(head.buffer)))}`;
}

const BMP_HEAD = bmp_head();

/** Greys of 28 × 28 as the address of an image. @param {Uint8Array} greys 784 values 0 … 255 @returns {string} */
export const grey_url = (greys) => BMP_HEAD + btoa(String.fromCharCode(...greys));

/**
 * A picture for what does not change. A canvas would do, but every canvas is a layer of its own, through which each frame
 * of the page has to go.
 * @param {string} url see grey_url
 */
export const grey_picture = (url) =>
  create('img', { width: SIDE, height: SIDE, alt: '', class: 'greys', decoding: 'sync', src: url });

const NICE = [1, 1.5, 2, 3, 4, 6, 8, 10];
const WITHIN = 0.995; // share of the values that the range has to hold
const TOO_WIDE = 0.45; // of the range before: below it, a narrower one is taken

/**
 * A symmetric range for the legend: a round number that all but the largest 0.5 % of the values lie within. The range
 * shown before is kept while it still fits, so that the colours do not flicker.
 * @param {Float32Array} values
 * @param {number} before
 */
export function round_range(values, before) {
  const stride = Math.max(1, Math.floor(values.length / 4096)); // a sample is enough
  const length = Math.floor(values.length / stride);
  const last = Math.floor((length - 1) * WITHIN); // place, in order of size, of the last that has to lie within
  // Every drawing asks this and seldom gets another range, and sorting would take longer than the drawing.
  const outside = count_outside(values, stride, length, before, before * TOO_WIDE);
  if (outside.wide < length - last && outside.narrow >= length - last) return before;
  const size = Float32Array.from({ length }, (_, i) => Math.abs(values[i * stride])).sort()[last];
  if (!(size > 0) || !Number.isFinite(size)) return before;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * (NICE.find((nice) => nice * power >= size) ?? 10);
}

/**
 * How many values lie outside of two symmetric ranges; one that is no number lies outside of both.
 * @param {Float32Array} values @param {number} stride @param {number} length @param {number} wide @param {number} narrow
 */
function count_outside(values, stride, length, wide, narrow) {
  const outside = { wide: 0, narrow: 0 };
  for (let i = 0; i < length; i++) {
    const size = Math.abs(values[i * stride]);
    if (!(size <= narrow)) outside.narrow++;
    if (!(size <= wide)) outside.wide++;
  }
  return outside;
}

/** Whether two images have the same greys, or neither is there. @param {Uint8Array | undefined} a @param {Uint8Array | undefined} b */
export function is_same_image(a, b) {
  return a === b || (a !== undefined && b !== undefined && a.every((grey, i) => grey === b[i]));
}
