/**
 * What the browser keeps from one visit to the next: the run, as its recipe, and the drawings that were taught. Training
 * is exact, so following the recipe gives the same network, bit by bit; the fingerprint that is kept with it shows it.
 * The storage is given; where it is forbidden or full, nothing is kept.
 */
import { PIXELS } from '../network/arguments.js';
import { check_recipe } from '../training/recipe_check.js';
import { is_same_run, read_hash, write_hash } from '../training/settings.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {Omit<import('../training/protocol.js').Recipe, 'place'>} Recipe
 * @typedef {Recipe & { settings: Config, reached: number }} KeptRun settings: at the last step of the recipe; reached: the
 * step that the run came to, which may be a later one: a recipe ends where images of the visitor's own came in
 * @typedef {{ image: Uint8Array, label: number }} Example
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} Store
 */

const RUN = 'glassnet-run';
const EXAMPLES = 'glassnet-examples';
export const WORTH = 50; // steps from which on a run is worth keeping
const GAP = 2000; // ms between two writings of the run
const MOST_EXAMPLES = 100; // about 100 KB

export class Visit {
  /** Rows in the storage that this page has read at its start or written. @type {Set<string>} */
  #written = new Set();

  /** @param {() => Store} storage may throw, as `localStorage` does where storage is forbidden */
  constructor(storage) {
    this.storage = storage;
    /** @type {KeptRun | undefined} the run of the last visit */
    this.last = this.#attempt(() => parse_run(storage().getItem(RUN)));
    /** @type {KeptRun | undefined} the run of this visit, as it is to be kept */
    this.run = undefined;
    this.written_at = -Infinity; // ms
    /** Drawings that were taught in earlier runs and are not in the present one. @type {Example[]} */
    this.earlier = this.#attempt(() => parse_examples(storage().getItem(EXAMPLES))) ?? [];
    this.#written = new Set(this.earlier.map(row_of));
  }

  /** @template T @param {() => T} action @returns {T | undefined} undefined: storage is forbidden, full, or not ours */
  #attempt(action) {
    try {
      return action();
    } catch {
      return undefined;
    }
  }

  /**
   * The run of the last visit, if a run with these settings can go on with it.
   * @param {Config} settings @param {number} steps how far the present run has come
   * @returns {KeptRun | undefined}
   */
  offer(settings, steps) {
    const { last } = this;
    return last && is_same_run(last.settings, settings) && steps < last.steps ? last : undefined;
  }

  /**
   * Notes how far the present run has come. It is written now and then, but not while it is behind the last visit's, so
   * that an offer stays good until it has been overtaken.
   * @param {KeptRun} run its settings and stretches alone reproduce it
   */
  note(run) {
    const is_kept = run.steps >= WORTH && run.settings.data !== 'own';
    this.run = is_kept && !this.offer(run.settings, run.steps) ? run : undefined;
    if (performance.now() - this.written_at > GAP) this.write();
  }

  /**
   * Notes how far the present run has come since its settings alone do not reproduce it any more.
   * @param {number} steps
   */
  note_reached(steps) {
    if (this.run) this.run = { ...this.run, reached: Math.max(steps, this.run.reached) };
    if (performance.now() - this.written_at > GAP) this.write();
  }

  /** Writes the present run: every few seconds, when another begins, and when the page goes. */
  write() {
    if (!this.run) return;
    this.written_at = performance.now();
    const { settings, ...run } = this.run;
    const text = JSON.stringify({ hash: write_hash(settings), ...run });
    this.#attempt(() => this.storage().setItem(RUN, text));
  }

  /** Another run begins. @param {Example[]} taught to the one before */
  begin(taught) {
    this.write();
    this.run = undefined;
    this.earlier = [...this.earlier, ...taught].slice(-MOST_EXAMPLES);
  }

  /**
   * Keeps the drawings that were taught, the newest of them if they are many. Those that another page of this site has kept
   * meanwhile stay; those that this one has taken back go.
   * @param {Example[]} taught to this run
   */
  keep_examples(taught) {
    const own = [...this.earlier, ...taught].map(row_of);
    this.#attempt(() => {
      const kept = rows_of(this.storage().getItem(EXAMPLES));
      const of_others = kept.filter((row) => !this.#written.has(row) && !own.includes(row));
      const rows = [...of_others, ...own].slice(-MOST_EXAMPLES);
      if (rows.length > 0) this.storage().setItem(EXAMPLES, `[${rows}]`);
      else this.storage().removeItem(EXAMPLES);
      this.#written = new Set(own);
    });
  }
}

/** An example as it is kept. @param {Example} example */
export const row_of = ({ image, label }) => JSON.stringify([label, btoa(String.fromCharCode(...image))]);

/** The rows of what is kept, each as its text. @param {string | null} text @returns {string[]} none, if it is not ours */
function rows_of(text) {
  try {
    return parse_examples(text).map(row_of);
  } catch {
    return [];
  }
}

/** @param {string | null} text @returns {KeptRun | undefined} undefined: none, or not a sound one */
function parse_run(text) {
  if (text === null) return undefined;
  const { hash, stretches, steps, fingerprint, reached = steps } = JSON.parse(text);
  const { config: settings, problems } = read_hash(String(hash));
  check_recipe({ stretches, steps, fingerprint }); // what throws is not offered
  const is_sound = steps >= WORTH && Number.isSafeInteger(reached) && reached >= steps;
  return is_sound && problems.length === 0 ? { settings, stretches, steps, fingerprint, reached } : undefined;
}

/** @param {string | null} text @returns {Example[]} */
function parse_examples(text) {
  /** @type {[number, string][]} */
  const rows = JSON.parse(text ?? '[]');
  const examples = rows.map(([label, base64]) => ({
    label,
    image: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  }));
  return examples.filter(is_example).slice(-MOST_EXAMPLES);
}

/** @param {unknown} value @returns {value is Example} */
export function is_example(value) {
  const { image, label } = /** @type {Partial<Example>} */ (value ?? {});
  const is_image = image instanceof Uint8Array && image.length === PIXELS;
  return is_image && Number.isInteger(label) && Number(label) >= 0 && Number(label) < 10;
}
