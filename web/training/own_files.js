/**
 * Images of the visitor's own, from IDX files and from tables, plain or gzip. Runs in any thread.
 */
import { counted, IdxError, read_idx } from '../../data/idx.js';
import { kind_of_file } from '../../data/kinds.js';
import { read_table } from '../../data/table.js';
import { PIXELS } from '../network/arguments.js';
import { Source } from './source.js';
import { yielder } from './yielder.js';

/**
 * @typedef {import('./run.js').Examples} Examples
 * @typedef {import('./examples.js').Options} Options
 * @typedef {import('../../data/kinds.js').Found} Found
 * @typedef {{ name: string, read: () => Promise<Examples> }} Part images and their labels; name: of the files
 */

const MOST_IMAGES = 250_000; // about 200 MB of greys
const TEST_SHARE = 6; // one image in TEST_SHARE is kept for the test, if there are no test files
const MOST_TESTS = 10_000; // they are evaluated again and again while it trains, so that has to be quick
const MOST_NAMES = 5; // that a sentence lists
const SIDE = 28;
const INK = 128; // the least grey that counts as ink
const WIDE = 1.4; // times as wide as high: a one lies on its side
const WANTED =
  'Drop an IDX file of images together with one of labels, or a table (CSV) that has both, or two such sets: one to train on, one for the test.';

/** @param {string} name @param {number} count @param {'images' | 'labels'} kind */
function check_count(name, count, kind) {
  if (count > MOST_IMAGES)
    throw new IdxError(name, `it has ${counted(count, kind)}, but at most ${MOST_IMAGES} can be read`);
}

/** All items of an IDX file. @param {File} file @param {'images' | 'labels'} kind @param {Options} options */
async function read_file(file, kind, { signal, on_progress }) {
  const { count, pieces } = await read_idx(file.stream(), {
    name: file.name,
    kind,
    bytes: file.size,
    on_progress: ({ received, total }) => on_progress({ text: file.name, done: received, total }),
  });
  if (count > MOST_IMAGES) await pieces.return();
  check_count(file.name, count, kind);
  const items = new Uint8Array(count * (kind === 'images' ? PIXELS : 1));
  const yield_to_messages = yielder();
  let at = 0;
  for await (const piece of pieces) {
    await yield_to_messages();
    signal.throwIfAborted();
    items.set(piece, at);
    at += piece.length;
  }
  return items;
}

/** @param {File} images_file @param {File} labels_file @param {Options} options @returns {Promise<Examples>} */
async function read_pair(images_file, labels_file, options) {
  const labels = await read_file(labels_file, 'labels', options);
  const images = await read_file(images_file, 'images', options);
  if (images.length !== labels.length * PIXELS) {
    const count = images.length / PIXELS;
    throw new IdxError(
      labels_file.name,
      `it has ${counted(labels.length, 'labels')}, but ${images_file.name} has ${counted(count, 'images')}`,
    );
  }
  return { images, labels };
}

/** @param {File} file @param {Options} options @returns {Promise<Examples>} */
async function read_whole_table(file, { signal, on_progress }) {
  /** @type {Examples[]} */
  const pieces = [];
  const yield_to_messages = yielder();
  const { name, size } = file;
  let count = 0;
  const on_received = (/** @type {number} */ done) => on_progress({ text: name, done, total: size });
  for await (const piece of read_table(file.stream(), { name, on_received })) {
    await yield_to_messages();
    signal.throwIfAborted();
    pieces.push(piece);
    count += piece.labels.length;
    check_count(name, count, 'images');
  }
  const all = { images: new Uint8Array(count * PIXELS), labels: new Uint8Array(count) };
  let at = 0;
  for (const { images, labels } of pieces) {
    all.images.set(images, at * PIXELS);
    all.labels.set(labels, at);
    at += labels.length;
  }
  return all;
}

/** @param {Examples} examples @param {number} from @param {number} [to] */
const part_of = ({ images, labels }, from, to) => ({
  images: images.slice(from * PIXELS, to && to * PIXELS),
  labels: labels.slice(from, to),
});

/** Images whose rows and columns are swapped. @param {Examples} examples @returns {Examples} */
function turned_about({ images, labels }) {
  const turned = new Uint8Array(images.length);
  for (let at = 0; at < images.length; at += PIXELS)
    for (let pixel = 0; pixel < PIXELS; pixel++)
      turned[at + pixel] = images[at + (pixel % SIDE) * SIDE + Math.floor(pixel / SIDE)];
  return { images: turned, labels };
}

/**
 * Whether the ones lie on their side, as in files whose images have rows and columns swapped.
 * @param {Examples} examples
 */
function look_turned({ images, labels }) {
  let [width, height] = [0, 0];
  labels.forEach((label, i) => {
    if (label !== 1) return;
    const ink = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    const columns = new Set();
    const rows = new Set();
    ink.forEach((grey, pixel) => {
      if (grey < INK) return;
      columns.add(pixel % SIDE);
      rows.add(Math.floor(pixel / SIDE));
    });
    width += columns.size;
    height += rows.size;
  });
  return width > WIDE * height;
}

