/**
 * `make data`: brings the four files of MNIST into data/mnist, from the folder MNIST_DIR or else from a public mirror.
 * A file is written only after the SHA-256 of its uncompressed bytes has been checked, under a temporary name that is then
 * changed. A file that is already there is never overwritten.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MNIST_FILES, MNIST_MIRRORS } from './mnist.js';
import { MNIST_FOLDER, find_file, names_seen } from './mnist_files.mjs';

const SLACK = 1.1; // a file may be so much longer than it should be before it is refused unread
const PATIENCE = 30_000; // ms without a byte

/** The most bytes that are read of a file, packed or not. @param {{ bytes: number }} expected */
const most_of = ({ bytes }) => Math.ceil(SLACK * bytes) + 1000;

/**
 * @param {object} [options]
 * @param {string} [options.folder] folder to put the files into
 * @param {string} [options.from] folder to take them from, packed or plain, instead of the mirrors
 * @param {string[]} [options.mirrors] addresses of folders, tried in this order for each file
 * @param {typeof MNIST_FILES} [options.files]
 * @param {(line: string) => void} [options.say]
 * @param {number} [options.patience] ms that a mirror may be silent
 * @throws {Error} that says which file, what it was and what was expected; files that are there stay as they are
 */
export async function fetch_mnist({
  folder = MNIST_FOLDER,
  from,
  mirrors = MNIST_MIRRORS,
  files = MNIST_FILES,
  say = console.log,
  patience = PATIENCE,
} = {}) {
  await mkdir(folder, { recursive: true });
  for (const [name, expected] of Object.entries(files)) {
    const kept = join(folder, `${name}.gz`);
    if (existsSync(kept)) {
      await check_kept(kept, expected);
      say(`${kept} is there`);
      continue;
    }
    const { packed, origin } = from
      ? await take_from_folder(from, name, expected)
      : await download(mirrors, name, expected, patience);
    await write_whole(kept, packed);
    say(`${kept} from ${origin}`);
  }
}

/**
 * @param {string} path
 * @param {{ bytes: number, sha256: string }} expected
 */
async function check_kept(path, expected) {
  const problem = problem_of(unpacked(await read_file(path, expected), expected), expected);
  if (problem) throw new Error(`${path}: ${problem}. It was left as it is; delete it to get it again.`);
}

/**
 * @param {string} from
 * @param {string} name
 * @param {{ bytes: number, sha256: string }} expected
 */
async function take_from_folder(from, name, expected) {
  const path = find_file(from, name);
  if (!path)
    throw new Error(
      `Neither ${name}.gz nor ${name} is in ${resolve(from)}, the folder that MNIST_DIR names. ${names_seen(resolve(from))}`,
    );
  const bytes = await read_file(path, expected);
  const problem = problem_of(unpacked(bytes, expected), expected);
  if (problem) throw new Error(`${path}: ${problem}. Nothing was taken from it.`);
  return { packed: is_gzip(bytes) ? bytes : gzipSync(bytes), origin: path };
}

/** The bytes of a file, but not many more than it should have. @param {string} path @param {{ bytes: number }} expected */
async function read_file(path, expected) {
  const { size } = await stat(path);
  if (size > most_of(expected)) throw new Error(`${path}: ${size} bytes, expected at most ${expected.bytes}`);
  return readFile(path);
}

/**
 * Reads an answer, but not many more bytes than the file should have, and not for ever.
 * @param {string} address @param {{ bytes: number }} expected @param {number} patience ms without a byte
 * @returns {Promise<Buffer>}
 */
async function fetch_bounded(address, expected, patience) {
  const controller = new AbortController();
  const give_up = () => controller.abort(new Error(`no byte for ${patience / 1000} seconds`));
  let timer = setTimeout(give_up, patience);
  try {
    const response = await fetch(address, { signal: controller.signal });
    if (!response.ok) throw new Error(`answered ${response.status} ${response.statusText}`);
    const pieces = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(give_up, patience);
      size += piece.length;
      if (size > most_of(expected))
        throw new Error(`more than ${size} bytes, expected at most ${expected.bytes}`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/**
 * @param {string[]} mirrors
 * @param {string} name
 * @param {{ bytes: number, sha256: string }} expected
 * @param {number} patience ms that a mirror may be silent
 */
async function download(mirrors, name, expected, patience) {
  const problems = [];
  for (const mirror of mirrors) {
    const origin = new URL(`${name}.gz`, mirror).href;
    try {
      const bytes = await fetch_bounded(origin, expected, patience);
      const problem = problem_of(unpacked(bytes, expected), expected);
      if (problem) throw new Error(problem);
      return { packed: is_gzip(bytes) ? bytes : gzipSync(bytes), origin };
    } catch (error) {
      const { message, cause } = /** @type {Error} */ (error);
      problems.push(`${origin}: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`);
    }
  }
  throw new Error(
    `${name}.gz could not be downloaded:\n  ${problems.join('\n  ')}\n` +
      'If you have the files in a folder: MNIST_DIR=folder make data',
  );
}

/** @param {Buffer} bytes */
function is_gzip(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @param {Buffer} bytes @param {{ bytes: number }} expected @returns {Buffer | Error} the uncompressed bytes, or why there are none */
function unpacked(bytes, expected) {
  try {
    return is_gzip(bytes) ? gunzipSync(bytes, { maxOutputLength: most_of(expected) }) : bytes;
  } catch (error) {
    return /** @type {Error} */ (error);
  }
}

/**
 * @param {Buffer | Error} plain
 * @param {{ bytes: number, sha256: string }} expected
 * @returns {string | undefined} how the uncompressed bytes differ from what is expected
 */
function problem_of(plain, { bytes, sha256 }) {
  const what_is_expected = `expected ${bytes} bytes with SHA-256 ${sha256} when uncompressed`;
  if (plain instanceof Error) return `broken gzip stream (${plain.message}), ${what_is_expected}`;
  const hash = createHash('sha256').update(plain).digest('hex');
  return hash === sha256 ? undefined : `${plain.length} bytes with SHA-256 ${hash}, ${what_is_expected}`;
}

/**
 * Writes a file in one step: who reads `path` meanwhile sees nothing or all of it.
 * @param {string} path
 * @param {Buffer} bytes
 */
async function write_whole(path, bytes) {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await fetch_mnist({ from: process.env.MNIST_DIR });
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
