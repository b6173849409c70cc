/** The machine room: four machines on the same steps, as bars of samples per second. */
import { create, set_text, watch_view } from '../figures/dom.js';
import { in_fours, short_number } from '../figures/numbers.js';

/**
 * @typedef {import('../mathematics/section.js').Page} Page
 * @typedef {import('./race.js').Name} Name
 * @typedef {{ rates: Partial<Record<Name, number>>, bits?: { steps: number, simd: string, scalar: string } }} Round
 * @typedef {{ element: HTMLElement, rate: HTMLElement, ratio: HTMLElement, bar: HTMLElement }} Row
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

class MachineRoom {
  /** @param {HTMLElement} container @param {Page} page */
  constructor(container, page) {
    this.page = page;
    /** @type {Worker | undefined} while it runs */
    this.worker = undefined;
    this.problem = ''; // why the last race failed
    this.is_playing = document.documentElement.dataset.training === 'playing'; // the training on the page
    this.is_interrupted = false; // it was playing before
    this.has_paused = false; // and has paused since
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
    this.#watch(container);
    this.#describe();
  }

  /** It stops by itself where nobody sees it. @param {HTMLElement} container */
  #watch(container) {
    watch_view(container, (is_in_view) => is_in_view || this.stop());
    document.addEventListener('visibilitychange', () => document.hidden && this.stop());
  }

  #describe() {
    const { hidden, 'batch-size': batch } = this.page.settings();
    const text = `${hidden} hidden units, batches of ${batch.toLocaleString('en')}, ${DIGITS.toLocaleString('en')} built-in digits`;
    set_text(this.note, this.worker ? `${text}; training is paused meanwhile` : this.problem || text);
  }

  start() {
    this.problem = '';
    const { hidden, seed, 'batch-size': batch_size } = this.page.settings();
    this.is_interrupted = this.is_playing;
    this.has_paused = !this.is_playing;
    if (this.is_playing) this.page.send({ type: 'pause' });
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    this.worker = worker;
    worker.addEventListener('message', ({ data }) => {
      if (this.worker !== worker) return;
      if (data.type === 'round') this.#show(data);
      else this.#fail(data.message);
    });
    worker.addEventListener('error', () =>
      this.#fail('The machine room could not be loaded. Reload the page.'),
    );
    const [simd, scalar] = ['simd', 'scalar'].map(
      (build) => new URL(`network.${build}.wasm`, document.baseURI).href,
    );
    worker.postMessage({ settings: { hidden, seed, batch_size, digits: DIGITS }, modules: { simd, scalar } });
    set_text(this.button, 'Stop');
    set_text(this.proof, '');
    this.#describe();
  }

  /** Training goes on where it had been interrupted. */
  stop() {
    if (!this.worker) return;
    this.worker.terminate();
    this.worker = undefined;
    set_text(this.button, 'Start');
    this.#describe();
    const plays_again = this.has_paused && this.is_playing; // or the pause may still be on its way
    if (this.is_interrupted && !plays_again) this.page.play();
    this.is_interrupted = false;
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
      set_text(row.rate, is_there ? `${short_number(rate)}/s` : name in rates ? '…' : 'not here');
      set_text(row.ratio, is_there && slowest > 0 ? `${ratio(rate / slowest)} ×` : '');
      row.bar.style.width = is_there ? `${((100 * rate) / largest).toFixed(1)}%` : '0';
    }
    if (!bits) return;
    set_text(this.proof, words(bits));
    Object.assign(this.proof.dataset, bits);
  }

  /** @param {any} message */
  told(message) {
    if (message.type === 'snapshot') this.#follow(message.playing);
    if (message.type === 'began') this.stop();
    if (message.type === 'began' || !this.worker) this.#describe();
  }

  /** Once training has paused for the race, somebody who lets it play again ends the race. @param {boolean} is_playing */
  #follow(is_playing) {
    this.is_playing = is_playing;
    if (!is_playing) this.has_paused = true;
    else if (this.worker && this.has_paused) this.stop();
  }
}

/** @param {number} value */
const ratio = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** @param {{ steps: number, simd: string, scalar: string }} bits */
function words({ steps, simd, scalar }) {
  const after = `After ${steps.toLocaleString('en')} steps`;
  if (simd === scalar) return `${after} both modules have the fingerprint ${in_fours(simd)}.`;
  return `${after} the fingerprints differ: SIMD ${in_fours(simd)}, scalar ${in_fours(scalar)}. That is a bug: please tell us.`;
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

/**
 * @param {HTMLElement} container
 * @param {Page} page
 * @returns {{ told: (message: any) => void }}
 */
export function start_machine_room(container, page) {
  const room = new MachineRoom(container, page);
  return { told: (message) => room.told(message) };
}
