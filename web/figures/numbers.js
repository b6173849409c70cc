/** The row of live numbers. Each keeps the exact value beside the rounded one, in data attributes. */
import { create, set_text } from './dom.js';
import { Figure } from './figure.js';
import { term } from './term.js';
import { count, in_fours, percent, rough, short } from './format.js';

const SUMMARY_GAP = 6000; // ms
const HELD_BACK = 0.5; // share of what is possible from which on that is not said
const WORD = 'fingerprint';
const NOTE = ', the same in every browser';

export class LiveNumbers extends Figure {
  /** @param {HTMLElement} container */
  constructor(container) {
    super(container);
    this.summarised_at = -Infinity;
    this.was_playing = false;
    this.note = create('span', {}, NOTE);
    const output = (/** @type {string} */ text) => create('output', { part: 'number' }, text);
    const parts = {
      steps: output('0'),
      epochs: output('0.0'),
      'test-accuracy': output('–'),
      'test-loss': output('–'),
      'samples-per-second': output('–'),
      'possible-per-second': create('small'),
      fingerprint: output('–'),
      'fingerprint-note': create('dt', {}, term(WORD, 'fingerprint', this), this.note),
      summary: create('p', { class: 'visually-hidden', role: 'status' }),
    };
    const numbers = create(
      'dl',
      { class: 'numbers' },
      pair('', parts.steps, create('dt', {}, 'steps · epoch ', parts.epochs)),
      pair('measured', parts['test-accuracy'], create('dt', {}, 'test accuracy')),
      pair('measured', parts['test-loss'], create('dt', {}, 'test loss, ', term('nats', 'nat', this))),
      pair(
        'rate',
        parts['samples-per-second'],
        create('dt', {}, 'samples per second'),
        parts['possible-per-second'],
      ),
      pair('wide', parts.fingerprint, parts['fingerprint-note']),
    );
    this.name_parts({ numbers, ...parts });
    container.append(create('div', { class: 'live-numbers' }, numbers, parts.summary));
  }

  /** @param {string} part @param {string} text @param {Record<string, string | number>} exact */
  #show(part, text, exact) {
    const output = this.parts[part];
    set_text(output, text);
    for (const [name, value] of Object.entries(exact)) output.dataset[name] = String(value);
  }

  /**
   * @param {object} numbers
   * @param {number} numbers.steps
   * @param {number} numbers.epochs
   * @param {string} numbers.fingerprint
   * @param {number} numbers.samples_per_second 0: it is paused
   * @param {number} numbers.possible_per_second 0: not known yet
   */
  draw({ steps, epochs, fingerprint, samples_per_second, possible_per_second }) {
    const rate = samples_per_second > 0 ? short(samples_per_second) : '–';
    this.#show('steps', count(steps), { value: steps });
    this.#show('epochs', epochs.toFixed(epochs < 1000 ? 1 : 0), { value: epochs });
    this.#show('fingerprint', in_fours(fingerprint), { value: fingerprint, step: steps });
    this.#show('samples-per-second', rate, { value: samples_per_second });
    const is_held_back = samples_per_second > 0 && samples_per_second < HELD_BACK * possible_per_second;
    set_text(
      this.parts['possible-per-second'],
      is_held_back ? `of ${rough(possible_per_second)} possible` : '',
    );
  }

  /** @param {{ step: number, loss: number, accuracy: number }} test as measured at this step */
  draw_test({ step, loss, accuracy }) {
    this.#show('test-accuracy', percent(accuracy), { value: accuracy, step });
    this.#show('test-loss', Number.isFinite(loss) ? loss.toFixed(3) : String(loss), { value: loss, step });
  }

  /** What the fingerprint can be compared with. @param {string} text that begins with this word */
  show_note(text) {
    set_text(this.note, text.slice(WORD.length));
  }

  /** For those who listen: the numbers in a sentence, now and then while training, and when it stops. @param {boolean} is_playing */
  summarise(is_playing) {
    const now = performance.now();
    if (is_playing === this.was_playing && (!is_playing || now - this.summarised_at < SUMMARY_GAP)) return;
    this.summarised_at = now;
    this.was_playing = is_playing;
    const { steps, 'test-accuracy': accuracy, 'test-loss': loss, summary } = this.parts;
    const state = is_playing ? 'Training' : 'Paused';
    const test = `test accuracy ${accuracy.textContent}, test loss ${loss.textContent}`;
    set_text(summary, `${state}, step ${steps.textContent}: ${test}.`);
  }
}

/** @param {string} name @param {HTMLElement} output @param {HTMLElement} words below it @param {HTMLElement[]} beside the output */
const pair = (name, output, words, ...beside) =>
  create(
    'div',
    { class: name || false },
    create('dd', { class: name === 'wide' && 'mono' }, output, ...beside),
    words,
  );
