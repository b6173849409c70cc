/** The strokes of a digit as the C core keeps them, struct drawing of src/digits.h. */

/** @typedef {import('./wasm.js').Memory} Memory */
/** @typedef {{ points: number[][], radius: Float32Array }} Stroke  points: [x, y]; radius: half the width of the line at
 *   each point */

// struct drawing of src/digits.h: form, stroke_count, point_count, lengths[4], x[480], y[480], radius[480]
const DRAWING_STROKES = 4;
const DRAWING_POINTS = 480;
export const DRAWING_BYTES = 4 * (3 + DRAWING_STROKES + 3 * DRAWING_POINTS);

/** Copies the strokes of a struct drawing out. @param {Memory} memory @param {number} pointer @returns {Stroke[]} */
export function read_drawing(memory, pointer) {
  const [, strokes, , ...lengths] = new Uint32Array(memory.view().buffer, pointer, 3 + DRAWING_STROKES);
  const [x, y, radius] = memory.split(pointer + 4 * (3 + DRAWING_STROKES), [
    DRAWING_POINTS,
    DRAWING_POINTS,
    DRAWING_POINTS,
  ]);
  let start = 0;
  return lengths.slice(0, strokes).map((length) => {
    const end = start + length;
    const points = Array.from(x.subarray(start, end), (value, i) => [value, y[start + i]]);
    const stroke = { points, radius: radius.slice(start, end) };
    start = end;
    return stroke;
  });
}
