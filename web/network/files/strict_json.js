/**
 * A strict reader of JSON from strangers: its depth and the number of its values are bounded, no name may come twice, and
 * objects have no prototype, so that no name means anything by itself. It fails at the first character that is wrong.
 */

const SPACE = /[ \t\n\r]*/y;
const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** @typedef {{ depth: number, values: number }} Limits depth: objects and arrays within each other; values: of all kinds */

class Reader {
  at = 0;
  values = 0;

  /** @param {string} text @param {Limits} limits */
  constructor(text, limits) {
    this.text = text;
    this.limits = limits;
  }

  /** @param {string} what @returns {never} */
  fail(what) {
    throw new SyntaxError(`${what} at character ${this.at}`);
  }

  /** Goes past a pattern. @param {RegExp} pattern sticky @returns {string} what it matched */
  #take(pattern) {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  skip_space() {
    this.#take(SPACE);
  }

  /** Whether the next character is this one, which is then passed. @param {string} character */
  #has(character) {
    this.skip_space();
    const has = this.text[this.at] === character;
    if (has) this.at++;
    return has;
  }

  /** @param {string} character */
  #expect(character) {
    if (!this.#has(character)) this.fail(`${character} is missing`);
  }

  /** @param {number} depth of what this value is in @returns {unknown} */
  value(depth) {
    if (++this.values > this.limits.values) this.fail('too many values');
    this.skip_space();
    const first = this.text[this.at];
    if (first === '"') return this.#string();
    if (first !== '{' && first !== '[') return this.#word();
    if (depth === this.limits.depth) this.fail('nested too deep');
    this.at++;
    return first === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
  }

  /** @param {number} depth */
  #object(depth) {
    /** @type {Record<string, unknown>} */
    const object = Object.create(null);
    if (this.#has('}')) return object;
    do {
      this.skip_space();
      const name = this.#string();
      if (name in object) this.fail(`a second ${JSON.stringify(name.slice(0, 40))}`);
      this.#expect(':');
      object[name] = this.value(depth);
    } while (this.#has(','));
    this.#expect('}');
    return object;
  }

  /** @param {number} depth */
  #array(depth) {
    /** @type {unknown[]} */
    const array = [];
    if (this.#has(']')) return array;
    do array.push(this.value(depth));
    while (this.#has(','));
    this.#expect(']');
    return array;
  }

  #word() {
    const word = this.#take(WORD);
    return word ? JSON.parse(word) : this.fail('no value');
  }

  /** The end of a string is looked for from quote to quote, as a pattern would need a stack for a long one. */
  #string() {
    if (this.text[this.at] !== '"') this.fail('" is missing');
    for (let end = this.at; ;) {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) this.fail('a string without an end');
      let escapes = 0;
      while (this.text[end - 1 - escapes] === '\\') escapes++;
      if (escapes % 2 === 1) continue;
      const literal = this.text.slice(this.at, end + 1);
      this.at = end + 1;
      return /** @type {string} */ (JSON.parse(literal)); // one string, so its escapes are all that can be wrong
    }
  }
}

/**
 * @param {string} text @param {Limits} limits
 * @returns {unknown} objects have no prototype
 * @throws {SyntaxError} that says what is wrong, and where
 */
export function read_json(text, limits) {
  const reader = new Reader(text, limits);
  const value = reader.value(0);
  reader.skip_space();
  if (reader.at < text.length) reader.fail('something behind the end');
  return value;
}

/** An object that read_json() gave. @param {unknown} value @returns {value is Record<string, unknown>} */
export function is_object(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
