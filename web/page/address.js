/** The address holds the settings: it follows them, and a change of it by hand is a change of settings. */
import { at_most_every } from '../figures/dom.js';
import { has_settings, write_hash } from '../training/settings.js';

/** @typedef {import('../model/model.js').Model} Model */

const GAP = 350; // ms: some browsers take only a hundred changes of the address in 30 s

/** @param {Model} model */
export function start_address(model) {
  const show = at_most_every(GAP, () => history.replaceState(null, '', write_hash(model.state.settings)));
  model.addEventListener('change', (event) => {
    if (/** @type {CustomEvent} */ (event).detail.has('settings')) show();
  });
  addEventListener('hashchange', () => {
    if (has_settings(location.hash)) model.open_address(location.hash);
    show(); // a link to a place on the page, such as #controls, has taken the settings out of the address
  });
  show();
}
