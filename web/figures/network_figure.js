/** The figure of the network: pad → weight images → probabilities, and the lines between them. */
import { PIXELS } from '../network/arguments.js';
import { argmax } from '../network/numbers.js';
import { diverging_scale, draw_greys, round_range } from './colours.js';
import { Connections } from './connections.js';
import { choose_one, create, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';
import { percent, signed } from './format.js';
import { Pad } from './pad.js';
import { DIGIT_NAMES, Probabilities, ranking, reading, with_article } from './probabilities.js';
import { term } from './term.js';
import { WeightImages } from './weight_images.js';

/**
 * @typedef {{ Wh: Float32Array, bh: Float32Array, Wo: Float32Array, bo: Float32Array }} Parameters
 * @typedef {{ image: Uint8Array, label?: number, Ah: Float32Array, Ao: Float32Array }} OnPad
 * @typedef {'weights' | 'gradients'} Mode what the images show
 * @typedef {object} Events
 * @property {() => void} drawn the strokes on the pad have changed by hand
 * @property {() => void} sample a test image is wanted on the pad
 * @property {(mode: Mode) => void} shows the images show the other from now on
 */

const MOST_LINES = 128; // of a class; with more units the tiles scroll
const COUNTS = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ');

/** @param {string} text @param {string} [shown] */
const text_button = (text, shown) =>
  create('button', { type: 'button', ...(shown && { 'aria-pressed': shown }) }, text);

export class NetworkFigure extends Figure {
  /** @param {HTMLElement} container @param {Events} events */
  constructor(container, events) {
    super(container);
    this.events = events;
    this.connections = new Connections();
    const label = 'The 28 × 28 image that the network sees';
    this.seen = create('canvas', { width: 28, height: 28, role: 'img', 'aria-label': label });
    const places = { pad: create('div'), units: create('div'), probabilities: create('div') };
    const below = create('div', { class: 'below' }); // for whatever belongs to the answer
    this.name_parts({ 'below-answer': below });
    const stages = create(
      'div',
      { class: 'stages' },
      this.connections.svg,
      this.#pad_stage(places.pad),
      this.#hidden_stage(places.units),
      this.#output_stage(places.probabilities),
      below,
    );
    container.append(create('div', { class: 'network-figure' }, stages));
    const tools = { clear: this.parts['pad-clear'], undo: this.parts['pad-undo'] };
    this.pad = new Pad(places.pad, { changed: () => this.#drawn() }, tools);
    this.units = new WeightImages(places.units, {
      point: (unit) => this.#point({ unit }),
      choose: (unit) => this.#choose(unit),
    });
    this.probabilities = new Probabilities(places.probabilities, {
      point: (digit) => this.#point({ digit }),
    });
    Object.assign(this.parts, this.pad.parts, this.units.parts, this.probabilities.parts);
    this.scale = diverging_scale(container);
    this.ranges = { weights: [0.2, 1], gradients: [0.01, 0.01] }; // of the tiles and of the output weights
    /** @type {Parameters | undefined} */
    this.parameters = undefined;
    /** @type {Parameters | undefined} of the last batch */
    this.gradients = undefined;
    /** @type {Mode} */
    this.mode = 'weights';
    /** @type {OnPad | undefined} */
    this.on_pad = undefined;
    /** @type {{ unit?: number, digit?: number }} what is pointed at */
    this.pointed = {};
    /** @type {number | undefined} the unit chosen by click */
    this.chosen = undefined;
    this.dead = ''; // units that have died, as text
    this.shown = ''; // what the lines show
    this.#listen();
  }

  /** @param {HTMLElement} place of the pad */
  #pad_stage(place) {
    const buttons = {
      'pad-clear': text_button('Clear'),
      'pad-undo': text_button('Undo'),
      'pad-sample': text_button('Sample'),
    };
    const text = create('p', { class: 'hint' }, 'Your drawing becomes an image of 28 × 28.');
    this.name_parts({ seen: this.seen, ...buttons, 'seen-text': text });
    return create(
      'div',
      { class: 'stage stage-pad' },
      create('h2', {}, 'Draw a digit ', create('small', {}, `${PIXELS} inputs`)),
      place,
      create(
        'div',
        { class: 'pad-tools foot' },
        create('figure', { class: 'seen' }, this.seen),
        create('div', {}, create('div', { class: 'buttons' }, ...Object.values(buttons)), text),
      ),
    );
  }

  /** @param {HTMLElement} place of the units */
  #hidden_stage(place) {
    const parts = {
      'hidden-title': create('span', {}, 'Ten hidden units'),
      'hidden-subtitle': create('small', {}, 'what each one looks for'),
      'legend-low': create('output', {}, '−0.2'),
      'legend-high': create('output', {}, '+0.2'),
      'show-weights': text_button('weights', 'true'),
      'show-gradients': text_button('gradients', 'false'),
      'unit-text': create('p', { class: 'hint unit-text' }, 'Point at a unit to see what it argues for.'),
    };
    this.name_parts(parts);
    const bar = create('span', {
      class: 'legend-bar',
      role: 'img',
      'aria-label': 'blue is negative, orange is positive',
    });
    return create(
      'div',
      { class: 'stage stage-hidden' },
      create('h2', {}, term(parts['hidden-title'], 'weight_image', this), ' ', parts['hidden-subtitle']),
      place,
      create(
        'div',
        { class: 'legend-row' },
        create(
          'div',
          { class: 'legend' },
          parts['legend-low'],
          term(bar, 'blue_and_orange', this),
          parts['legend-high'],
        ),
        create(
          'div',
          { class: 'switch', role: 'group', 'aria-label': 'What the tiles show' },
          parts['show-weights'],
          parts['show-gradients'],
        ),
      ),
      parts['unit-text'],
    );
  }

  /** @param {HTMLElement} place of the probabilities */
  #output_stage(place) {
    const text = create('span', { role: 'status' }, 'It reads …');
    const share = create('span', { class: 'share' });
    this.name_parts({ reading: text, 'reading-share': share });
    place.className = 'probabilities-place';
    return create(
      'div',
      { class: 'stage stage-output' },
      create('h2', {}, text, share, ' ', create('small', {}, 'softmax')),
      place,
    );
  }

  #listen() {
    const { signal, parts, events } = this;
    const place = () => this.#place();
    watch_size(this.container, place, signal);
    parts.units.addEventListener('scroll', place, { passive: true, signal });
    parts['pad-sample'].addEventListener('click', () => events.sample(), { signal });
    choose_one(
      [parts['show-weights'], parts['show-gradients']],
      (pressed) => this.#show(pressed === parts['show-gradients'] ? 'gradients' : 'weights'),
      signal,
    );
  }

  dispose() {
    for (const figure of [this.pad, this.units, this.probabilities]) figure.dispose();
    super.dispose();
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
    this.#write('hidden-title', `${COUNTS[hidden] ?? hidden} hidden unit${hidden === 1 ? '' : 's'}`);
    this.#place();
  }

  fit() {
    this.units.fit();
    this.#place();
  }

  /** The colours of the theme have changed. */
  recolour() {
    this.scale = diverging_scale(this.container);
    this.draw_weights();
    this.draw_lines();
  }

  /** @param {Mode} mode what the images show from now on */
  #show(mode) {
    this.mode = mode;
    this.#subtitle();
    this.draw_weights();
    this.draw_lines();
    this.events.shows(mode);
  }

  /** @param {string} part @param {string} text */
  #write(part, text) {
    set_text(this.parts[part], text);
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
    this.#write('hidden-subtitle', count ? `${shown}; ${count} ${count === 1 ? 'has' : 'have'} died` : shown);
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
    this.#write('legend-low', signed(-ranges[0]));
    this.#write('legend-high', signed(ranges[0]));
  }

  #say() {
    const { on_pad, pad } = this;
    this.#write('reading', reading(on_pad?.Ao));
    this.#write('reading-share', on_pad ? `, ${percent(Math.max(...on_pad.Ao), 0)}` : '');
    const is_sample = pad.sample !== undefined && on_pad?.label !== undefined;
    this.#write(
      'seen-text',
      !on_pad
        ? 'Your drawing becomes an image of 28 × 28.'
        : is_sample
          ? `${this.pad.name}: ${with_article(on_pad.label ?? 0)}. Draw your own over it.`
          : 'What it sees: scaled to 20 × 20, centred by mass.',
    );
  }

  /** Another image lies on the pad. @param {OnPad | undefined} on_pad */
  #see(on_pad) {
    draw_greys(this.seen, on_pad?.image ?? new Uint8Array(PIXELS));
    if (this.pad.sample && on_pad?.label !== undefined) this.pad.see(on_pad.image);
  }

  #drawn() {
    if (this.pad.is_empty) {
      this.take(undefined, undefined, undefined);
      this.draw_answer();
      this.draw_lines();
    }
    this.events.drawn();
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
    const loudest = Ah && argmax(Ah);
    const is_heard = loudest !== undefined && Ah && Ah[loudest] > 0;
    return this.pointed.unit ?? this.chosen ?? (is_heard ? loudest : undefined);
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
      this.parts.pad,
      this.parts.units,
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
      this.#write(
        'unit-text',
        `Unit ${unit} is 0 for every image; it cannot learn any more: the rate was too high`,
      );
      return;
    }
    const text = `Unit ${unit}, bias ${signed(bias)}: for ${names(best, 1)}; against ${names(worst, -1)}`;
    this.#write('unit-text', text);
  }
}

/** @param {Uint8Array | undefined} a @param {Uint8Array | undefined} b */
function is_same(a, b) {
  return a === b || (a !== undefined && b !== undefined && a.every((grey, i) => grey === b[i]));
}
