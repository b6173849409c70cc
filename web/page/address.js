/** The address holds the settings: it follows them, and a change of it by hand is a change of settings. */
import { at_most_every } from '../figures/dom.js';
import { write_classes } from '../model/class_names.js';
import { write_tries } from '../model/leads.js';
import { said_in, write_hash } from '../training/settings.js';

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {{ tries: string[], read_address: (hash: string) => void }} Leading what a teacher's lines in the address are for
 */

const GAP = 350; // ms: some browsers take only a hundred changes of the address in 30 s

/**
 * @param {Model} model @param {Leading} leading
 * @param {{ names: string[], read_address: (hash: string) => void }} naming what the classes are called
 * @returns {() => string} the whole address of the page as it is now; the browser's may be some moments behind
 */
export function start_address(model, leading, naming) {
  const address = () =>
    write_hash(model.state.settings) + write_tries(leading.tries) + write_classes(naming.names);
  const show = at_most_every(GAP, () => history.replaceState(null, '', address()));
  model.addEventListener('change', (event) => {
    if (/** @type {CustomEvent} */ (event).detail.has('settings')) show();
  });
  model.addEventListener('named', show);
  addEventListener('hashchange', ({ newURL }) => {
    const { hash } = new URL(newURL); // by now the settings before may have been written over it
    naming.read_address(hash);
    if (model.open_address(hash) || said_in(hash).has('try')) leading.read_address(hash);
    show(); // a link to a place on the page, such as #controls, has taken the settings out of the address
  });
  setTimeout(show, GAP); // the first network comes first
  return () => new URL(address(), location.href).href;
}
