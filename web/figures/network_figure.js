/** The figure of the network: pad → weight images → probabilities, and the lines between them. */
import { PIXELS } from '../network/arguments.js';
import { argmax } from '../network/numbers.js';
import { DIGITS } from './classes.js';
import { diverging_scale, draw_greys, is_same_image } from './colours.js';
import { Connections } from './connections.js';
import { choose_one, create, set_text, watch_size } from './dom.js';
import { Figure } from './figure.js';
import { percent, signed } from './format.js';
import { hidden_stage } from './hidden_stage.js';
import { output_stage, pad_stage } from './outer_stages.js';
import { Pad } from './pad.js';
import { Probabilities, reading } from './probabilities.js';
import { MODES, ShownWeights } from './shown_weights.js';
import { unit_order } from './unit_order.js';
import { class_sentence, health, HINT, NO_GRADIENT, unit_sentence } from './unit_words.js';
import { WeightImages } from './weight_images.js';

/**
 * @typedef {import('./shown_weights.js').Parameters} Parameters
 * @typedef {import('./shown_weights.js').Initial} Initial
 * @typedef {{ image: Uint8Array, label?: number, Ah: Float32Array, Ao: Float32Array }} OnPad
 * @typedef {import('./unit_words.js').Mode} Mode what the images show
 * @typedef {'pad' | 'hidden' | 'output'} Stage
 * @typedef {object} Events
 * @property {() => void} drawn the strokes on the pad have changed by hand
 * @property {() => void} sample a test image is wanted on the pad
 * @property {(mode: Mode) => void} shows the images show something else from now on, which may have other needs
 * @property {(digit?: number) => void} [why] somebody asks why it answers so; with a digit: about that class
 */

const BARELY = 0.02; // of the test images: a unit that answers fewer is barely alive
const MANY = 32; // units, from which on they can be sorted
const COUNTS = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ');

