/** Opens a saved network, of this version or an earlier one. */
import { from_json, MOST_CHARACTERS } from './json.js';
import { from_safetensors, MOST_BYTES } from './safetensors.js';

/** @typedef {import('./safetensors.js').Model} Model */
/** @typedef {import('./json.js').EarlierModel} EarlierModel */

const HEADER_AT = 8; // where the header of safetensors begins
const BRACE = '{'.charCodeAt(0);

/**
 * @param {File} file
 * @returns {Promise<Model & Partial<Pick<EarlierModel, 'earlier'>>>} run: the place at which training goes on; earlier:
 * seed and steps in a file of an earlier version, which does not say the place
 * @throws {Error} that names the file and what is wrong with it
 */
export async function open_file(file) {
  /** @param {string} problem @returns {never} */
  const fail = (problem) => {
    throw new Error(`${file.name}: ${problem}; expected a network saved by Glassnet`);
  };
  if (file.size > MOST_CHARACTERS) fail(`it has ${file.size} bytes`);
  const start = new Uint8Array(await file.slice(0, HEADER_AT + 1).arrayBuffer());
  if (start[HEADER_AT] === BRACE) {
    if (file.size > MOST_BYTES) fail(`it has ${file.size} bytes`);
    return from_safetensors(new Uint8Array(await file.arrayBuffer()), file.name);
  }
  if (!is_text(start)) fail('it is neither safetensors nor JSON');
  const text = await file.text();
  if (/^\s*</.test(text)) fail('it is a page or another text with tags');
  return from_json(text, file.name);
}

/** Whether a text may begin so. @param {Uint8Array} start */
function is_text(start) {
  return start.length > 0 && start.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}
