/**
 * The data of one run that was asked for, until all of them are there. A run may begin before that: it then gets the rest
 * as it arrives. Runs in any thread.
 */
import { late } from './late.js';
import { has_mnist, Source } from './source.js';

/**
 * @typedef {import('./protocol.js').Start} Start
 * @typedef {import('./protocol.js').Events} Events
 * @typedef {{ mnist?: Source, folder?: string, own?: Source, downloads?: import('./examples.js').Downloads }} Sources what
 * has been loaded for earlier runs; folder: where that MNIST came from; downloads: what has arrived of it so far
 *
 * @typedef {object} Given
 * @property {Sources} sources
 * @property {string} [folder] URL of MNIST, with a slash at its end; without it there is none
 * @property {(name: 'progress', detail: Events['progress']) => void} tell
 */

const PROGRESS_GAP = 50; // ms between two reports of progress

/** The first run needs none of it. */
const load_readers = () => late(import('./examples.js'), 'The part of Glassnet that reads data');

/** What was asked for is of no use any more: something else has been asked for meanwhile. */
export class Overtaken extends Error {
  /** @override */
  name = 'Overtaken';

  constructor(message = 'Another network has begun meanwhile.') {
    super(message);
  }
}

export class Loading {
  /** Whether enough has arrived to begin early. */
  can_begin = false;
  /** @type {() => void} */
  #resolve_early = () => {};
  #early = /** @type {Promise<void>} */ (new Promise((resolve) => (this.#resolve_early = () => resolve())));
  #arriving = new Source();

  /** @param {Start} start @param {Given} given */
  constructor(start, given) {
    this.start = start;
    this.given = given;
    this.controller = new AbortController();
    /** Whether the run has neither begun nor failed yet. */
    this.is_loading = true;
    /** Whether images still join the run that has begun. */
    this.is_arriving = false;
    /** @type {Loading | undefined} the one that was asked for before, which goes on if this one cannot begin */
    this.before = undefined;
    /** Resolves once the run has begun. @type {Promise<void>} */
    this.begun = Promise.resolve();
    /** All of the data; undefined: built-in handwriting. @type {Promise<Source | undefined>} */
    this.loaded = Promise.resolve(undefined);
  }

  /**
   * What the run learns from, once all of it is there or somebody has asked to begin early.
   * @returns {Promise<{ source?: Source, is_early: boolean }>}
   * @throws {Error} that says why the data cannot be had
   */
  async load() {
    this.loaded = this.#load().catch((error) => {
      throw this.controller.signal.aborted ? new Error('Loading was cancelled.', { cause: error }) : error;
    });
    this.loaded.catch(() => {}); // the caller and the Trainer handle it; it is no unhandled rejection
    const is_early = await Promise.race([this.loaded.then(() => false), this.#early.then(() => true)]);
    return { source: is_early ? this.#arriving : await this.loaded, is_early };
  }

  /** Ends the one before, if both would download the same: what this one goes back to is the one before that. */
  take_over_download() {
    const { before } = this;
    if (!before || [this, before].some(({ start }) => start.settings.data !== 'mnist')) return;
    this.before = before.before;
    before.controller.abort();
  }

  /** Whether another was asked for before this one, or before the one that this goes back to. @param {Loading} other @returns {boolean} */
  comes_after(other) {
    return this.before === other || (this.before?.comes_after(other) ?? false);
  }

  /** Ends this one, and those that it would go back to. @param {Error} [reason] */
  end(reason) {
    this.controller.abort(reason);
    this.before?.end(reason);
    this.before = undefined;
  }

  /** Begins with what has arrived, if that is enough. */
  begin_early() {
    if (this.can_begin) this.#resolve_early();
  }

  /** @returns {Promise<Source | undefined>} undefined: built-in handwriting */
  async #load() {
    const { settings, files } = this.start;
    const { sources, folder } = this.given;
    const { signal } = this.controller;
    const on_progress = this.#reporter();
    if (settings.data === 'digits') return undefined;
    if (settings.data === 'mnist') {
      if (sources.mnist && [undefined, folder].includes(sources.folder)) return sources.mnist;
      if (!folder)
        throw new Error('MNIST cannot be loaded here. Its four files can be dropped on the page instead.');
      const offer = this.start.folder ? true : await has_mnist(folder).catch((error) => error); // without an answer the files themselves are tried
      if (offer === false) throw new Error('This site has no MNIST. `make data` and `make` put it there.');
      const has_place = this.start.saved?.place !== undefined; // which is one in the order of all images
      const on_piece = () => (this.can_begin = !has_place);
      const { load_mnist } = await load_readers();
      const downloads = (sources.downloads ??= new Map());
      await load_mnist(folder, this.#arriving, { signal, on_progress, on_piece, downloads }).catch(
        (error) => {
          throw offer instanceof Error ? offer : error;
        },
      );
      sources.folder = folder;
      return (sources.mnist = this.#arriving);
    }
    if (files)
      sources.own = await (
        await load_readers()
      ).read_own(files, { signal, on_progress, turned: this.start.turned });
    if (!sources.own)
      throw new Error('There are no images of your own yet: drop IDX or CSV files on the page.');
    return sources.own;
  }

  /** @returns {(progress: import('./examples.js').Progress) => void} reports it, not more often than it can be shown */
  #reporter() {
    let reported_at = -Infinity;
    return (progress) => {
      if (performance.now() - reported_at < PROGRESS_GAP && progress.done !== progress.total) return;
      reported_at = performance.now();
      const can_begin = this.can_begin && this.is_loading;
      this.given.tell('progress', { run: this.start.run, ...progress, can_begin });
    };
  }
}
