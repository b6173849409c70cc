/**
 * Networks that no settings bring back, since images, drawings or a file of the visitor's own had a part in them: their
 * parameters are kept from one visit to the next, with what they were taught. Parameters are 32 KB to 1.6 MB, so they lie in
 * a database, which takes bytes and lets the page go on meanwhile; the recipe of other runs, some hundred characters, lies
 * where it is written at once, even while the page goes (visit.js). Which database that is, is given.
 */
import { late } from '../training/late.js';
import { begins_new_run, read_hash, write_hash } from '../training/settings.js';
import { beginning_of } from './opened.js';
import { teach_again } from './teach_again.js';
import { is_example, row_of, WORTH } from './visit.js';
import { kept_opened_words, kept_words } from './words.js';

/**
 * @typedef {import('./model.js').Model} Model
 * @typedef {import('./visit.js').Example} Example
 * @typedef {import('../training/settings.js').Config} Config
 *
 * @typedef {object} Row a network as it is kept
 * @property {number} at when it was written, ms
 * @property {string} hash the settings, as in an address
 * @property {number} steps
 * @property {Uint8Array} bytes a file of safetensors
 * @property {Example[]} examples that it was taught
 *
 * @typedef {object} Shelf where networks are kept; each call rejects where that is forbidden or full
 * @property {() => Promise<[key: string, row: unknown][]>} rows
 * @property {(key: string, row: Row) => Promise<void>} put
 * @property {(keys: string[]) => Promise<void>} remove
 */

const GAP = 3000; // ms between two writings: with the time that one takes, what is kept is less than 5 s old
const MOST_EARLIER = 2; // networks of earlier visits

/** @type {Shelf} */
const NO_SHELF = { rows: async () => [], put: async () => {}, remove: async () => {} };

/** Reads and writes networks as bytes. */
const files = () => late(import('../network/files/models.js'), 'The part that reads and writes files');

export class Kept {
  /** @type {(Row & { key: string }) | undefined} the newest network of earlier visits */
  last = undefined;
  /** @type {{ run: number, examples: Example[], key: string } | undefined} a network that goes on */
  #opened = undefined;
  #key = `${Date.now()} ${Math.random()}`; // of this visit's row
  #written = ''; // what it holds
  /** @type {ReturnType<typeof setTimeout> | undefined} until the next writing is over */
  #timer = undefined;
  #is_due = false;
  /** @type {(() => void) | undefined} the offer has changed */
  #changed = undefined;

  /** @param {Model} model @param {Shelf} [shelf] */
  constructor(model, shelf = NO_SHELF) {
    this.model = model;
    this.shelf = shelf;
  }

  /** A run has begun. @param {number} run @param {() => void} changed called when the offer is another */
  begin(run, changed) {
    if (run === this.#opened?.run) {
      this.last = undefined;
      this.#teach(this.#opened);
    }
    if (this.#changed) return;
    this.#changed = changed;
    void this.#read();
  }

  async #read() {
    const rows = (await this.shelf.rows().catch(() => []))
      .flatMap(([key, row]) => (is_row(row) ? [{ key, ...row }] : []))
      .sort((a, b) => b.at - a.at);
    this.last = rows[0];
    const old = rows.slice(MOST_EARLIER).map(({ key }) => key);
    for (const key of old) this.#remove(key);
    if (this.last) this.#changed?.();
  }

