/** The machine room: four machines on the same steps, as bars of samples per second. */
import { importing, start_worker } from '../link/start_worker.js';
import { create, set_text, watch_view } from '../figures/dom.js';
import { count, in_fours, short } from '../figures/format.js';

/**
 * @typedef {import('./race.js').Name} Name
 * @typedef {{ type: 'round', rates: Partial<Record<Name, number>>, bits?: import('./race.js').Bits }} Round
 * @typedef {{ type: 'failed', message: string }} Failure
 * @typedef {{ element: HTMLElement, rate: HTMLElement, ratio: HTMLElement, bar: HTMLElement }} Row
 *
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {{ state: { settings: Config, playing: boolean }, play: () => void, pause: () => void }} Training what the
 * room needs of the Model, beside its events 'began' and 'change'
 * @typedef {EventTarget & Training} TrainingModel
 *
 * @typedef {{ assets: URL, begin?: () => Worker }} Where assets: the folder with the two modules; begin: makes the thread, by
 * default from the file beside the page's
 */

/** @type {Record<Name, [string, string]>} */
const TEXTS = {
  simd: ['SIMD module', 'WebAssembly, four numbers at a time, zeros skipped'],
  scalar: ['Scalar module', 'WebAssembly, one number at a time, zeros skipped'],
  skipping: ['Plain JavaScript', 'one number at a time, zeros skipped'],
  dense: ['Plain JavaScript, dense', 'one number at a time, every pixel'],
};
const DIGITS = 2000;
const NAMES = /** @type {Name[]} */ (Object.keys(TEXTS));

const begin_race = () => start_worker(importing(new URL('./worker.js', import.meta.url)));

export class MachineRoom {
  #listening = new AbortController();

  /**
   * @param {HTMLElement} container
   * @param {TrainingModel} model
   * @param {Where} where
   */
  constructor(container, model, { assets, begin = begin_race }) {
    this.container = container;
    this.model = model;
    this.assets = assets;
    this.begin = begin;
    /** @type {Worker | undefined} of the race that is on */
    this.worker = undefined;
    this.problem = ''; // why the last race failed
    this.is_interrupted = false; // training goes on once the race is over
    this.button = create('button', { type: 'button', class: 'primary' }, 'Start');
    this.button.addEventListener('click', () => (this.worker ? this.stop() : this.start()));
    this.note = create('span', { class: 'hint', role: 'status' });
    this.rows = new Map(NAMES.map((name) => [name, row_of(name)]));
    this.proof = create('p', { class: 'room-proof' }); // changes too often to be read out
    const list = create(
      'ol',
      { class: 'room-rows' },
      ...[...this.rows.values()].map(({ element }) => element),
    );
    const choice = create('div', { class: 'choice' }, this.button, this.note);
    container.replaceChildren(create('div', { class: 'room' }, choice, list, this.proof));
    this.#listen();
    this.#describe();
  }

  /** The race stops by itself where nobody sees it, and when somebody lets the training go on. */
  #listen() {
    const { container, model } = this;
    const { signal } = this.#listening;
    watch_view(container, (is_in_view) => is_in_view || this.stop(), { signal });
    const { ownerDocument } = container;
    ownerDocument.addEventListener('visibilitychange', () => this.#follow_visibility(), { signal });
    model.addEventListener('began', () => this.stop(), { signal });
    model.addEventListener('change', () => this.#follow_training(), { signal });
  }

  dispose() {
    this.stop();
    this.#listening.abort();
    this.container.replaceChildren();
  }

  #describe() {
    const { hidden, 'batch-size': batch } = this.model.state.settings;
    const text = `${hidden} hidden units, batches of ${count(batch)}, ${count(DIGITS)} built-in digits`;
    set_text(this.note, this.worker ? `${text}; training is paused meanwhile` : this.problem || text);
  }

  start() {
    const { model, assets } = this;
    const { hidden, seed, 'batch-size': batch_size } = model.state.settings;
    this.problem = '';
    this.is_interrupted = model.state.playing;
    if (this.is_interrupted) model.pause();
    const worker = this.begin();
    this.worker = worker;
    // what a race that has ended still says does not count
    worker.addEventListener('message', ({ data }) => worker === this.worker && this.#take(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.worker) this.#fail('The machine room could not be loaded. Reload the page.');
    });
    const [simd, scalar] = ['simd', 'scalar'].map((build) => new URL(`network.${build}.wasm`, assets).href);
    worker.postMessage({ settings: { hidden, seed, batch_size, digits: DIGITS }, modules: { simd, scalar } });
    set_text(this.button, 'Stop');
    set_text(this.proof, '');
    this.#describe();
  }

  /** Training that the race had interrupted goes on, at once or when the page is visible again. */
  stop() {
    if (!this.worker) return;
    this.worker.terminate();
    this.worker = undefined;
    set_text(this.button, 'Start');
    this.#describe();
    this.#resume();
  }

  #resume() {
    const { model, is_interrupted, container } = this;
    if (!is_interrupted || container.ownerDocument.hidden) return;
    this.is_interrupted = false;
    if (!model.state.playing) model.play();
  }

  #follow_visibility() {
    if (this.container.ownerDocument.hidden) this.stop();
    else if (!this.worker) this.#resume();
  }

  #follow_training() {
    if (this.model.state.playing) this.stop();
    this.#describe();
  }

  /** @param {Round | Failure} message */
  #take(message) {
    if (message.type === 'round') this.#show(message);
    else this.#fail(message.message);
  }

  /** @param {string} message */
  #fail(message) {
    this.problem = message;
    this.stop();
  }

  /** @param {Round} round */
  #show({ rates, bits }) {
    const measured = NAMES.map((name) => rates[name] ?? NaN).filter(Number.isFinite);
    const [largest, slowest] = [Math.max(...measured), rates.dense ?? NaN];
    for (const [name, row] of this.rows) {
      const rate = rates[name] ?? NaN;
      const is_there = Number.isFinite(rate);
      row.element.dataset.rate = String(rate);
      set_text(row.rate, is_there ? `${short(rate)}/s` : name in rates ? '…' : 'not here');
      set_text(row.ratio, is_there && slowest > 0 ? `${ratio(rate / slowest)} ×` : '');
      row.bar.style.width = is_there ? `${((100 * rate) / largest).toFixed(1)}%` : '0';
    }
    if (!bits) return;
    set_text(this.proof, words(bits));
    Object.assign(this.proof.dataset, bits);
  }
}

/** @param {number} value */
const ratio = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** @param {import('./race.js').Bits} bits */
function words({ steps, simd, scalar }) {
  const after = `After ${count(steps)} steps`;
  if (simd === scalar) return `${after} both modules have the fingerprint ${in_fours(simd)}.`;
  return `${after} the fingerprints differ: SIMD ${in_fours(simd)}, scalar ${in_fours(scalar)}. That is a bug: please report it.`;
}

/** @param {Name} name @returns {Row} */
function row_of(name) {
  const [title, detail] = TEXTS[name];
  const rate = create('span', { class: 'rate' }, '–');
  const ratio_of = create('span', { class: 'ratio' });
  const bar = create('span', { class: 'bar' });
  const track = create('span', { class: 'track' }, bar);
  const element = create('li', { class: 'room-row', 'data-machine': name });
  element.append(create('b', {}, title), rate, ratio_of, track, create('span', { class: 'detail' }, detail));
  return { element, rate, ratio: ratio_of, bar };
}
