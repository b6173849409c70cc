/** Whether images of the visitor's own have rows and columns swapped: a choice beside them, with the first ten as they are. */
import { grey_picture, grey_url } from '../figures/colours.js';
import { create } from '../figures/dom.js';
import { PIXELS } from '../network/arguments.js';
import { by_id } from './document.js';

const SHOWN = 10;

/** @param {import('../model/model.js').Model} model */
export function start_turning(model) {
  const choice = /** @type {HTMLInputElement} */ (create('input', { type: 'checkbox', id: 'turn-images' }));
  const label = create('label', {}, choice, 'Turn the images: swap rows and columns, as EMNIST needs');
  const preview = create('div', { class: 'ten-images', role: 'img', 'aria-label': 'The first ten images' });
  const place = by_id('turning');
  place.append(label, preview);
  choice.addEventListener('change', () => {
    const { shown } = model.state;
    if (shown?.files) model.take_files(shown.files, choice.checked);
  });
  model.addEventListener('began', () => {
    const { shown } = model.state;
    place.hidden = shown?.files === undefined;
    if (!shown?.files) return;
    choice.checked = shown.turned ?? false;
    model.contact_sheet().then(
      ({ images, labels }) => {
        const ten = [...labels.subarray(0, SHOWN).keys()];
        preview.replaceChildren(
          ...ten.map((i) => grey_picture(grey_url(images.subarray(i * PIXELS, (i + 1) * PIXELS)))),
        );
      },
      (error) => model.complain(error),
    );
  });
}
