/** The row of live numbers. Each keeps the exact value beside the rounded one, in data attributes. */
import { by_id, set_text } from './dom.js';

/** A large number, short: 1310000 → 1.31 M. @param {number} value */
export function short_number(value) {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)} k` : value.toFixed(0);
}

/** A fingerprint in groups that can be read out. @param {string} fingerprint */
export const in_fours = (fingerprint) => fingerprint.replace(/(.{4})(?=.)/g, '$1 ');

/** @param {number} value 0 … 1 */
export const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** @param {string} id @param {string} text @param {Record<string, string | number>} exact */
function show(id, text, exact) {
  const output = by_id(id);
  set_text(output, text);
  for (const [name, value] of Object.entries(exact)) output.dataset[name] = String(value);
}

/** @param {{ steps: number, epochs: number, fingerprint: string, samples_per_second: number }} numbers */
export function show_numbers({ steps, epochs, fingerprint, samples_per_second }) {
  show('steps', steps.toLocaleString('en'), { value: steps });
  show('epochs', epochs.toFixed(epochs < 1000 ? 1 : 0), { value: epochs });
  show('fingerprint', in_fours(fingerprint), { value: fingerprint, step: steps });
  show('samples-per-second', samples_per_second > 0 ? short_number(samples_per_second) : '–', {
    value: samples_per_second,
  });
}

/** @param {{ step: number, loss: number, accuracy: number }} test as measured at this step */
export function show_test({ step, loss, accuracy }) {
  show('test-accuracy', percent(accuracy), { value: accuracy, step });
  show('test-loss', Number.isFinite(loss) ? loss.toFixed(3) : String(loss), { value: loss, step });
}

const SUMMARY_GAP = 6000; // ms
let summarised_at = -Infinity;
let was_playing = false;

/** For those who listen: the numbers in a sentence, now and then while training, and when it stops. @param {boolean} is_playing */
export function summarise(is_playing) {
  const now = performance.now();
  if (is_playing === was_playing && (!is_playing || now - summarised_at < SUMMARY_GAP)) return;
  summarised_at = now;
  was_playing = is_playing;
  const [steps, accuracy, loss] = ['steps', 'test-accuracy', 'test-loss'].map((id) => by_id(id).textContent);
  const state = is_playing ? 'Training' : 'Paused';
  set_text(by_id('summary'), `${state}, step ${steps}: test accuracy ${accuracy}, test loss ${loss}.`);
}
