/** What the address of the frame asks for: attributes of the tag, in the query and behind #, which wins. */
import { ATTRIBUTES } from '../element/attributes.js';

/** Attributes by the names that an address or a message may give them. `for` is none: the frame has one tag. */
const NAMES = new Map(
  ATTRIBUTES.filter(({ name }) => name !== 'for').flatMap((row) => [
    [row.name, row],
    [row.property, row],
  ]),
);
const OLDER_NAMES = /** @type {Record<string, string>} */ ({ hidden: 'hidden-units' }); // as the address of the page has it

/** WordPress appends this to the address of every frame; it is no option. */
const SECRET = /#\?secret=(.*)$/s;

/** The attribute that a name means. @param {string} name @returns {import('../element/attributes.js').Row | undefined} */
export const row_of = (name) => NAMES.get(Object.hasOwn(OLDER_NAMES, name) ? OLDER_NAMES[name] : name);

/**
 * What WordPress wants back with each message, so that its script can tell the frames of a page apart.
 * @param {string} hash @returns {string | undefined} letters and digits; undefined: it has appended nothing
 */
export function secret_of(hash) {
  const secret = SECRET.exec(hash)?.[1] ?? '';
  return /^[a-zA-Z0-9]{1,64}$/.test(secret) ? secret : undefined;
}

/**
 * @param {{ search: string, hash: string }} address with ? and #
 * @returns {{ attributes: Map<string, string>, unknown: string[] }} texts by the names of attributes; names that are none
 */
export function read_options({ search, hash }) {
  const behind = hash.replace(SECRET, '').replace(/^#/, '');
  /** @type {Map<string, string>} */
  const attributes = new Map();
  /** @type {string[]} */
  const unknown = [];
  for (const [name, text] of [...new URLSearchParams(search), ...new URLSearchParams(behind)]) {
    const row = row_of(name);
    if (row) attributes.set(row.name, text);
    else unknown.push(name);
  }
  return { attributes, unknown };
}
