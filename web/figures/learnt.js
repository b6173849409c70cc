/** What the hidden units have learnt: how their weights and biases have changed since the beginning. */

/**
 * @typedef {{ Wh: Float32Array, bh: Float32Array }} Units Wh (H, 784), bh (H)
 * @param {Units} now
 * @param {Units} initial of as many units
 * @returns {Units} the differences, in single precision as both
 */
export function learnt(now, initial) {
  const change = (/** @type {'Wh' | 'bh'} */ name) => now[name].map((value, i) => value - initial[name][i]);
  return { Wh: change('Wh'), bh: change('bh') };
}
