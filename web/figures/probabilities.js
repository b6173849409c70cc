/** The ten classes: the output weights as an image of 10 × H, and the probability of each class. */
import { CLASSES } from '../network/arguments.js';
import { argmax } from '../network/numbers.js';
import { DIGITS } from './classes.js';
import { draw_diverging } from './colours.js';
import { create, move_by_arrows, set_text } from './dom.js';
import { Figure } from './figure.js';
import { percent } from './format.js';

/** @typedef {import('./classes.js').Classes} Classes */

const NOT_SURE = 0.2; // a lead of the best answer below this is no answer

/** The classes from the most to the least probable. @param {ArrayLike<number>} probabilities */
export function ranking(probabilities) {
  return [...DIGITS.names.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}

/**
 * The answer in words.
 * @param {Float32Array | undefined} probabilities (10); undefined: there is no image @param {Classes} [classes]
 */
export function reading(probabilities, classes = DIGITS) {
  if (!probabilities) return `Draw a ${classes.one === 'digit' ? 'digit' : 'picture'}`;
  const [first, second] = ranking(probabilities);
  if (!(probabilities[first] - probabilities[second] >= NOT_SURE)) {
    return `Not sure: ${classes.names[first]} or ${classes.names[second]}`;
  }
  return `It reads ${classes.article(first)}`;
}

export class Probabilities extends Figure {
  /**
   * @param {HTMLElement} container
   * @param {{ point: (digit: number | undefined) => void, choose?: (digit: number) => void }} events a class is pointed at
   * (undefined: no longer), or chosen by click or key
   */
  constructor(container, events) {
    super(container);
    const { signal } = this;
    this.weights = create('canvas', {
      width: 10,
      height: CLASSES,
      role: 'img',
      'aria-label': 'Output weights',
      'data-quantity': 'Wo',
    });
    this.column = create('i', { class: 'column', hidden: true });
    this.row = create('i', { class: 'row', hidden: true });
    this.frame = create('div', { class: 'output-weights' }, this.weights, this.column, this.row);
    this.bars = DIGITS.names.map(() => create('span', { class: 'bar', part: 'bar', 'data-quantity': 'Ao' }));
    this.values = DIGITS.names.map(() => create('output', {}, '–'));
    this.classes = DIGITS;
    this.weights_name = 'Output weights';
    this.names = DIGITS.short.map((name) => create('b', {}, name));
    this.rows = DIGITS.names.map((_, digit) =>
      create(
        'button',
        { type: 'button', class: 'class-row', 'data-digit': digit },
        this.names[digit],
        this.bars[digit],
        this.values[digit],
      ),
    );
    this.rows.forEach((row, digit) => {
      row.tabIndex = digit === 0 ? 0 : -1;
      row.addEventListener('pointerenter', () => events.point(digit), { signal });
      row.addEventListener('focus', () => events.point(digit), { signal });
      row.addEventListener('blur', () => events.point(undefined), { signal });
      row.addEventListener('click', () => events.choose?.(digit), { signal });
    });
    const rows = create(
      'div',
      { class: 'rows', role: 'group', 'aria-label': 'Probability of each digit' },
      ...this.rows,
    );
    rows.addEventListener('pointerleave', () => events.point(undefined), { signal });
    move_by_arrows(rows, () => 1, signal);
    const probabilities = create('div', { class: 'probabilities' }, this.frame, rows);
    this.group = rows;
    this.name_parts({ probabilities });
    this.name_parts(Object.fromEntries(this.values.map((value, digit) => [`probability-${digit}`, value])));
    container.append(probabilities);
  }

  /** @param {Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.names.forEach((node, label) => set_text(node, classes.short[label]));
    this.parts.probabilities.toggleAttribute('data-named', classes.one === 'class');
    this.group.setAttribute('aria-label', `Probability of each ${classes.one}`);
    this.#describe_weights();
  }

  /** @param {Float32Array | undefined} Ao (10), undefined: no image on the pad */
  draw(Ao) {
    const best = Ao ? argmax(Ao) : -1;
    this.rows.forEach((row, digit) => {
      const probability = Ao ? Ao[digit] : 0;
      row.classList.toggle('best', digit === best);
      this.bars[digit].style.backgroundSize = `${(100 * probability).toFixed(1)}% 100%`;
      set_text(this.values[digit], Ao ? percent(probability) : '–');
    });
  }

  /** Frames the column of a unit, or the row of a class. @param {number | undefined} unit @param {number} [digit] */
  highlight(unit, digit) {
    const { column, row, rows, weights } = this;
    column.hidden = unit === undefined;
    row.hidden = digit === undefined;
    rows.forEach((button, i) => button.classList.toggle('lit', i === digit));
    if (digit !== undefined) row.style.transform = `translateY(${100 * digit}%)`;
    if (unit === undefined) return;
    column.style.width = `${100 / weights.width}%`;
    column.style.transform = `translateX(${100 * unit}%)`;
  }

  /**
   * @param {Float32Array} Wo (10, H) output weights, or their gradients
   * @param {number} range
   * @param {Uint32Array} scale
   * @param {string} [name] what they are
   */
  draw_weights(Wo, range, scale, name = 'Output weights') {
    const hidden = Wo.length / CLASSES;
    if (this.weights.width !== hidden) this.weights.width = hidden;
    this.weights_name = name;
    this.#describe_weights();
    draw_diverging(this.weights, Wo, range, scale);
  }

  #describe_weights() {
    const classes = this.classes.one === 'digit' ? 'digits' : 'classes';
    const words = `${this.weights_name}: ${CLASSES} ${classes} by ${this.weights.width} hidden units`;
    this.weights.setAttribute('aria-label', words);
  }
}
