// Functions of the C source, found by name: the text on show is the text that is compiled.
import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../src/', import.meta.url);

/** @typedef {{ file: string, from: number, to: number, text: string }} Excerpt lines from … to, counted from 1 */

export class CSource {
  /** @param {string} file in src */
  constructor(file) {
    this.file = file;
    this.lines = readFileSync(new URL(file, FOLDER), 'utf8').trimEnd().split('\n');
    /** @type {Map<string, { head: number, end: number }>} of each definition: its first line and its last, from 0 */
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
    if (i < 0) throw new Error(`${this.file}: what begins in line ${from + 1} has no end`);
    return i;
  }

  /** The first line of the comment right above. @param {number} head */
  #comment_above(head) {
    if (!this.lines[head - 1]?.endsWith('*/')) return head;
    return this.lines.findLastIndex((line, i) => i < head && line.startsWith('/*'));
  }

  /** @param {number} from @param {number} to counted from 0 @returns {Excerpt} */
  #excerpt(from, to) {
    return { file: this.file, from: from + 1, to: to + 1, text: this.lines.slice(from, to + 1).join('\n') };
  }

  /** The names of what this definition uses of its own file, and what that uses. @param {string} name @param {Set<string>} [found] */
  #used_by(name, found = new Set()) {
    const definition = this.definitions.get(name);
    if (!definition) throw new Error(`src/${this.file} has no function ${name}, which table.js names`);
    found.add(name);
    const body = this.lines.slice(definition.head + 1, definition.end + 1).join('\n');
    for (const other of this.definitions.keys())
      if (!found.has(other) && new RegExp(`\\b${other}\\b`).test(body)) this.#used_by(other, found);
    return found;
  }

  /**
   * A function with its comment, and all that it uses of the same file, in the order of the file.
   * @param {string} name
   * @returns {Excerpt[]}
   */
  with_helpers(name) {
    const used = [...this.#used_by(name)].map(
      (each) => /** @type {{ head: number, end: number }} */ (this.definitions.get(each)),
    );
    const excerpts = used.sort((a, b) => a.head - b.head);
    return excerpts.map(({ head, end }) => this.#excerpt(this.#comment_above(head), end));
  }

  /** A function's declaration with its comment. @param {string} name @returns {Excerpt} */
  declaration(name) {
    const head = this.lines.findIndex((line) => new RegExp(`^[a-z].*\\b${name}\\(`).test(line));
    if (head < 0) throw new Error(`src/${this.file} does not declare ${name}, which table.js names`);
    return this.#excerpt(
      this.#comment_above(head),
      this.#first_from(head, (line) => line.endsWith(';')),
    );
  }
}
