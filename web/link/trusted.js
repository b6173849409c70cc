/**
 * Trusted Types: where a page demands them, an address of a script and a text that becomes a document have to come from a
 * policy that the page names. Ours is called `glassnet`, and passes on what it is given: it says that whoever uses it made
 * the address or the text, or had it from the site. Runs on the page's thread.
 */

/**
 * @typedef {object} Policy
 * @property {(url: string) => string} createScriptURL
 * @property {(text: string) => string} createHTML
 * @typedef {{ trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } }} Trusting
 */

const RULES = {
  createScriptURL: (/** @type {string} */ url) => url,
  createHTML: (/** @type {string} */ text) => text,
};

/** Our policy, once it has been asked for. @type {Policy[]} */
const made = [];

/**
 * Our policy. It is made once: a second of the same name may be refused.
 * @returns {Policy} where there are no Trusted Types, or the page has no room for ours, one that changes nothing
 */
export function policy() {
  if (made.length === 0) made.push(make_policy());
  return made[0];
}

function make_policy() {
  try {
    return /** @type {Trusting} */ (globalThis).trustedTypes?.createPolicy('glassnet', RULES) ?? RULES;
  } catch {
    return RULES;
  }
}
