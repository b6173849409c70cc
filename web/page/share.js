/** What goes out of the page and comes back in: the link, the network as a file, images of the visitor's own. */
import { to_onnx, to_safetensors } from '../network/files/models.js';
import { open_file } from '../network/files/open.js';
import { by_id } from './document.js';
import { choose_files, save_file, take_dropped_files } from './files.js';
import { count as whole } from '../network/numbers.js';

/** @param {import('../model/model.js').Model} model */
export function start_sharing(model) {
  /** Does something that can fail, and says why if it does. @param {() => Promise<void>} action */
  const attempt = (action) => () => action().catch((error) => model.complain(error));

  const copy_link = () =>
    navigator.clipboard.writeText(location.href).then(
      () => model.report('The link is copied: it opens this page with the same data, network and seed.'),
      () =>
        model.report('This browser does not let the page copy; the address above is the link.', 'trouble'),
    );
  /** @param {typeof to_safetensors} write @param {string} ending of the file's name */
  const save_network = async (write, ending) => {
    const { parameters, ...run } = await model.saved_state();
    const bytes = /** @type {BlobPart} */ (write(parameters, run));
    save_file(`glassnet-${run.hidden}-${run.fingerprint}.${ending}`, new Blob([bytes]));
    model.report(`Saved: the network at step ${whole(run.steps)}.`);
  };
  by_id('copy-link').addEventListener(
    'click',
    attempt(async () => copy_link()),
  );
  by_id('save-network').addEventListener(
    'click',
    attempt(() => save_network(to_safetensors, 'safetensors')),
  );
  by_id('save-onnx').addEventListener(
    'click',
    attempt(() => save_network(to_onnx, 'onnx')),
  );
  choose_files(by_id('open-network'), ([file]) =>
    attempt(async () => model.open_network(await open_file(file)))(),
  );
  choose_files(by_id('own-images'), (files) => model.take_files(files));
  take_dropped_files((files) => model.take_files(files));
}
