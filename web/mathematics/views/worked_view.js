/** One entry worked out: the lines of its calculation, in which long sums are folded. */
import { create, set_text } from '../../figures/dom.js';
import { entry_name, format_count, format_number } from '../format.js';
import { printed } from './symbols.js';
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../step/worked.js').Worked} Worked
 * @typedef {import('../step/worked.js').Line} Line
 * @typedef {import('../step/worked.js').Term} Term
 * @typedef {import('../step/worked.js').Factor} Factor
 */

const FOLDED = 12; // a sum of this many terms or more is folded
const LARGEST = 3; // terms on show of a folded sum

/** @type {Record<Line['left'], string>} */
const LEFT = {
  '': '',
  max: 'the largest logit',
  exp: 'its power of e',
  sum: 'the sum of all ten',
  sample: 'the chosen sample',
};

export class WorkedView {
  constructor() {
    this.title = create('p', { class: 'about' });
    this.lines = create('div', { class: 'lines' });
    this.element = create('div', { class: 'worked' }, this.title, this.lines);
    this.is_unfolded = false;
    /** @type {Worked | undefined} */
    this.worked = undefined;
    this.plain = '';
    this.place = '';
  }

  /** @param {string} text instead of numbers */
  say(text) {
    this.worked = undefined;
    this.title.hidden = true;
    this.lines.replaceChildren(create('p', { class: 'hint' }, text));
  }

  /**
   * @param {Worked} worked
   * @param {string} plain the entry's quantity as it is called here
   * @param {string} place the entry in words
   */
  show(worked, plain, place) {
    this.worked = worked;
    this.plain = plain;
    this.place = place;
    const { row, column, result } = worked;
    this.element.dataset.entry = entry_name(plain, row, column);
    this.element.dataset.result = String(result);
    this.title.hidden = false;
    set_text(this.title, `One entry worked out${place ? `: ${place}` : ''}`);
    this.lines.replaceChildren(...worked.lines.map((line) => this.#line(line)));
  }

  /** @param {Line} line */
  #line(line) {
    const { worked } = this;
    const left = line.left
      ? [LEFT[line.left]]
      : [...printed(this.plain), `[${worked?.row}, ${worked?.column}]`];
    const result = create(
      'output',
      { class: 'result', 'data-value': line.value },
      format_number(line.value, 4),
    );
    const node = create('p', { class: `line ${line.left || 'final'}` });
    node.append(create('span', { class: 'left' }, ...left), ' = ', ...this.#expression(line), ' = ', result);
    const reasons = [
      line.zeros > 0 ? `${format_count(line.zeros)} terms are 0 and are left out` : '',
      line.text ?? '',
    ];
    const text = reasons.filter(Boolean).join('; ');
    if (text) node.append(create('small', {}, ` (${text})`));
    return node;
  }

  /** @param {Line} line @returns {(Node | string)[]} */
  #expression({ kind, terms, scale }) {
    const [first, second] = terms;
    switch (kind) {
      case 'sum':
        return this.#sum(terms, scale);
      case 'difference':
        return [...product(first), is_negative(second) ? ' + ' : ' − ', ...product(second, true)];
      case 'quotient':
        return [...product(first), ' / ', ...product(second)];
      case 'largest':
        return [
          'max(',
          ...joined(
            terms.map((term) => product(term)),
            ', ',
          ),
          ')',
        ];
      case 'exponential':
        return [
          'exp(',
          ...product(first),
          is_negative(second) ? ' + ' : ' − ',
          ...product(second, true),
          ')',
        ];
      case 'logarithm':
        return ['−log ', ...product(first)];
      case 'one_hot':
        return ['[', ...product(first), ' = ', ...product(second), ']'];
    }
  }

  /** @param {Term[]} terms @param {number | undefined} scale @returns {(Node | string)[]} */
  #sum(terms, scale) {
    const sum = terms.length ? this.#folded(terms) : ['0'];
    if (scale === undefined || scale === 1) return sum;
    return [`1/${format_count(Math.round(1 / scale))} · (`, ...sum, ')'];
  }

  /** The largest products, a button for the others, and the bias. @param {Term[]} terms @returns {(Node | string)[]} */
  #folded(terms) {
    if (terms.length < FOLDED) return signed_terms(terms);
    const { is_unfolded } = this;
    const biases = terms.filter(is_bias);
    const products = terms.filter((term) => !is_bias(term));
    const shown = is_unfolded ? products : by_size(products).slice(0, LARGEST);
    const text = is_unfolded ? 'fold' : `… ${format_count(products.length - LARGEST)} smaller terms`;
    const button = create(
      'button',
      { type: 'button', class: 'fold', 'aria-expanded': String(is_unfolded) },
      text,
    );
    button.addEventListener('click', () => this.#toggle());
    const list = create('span', { class: is_unfolded ? 'all-terms' : '' }, ...signed_terms(shown));
    return [list, is_unfolded ? ' ' : ' + ', button, ...signed_terms(biases, false)];
  }

  #toggle() {
    this.is_unfolded = !this.is_unfolded;
    if (this.worked) this.show(this.worked, this.plain, this.place);
    const button = this.lines.querySelector('button.fold');
    if (button instanceof HTMLElement) button.focus();
  }
}

/** @param {Term[]} terms */
const by_size = (terms) => [...terms].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));

/** @param {Term} term */
const is_bias = ({ factors }) => factors.length === 1 && /^b/.test(factors[0].name ?? '');

/** Whether the first factor is negative: its minus is written before the term. @param {Term} term */
const is_negative = ({ factors }) => factors[0].value < 0;

/** A sum such as a + b · c − d · e. @param {Term[]} terms @param {boolean} [is_begin] whether the sum begins here @returns {(Node | string)[]} */
function signed_terms(terms, is_begin = true) {
  return terms.flatMap((term, i) => {
    if (i === 0 && is_begin) return product(term);
    return [is_negative(term) ? ' − ' : ' + ', ...product(term, true)];
  });
}

/** @param {Term} term @param {boolean} [is_unsigned] whether its sign is written already @returns {(Node | string)[]} */
function product({ factors }, is_unsigned = false) {
  const parts = factors.map((factor, i) => number_of(factor, is_unsigned && i === 0));
  return [
    create(
      'span',
      { class: 'term' },
      ...joined(
        parts.map((part) => [part]),
        ' · ',
      ),
    ),
  ];
}

/** @param {Factor} factor @param {boolean} is_unsigned */
function number_of({ value, name, row, column }, is_unsigned) {
  const text = format_number(is_unsigned ? Math.abs(value) : value);
  if (!name) return create('span', {}, text);
  const title = entry_name(QUANTITIES[name].plain, row, column);
  return create('span', { 'data-quantity': name, 'data-value': value, title }, text);
}

/** @param {(Node | string)[][]} parts @param {string} separator @returns {(Node | string)[]} */
function joined(parts, separator) {
  return parts.flatMap((part, i) => (i === 0 ? part : [separator, ...part]));
}
