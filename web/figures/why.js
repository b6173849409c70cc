/**
 * Why an image is read as it is: a logit, or the lead of one over another, as a sum over pixels and over hidden units. A
 * ReLU network is linear for a given image, so the sum is exact.
 */
import { argmax } from '../network/numbers.js';
import { attribution, is_finite, place_of_pixel } from '../network/attribution.js';
import { Addends, set_bar } from './addends.js';
import { diverging_scale, is_same_image, round_range } from './colours.js';
import { create, move_by_arrows, set_text } from './dom.js';
import { Figure } from './figure.js';
import { signed, signed_decimal } from './format.js';
import { PixelPictures } from './pixel_pictures.js';
import { DIGITS } from './classes.js';
import { ranking } from './probabilities.js';
import * as words from './why_words.js';

/**
 * @typedef {import('../network/attribution.js').Attribution} Attribution
 * @typedef {object} Reasons of one image, and of one network
 * @property {Uint8Array} image 784
 * @property {Float32Array} Ah (H)
 * @property {Float32Array} Ao (10)
 * @property {{ template: Float32Array, contributions: Float32Array, bias: Float32Array, logits: Float32Array }} explanation
 * as Network.explain() gives it
 * @property {{ Wh: Float32Array, Wo: Float32Array, bo: Float32Array }} parameters
 */

/** The lines of the sum, with what they are called. @type {['pro' | 'contra' | 'bias', string][]} */
const LINES = [
  ['pro', 'ink for it'],
  ['contra', 'ink against it'],
  ['bias', 'bias'],
];

