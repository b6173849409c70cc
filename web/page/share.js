/** What goes out of the page and comes back in: the link, the network as a file, images of the visitor's own. */
import { create } from '../figures/dom.js';
import { late } from '../training/late.js';
import { by_id } from './document.js';
import { choose_files, save_file, take_dropped_files } from './files.js';
import { count as whole } from '../network/numbers.js';

/** @param {string} text @throws {Error} if the browser does not let the page copy, as in a frame of another site */
async function copy(text) {
  await navigator.clipboard.writeText(text); // there is no clipboard on a page without https
}

/** Shows a link as text that can be selected and copied by hand. */
function make_link_dialog() {
  const field = create('input', {
    type: 'text',
    readonly: true,
    id: 'link',
    'aria-labelledby': 'link-title',
  });
  const close = create('button', { type: 'button' }, 'Close');
  const dialog = create(
    'dialog',
    { id: 'link-dialog', 'aria-labelledby': 'link-title' },
    create('h2', { id: 'link-title' }, 'Link to this page'),
    create('p', { class: 'hint' }, 'This browser does not let the page copy it. Select and copy it here:'),
    field,
    close,
  );
  close.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return {
    /** @param {string} url */
    show(url) {
      field.value = url;
      dialog.showModal();
      field.focus();
      field.select();
    },
  };
}

/**
 * @param {import('../model/model.js').Model} model
 * @param {(image: Uint8Array, name: string) => void} show_picture puts an image of 784 greys onto the pad
 * @param {() => string} address the whole address of the page
 */
export function start_sharing(model, show_picture, address) {
  /** Does something that can fail, and says why if it does. @param {() => Promise<void>} action */
  const attempt = (action) => () => action().catch((error) => model.complain(error));

  const link = make_link_dialog();
  const copy_link = () => {
    const url = address();
    return copy(url).then(
      () => model.report('The link is copied: it opens this page with the same data, network and seed.'),
      () => link.show(url),
    );
  };
  /** @param {'to_safetensors' | 'to_onnx'} format @param {string} ending of the file's name */
  const save_network = async (format, ending) => {
    const models = await late(import('../network/files/models.js'), 'The part that writes files');
    const { parameters, ...run } = await model.saved_state();
    const bytes = /** @type {BlobPart} */ (models[format](parameters, run));
    save_file(`glassnet-${run.hidden}-${run.fingerprint}.${ending}`, new Blob([bytes]));
    model.report(`Saved: the network at step ${whole(run.steps)}.`);
  };
  by_id('copy-link').addEventListener(
    'click',
    attempt(async () => copy_link()),
  );
  by_id('save-network').addEventListener(
    'click',
    attempt(() => save_network('to_safetensors', 'safetensors')),
  );
  by_id('save-onnx').addEventListener(
    'click',
    attempt(() => save_network('to_onnx', 'onnx')),
  );
  const take = (/** @type {File[]} */ files) =>
    attempt(async () => {
      const incoming = await late(import('./incoming.js'), 'The part that reads files');
      if (files.length > 0) await incoming.take_files(files, { model, show_picture });
    })();
  choose_files(by_id('open-network'), ([file]) =>
    attempt(async () => {
      const incoming = await late(import('./incoming.js'), 'The part that reads files');
      model.open_network(await incoming.open_file(file));
    })(),
  );
  choose_files(by_id('own-images'), take);
  take_dropped_files(take);
}
