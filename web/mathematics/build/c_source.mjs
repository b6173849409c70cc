// Functions of the C source, found by name: the text on show is the text that is compiled.
import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../src/', import.meta.url);

/** @typedef {{ name: string, file: string, from: number, to: number, text: string }} Excerpt from, to: its first and last line, counted from 1 */

export class CSource {
  /** @param {string} file in src */
  constructor(file) {
    this.file = file;
    this.lines = readFileSync(new URL(file, FOLDER), 'utf8').trimEnd().split('\n');
    /** @type {Map<string, { head: number, end: number }>} the first and last line of each definition, counted from 0 */
    this.definitions = new Map();
    this.lines.forEach((line, i) => this.#note(line, i));
  }

  /** @param {string} line @param {number} head */
  #note(line, head) {
    const [, macro] = /^#define (\w+)/.exec(line) ?? [];
    if (macro)
      this.definitions.set(macro, { head, end: this.#first_from(head, (each) => !each.endsWith('\\')) });
    const [, name] = /^[a-zA-Z][^;=]*?(\w+)\(/.exec(line) ?? [];
    if (!name) return;
    const end_of_head = this.#first_from(head, (each) => /[;{}]$/.test(each));
    if (this.lines[end_of_head].endsWith(';')) return;
    this.definitions.set(name, {
      head,
      end: this.#first_from(head, (each) => each.endsWith('}') && !/^\s/.test(each)),
    });
  }

  /** @param {number} from @param {(line: string) => boolean} test */
  #first_from(from, test) {
    const i = this.lines.findIndex((line, index) => index >= from && test(line));
    if (i < 0) throw new Error(`${this.file}: the definition that begins in line ${from + 1} does not end`);
    return i;
  }

  /** The first line of the comment right above, or of the definition if there is none. @param {number} head */
  #comment_above(head) {
    if (!this.lines[head - 1]?.endsWith('*/')) return head;
    return this.lines.findLastIndex((line, i) => i < head && line.startsWith('/*'));
  }

  /** A definition or declaration with its comment. @param {string} name @param {number} head @param {number} end @returns {Excerpt} */
  #excerpt(name, head, end) {
    const from = this.#comment_above(head);
    const text = this.lines.slice(from, end + 1).join('\n');
    return { name, file: this.file, from: from + 1, to: end + 1, text };
  }

  /** @param {string} name */
  #place_of(name) {
    const place = this.definitions.get(name);
    if (!place) throw new Error(`src/${this.file} has no function ${name}, which table.js names`);
    return place;
  }

  /** A function with its comment. @param {string} name @returns {Excerpt} @throws {Error} if the file does not define it */
  definition(name) {
    const { head, end } = this.#place_of(name);
    return this.#excerpt(name, head, end);
  }

  /** The names of all definitions of the same file that this one uses, directly or not. @param {string} name @param {Set<string>} [found] */
  #used_by(name, found = new Set()) {
    const { head, end } = this.#place_of(name);
    found.add(name);
    const body = this.lines.slice(head + 1, end + 1).join('\n');
    for (const other of this.definitions.keys())
      if (!found.has(other) && new RegExp(`\\b${other}\\b`).test(body)) this.#used_by(other, found);
    return found;
  }

  /**
   * The definitions of the same file that a function uses, with their comments, in the order of the file.
   * @param {string} name
   * @returns {Excerpt[]}
   * @throws {Error} if the file does not define the function
   */
  helpers(name) {
    const used = this.#used_by(name);
    used.delete(name);
    return [...this.definitions.keys()].filter((each) => used.has(each)).map((each) => this.definition(each));
  }

  /** A function's declaration with its comment. @param {string} name @returns {Excerpt} @throws {Error} if the file has none */
  declaration(name) {
    const head = this.lines.findIndex((line) => new RegExp(`^[a-z].*\\b${name}\\(`).test(line));
    if (head < 0) throw new Error(`src/${this.file} does not declare ${name}, which table.js names`);
    const end = this.#first_from(head, (line) => line.endsWith(';'));
    return this.#excerpt(name, head, end);
  }
}
