/** The figure of a phase: its equation in pictures, and one entry of the result worked out. */
import { create } from '../../figures/dom.js';
import { EXPRESSIONS } from '../step/expressions.js';
import { MatrixImage } from './matrix_image.js';
import { symbol } from './symbols.js';
import { QUANTITIES } from '../table.js';
import { worked_entry } from '../step/worked.js';
import { WorkedView } from './worked_view.js';

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('../table.js').Phase} Phase
 * @typedef {import('../step/quantities.js').Quantities} Quantities
 * @typedef {import('../step/quantities.js').ParameterName} ParameterName
 * @typedef {import('../step/selection.js').Selection} Selection
 * @typedef {{ role: 'operand' | 'result' | 'after', image: MatrixImage }} Part
 * @typedef {(name: Name, entry: import('./layouts.js').Entry) => void} Choose
 */

/** @param {ParameterName} name the plain name of a parameter after the step */
const after_name = (name) => `${QUANTITIES[name].plain} after`;

export class PhaseFigure {
  /**
   * @param {HTMLElement} container
   * @param {Phase} phase
   * @param {{ choose: Choose }} events an entry has been chosen
   */
  constructor(container, phase, { choose }) {
    this.container = container;
    this.phase = phase;
    /** @type {Part[]} */
    this.parts = [];
    this.shown = phase.to[0]; // the result of which an entry is worked out
    this.choose = choose;
    this.worked = new WorkedView();
    const rows = EXPRESSIONS[phase.id].map((expression) => {
      return create('div', { class: 'equation' }, ...grouped(expression.map((part) => this.#part(part))));
    });
    container.replaceChildren(...rows, this.worked.element);
  }

  dispose() {
    this.container.replaceChildren();
  }

  /** @param {import('../step/expressions.js').Expression[number]} part @returns {HTMLElement} */
  #part(part) {
    if (typeof part === 'string') return create('span', { class: 'sign', 'aria-hidden': 'true' }, part);
    if ('number' in part) return create('span', { class: 'sign' }, symbol(part.number));
    if ('operand' in part) return this.#image('operand', part.operand, part);
    if ('result' in part) return this.#image('result', part.result);
    return this.#image('after', part.after, { plain: after_name(part.after) });
  }

  /** @param {Part['role']} role @param {Name} name @param {{ is_transposed?: boolean, plain?: string }} [options] */
  #image(role, name, { is_transposed, plain } = {}) {
    const choose = (/** @type {import('./layouts.js').Entry} */ entry) => {
      if (role !== 'operand') this.shown = name;
      this.choose(name, entry);
    };
    const options = { is_large: role === 'result', is_focusable: role !== 'operand', is_transposed, plain };
    const image = new MatrixImage(name, { choose }, options);
    this.parts.push({ role, image });
    return image.element;
  }

  /**
   * @param {Quantities | undefined} quantities undefined: there is no step yet
   * @param {(name: Name) => boolean} is_known whether the reader has come to what computes this quantity
   * @param {boolean} is_reached whether the reader has come to this phase
   * @param {Selection} selection
   * @param {Uint32Array} scale
   */
  draw(quantities, is_known, is_reached, selection, scale) {
    for (const { role, image } of this.parts) {
      const { name } = image;
      const is_shown = role === 'operand' ? is_known(name) : is_reached;
      const matrix = quantities && is_shown ? matrix_of(quantities, role, name) : undefined;
      const look = { scale, window: selection.window(name), chosen: selection.entry(name) };
      image.show(matrix, role === 'operand' ? { ...look, marked: this.#behind(name, selection) } : look);
    }
    if (quantities && is_reached) this.#work_out(quantities, selection);
    else this.worked.say('Not computed yet: step to this phase.');
  }

  /** The part of an operand from which the worked entry is computed. @param {Name} name @param {Selection} selection */
  #behind(name, selection) {
    if (this.phase.id === 'update') return selection.entry(name);
    if (['Ao', 'L'].includes(this.phase.id)) return { column: selection.at.m }; // the whole column
    if (this.phase.id === 'why' && name === 'Zh') return { column: selection.at.m }; // its signs make the bracket
    return selection.behind(name, this.shown);
  }

  /** @param {Quantities} quantities @param {Selection} selection */
  #work_out(quantities, selection) {
    const { shown, phase } = this;
    const { row, column } = selection.entry(shown);
    const worked = worked_entry(quantities, phase.id, shown, row, column, selection.at.m);
    const plain =
      phase.id === 'update' ? after_name(/** @type {ParameterName} */ (shown)) : QUANTITIES[shown].plain;
    this.worked.show(worked, plain, selection.describe(shown));
  }
}

/** Whether a sign belongs to the picture before it. @param {HTMLElement} part */
const is_closing = (part) => part.classList.contains('sign') && /^([),]|> 0)/.test(part.textContent ?? '');

/** Groups each picture with the signs before it, so that no line breaks between them. @param {HTMLElement[]} parts */
function grouped(parts) {
  const groups = [create('div', { class: 'group' })];
  parts.forEach((part, i) => {
    const before = parts[i - 1];
    const is_end = before !== undefined && (before.classList.contains('matrix') || is_closing(before));
    if (is_end && !is_closing(part)) groups.push(create('div', { class: 'group' }));
    groups[groups.length - 1].append(part);
  });
  return groups;
}

/** @param {Quantities} quantities @param {Part['role']} role @param {Name} name */
function matrix_of(quantities, role, name) {
  return role === 'after' ? quantities.after(/** @type {ParameterName} */ (name)) : quantities.of(name);
}
