/** “Embed this”: the builder of snippets comes with its style when it is asked for. */
import { by_id } from './document.js';
import { builder } from './site.js';

/** @param {import('../model/model.js').Model} model */
export function start_embedding(model) {
  const button = by_id('embed-this');
  if (!builder) return button.remove(); // the page of one file has no site that others could load the tag from
  const load = builder;
  const open = () => load().then((found) => found.open(model.state.settings));
  return button.addEventListener('click', () => open().catch((error) => model.complain(error)));
}