/** @param {string[]} names */
function listed(names) {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** @param {number} count @param {string} one */
const number_of = (count, one) => `${count} ${count === 1 ? one : `${one}s`}`;

const is_test = (/** @type {string} */ name) => /t10k|test|valid/i.test(name);

/**
 * The parts that some files have, one or two, and the files that have none.
 * @param {File[]} files
 * @param {Options} options
 * @returns {Promise<{ parts: Part[], others: File[] }>}
 * @throws {Error} that says what came instead
 */
async function parts_of(files, options) {
  const found = await Promise.all(files.map(kind_of_file));
  const of_kind = (/** @type {Found['kind']} */ kind) => files.filter((_, i) => found[i].kind === kind);
  const [images, labels, tables] = [of_kind('images'), of_kind('labels'), of_kind('table')];
  const has_pairs = images.length === labels.length && images.length > 0;
  /** @type {Part[]} */
  const parts = has_pairs
    ? pairs_of(images, labels).map(([first, second]) => ({
        name: `${first.name} ${second.name}`,
        read: () => read_pair(first, second, options),
      }))
    : tables.map((table) => ({ name: table.name, read: () => read_whole_table(table, options) }));
  const is_complete = has_pairs || images.length + labels.length === 0;
  if (parts.length === 1 || (parts.length === 2 && is_complete)) {
    const read = new Set(has_pairs ? [...images, ...labels] : tables);
    return { parts, others: files.filter((file) => !read.has(file)) };
  }
  if (files.length === 1 && images.length === 1) await read_file(images[0], 'images', options); // throws if the file itself is wrong
  const names = listed(files.map(({ name }) => name));
  const count = `${number_of(images.length, 'file')} of images and ${labels.length} of labels came (${names})`;
  const is_any = images.length + labels.length + tables.length > 0;
  const [first] = found;
  if (!is_any && files.length === 1) throw new Error(`${files[0].name} is ${first.words}.`);
  const reasons = files.flatMap((file, i) =>
    found[i].kind === 'other' ? [`${file.name} is ${found[i].words}.`] : [],
  );
  throw new Error([is_any ? `${count}.` : `No images came.`, ...reasons.slice(0, 2), WANTED].join(' '));
}

/**
 * Which labels belong to which images: those of the same part.
 * @param {File[]} images @param {File[]} labels as many
 * @returns {[images: File, labels: File][]}
 */
function pairs_of(images, labels) {
  if (images.length !== 2) return images.map((file, i) => [file, labels[i]]);
  const pick = (/** @type {File[]} */ list, /** @type {boolean} */ wanted) =>
    list.find(({ name }) => is_test(name) === wanted);
  const pairs = [false, true].map((wanted) => [pick(images, wanted), pick(labels, wanted)]);
  if (pairs.flat().some((file) => file === undefined))
    throw new Error('With four files, the names of the two test files must hold “t10k” or “test”.');
  return /** @type {[File, File][]} */ (pairs);
}

/** What can be read as a file: a Response gives its bytes where a File made of them cannot. @param {import('./protocol.js').Given} given */
function as_file(given) {
  if ('stream' in given) return given;
  const { name, size, bytes } = given;
  return /** @type {File} */ ({ name, size, stream: () => new Response(bytes).body });
}

/**
 * Reads IDX files and tables, plain or gzip: images and their labels, or twice that, where the names of the test files hold
 * `t10k` or `test`. Files of other kinds among them are left out, and `note` names them.
 * @param {import('./protocol.js').Given[]} given
 * @param {Options & { turned?: boolean }} options turned: rows and columns of the images are swapped
 * @returns {Promise<Source>}
 * @throws {Error} that names the file and what is wrong with it, or what came instead of images
 */
export async function read_own(given, { turned = false, ...options }) {
  const files = given.map(as_file);
  const { parts, others } = await parts_of(files, options);
  const as_wanted = async (/** @type {Part} */ part) => {
    const examples = await part.read();
    return turned ? turned_about(examples) : examples;
  };
  const [first, second] = [...parts].sort((a, b) => Number(is_test(a.name)) - Number(is_test(b.name)));
  const all = await as_wanted(first);
  if (!second && all.labels.length < 2)
    throw new IdxError(
      files[0].name,
      `it has ${counted(all.labels.length, 'images')}, but 2 or more are needed: some are kept for the test`,
    );
  const kept = second ? 0 : Math.min(Math.ceil(all.labels.length / TEST_SHARE), MOST_TESTS);
  const train = all.labels.length - kept;
  const test = second ? part_of(await as_wanted(second), 0, MOST_TESTS) : part_of(all, train);
  const source = Source.of(second ? all : part_of(all, 0, train), test);
  source.note = note_on(all, files, others, turned);
  return source;
}

/**
 * What there is to say about files that were read.
 * @param {Examples} examples @param {File[]} files @param {File[]} others that were not read @param {boolean} turned
 * @returns {string | undefined}
 */
function note_on(examples, files, others, turned) {
  const is_emnist = files.some(({ name }) => /emnist/i.test(name));
  const looks_turned = look_turned(examples);
  const hint =
    'Rows and columns of these images seem to be swapped, as EMNIST has them: “Turn the images” below the settings turns them.';
  const notes = [
    others.length > 0 ? `Not read: ${listed(others.map(({ name }) => name))}.` : '',
    looks_turned || (is_emnist && !turned) ? hint : '',
  ].filter(Boolean);
  return notes.join(' ') || undefined;
}