export class NetworkFigure extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {Events} events
   * @param {{ only?: Stage, mode?: Mode }} [options] only: the one stage that is shown, of all; mode: what the images show,
   * which then cannot be chosen
   */
  constructor(container, events, { only, mode } = {}) {
    super(container);
    this.events = events;
    this.connections = new Connections();
    const places = { pad: create('div'), units: create('div'), probabilities: create('div') };
    const below = create('div', { class: 'below' }); // for whatever belongs to the answer
    this.name_parts({ 'below-answer': below });
    const outer = [pad_stage(places.pad), output_stage(places.probabilities, events.why !== undefined)];
    const hidden = hidden_stage(places.units, this, mode);
    for (const { parts } of [...outer, hidden]) this.name_parts(parts);
    const stages = create(
      'div',
      { class: 'stages', ...(only && { 'data-only': only }) },
      this.connections.svg,
      outer[0].stage,
      hidden.stage,
      outer[1].stage,
      below,
    );
    this.seen = /** @type {HTMLCanvasElement} */ (this.parts.seen);
    container.append(create('div', { class: 'network-figure' }, stages));
    const tools = { clear: this.parts['pad-clear'], undo: this.parts['pad-undo'] };
    this.pad = new Pad(places.pad, { changed: () => this.#drawn() }, tools);
    this.units = new WeightImages(places.units, {
      point: (unit) => this.#point({ unit }),
      choose: (unit) => this.#choose(unit),
      seen: () => this.#place(),
    });
    this.probabilities = new Probabilities(places.probabilities, {
      point: (digit) => this.#point({ digit }),
      choose: (digit) => events.why?.(digit),
    });
    Object.assign(this.parts, this.pad.parts, this.units.parts, this.probabilities.parts);
    this.classes = DIGITS;
    /** @type {Uint32Array | undefined} of the theme in force, once something is drawn with it */
    this.known_scale = undefined;
    this.weights = new ShownWeights();
    if (mode) this.weights.choose(mode);
    /** @type {import('./unit_order.js').Order} */
    this.order = 'number';
    this.is_sorted = true; // whether the units stand in the order for the image on the pad
    /** @type {OnPad | undefined} */
    this.on_pad = undefined;
    /** @type {{ unit?: number, digit?: number }} what is pointed at */
    this.pointed = {};
    /** @type {number | undefined} the unit chosen by click */
    this.chosen = undefined;
    /** @type {number[]} units that have died */
    this.dead = [];
    /** @type {number[]} the share of the test images that each unit answers, once that is measured */
    this.answered = [];
    this.shown = ''; // what the lines show
    /** @type {number[]} the units whose lines are shown, if they lead to one class */
    this.lined = [];
    this.#listen();
  }

  #listen() {
    const { signal, parts, events } = this;
    const place = () => this.#place();
    watch_size(this.container, place, signal);
    parts.units.addEventListener('scroll', place, { passive: true, signal });
    parts['pad-sample'].addEventListener('click', () => events.sample(), { signal });
    parts['ask-why'].addEventListener('click', () => events.why?.(), { signal });
    const buttons = MODES.map((mode) => parts[`show-${mode}`]);
    choose_one(buttons, (pressed) => this.#show(MODES[buttons.indexOf(pressed)]), signal);
    const order = /** @type {HTMLSelectElement} */ (parts['sort-units']);
    const sort = () => {
      this.order = /** @type {import('./unit_order.js').Order} */ (order.value);
      this.#sort();
    };
    order.addEventListener('change', sort, { signal });
    parts['units-shown'].addEventListener('click', () => this.#show_all(!this.units.is_whole), { signal });
  }

  /** It is not asked for before something is drawn: to read a token, an engine lays out what has just been added. */
  get scale() {
    return (this.known_scale ??= diverging_scale(this.container));
  }

  dispose() {
    for (const figure of [this.pad, this.units, this.probabilities]) figure.dispose();
    super.dispose();
  }

  /** A network with so many units begins. @param {number} hidden */
  begin(hidden) {
    this.pointed = {};
    this.chosen = undefined;
    const { mode } = this.weights;
    this.weights = new ShownWeights();
    this.weights.choose(mode);
    this.dead = [];
    this.answered = [];
    this.is_sorted = false;
    this.units.resize(hidden);
    this.#mark();
    this.parts['sort-units'].hidden = hidden < MANY;
    this.#write('hidden-title', `${COUNTS[hidden] ?? hidden} hidden unit${hidden === 1 ? '' : 's'}`);
    this.#write('hidden-subtitle', this.weights.caption);
    this.#show_all(false);
  }

  fit() {
    this.units.fit();
    this.#place();
  }

  /** The colours of the theme have changed. */
  recolour() {
    this.known_scale = undefined;
    this.draw_weights();
    this.draw_lines();
  }

  /** What has to be sent to the figure, as it is shown now. */
  get needs() {
    return this.weights.needs;
  }

  /** @param {Mode} mode what the images show from now on */
  #show(mode) {
    this.weights.choose(mode);
    this.draw_weights();
    this.draw_lines();
    this.events.shows(mode);
  }

  /** Puts the units in the order for the image on the pad; while there is none, they stand by their numbers. */
  #sort() {
    const { units, order, on_pad } = this;
    const { parameters } = this.weights;
    this.is_sorted = order === 'number' || (on_pad !== undefined && parameters !== undefined);
    const by = units.tiles.length < MANY ? 'number' : order;
    units.arrange(unit_order(by, units.tiles.length, on_pad, parameters?.Wo));
    this.#place();
  }

  /** @param {boolean} is_whole whether all units are shown, however many */
  #show_all(is_whole) {
    const { units, parts } = this;
    units.show(is_whole);
    const all = units.tiles.length;
    this.#write('units-shown', `${units.count} of ${all} shown`);
    parts['units-shown'].setAttribute('aria-pressed', String(is_whole));
    parts['units-shown'].hidden = all <= units.most;
    this.#place();
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
   * @param {{ initial?: Initial, steps?: number }} [run] where it began, and how many steps it has taken; undefined: as before
   * @returns {boolean} whether another image lies on the pad
   */
  take(parameters, gradients, on_pad, { initial, steps } = {}) {
    this.weights.take(parameters, gradients, initial, steps);
    const is_new_image = !is_same_image(on_pad?.image, this.on_pad?.image);
    if (is_new_image) this.#see(on_pad);
    this.on_pad = on_pad;
    if (is_new_image || !this.is_sorted) this.#sort();
    return is_new_image;
  }

  /** @param {import('./classes.js').Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.probabilities.name_classes(classes);
    this.pad.name_drawing(classes.one === 'digit' ? 'a digit' : 'a picture');
    this.#write('pad-title', `Draw ${classes.one === 'digit' ? 'a digit' : 'a picture'} `);
    this.#say();
    this.#colour_lines();
  }

  /** What the network makes of the image on the pad. */
  draw_answer() {
    this.units.show_activations(this.on_pad?.Ah);
    this.probabilities.draw(this.on_pad?.Ao);
    this.#say();
  }

  /** Greys the tiles of units that have died, and says how many. @param {number[]} dead */
  mark_dead(dead) {
    if (dead.join() === this.dead.join()) return;
    this.dead = dead;
    this.#mark();
  }

  /**
   * Marks the units that answer few of the test images, with their share, and says how many.
   * @param {{ active: Uint32Array, confusion: Uint32Array }} test active: for how many images each unit is above 0; confusion:
   * 10 × 10, all images
   */
  mark_active({ active, confusion }) {
    const images = confusion.reduce((sum, count) => sum + count, 0);
    this.answered = Array.from(active, (count) => count / images);
    this.#mark();
  }

  #mark() {
    const dead = new Set(this.dead);
    const shares = [...this.answered.entries()].filter(([unit, share]) => share < BARELY && !dead.has(unit));
    this.units.mark(dead, new Map(shares));
    this.#write('hidden-health', health(dead.size, shares.length));
  }

  /** The images, and the output weights beside the probabilities. */
  draw_weights() {
    const { weights, units, probabilities, scale } = this;
    this.#write('hidden-subtitle', weights.caption);
    const drawn = weights.draw();
    if (!drawn) return;
    const { shown, ranges } = drawn;
    units.draw(shown.Wh, shown.bh, ranges[0], scale);
    const name = weights.mode === 'gradients' ? 'Gradients of the output weights' : 'Output weights';
    probabilities.draw_weights(shown.Wo, ranges[1], scale, name);
    this.#write('legend-low', signed(-ranges[0]));
    this.#write('legend-high', signed(ranges[0]));
  }

  #say() {
    const { on_pad, pad } = this;
    this.#write('reading', reading(on_pad?.Ao, this.classes));
    this.#write('reading-share', on_pad ? `, ${percent(Math.max(...on_pad.Ao), 0)}` : '');
    const is_sample = pad.sample !== undefined && on_pad?.label !== undefined;
    this.#write(
      'seen-text',
      !on_pad
        ? 'Your drawing becomes an image of 28 × 28.'
        : is_sample
          ? `${this.pad.name}: ${this.classes.article(on_pad.label ?? 0)}. Draw your own over it.`
          : pad.is_change
            ? `${this.pad.name} Undo takes that back.`
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
    if (this.#light !== this.shown) this.#place();
    this.#colour_lines();
  }

  /** What is in the light, as text. */
  get #light() {
    return `${this.#lit} ${this.pointed.digit} ${this.units.tiles.length}`;
  }

  #place() {
    const { units, probabilities, parts } = this;
    const [unit, digit] = [this.#lit, this.pointed.digit];
    this.shown = this.#light;
    units.highlight(unit);
    probabilities.highlight(unit, digit);
    const { rows } = probabilities;
    const lit = units.tile_of(unit)?.button;
    const in_view = digit === undefined ? [] : units.in_view;
    this.lined = in_view.map((tile) => tile.unit);
    const pairs =
      digit === undefined
        ? rows.flatMap((to) => (lit ? [{ from: lit, to }] : []))
        : in_view.map(({ button }) => ({ from: button, to: rows[digit] }));
    const firsts = units.rows.map((place) => units.tiles[place]).filter((tile) => tile.on_screen);
    const buttons = firsts.map((tile) => tile.button);
    this.connections.place(parts.pad, parts.units, buttons, probabilities.frame, pairs, lit);
    this.#colour_lines();
  }

  /** The lines, and the sentence that says the same. */
  #colour_lines() {
    const { mode, ranges, argued } = this.weights;
    if (!argued) return;
    const { Wo, bh } = argued;
    const [unit, digit, hidden] = [this.#lit, this.pointed.digit, bh.length];
    const to_class = digit === undefined ? undefined : Wo.subarray(digit * hidden, (digit + 1) * hidden);
    const of_unit = unit === undefined ? [] : DIGITS.names.map((_, k) => Wo[k * hidden + unit]);
    const weights = to_class ? this.lined.map((each) => to_class[each]) : of_unit;
    this.connections.colour(weights, ranges[mode][1], this.scale);
    this.#write('unit-text', this.#sentence(of_unit, to_class, bh));
  }

  /**
   * @param {number[]} of_unit weights of the unit in the light @param {Float32Array | undefined} to_class of the class that
   * is pointed at @param {Float32Array} bh
   */
  #sentence(of_unit, to_class, bh) {
    const { mode, gradients, steps } = this.weights;
    const { answered, units, pointed } = this;
    const unit = this.#lit;
    if (mode === 'gradients' && !gradients) return steps > 0 ? HINT : NO_GRADIENT;
    if (to_class) return class_sentence(mode, Number(pointed.digit), to_class, this.classes);
    if (unit === undefined) return HINT;
    const is_dead = units.dead.has(unit);
    const share = answered[unit] < BARELY ? answered[unit] : undefined;
    return unit_sentence(mode, unit, { weights: of_unit, bias: bh[unit], is_dead, share }, this.classes);
  }
}
