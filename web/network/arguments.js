/** Checks of arguments, made before anything reaches the module. Each throws a TypeError for a wrong type and a RangeError
 * for a wrong value; the message says which argument, what it was and what was expected. */

export const PIXELS = 784;
export const CLASSES = 10;
export const HIDDEN_MAX = 512;
export const COUNT_MAX = 2 ** 32 - 1;

/** @typedef {Uint8Array | Float32Array} Images  m × 784 pixels, sample after sample */

/** A short text for a value in a message. @param {unknown} value @returns {string} */
export function show(value) {
  if (typeof value === 'number' || value === null || value === undefined) return String(value);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'object') return value.constructor?.name ?? 'an object';
  return `a ${typeof value}`;
}

/** A whole number low … high. @param {string} name @param {unknown} value @param {number} low @param {number} high
 * @returns {number} the value @throws {TypeError | RangeError} */
export function check_integer(name, value, low, high) {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, was ${show(value)}`);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name} must be a whole number ${low} … ${high}, was ${value}`);
  return value;
}

/** A learning rate: 0 or more, and finite in single precision. @param {unknown} rate
 * @throws {TypeError | RangeError} */
export function check_rate(rate) {
  if (typeof rate !== 'number') throw new TypeError(`learning_rate must be a number, was ${show(rate)}`);
  if (!(rate >= 0 && Number.isFinite(Math.fround(rate))))
    throw new RangeError(`learning_rate must be a finite number, 0 or more, was ${rate}`);
}

/** Numbers without infinities and NaN. @param {string} name @param {Float32Array} values @throws {RangeError} */
export function check_finite(name, values) {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new RangeError(`${name}[${i}] must be finite, was ${values[i]}`);
}

/** `least` or more images of 784 pixels. @param {unknown} images @param {number} [least] @returns {number} how many
 * @throws {TypeError | RangeError} */
export function check_images(images, least = 1) {
  if (!(images instanceof Uint8Array || images instanceof Float32Array))
    throw new TypeError(`images must be a Uint8Array or a Float32Array, was ${show(images)}`);
  const m = images.length / PIXELS;
  if (!Number.isInteger(m) || m < least)
    throw new RangeError(`images must hold ${least} or more times ${PIXELS} pixels, had ${images.length}`);
  if (images instanceof Float32Array) check_finite('images', images);
  return m;
}

/** One image of 784 pixels. @param {unknown} image @throws {TypeError | RangeError} */
export function check_image(image) {
  if (!(image instanceof Uint8Array || image instanceof Float32Array))
    throw new TypeError(`image must be a Uint8Array or a Float32Array, was ${show(image)}`);
  if (image.length !== PIXELS) throw new RangeError(`image must hold ${PIXELS} pixels, had ${image.length}`);
  if (image instanceof Float32Array) check_finite('image', image);
}

/** m labels 0 … 9. @param {unknown} labels @param {number} m @throws {TypeError | RangeError} */
export function check_labels(labels, m) {
  if (!(labels instanceof Uint8Array))
    throw new TypeError(`labels must be a Uint8Array, was ${show(labels)}`);
  if (labels.length !== m)
    throw new RangeError(`labels must be ${m}, one for each image, were ${labels.length}`);
  for (let i = 0; i < m; i++)
    if (labels[i] >= CLASSES) throw new RangeError(`labels[${i}] must be 0 … 9, was ${labels[i]}`);
}

/** An object with options. @param {unknown} options @param {string} name @returns {Record<string, unknown>}
 * @throws {TypeError} */
export function check_options(options, name) {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${name} must be an object, was ${show(options)}`);
  return /** @type {Record<string, unknown>} */ (options);
}

/** A coordinate of point p of stroke s. @param {unknown} point @param {number} axis @param {number} s @param {number} p */
function coordinate_of(point, axis, s, p) {
  const is_list = Array.isArray(point) || ArrayBuffer.isView(point);
  const value = is_list
    ? /** @type {ArrayLike<unknown>} */ (/** @type {unknown} */ (point))[axis]
    : undefined;
  if (typeof value !== 'number')
    throw new TypeError(`strokes[${s}][${p}] must be [x, y], was ${show(point)}`);
  if (!Number.isFinite(value))
    throw new RangeError(`strokes[${s}][${p}][${axis}] must be finite, was ${value}`);
  return value;
}

/** Moves and scales the points of all strokes to 0 … 1, which suits single precision whatever their unit was.
 * @param {unknown} strokes arrays of [x, y] points
 * @returns {{ lengths: Uint32Array, points: Float32Array }} lengths: points of each stroke; points: x and y in turn, all
 *   strokes end to end
 * @throws {TypeError | RangeError} that names the stroke and the point */
export function check_strokes(strokes) {
  if (!Array.isArray(strokes))
    throw new TypeError(`strokes must be an array of strokes, was ${show(strokes)}`);
  const lengths = Uint32Array.from(strokes, (stroke, s) => {
    if (Array.isArray(stroke)) return stroke.length;
    throw new TypeError(`strokes[${s}] must be an array of points, was ${show(stroke)}`);
  });
  const halves = new Float64Array(2 * lengths.reduce((sum, n) => sum + n, 0)); // halved: no difference can overflow
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  let n = 0;
  for (let s = 0; s < lengths.length; s++)
    for (let p = 0; p < lengths[s]; p++)
      for (let axis = 0; axis < 2; axis++) {
        const half = coordinate_of(strokes[s][p], axis, s, p) / 2;
        halves[n++] = half;
        low[axis] = Math.min(low[axis], half);
        high[axis] = Math.max(high[axis], half);
      }
  const extent = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  return { lengths, points: Float32Array.from(halves, (c, i) => (c - low[i % 2]) / extent) };
}