export class Why extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ make_it?: (digit: number) => void }} [events] make_it: it shall be read as this digit
   */
  constructor(container, events = {}) {
    super(container);
    this.events = events;
    this.naming = DIGITS;
    /** @type {{ before?: Uint8Array, image: Uint8Array, text: string } | undefined} what was done to the image; before: it is
     * still on show */
    this.changed = undefined;
    /** @type {Reasons | undefined} */
    this.reasons = undefined;
    /** @type {number[]} the classes that were chosen: none, one, or two to be compared */
    this.chosen = [];
    this.ranges = { template: 0.2, tiles: 0.2 };
    this.scale = diverging_scale(container);
    /** @type {Attribution | undefined} what is shown */
    this.shown = undefined;
    const places = { pictures: create('div'), units: create('div') };
    const note = create('p', { class: 'hint why-note' });
    const body = create(
      'div',
      { class: 'why-body' },
      this.#pixels_part(places.pictures),
      this.#sum_part(),
      this.#units_part(places.units),
    );
    this.name_parts({ 'why-note': note, 'why-body': body });
    container.append(create('div', { class: 'why' }, this.#head(), note, body));
    this.pictures = new PixelPictures(places.pictures, { point: () => this.#read_pixel() });
    this.addends = new Addends(places.units);
    Object.assign(this.parts, this.pictures.parts, this.addends.parts);
    this.#say(words.NO_IMAGE);
  }

  #head() {
    const [question, exactness] = [create('span', {}, 'Why this answer'), create('small')];
    const classes = DIGITS.names.map((_, digit) => {
      const attributes = { type: 'button', 'aria-pressed': 'false', 'data-digit': digit };
      return create('button', attributes, String(digit));
    });
    classes.forEach((button, digit) => {
      button.tabIndex = digit === 0 ? 0 : -1;
      button.addEventListener('click', () => this.choose(digit), { signal: this.signal });
    });
    this.classes = classes;
    const label = 'Which answer to explain; a second one is compared with the first';
    const chooser = create(
      'div',
      { class: 'switch why-classes', role: 'group', 'aria-label': label },
      ...classes,
    );
    move_by_arrows(chooser, () => 10, this.signal);
    const title = create('h2', {}, question, ' ', exactness);
    this.name_parts({ 'why-title': title, 'why-question': question, 'why-exactness': exactness });
    const asked = create('span', { class: 'hint', 'aria-hidden': 'true' }, 'Explain, or compare two');
    return create(
      'div',
      { class: 'card-head' },
      title,
      create('div', { class: 'why-choice' }, asked, chooser),
    );
  }

  /** @param {HTMLElement} place of the pictures */
  #pixels_part(place) {
    const [low, high] = [create('output'), create('output')];
    const label = 'blue argues against it, orange for it';
    const bar = create('span', { class: 'legend-bar', role: 'img', 'aria-label': label });
    const pixel = create('p', { class: 'hint why-pixel', 'aria-live': 'polite' }, words.POINT_AT_A_PIXEL);
    this.name_parts({ 'why-low': low, 'why-high': high, 'why-pixel': pixel });
    const legend = create('div', { class: 'legend' }, low, bar, high);
    return create('div', { class: 'why-pixels' }, place, create('div', { class: 'why-foot' }, legend, pixel));
  }

  #sum_part() {
    const rows = LINES.map(([part, text]) => {
      const [value, bar] = [create('output'), create('span', { class: 'addend-bar' })];
      this.name_parts({ [`why-${part}`]: value, [`why-${part}-bar`]: bar });
      return create('li', {}, create('span', { class: 'name' }, text), value, bar);
    });
    const [name, total] = [create('span', { class: 'name' }), create('output')];
    const conclusion = create('p', { class: 'hint', 'aria-live': 'polite' });
    const make_it = create('button', { type: 'button', class: 'make-it', hidden: !this.events.make_it });
    make_it.addEventListener('click', () => this.events.make_it?.(this.#wish), { signal: this.signal });
    this.name_parts({
      'why-sum': name,
      'why-logit': total,
      'why-conclusion': conclusion,
      'make-it': make_it,
    });
    return create(
      'div',
      { class: 'why-total' },
      create('h3', {}, 'As a sum over pixels'),
      create('ul', { class: 'sum' }, ...rows, create('li', { class: 'total' }, name, total)),
      conclusion,
      make_it,
    );
  }

  /** @param {HTMLElement} place of the addends */
  #units_part(place) {
    return create(
      'div',
      { class: 'why-addends' },
      create('h3', {}, 'As a sum over hidden units ', create('small', {}, 'weight × activation')),
      place,
    );
  }

  /** What has to be sent to the figure. */
  get needs() {
    return ['explanation', 'parameters'];
  }

  /** Chooses a class; a second one is compared with the first, a third begins anew, a chosen one is given up. @param {number} digit */
  choose(digit) {
    const { chosen } = this;
    if (chosen.includes(digit)) this.chosen = chosen.filter((each) => each !== digit);
    else this.chosen = chosen.length === 1 ? [...chosen, digit] : [digit];
    this.draw();
  }

  /** @param {Reasons | undefined} reasons undefined: the pad is empty */
  take(reasons) {
    this.reasons = reasons;
    const { changed } = this;
    if (!changed || is_same_image(reasons?.image, changed.before)) return;
    changed.before = undefined;
    if (!is_same_image(reasons?.image, changed.image)) this.changed = undefined;
  }

  /** The digit that it could be made: one that was chosen and is not read, or the runner-up. */
  get #wish() {
    const order = ranking(this.reasons?.Ao ?? []);
    return this.chosen.find((digit) => digit !== order[0]) ?? order[1];
  }

  /** @param {import('./classes.js').Classes} naming what the classes are called from now on */
  name_classes(naming) {
    this.naming = naming;
    this.classes?.forEach((button, label) => (button.textContent = naming.short[label]));
    this.container.toggleAttribute('data-named', naming.one === 'class');
    this.draw();
  }

  /** What an image is called that was changed until it is read as a class. @param {number} digit */
  changed_name(digit) {
    return words.changed_name(this.naming, digit);
  }

  /**
   * Says what was done to the image, as long as it is there.
   * @param {Uint8Array} before @param {number} digit
   * @param {Parameters<typeof words.change_sentence>[2] & { image: Uint8Array }} change image: after it
   */
  tell_change(before, digit, change) {
    this.changed = { before, image: change.image, text: words.change_sentence(this.naming, digit, change) };
    this.draw();
  }

  recolour() {
    this.scale = diverging_scale(this.container);
    this.draw();
  }

  /** A sentence in the place of the figure. @param {string} text empty: the figure is shown */
  #say(text) {
    set_text(this.parts['why-note'], text);
    this.parts['why-note'].hidden = text === '';
    this.parts['why-body'].classList.toggle('empty', text !== '');
    this.parts['why-exactness'].hidden = text !== '';
    if (text !== '') set_text(this.parts['why-question'], 'Why this answer');
  }

  draw() {
    const { reasons } = this;
    this.shown = undefined;
    this.#mark_classes(undefined);
    if (!reasons) return this.#say(words.NO_IMAGE);
    const { explanation, parameters, image, Ah, Ao } = reasons;
    if (!is_finite(explanation)) return this.#say(words.OVERFLOWED);
    this.#say('');
    const answer = argmax(explanation.logits);
    const [digit = answer, rival] = this.chosen;
    const { Wo, bo, Wh } = parameters;
    const shown = (this.shown = attribution({ ...explanation, Wo, bo, Ah }, digit, rival));
    this.#mark_classes(digit);
    this.#write('why-question', words.question(this.naming, digit, rival, shown.logit, digit === answer));
    this.#write('why-exactness', words.exactness(Ah.filter((value) => value > 0).length, Ah.length));
    const { ranges, scale } = this;
    ranges.template = round_range(shown.template, ranges.template);
    ranges.tiles = round_range(Wh, ranges.tiles);
    const name = words.name_of_template(digit, rival);
    this.pictures.draw({ image, ...shown }, ranges.template, scale, {
      name,
      ...words.described(this.naming, digit, rival),
    });
    this.addends.draw(shown.units, shown.output_bias, Wh, ranges.tiles, scale);
    this.#write('why-low', signed(-ranges.template));
    this.#write('why-high', signed(ranges.template));
    this.#draw_sum(shown);
    this.#write('why-sum', `= ${words.name_of_sum(this.naming, digit, rival)}`);
    const conclusion = words.conclusion(this.naming, digit, rival, shown.logit, Ao[digit]);
    this.#write('why-conclusion', this.changed?.text ?? conclusion);
    this.#write('make-it', words.make_it(this.naming, this.#wish));
    return this.#read_pixel();
  }

  /** @param {Attribution} shown */
  #draw_sum(shown) {
    const most = Math.max(...LINES.map(([part]) => Math.abs(shown[part])));
    for (const [part] of LINES) {
      this.#write(`why-${part}`, signed_decimal(shown[part]));
      this.parts[`why-${part}`].dataset.value = String(shown[part]);
      set_bar(this.parts[`why-${part}-bar`], shown[part], most);
    }
    this.#write('why-logit', signed_decimal(shown.logit));
    this.parts['why-logit'].dataset.value = String(shown.logit);
  }

  /** @param {number | undefined} digit that is explained */
  #mark_classes(digit) {
    this.classes?.forEach((button, i) => {
      button.setAttribute('aria-pressed', String(this.chosen.includes(i)));
      button.classList.toggle('explained', i === digit);
    });
  }

  #read_pixel() {
    const { shown, reasons } = this;
    const { pixel } = this.pictures;
    if (!shown || !reasons || pixel === undefined) return this.#write('why-pixel', words.POINT_AT_A_PIXEL);
    const ink = reasons.image[pixel] / 255;
    const [weight, product] = [shown.template[pixel], shown.contributions[pixel]];
    return this.#write('why-pixel', words.pixel_sentence(place_of_pixel(pixel), ink, weight, product));
  }

  /** @param {string} part @param {string} text */
  #write(part, text) {
    set_text(this.parts[part], text);
  }

  dispose() {
    this.pictures.dispose();
    this.addends.dispose();
    super.dispose();
  }
}
