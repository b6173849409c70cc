/** What the model says of a run, in sentences. */

/** @typedef {import('./store.js').Shown} Shown */

/** @type {Record<import('../training/settings.js').Config['data'], string>} */
export const DATA_NAMES = { digits: 'built-in handwriting', mnist: 'MNIST', own: 'your own' };

const number = (/** @type {number} */ value) => value.toLocaleString('en');

/** What a run learns from. @param {Shown} shown */
export function describe({ settings, train, test, build, note }) {
  const kernels = build === 'simd' ? 'SIMD' : 'scalar';
  const text = `Learns from ${number(train)} images of ${DATA_NAMES[settings.data]}, is tested on ${number(test)} others; ${kernels} kernels.`;
  return note ? `${text} ${note}` : text;
}

/** What the fingerprint can be compared with. @param {Shown} shown */
export function fingerprint_note({ has_own_step, is_aside, has_taught, is_early, is_saved }) {
  if (has_own_step || is_aside) return 'fingerprint; a step on an image of your choice is in it';
  if (has_taught) return 'fingerprint; your own examples are in it';
  if (is_early) return 'fingerprint, not to be compared: its images were still arriving';
  return is_saved ? 'fingerprint' : 'fingerprint, the same in every browser';
}

/** How following a recipe ended. @param {import('../training/protocol.js').Events['replayed']} end @returns {import('./notices.js').Words} */
export function replay_words({ outcome, steps, total }) {
  const place = `step ${number(steps)}`;
  if (outcome === 'arrived') return { kind: 'message', text: `Back at ${place} of your last visit.` };
  if (outcome === 'differs')
    return {
      kind: 'trouble',
      text: `This is ${place} of your last visit, but the network is not the same: its fingerprint is another one. The page may have been updated since.`,
    };
  const why = outcome === 'changed' ? 'a setting was changed' : 'it was stopped';
  return {
    kind: 'message',
    text: `The replay of your last visit ended at ${place} of ${number(total)}, as ${why}.`,
  };
}
