/** The figure of the network: pad → weight images → probabilities, and the lines between them. */
import { diverging_scale, draw_greys, round_range } from './colours.js';
import { Connections } from './connections.js';
import { by_id, set_text } from './dom.js';
import { Pad } from './pad.js';
import { DIGIT_NAMES, Probabilities, ranking, reading, with_article } from './probabilities.js';
import { WeightImages } from './weight_images.js';

/**
 * @typedef {{ Wh: Float32Array, bh: Float32Array, Wo: Float32Array, bo: Float32Array }} Parameters
 * @typedef {{ image: Uint8Array, label?: number, Ah: Float32Array, Ao: Float32Array }} OnPad
 */

const MOST_LINES = 128; // of a class; with more units the tiles scroll
const COUNTS = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ');

/** @param {number} value with its sign, a true minus, and no more digits than it needs */
const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(2).replace(/\.0$/, '')}`;

export class NetworkFigure {
  /** @param {{ drawn: () => void }} events the strokes on the pad have changed */
  constructor(events) {
    this.pad = new Pad(by_id('pad'), { changed: () => this.#drawn(events.drawn) });
    this.units = new WeightImages(by_id('units'), {
      point: (unit) => this.#point({ unit }),
      choose: (unit) => this.#choose(unit),
    });
    this.probabilities = new Probabilities(by_id('probabilities'), {
      point: (digit) => this.#point({ digit }),
    });
    this.connections = new Connections(/** @type {any} */ (by_id('connections')));
    this.scale = diverging_scale();
    this.ranges = { weights: [0.2, 1], gradients: [0.01, 0.01] }; // of the tiles and of the output weights
    /** @type {Parameters | undefined} */
    this.parameters = undefined;
    /** @type {Parameters | undefined} of the last batch */
    this.gradients = undefined;
    /** @type {'weights' | 'gradients'} what the images show */
    this.mode = 'weights';
    /** @type {OnPad | undefined} */
    this.on_pad = undefined;
    /** @type {{ unit?: number, digit?: number }} what is pointed at */
    this.pointed = {};
    /** @type {number | undefined} the unit chosen by click */
    this.chosen = undefined;
    this.dead = ''; // units that have died, as text
    this.shown = ''; // what the lines show
    const place = () => this.#place();
    new ResizeObserver(place).observe(by_id('figure'));
    by_id('units').addEventListener('scroll', place, { passive: true });
  }

  /** A network with so many units begins. @param {number} hidden */
  begin(hidden) {
    this.pointed = {};
    this.chosen = undefined;
    this.gradients = undefined;
    this.dead = '';
    this.#subtitle();
    this.ranges = { weights: [0.2, 1], gradients: [0.01, 0.01] };
    this.units.resize(hidden);
    this.units.mark_dead(new Set());
    set_text(by_id('hidden-title'), `${COUNTS[hidden] ?? hidden} hidden unit${hidden === 1 ? '' : 's'}`);
    this.#place();
  }

  /** The colours of the theme have changed. */
  recolour() {
    this.scale = diverging_scale();
    this.draw_weights();
  }

  /** The images show gradients instead of weights. @param {boolean} wanted */
  show_gradients(wanted) {
    this.mode = wanted ? 'gradients' : 'weights';
    this.#subtitle();
    this.draw_weights();
    this.draw_lines();
  }

  /**
   * Takes what there is to show; draw_weights and draw_answer show it.
   * @param {Parameters | undefined} parameters undefined: as before
   * @param {Parameters | undefined} gradients likewise
   * @param {OnPad | undefined} on_pad undefined: the pad is empty
   * @returns {boolean} whether another image lies on the pad
   */
  take(parameters, gradients, on_pad) {
    this.parameters = parameters ?? this.parameters;
    this.gradients = gradients ?? this.gradients;
    const is_new_image = !is_same(on_pad?.image, this.on_pad?.image);
    if (is_new_image) this.#see(on_pad);
    this.on_pad = on_pad;
    return is_new_image;
  }

  /** What the network makes of the image on the pad. */
  draw_answer() {
    this.units.show_activations(this.on_pad?.Ah);
    this.probabilities.draw(this.on_pad?.Ao);
    this.#say();
  }

  /** Greys the tiles of units that have died, and says how many. @param {number[]} dead */
  mark_dead(dead) {
    const key = dead.join();
    if (key === this.dead) return;
    this.dead = key;
    this.units.mark_dead(new Set(dead));
    this.#subtitle();
  }

  #subtitle() {
    const count = this.dead ? this.dead.split(',').length : 0;
    const shown = this.mode === 'weights' ? 'what each one looks for' : 'the gradient of the last batch';
    set_text(
      by_id('hidden-subtitle'),
      count ? `${shown}; ${count} ${count === 1 ? 'has' : 'have'} died` : shown,
    );
  }

  /** The images, and the output weights beside the probabilities. */
  draw_weights() {
    const shown = this[this.mode === 'weights' ? 'parameters' : 'gradients'];
    if (this.parameters) this.ranges.weights[1] = round_range(this.parameters.Wo, this.ranges.weights[1]);
    if (!shown) return;
    const ranges = this.ranges[this.mode];
    ranges[0] = round_range(shown.Wh, ranges[0]);
    ranges[1] = round_range(shown.Wo, ranges[1]);
    this.units.draw(shown.Wh, shown.bh, ranges[0], this.scale);
    this.probabilities.draw_weights(shown.Wo, ranges[1], this.scale);
    set_text(by_id('legend-low'), signed(-ranges[0]));
    set_text(by_id('legend-high'), signed(ranges[0]));
  }

  #say() {
    const { on_pad, pad } = this;
    set_text(by_id('reading'), reading(on_pad?.Ao));
    const is_sample = pad.sample !== undefined && on_pad?.label !== undefined;
    set_text(
      by_id('seen-text'),
      !on_pad
        ? 'Your drawing becomes an image of 28 × 28.'
        : is_sample
          ? `A test image: ${with_article(on_pad.label ?? 0)}. Draw your own over it.`
          : 'What the network sees: scaled to 20 × 20, centred by its mass.',
    );
  }

  /** Another image lies on the pad. @param {OnPad | undefined} on_pad */
  #see(on_pad) {
    draw_greys(/** @type {HTMLCanvasElement} */ (by_id('seen')), on_pad?.image ?? new Uint8Array(784));
    if (this.pad.sample && on_pad?.label !== undefined) this.pad.show_sample(on_pad.image);
  }

  /** @param {() => void} tell */
  #drawn(tell) {
    if (this.pad.is_empty) {
      this.take(undefined, undefined, undefined);
      this.draw_answer();
      this.draw_lines();
    }
    tell();
  }

  /* ---- pointing ---- */

  /** @param {{ unit?: number, digit?: number }} at */
  #point(at) {
    this.pointed = at;
    this.draw_lines();
  }

  /** @param {number} unit */
  #choose(unit) {
    this.chosen = this.chosen === unit ? undefined : unit;
    this.draw_lines();
  }

  /** The unit in the light: pointed at, chosen, or the one that speaks loudest. */
  get #lit() {
    if (this.pointed.digit !== undefined) return undefined;
    const Ah = this.on_pad?.Ah;
    const loudest = Ah && Math.max(...Ah) > 0 ? Ah.indexOf(Math.max(...Ah)) : undefined;
    return this.pointed.unit ?? this.chosen ?? loudest;
  }

  /** The lines of the unit or class that is in the light. */
  draw_lines() {
    const shown = `${this.#lit} ${this.pointed.digit} ${this.units.tiles.length}`;
    if (shown !== this.shown) this.#place();
    this.#colour_lines();
  }

  #place() {
    const { tiles } = this.units;
    const [unit, digit] = [this.#lit, this.pointed.digit];
    this.shown = `${unit} ${digit} ${tiles.length}`;
    this.units.highlight(unit);
    this.probabilities.highlight(unit);
    const rows = this.probabilities.rows;
    /** @type {{ from: HTMLElement, to: HTMLElement }[]} */
    let pairs = [];
    if (digit !== undefined)
      pairs = tiles.slice(0, MOST_LINES).map(({ button }) => ({ from: button, to: rows[digit] }));
    else if (unit !== undefined && tiles[unit])
      pairs = rows.map((row) => ({ from: tiles[unit].button, to: row }));
    const firsts = tiles.filter((tile, i) => i % this.units.columns === 0 && tile.on_screen);
    this.connections.place(
      by_id('pad'),
      by_id('units'),
      firsts.map((tile) => tile.button),
      this.probabilities.frame,
      pairs,
      digit === undefined && unit !== undefined ? tiles[unit]?.button : undefined,
    );
    this.#colour_lines();
  }

  #colour_lines() {
    if (!this.parameters) return;
    const { Wo, bh } = this.parameters;
    const [unit, digit, hidden] = [this.#lit, this.pointed.digit, bh.length];
    if (digit !== undefined) {
      this.connections.colour(
        [...Wo.subarray(digit * hidden, (digit + 1) * hidden)],
        this.ranges.weights[1],
        this.scale,
      );
    } else if (unit !== undefined) {
      const weights = DIGIT_NAMES.map((_, k) => Wo[k * hidden + unit]);
      this.connections.colour(weights, this.ranges.weights[1], this.scale);
      this.#explain(unit, weights, bh[unit]);
    }
  }

  /** Which digits a unit argues for and against. @param {number} unit @param {number[]} weights @param {number} bias */
  #explain(unit, weights, bias) {
    const order = ranking(weights);
    const [best, worst] = [order.slice(0, 3), order.slice(-3).reverse()];
    const names = (/** @type {number[]} */ digits, /** @type {number} */ sign) =>
      digits.filter((k) => Math.sign(weights[k]) === sign).join(', ') || 'none';
    if (this.units.dead.has(unit)) {
      set_text(
        by_id('unit-text'),
        `Unit ${unit} is 0 for every image; it cannot learn any more: the rate was too high`,
      );
      return;
    }
    const text = `Unit ${unit}, bias ${signed(bias)}: for ${names(best, 1)}; against ${names(worst, -1)}`;
    set_text(by_id('unit-text'), text);
  }
}

/** @param {Uint8Array | undefined} a @param {Uint8Array | undefined} b */
function is_same(a, b) {
  return a === b || (a !== undefined && b !== undefined && a.every((grey, i) => grey === b[i]));
}
