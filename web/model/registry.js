/**
 * The models of a page by name, each for as long as somebody uses it, and how many of them may have a trainer at once.
 * Runs on the page's thread, and without a page in Node.
 */

/**
 * @typedef {object} Entry
 * @property {number} users
 * @property {{ dispose: () => void }} model
 */

/** @template Name */
export class Registry {
  /** @type {Map<Name, Entry>} */
  #entries = new Map();

  /** How many models there are. */
  get size() {
    return this.#entries.size;
  }

  /**
   * The model of this name, for one more user.
   * @template {{ dispose: () => void }} Kind
   * @param {Name} name
   * @param {() => Kind} make makes it, if it is not there yet
   * @returns {Kind}
   */
  take(name, make) {
    const entry = this.#entries.get(name) ?? { users: 0, model: make() };
    this.#entries.set(name, entry);
    entry.users++;
    return /** @type {Kind} */ (entry.model);
  }

  /**
   * A user needs the model no more. If nobody has taken it again one task later, it ends: so whoever is moved from one
   * place to another keeps it.
   * @param {Name} name
   */
  release(name) {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.users--;
    setTimeout(() => {
      if (entry.users > 0 || this.#entries.get(name) !== entry) return;
      this.#entries.delete(name);
      entry.model.dispose();
    }, 0);
  }
}
