/** What lies on the drawing pads of a network: the same on each of them. */

/**
 * @typedef {import('../figures/pad.js').Pad} Pad
 * @typedef {import('../figures/pad.js').Stroke} Stroke
 * @typedef {{ image: Uint8Array, label: number }} Example
 * @typedef {{ sample: number } | { example: Example }} Origin where an image on the pad comes from
 * @typedef {{ strokes: Stroke[] } | { greys?: Uint8Array, name?: string, origin: Origin }} Content
 */

const SIDE = 280; // of a pad, in the units of its strokes
const LARGE = 200; // of a drawing that a script has put there

export class Pads {
  /** @type {Set<Pad>} */
  #pads = new Set();
  #sample = 1; // number of the test image that was on the pads last
  /** @type {Content} */
  #content = { origin: { sample: 1 } };

  /** @param {import('../model/model.js').Model} model */
  constructor(model) {
    this.model = model;
    model.show_sample(this.#sample);
  }

  /** @param {Pad} pad joins the others */
  add(pad) {
    const [other] = this.#pads;
    this.#pads.add(pad);
    if (other) pad.copy(other);
    else show(pad, this.#content);
  }

  /** @param {Pad} pad */
  remove(pad) {
    this.#pads.delete(pad);
  }

  /** What lies on this pad has been changed by hand. @param {Pad} pad */
  changed(pad) {
    const origin = /** @type {Origin | undefined} */ (pad.origin);
    this.#content = origin ? { greys: pad.sample, name: pad.name, origin } : { strokes: pad.strokes };
    for (const other of this.#pads) if (other !== pad) other.copy(pad);
    this.#tell();
  }

  /** @param {Content} content */
  #show(content) {
    this.#content = content;
    for (const pad of this.#pads) show(pad, content);
    this.#tell();
  }

  #tell() {
    const content = this.#content;
    if ('strokes' in content) this.model.show_strokes(content.strokes);
    else if ('example' in content.origin) this.model.show_example(content.origin.example);
    else this.model.show_sample(content.origin.sample);
  }

  /** A test image. @param {number} [index] by default the next one */
  show_sample(index = this.#sample + 1) {
    this.#sample = index;
    this.#show({ origin: { sample: index } });
  }

  /** @param {Example} example @param {string} name what kind of image it is, as the beginning of a sentence */
  show_example(example, name) {
    this.#show({ greys: example.image, name, origin: { example } });
  }

  /** Strokes that somebody else has drawn, in the middle and large. Those without a point draw nothing. @param {Stroke[]} strokes */
  show_strokes(strokes) {
    this.#show({ strokes: fitted(strokes.filter(({ length }) => length > 0)) });
  }
}

/** @param {Pad} pad @param {Content} content */
function show(pad, content) {
  if ('strokes' in content) pad.show_strokes(content.strokes);
  else pad.show(content);
}

/** @param {Stroke[]} strokes @returns {Stroke[]} */
function fitted(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, top] = [xs, ys].map((values) => values.reduce((a, b) => Math.min(a, b), Infinity));
  const [width, height] = [
    xs.reduce((a, b) => Math.max(a, b), left) - left,
    ys.reduce((a, b) => Math.max(a, b), top) - top,
  ];
  const scale = LARGE / Math.max(width, height, 1e-9);
  const place = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ size) =>
    SIDE / 2 + (size > 0 ? (value - low - size / 2) * scale : 0);
  return strokes.map((stroke) => stroke.map(([x, y]) => [place(x, left, width), place(y, top, height)]));
}
