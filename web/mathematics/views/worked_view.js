/** One entry worked out: the lines of its calculation, in which long sums are folded. */
import { html, nothing, render } from 'lit/html.js';
import { create, keep_focus } from '../../figures/dom.js';
import { count } from '../../figures/format.js';
import { entry_name, format_number } from '../format.js';
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

/**
 * Redrawn many times while training goes on: the elements stay the same, so that a button keeps the focus and the pointer.
 */
export class WorkedView {
  #is_unfolded = false;
  /** @type {() => void} draws again what is on show */
  #draw_again = () => {};

  constructor() {
    this.element = create('div', { class: 'worked', tabindex: -1 });
  }

  /** @param {string} text instead of numbers */
  say(text) {
    this.#draw_again = () => this.say(text);
    this.#render(html`<p class="hint">${text}</p>`);
  }

  /**
   * @param {Worked} worked
   * @param {string} plain the entry's quantity as it is called here
   * @param {string} place the entry in words
   */
  show(worked, plain, place) {
    const { row, column, result, lines } = worked;
    const name = entry_name(plain, row, column);
    this.#draw_again = () => this.show(worked, plain, place);
    Object.assign(this.element.dataset, { entry: name, result });
    const about = `One entry worked out${place ? `: ${place}` : ''}`;
    const left = [...printed(plain), `[${row}, ${column}]`];
    this.#render(html`
      <p class="about">${about}</p>
      <div class="lines">${lines.map((line) => this.#line(line, left))}</div>
    `);
  }

  /** @param {unknown} content */
  #render(content) {
    keep_focus(
      this.element,
      () => render(content, this.element),
      () => this.element,
    );
  }

  /** @param {Line} line @param {(Node | string)[]} left the name of the entry */
  #line(line, left) {
    const zeros =
      line.zeros > 0
        ? `${count(line.zeros)} ${line.zeros === 1 ? 'term is' : 'terms are'} 0 and left out`
        : '';
    const reasons = [zeros, line.text ?? ''].filter(Boolean).join('; ');
    return html`<p class="line ${line.left || 'final'}">
      <span class="left">${line.left ? LEFT[line.left] : left}</span> = ${this.#expression(line)} =
      <output class="result" data-value=${line.value}>${format_number(line.value, 4)}</output>
      ${reasons ? html`<small>(${reasons})</small>` : nothing}
    </p>`;
  }

  /** @param {Line} line @returns {unknown} */
  #expression(line) {
    const { terms, kind } = line;
    const [first, second] = terms;
    switch (kind) {
      case 'sum':
        return this.#sum(line);
      case 'difference':
        return [product(first), is_negative(second) ? ' + ' : ' − ', product(second, true)];
      case 'quotient':
        return [product(first), ' / ', product(second)];
      case 'largest':
        return ['max(', ...joined(terms.map((term) => product(term)), ', '), ')']; // prettier-ignore
      case 'exponential':
        return ['exp(', product(first), is_negative(second) ? ' + ' : ' − ', product(second, true), ')'];
      case 'logarithm':
        return ['−log ', product(first)];
      case 'one_hot':
        return ['[', product(first), ' = ', product(second), ']'];
    }
  }

  /** @param {Line} line */
  #sum({ terms, zeros, scale = 1 }) {
    // by all of its terms, so that the button does not come and go with the zeros among them
    const is_long = terms.length + zeros >= FOLDED;
    const sum = is_long ? this.#folded(terms) : terms.length > 0 ? signed_terms(terms) : '0';
    return scale === 1 ? sum : [`1/${count(Math.round(1 / scale))} · (`, sum, ')'];
  }

  /** The largest products, a button for the others, and the bias. @param {Term[]} terms */
  #folded(terms) {
    const is_unfolded = this.#is_unfolded;
    const biases = terms.filter(is_bias);
    const products = terms.filter((term) => !is_bias(term));
    const shown = is_unfolded ? products : by_size(products).slice(0, LARGEST);
    const rest = products.length - shown.length;
    const toggle = () => {
      this.#is_unfolded = !is_unfolded;
      this.#draw_again();
    };
    return html`<span class=${is_unfolded ? 'all-terms' : ''} tabindex=${is_unfolded ? 0 : nothing}
        >${shown.length > 0 ? signed_terms(shown) : '0'}</span
      >${rest > 0 ? ' + ' : ' '}<button
        type="button"
        class="fold"
        aria-expanded=${is_unfolded}
        @click=${toggle}
        .textContent=${is_unfolded ? 'fold' : rest_name(rest)}
      ></button
      >${signed_terms(biases, false)}`;
  }
}

/** @param {number} rest how many terms are folded away */
function rest_name(rest) {
  if (rest === 0) return 'no smaller terms';
  return `… ${count(rest)} smaller ${rest === 1 ? 'term' : 'terms'}`;
}

/** @param {Term[]} terms */
const by_size = (terms) => [...terms].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));

/** @param {Term} term */
const is_bias = ({ factors }) => factors.length === 1 && /^[bc]/.test(factors[0].name ?? '');

/** Whether the first factor is negative: its minus is written before the term. @param {Term} term */
const is_negative = ({ factors }) => factors[0].value < 0;

/** A sum such as a + b · c − d · e. @param {Term[]} terms @param {boolean} [is_begin] whether the sum begins here */
function signed_terms(terms, is_begin = true) {
  return terms.map((term, i) => {
    if (i === 0 && is_begin) return product(term);
    return [is_negative(term) ? ' − ' : ' + ', product(term, true)];
  });
}

/** @param {Term} term @param {boolean} [is_unsigned] whether its sign is written already */
function product({ factors }, is_unsigned = false) {
  const parts = factors.map((factor, i) => number_of(factor, is_unsigned && i === 0));
  return html`<span class="summand">${joined(parts, ' · ')}</span>`;
}

/** @param {Factor} factor @param {boolean} is_unsigned */
function number_of({ value, name, row, column }, is_unsigned) {
  const text = format_number(is_unsigned ? Math.abs(value) : value);
  if (!name) return html`<span>${text}</span>`;
  const title = entry_name(QUANTITIES[name].plain, row, column);
  return html`<span data-quantity=${name} data-value=${value} title=${title}>${text}</span>`;
}

/** @param {unknown[]} parts @param {string} separator */
const joined = (parts, separator) => parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part]));