  /** The run on show, which its settings do not tell all of, has come to this step. @param {number} steps */
  note(steps) {
    if (steps < WORTH || this.shelf === NO_SHELF) return;
    this.#is_due = true;
    this.#timer ??= setTimeout(() => this.#write(), GAP);
    /** @type {{ unref?: () => void }} */ (this.#timer).unref?.(); // in Node it does not keep the process alive
  }

  /** Writes what is due at once: the page is being left. */
  flush() {
    clearTimeout(this.#timer);
    if (this.#is_due) void this.#write();
  }

  async #write() {
    this.#is_due = false;
    try {
      await this.#put();
    } catch {
      // another run has begun, the numbers have overflowed, or storage is forbidden or full: nothing is kept
    }
    this.#timer = undefined;
    if (this.#is_due) this.note(this.model.state.steps);
  }

  async #put() {
    const { shown, taught } = this.model.state;
    if (!shown) return;
    const { parameters, ...run } = await this.model.remote.send('saved', { run: shown.run });
    const examples = taught.map(({ image, label }) => ({ image, label }));
    const what = `${shown.run} ${run.fingerprint} ${taught.map(({ id }) => id)}`;
    if (what === this.#written) return;
    const { to_safetensors } = await files();
    const bytes = to_safetensors(parameters, run);
    const hash = write_hash(shown.settings);
    await this.shelf.put(this.#key, { at: Date.now(), hash, steps: run.steps, bytes, examples });
    this.#written = what;
    if (this.#opened?.run !== shown.run) return;
    await this.shelf.remove([this.#opened.key]); // it is kept as it is now
    this.#opened = undefined;
  }

  /** Goes on with the network that was offered. */
  async go_on() {
    const { last, model } = this;
    const loaded = await files().catch((error) => model.complain(error));
    if (!last || !loaded) return;
    try {
      const opened = loaded.from_safetensors(last.bytes, 'The network of your last visit');
      const { parameters, fingerprint, run } = opened;
      const { changes, saved } = beginning_of(opened);
      const place = saved.place ?? (run && without_images(run));
      const beginning = { playing: true, saved: { parameters, fingerprint, place } };
      const text = kept_opened_words(last);
      model.start({ ...settings_of(last), ...changes }, beginning, [text]);
      this.#opened = { run: model.state.asked.run, examples: last.examples, key: last.key };
    } catch (error) {
      this.#drop();
      model.complain(error);
    }
  }

  /** Forgets it for good. */
  forget() {
    this.#drop();
    this.model.report('The network of your last visit is forgotten.');
  }

  #drop() {
    if (this.last) this.#remove(this.last.key);
    this.last = undefined;
    this.#changed?.();
  }

  /** @returns {import('./notices.js').Choice[]} buttons, while there is a network */
  get choices() {
    if (!this.last) return [];
    return [
      { text: 'Open it', action: () => this.go_on() },
      { text: 'Forget it', action: () => this.forget() },
    ];
  }

  /** Why a run cannot begin, and the offer of the kept network with it. @param {string} reason @returns {import('./notices.js').Words} */
  beside(reason) {
    const text = this.last ? `${reason} ${kept_words(this.last)}` : reason;
    return { kind: 'trouble', text, choices: this.choices };
  }

  /** @param {string} key */
  #remove(key) {
    this.shelf.remove([key]).catch(() => {}); // it is offered again, then
  }

  /** Its drawings are among those that can be taught again, until they have been. @param {{ run: number, examples: Example[] }} opened */
  #teach({ run, examples }) {
    if (examples.length === 0) return;
    const { model } = this;
    const own = new Set(examples.map(row_of));
    model.set_earlier(model.visit.earlier.filter((one) => !own.has(row_of(one))));
    void teach_again(model, run, examples);
  }

  /** Ends the timer. */
  dispose() {
    clearTimeout(this.#timer);
  }
}

/**
 * The place of a run whose images are not there: steps and epochs are counted on, with other images.
 * @param {import('../training/protocol.js').RunPlace} place
 */
const without_images = ({ steps, epoch, stretches }) => ({ steps, epoch, position: 0, stretches });

/** The settings of its run that can be had again: those of images of the visitor's own cannot. @param {Row} row */
function settings_of({ hash }) {
  const { config } = read_hash(hash);
  const is_own = /\bdata=own\b/.test(hash);
  const names = /** @type {(keyof Config)[]} */ (Object.keys(config));
  const known = names.filter((name) => begins_new_run(name) && !(is_own && name === 'data'));
  return Object.fromEntries(known.map((name) => [name, config[name]]));
}

/** Whether something is a row; its network is checked when it is opened. @param {unknown} value @returns {value is Row} */
function is_row(value) {
  const { at, hash, steps, bytes, examples } = /** @type {Record<string, unknown>} */ (value ?? {});
  const are_right = Number.isFinite(at) && typeof hash === 'string' && Number.isSafeInteger(steps);
  return are_right && bytes instanceof Uint8Array && Array.isArray(examples) && examples.every(is_example);
}
