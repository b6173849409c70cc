/** The network as a file. */
import { to_onnx, to_safetensors } from '../network/files/models.js';

const WRITE = { safetensors: to_safetensors, onnx: to_onnx };

/** Whether the browser lets the page hand out files: a frame in a sandbox, which has no origin, must not. */
export const may_save = () => self.origin !== 'null' || location.protocol === 'file:';

/**
 * @param {import('../model/model.js').Model} model
 * @param {keyof typeof WRITE} kind
 * @returns {Promise<{ name: string, content: Blob }>}
 * @throws {RangeError} if there is no such kind
 */
export async function save_model(model, kind) {
  if (!Object.hasOwn(WRITE, kind))
    throw new RangeError(`A network is saved as safetensors or onnx, not as ${String(kind).slice(0, 40)}.`);
  const { parameters, ...run } = await model.saved_state();
  const bytes = /** @type {BlobPart} */ (WRITE[kind](parameters, run));
  return { name: `glassnet-${run.hidden}-${run.fingerprint}.${kind}`, content: new Blob([bytes]) };
}
