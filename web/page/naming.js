/** What the classes are called: a line of text beside images of the visitor's own, and the address, name all that is shown. */
import { classes_named } from '../figures/classes.js';
import { create } from '../figures/dom.js';
import { parse_classes, read_classes } from '../model/class_names.js';
import { by_id } from './document.js';

/**
 * @typedef {import('../figures/classes.js').Classes} Classes
 * @typedef {import('../model/model.js').Model} Model
 */

export class Naming {
  /** @type {string[]} ten; none: the classes are digits */
  names = [];

  /** @param {Model} model @param {(classes: Classes) => void} apply names all that is shown */
  constructor(model, apply) {
    this.model = model;
    this.apply = apply;
    this.field = create('input', { type: 'text', id: 'class-names', placeholder: 'zero, one, two, …' });
    const label = create('label', { for: 'class-names' }, 'Names of the ten classes, between commas');
    by_id('turning').append(create('div', { class: 'class-names' }, label, this.field));
    this.field.addEventListener('change', () => this.#set(() => parse_classes(this.field.value)));
    this.read_address(location.hash);
  }

  /** @returns {Classes} */
  get classes() {
    return classes_named(this.names);
  }

  /** @param {string} hash */
  read_address(hash) {
    this.#set(() => read_classes(hash));
  }

  /** @param {() => string[] | undefined} read undefined: they keep their names */
  #set(read) {
    try {
      const names = read() ?? this.names;
      const is_new = names.join() !== this.names.join();
      this.names = names;
      this.field.value = names.join(', ');
      if (!is_new) return;
      this.apply(this.classes);
      this.model.dispatchEvent(new CustomEvent('named'));
    } catch (error) {
      // until the first run has begun, nothing that is said stays
      if (this.model.state.shown) this.model.complain(error);
      else this.model.addEventListener('began', () => this.model.complain(error), { once: true });
    }
  }
}
