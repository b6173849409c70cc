/** Arithmetic on plain arrays of numbers. */

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
