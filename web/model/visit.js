/**
 * The run is kept in the browser as its recipe: configuration, seed, and which rate and batch size were in force from
 * which step on. Training is exact, so going through the recipe again gives the same network, bit by bit.
 *
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {{ step: number, learning_rate: number, batch_size: number }} Stretch from this step on
 * @typedef {{ settings: Config, stretches: Stretch[], steps: number, fingerprint: string }} Recipe
 */
import { read_hash, write_hash } from '../training/settings.js';

const KEY = 'glassnet-run';
const WORTH = 50; // steps that are worth keeping

/** @param {Recipe} recipe */
export function keep_run({ settings, ...rest }) {
  if (rest.steps < WORTH || settings.data === 'own') return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ hash: write_hash(settings), ...rest }));
  } catch {
    // without storage nothing is kept
  }
}

/** The run kept last, if it fits this configuration. @param {Config} config @returns {Recipe | undefined} */
export function kept_run(config) {
  try {
    const { hash, stretches, steps, fingerprint } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { config: settings, problems } = read_hash(String(hash));
    const fits = ['data', 'hidden', 'seed'].every(
      (name) => settings[/** @type {keyof Config} */ (name)] === config[/** @type {keyof Config} */ (name)],
    );
    const is_sound =
      Array.isArray(stretches) && stretches.every(is_stretch) && Number.isInteger(steps) && steps >= WORTH;
    return fits && is_sound && problems.length === 0
      ? { settings, stretches, steps, fingerprint }
      : undefined;
  } catch {
    return undefined; // forbidden, or not ours
  }
}

/* ---- own examples ---- */

const EXAMPLES_KEY = 'glassnet-examples';
const MOST_EXAMPLES = 100; // some 100 KB

/** @typedef {{ image: Uint8Array, label: number }} Example */

/** Keeps the drawings that were taught, the newest of them if they are many. @param {Example[]} examples */
export function keep_examples(examples) {
  const rows = examples
    .slice(-MOST_EXAMPLES)
    .map(({ image, label }) => [label, btoa(String.fromCharCode(...image))]);
  try {
    if (rows.length > 0) localStorage.setItem(EXAMPLES_KEY, JSON.stringify(rows));
    else localStorage.removeItem(EXAMPLES_KEY);
  } catch {
    // without storage nothing is kept
  }
}

/** The drawings kept last. @returns {Example[]} */
export function kept_examples() {
  try {
    /** @type {[number, string][]} */
    const rows = JSON.parse(localStorage.getItem(EXAMPLES_KEY) ?? '[]');
    const examples = rows.map(([label, text]) => ({
      label,
      image: Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    }));
    const is_sound = (/** @type {Example} */ { image, label }) =>
      image.length === 784 && Number.isInteger(label) && label >= 0 && label < 10;
    return examples.every(is_sound) ? examples : [];
  } catch {
    return []; // forbidden, or not ours
  }
}

/** @param {any} stretch */
function is_stretch({ step, learning_rate, batch_size }) {
  return (
    Number.isInteger(step) &&
    step >= 0 &&
    learning_rate >= 0 &&
    Number.isInteger(batch_size) &&
    batch_size > 0
  );
}
