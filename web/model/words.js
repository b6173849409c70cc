/** What the model says of a run, in sentences. */
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('./store.js').Shown} Shown
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('../training/recipe.js').Stretch} Stretch
 */

/** @type {Record<Config['data'], string>} */
export const DATA_NAMES = { digits: 'built-in handwriting', mnist: 'MNIST', own: 'your own' };

/** The settings in which two runs may differ, as a name of one of them has them. @type {[keyof Config, (of: Config) => string][]} */
const DIFFERENCES = [
  ['data', ({ data }) => `images: ${DATA_NAMES[data]}`],
  ['hidden', ({ hidden }) => count(hidden, 'hidden unit')],
  ['learning-rate', (of) => `rate ${of['learning-rate']}`],
  ['batch-size', (of) => `batch ${of['batch-size']}`],
  ['seed', ({ seed }) => `seed ${seed}`],
  ['images', ({ images }) => count(images, 'image')],
];

/** A number of things: “1 image”, “2,000 images”. @param {number} value @param {string} one what one of them is called */
const count = (value, one) => `${whole(value)} ${one}${value === 1 ? '' : 's'}`;

/** What a run learns from. @param {Shown} shown */
export function describe({ settings, train, test, build, note }) {
  const kernels = build === 'simd' ? 'SIMD' : 'scalar';
  const others = `${whole(test)} ${test === 1 ? 'other' : 'others'}`;
  const text = `Learns from ${count(train, 'image')} of ${DATA_NAMES[settings.data]}, is tested on ${others}; ${kernels} kernels.`;
  return note ? `${text} ${note}` : text;
}

/**
 * How a run differed from the one that has taken its place, as a name for its curves.
 * @param {Shown} before @param {Shown} now
 * @param {Stretch[]} [stretches] which rates and batch sizes it was trained with
 * @returns {string}
 */
export function difference(before, now, stretches = []) {
  const settings = DIFFERENCES.filter(([name]) => before.settings[name] !== now.settings[name]);
  const parts = settings.map(([, words]) => words(before.settings));
  if (before.settings.data === now.settings.data && before.files !== now.files) parts.push('other images');
  if (before.is_early && !now.is_early) parts.push('images still arriving');
  if (before.is_saved !== now.is_saved) parts.push(before.is_saved ? 'a saved network' : 'from the start');
  if (before.has_taught) parts.push('with your examples');
  if (before.has_own_step) parts.push('with a step on an image of your choice');
  if (stretches.length > 1) parts.push('changed on its way');
  return parts.join(', ') || 'the same settings';
}

/** What the last visit came to. @param {import('./visit.js').KeptRun} kept */
export function offer_words({ steps, reached }) {
  const came_to = `Your last visit came to step ${whole(reached)}`;
  if (reached === steps) return `${came_to}.`;
  return `${came_to}; as far as step ${whole(steps)}, before images of your own came in, it can be replayed.`;
}

/** The network of the last visit that can be opened. @param {import('./kept.js').Row} row */
export const kept_words = ({ steps, examples }) =>
  `The network of your last visit is kept, at step ${whole(steps)}${with_drawings(examples.length)}.`;

/** What it begins with once it has been opened. @param {import('./kept.js').Row} row */
export function kept_opened_words({ steps, examples, hash }) {
  const text = `The network of your last visit goes on from step ${whole(steps)}${with_drawings(examples.length)}.`;
  const is_own = /\bdata=own\b/.test(hash);
  return is_own ? `${text} Your own images are not kept: drop them on the page to train on them.` : text;
}

/** @param {number} drawings */
function with_drawings(drawings) {
  if (drawings === 0) return '';
  return drawings === 1 ? ', with your drawing' : `, with your ${drawings} drawings`;
}

/** What the fingerprint can be compared with. @param {Shown} shown */
export function fingerprint_note({ has_own_step, is_aside, has_taught, is_early, is_saved }) {
  if (has_own_step || is_aside) return 'fingerprint; a step on an image of your choice is in it';
  if (has_taught) return 'fingerprint; your own examples are in it';
  if (is_early) return 'fingerprint, not to be compared: its images were still arriving';
  return is_saved ? 'fingerprint' : 'fingerprint, the same in every browser';
}

/**
 * How following a recipe ended.
 * @param {import('../training/protocol.js').Events['replayed']} end
 * @param {'best' | 'fault'} [of] what there was at its end: the lowest test loss, or a fault; by default the end of the
 * last visit
 * @returns {import('./notices.js').Words}
 */
export function replay_words({ outcome, steps, total }, of) {
  const place = of ? `step ${whole(steps)}` : `step ${whole(steps)} of your last visit`;
  if (outcome === 'arrived') {
    const what = { best: ', where the test loss was lowest', fault: ', with the same fingerprint' };
    return { kind: 'message', text: `Back at ${place}${of ? what[of] : ''}.` };
  }
  if (outcome === 'differs')
    return {
      kind: 'trouble',
      text: `This is ${place}, but the network is not the same: its fingerprint is another one. The page may have been updated since.`,
    };
  const why = outcome === 'changed' ? 'a setting was changed' : 'it was stopped';
  return {
    kind: 'message',
    text: `The replay${of ? '' : ' of your last visit'} ended at step ${whole(steps)} of ${whole(total)}, as ${why}.`,
  };
}
