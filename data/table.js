/**
 * Reads images from a table as text (CSV): in each line a label and 784 greys, with or without a header, plain or gzip. A
 * header is a first line in which a field names the labels, or most fields are words. Runs in any thread.
 */
import { GzipError, gunzip, joined } from './gunzip.js';
import { IdxError } from './idx.js';

/** @typedef {{ images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer> }} Piece images: n × 784 greys */

const PIXELS = 784;
const CLASSES = 10;
const ROWS = 500; // of a piece
const [LF, CR, QUOTE, SPACE, ZERO, NINE] = [10, 13, 34, 32, 48, 57];
const LABEL = /^(label|class|digit|target|y)$/i;
const NUMBER = /^(id|index|unnamed: 0|)$/i; // of a row

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {object} options
 * @param {string} options.name of the file, for messages
 * @param {(received: number) => void} [options.on_received] bytes so far, before unpacking
 * @returns {AsyncGenerator<Piece, void, void>} some rows at a time, in order
 * @throws {IdxError} that names the file, the line and what is wrong there
 */
export async function* read_table(stream, { name, on_received }) {
  const input = await gunzip(stream, on_received);
  const table = new Table(name);
  try {
    let rest = new Uint8Array();
    for (let chunk; (chunk = await input.read());) {
      const bytes = joined(rest, chunk);
      let from = 0;
      for (let end; (end = end_of_line(bytes, from)) >= 0; from = end + 1) {
        table.read(bytes.subarray(from, end));
        if (table.rows === ROWS) yield table.take();
      }
      rest = bytes.slice(from);
    }
    table.read(rest);
    if (table.rows > 0) yield table.take();
    if (table.total === 0) throw new IdxError(name, 'it has no rows');
  } catch (error) {
    if (error instanceof GzipError) throw new IdxError(name, error.message, { cause: error });
    throw error;
  } finally {
    await input.cancel();
  }
}

/** @param {Uint8Array} bytes @param {number} from */
function end_of_line(bytes, from) {
  for (let i = from; i < bytes.length; i++) if (bytes[i] === LF || bytes[i] === CR) return i;
  return -1;
}

class Table {
  /** @type {number | undefined} character between two fields, once a line has been read */
  #separator = undefined;
  #label = 0; // column
  #skipped = -1; // column with a number of the row
  #scale = 0; // greys for each unit; 0: not known yet
  #line = 0;
  #fields = new Float64Array(PIXELS + 2);
  #piece = empty_piece();

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.rows = 0; // of the piece
    this.total = 0;
  }

  /** @param {string} problem @returns {never} */
  #fail(problem) {
    throw new IdxError(this.name, `line ${this.#line} ${problem}`);
  }

  /** @returns {Piece} the rows since the last call */
  take() {
    const { images, labels } = this.#piece;
    const piece = { images: images.slice(0, this.rows * PIXELS), labels: labels.slice(0, this.rows) };
    this.rows = 0;
    return piece;
  }

  /** @param {Uint8Array} line without its end */
  read(line) {
    this.#line++;
    if (line.every((byte) => byte === SPACE)) return;
    if (this.#separator === undefined && this.#begin(line)) return;
    const count = this.#parse(line);
    const expected = PIXELS + 1 + Number(this.#skipped >= 0);
    if (count === PIXELS && this.#skipped < 0)
      this.#fail('has 784 fields: these are greys without a label, and training needs labels');
    if (count !== expected) this.#fail(`has ${count} fields, but a line has a label and 784 greys: 785`);
    this.#add();
  }

  /** What the first line says. @param {Uint8Array} line @returns {boolean} whether it is a header */
  #begin(line) {
    const text = new TextDecoder().decode(line).trim();
    const separator = [',', ';', '\t'].find((each) => text.includes(each)) ?? ' ';
    this.#separator = separator.charCodeAt(0);
    const fields = text
      .split(separator === ' ' ? /\s+/ : separator)
      .map((each) => each.replaceAll('"', '').trim());
    const words = fields.filter((each) => each !== '' && !Number.isFinite(Number(each)));
    // Fewer words than that are damaged values: a header that numbers its columns still names the one with the labels.
    if (words.length <= fields.length / 2 && !words.some((each) => LABEL.test(each))) return false;
    if (fields.length > PIXELS + 1 && NUMBER.test(fields[0])) this.#skipped = 0;
    this.#label = Math.max(
      fields.findIndex((each) => LABEL.test(each)),
      this.#skipped + 1,
    );
    return true;
  }

  /** Reads the numbers of a line. @param {Uint8Array} line @returns {number} how many fields it has */
  #parse(line) {
    const separator = this.#separator;
    let count = 0;
    let from = 0;
    let end = line.length;
    while (end > 0 && (line[end - 1] === SPACE || line[end - 1] === separator)) end--;
    for (let i = 0; i <= end; i++) {
      if (i < end && line[i] !== separator) continue;
      if (separator === SPACE && i === from) {
        from = i + 1; // several spaces are one
        continue;
      }
      if (count < this.#fields.length) this.#fields[count] = this.#number(line, from, i, count);
      count++;
      from = i + 1;
    }
    return count;
  }

  /** @param {Uint8Array} line @param {number} from @param {number} end @param {number} column */
  #number(line, from, end, column) {
    let value = 0;
    let i = from;
    for (; i < end && line[i] >= ZERO && line[i] <= NINE; i++) value = 10 * value + line[i] - ZERO;
    if (i === end && i > from) return value;
    const bytes = line.subarray(from, end).filter((byte) => byte !== QUOTE);
    const text = new TextDecoder().decode(bytes).trim();
    const number = text === '' ? NaN : Number(text);
    if (!Number.isFinite(number) && column !== this.#skipped)
      this.#fail(`has “${text.slice(0, 20)}” in field ${column + 1}, which is no number`);
    return number;
  }

  /** The row that was read joins the piece. */
  #add() {
    const { images, labels } = this.#piece;
    const label = this.#fields[this.#label];
    if (!Number.isInteger(label) || label < 0 || label >= CLASSES)
      this.#fail(`has the label ${label}, but labels are the digits 0 to ${CLASSES - 1}`);
    const columns = PIXELS + 1 + Number(this.#skipped >= 0);
    const greys = this.#fields
      .subarray(0, columns)
      .filter((_, column) => column !== this.#label && column !== this.#skipped);
    // shares of 1 rather than greys of 255, if the first row says so
    if (this.#scale === 0)
      this.#scale =
        greys.some((grey) => !Number.isInteger(grey)) && greys.every((grey) => grey <= 1) ? 255 : 1;
    const at = this.rows * PIXELS;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const grey = Math.round(greys[pixel] * this.#scale);
      if (!(grey >= 0 && grey <= 255)) this.#fail(`has the grey ${greys[pixel]}, but greys are 0 to 255`);
      images[at + pixel] = grey;
    }
    labels[this.rows++] = label;
    this.total++;
  }
}

/** @returns {Piece} */
const empty_piece = () => ({ images: new Uint8Array(ROWS * PIXELS), labels: new Uint8Array(ROWS) });
