/** Arithmetic on plain arrays of numbers. */

/** @typedef {import('../network/network.js').Parameters} Parameters */

/**
 * The gradients behind a step of gradient descent: dθ = (θ before − θ after) / η.
 * @param {Parameters} before @param {Parameters} after @param {number} rate
 * @returns {Parameters | undefined} undefined at rate 0, which moves nothing
 */
export function gradients_of(before, after, rate) {
  if (rate === 0) return undefined;
  const gradients = (/** @type {keyof Parameters} */ name) =>
    before[name].map((value, i) => (value - after[name][i]) / rate);
  return { Wh: gradients('Wh'), bh: gradients('bh'), Wo: gradients('Wo'), bo: gradients('bo') };
}

/** One array after the other. @param {Float32Array[]} parts */
export function joined(parts) {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
