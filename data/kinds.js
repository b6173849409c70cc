/** What a file is, told by its first bytes and its name, in plain words and with what to do. Runs in any thread. */
import { gunzip, joined } from './gunzip.js';
import { idx_kind } from './idx.js';

/**
 * @typedef {'images' | 'labels' | 'table' | 'network' | 'picture' | 'other'} FileKind images and labels: IDX; network: saved
 * by this page
 * @typedef {{ kind: FileKind, words: string }} Found words: what it is and what to do, as the rest of a sentence
 */

const START = 4096; // bytes that are looked at
const FIELDS = 50; // of a line: more are a table of images

const AS_TABLE = 'write its images as CSV (the label, then 784 greys) or as IDX files';

/** What other files begin with. @type {[begins: RegExp, words: string, kind?: FileKind][]} as Latin-1 */
const BEGINNINGS = [
  [/^\x89PNG|^\xff\xd8\xff|^GIF8|^BM[^]{4}\0\0\0\0|^RIFF[^]{4}WEBP/, 'a picture', 'picture'],
  [/^PK\x03\x04|^PK\x05\x06/, 'an archive (zip): unpack it, and drop the files that are in it'],
  [
    /^7z\xbc\xaf|^Rar!|^\xfd7zXZ|^BZh|^\x28\xb5\x2f\xfd|^[^]{257}ustar/,
    'an archive: unpack it, and drop the files in it',
  ],
  [/^\x93NUMPY/, `an array of NumPy: ${AS_TABLE}`],
  [/^\x89HDF|^PAR1|^MATLAB|^ARROW1|^SQLite|^\x80[\x02-\x05]/, `data of another program: ${AS_TABLE}`],
  [/^%PDF/, 'a PDF: save the digit as PNG or JPEG'],
  [
    /^[^]{4}ftyp(heic|heix|mif1|avif)|^II\*\0|^MM\0\*/,
    'a picture of a kind that is not read here: save it as PNG or JPEG',
  ],
  [/^\s*(<\?xml[^]*)?<svg/i, 'a drawing (SVG): save it as PNG'],
  [/^(\xef\xbb\xbf)?\s*</, 'a web page, not the file behind it: download that'],
];

/** Archives that go by another name. @type {[name: RegExp, words: string][]} */
const NAMES = [
  [/\.npz$/i, `an archive of NumPy: ${AS_TABLE}`],
  [
    /\.(pt|pth|ckpt)$/i,
    'a network of PyTorch: write its weights as safetensors, with the names Wh, bh, Wo, bo',
  ],
  [/\.(xlsx|ods)$/i, 'a spreadsheet: save it as CSV'],
];

/**
 * @param {Uint8Array} start the first bytes, unpacked
 * @param {string} name of the file
 * @returns {Found}
 */
export function kind_of(start, name) {
  if (start.length === 0) return { kind: 'other', words: 'empty' };
  const idx = idx_kind(start);
  if (idx) return { kind: idx, words: `IDX ${idx}` };
  const [, named] = NAMES.find(([pattern]) => pattern.test(name)) ?? [];
  if (named) return { kind: 'other', words: named };
  const text = String.fromCharCode(...start); // a decoder of Latin-1 changes some of the bytes
  if (text[8] === '{' || /^\s*\{\s*"format": *"glassnet/.test(text))
    return { kind: 'network', words: 'a saved network' };
  const [, words, kind = /** @type {const} */ ('other')] =
    BEGINNINGS.find(([begins]) => begins.test(text)) ?? [];
  if (words) return { kind, words };
  if (/[\0-\x08\x0e-\x1f]/.test(text))
    return {
      kind: 'other',
      words: 'none of the files that are read here: IDX, CSV, PNG, JPEG or a saved network',
    };
  if (is_table(text)) return { kind: 'table', words: 'a table' };
  return { kind: 'other', words: 'a text file: images come as IDX files or CSV (the label, then 784 greys)' };
}

/** Whether a line of a text has as many fields as one of a table of images. @param {string} text */
function is_table(text) {
  const [line] = text.replace(/^\s+/, '').split(/[\r\n]/);
  return line.split(/[,;\t]|\s+/).length > FIELDS;
}

/**
 * @param {File} file plain or gzip
 * @returns {Promise<Found>} other, with the reason, if it cannot be read
 */
export async function kind_of_file(file) {
  /** @type {Awaited<ReturnType<typeof gunzip>> | undefined} */
  let input;
  try {
    input = await gunzip(file.stream());
    let start = new Uint8Array();
    for (let chunk; start.length < START && (chunk = await input.read());) start = joined(start, chunk);
    return kind_of(start.subarray(0, START), file.name.replace(/\.gz$/i, ''));
  } catch (error) {
    return { kind: 'other', words: `not to be read: ${error instanceof Error ? error.message : error}` };
  } finally {
    await input?.cancel();
  }
}
