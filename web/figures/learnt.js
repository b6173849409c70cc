/** What the hidden units have learnt: how their weights and biases have changed since the beginning. */

/**
 * @typedef {{ Wh: Float32Array, bh: Float32Array }} Units Wh (H, 784), bh (H)
 * @param {Units} now
 * @param {Units} initial of as many units
 * @returns {Units} the differences, in single precision as both
 */
export const learnt = (now, initial) => ({
  Wh: difference(now.Wh, initial.Wh),
  bh: difference(now.bh, initial.bh),
});

/** @param {Float32Array} a @param {Float32Array} b @returns {Float32Array} a − b; a loop, as map() takes eight times as long */
function difference(a, b) {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] - b[i];
  return result;
}
