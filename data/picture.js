/**
 * A picture of a digit as an image of 28 × 28 greys, normalised as MNIST is: its ink fitted into 20 × 20 pixels and centred by
 * mass. Runs in any thread.
 */

const SIDE = 28;
const BOX = 20;
const FAINT = 0.12; // of the strongest ink: less is paper or shadow

/**
 * How far each pixel is from the paper, whose grey is that of the border: dark on light or light on dark.
 * @param {Float32Array} greys 0 … 255, row by row @param {number} width @param {number} height
 * @returns {Float32Array} 0 … 1, the strongest 1; all 0 if there is no ink
 */
function ink_of(greys, width, height) {
  const border = greys.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  const paper = border.sort()[Math.floor(border.length / 2)];
  const far = greys.map((grey) => Math.abs(grey - paper));
  const most = far.reduce((a, b) => Math.max(a, b), 0);
  return far.map((each) => (most > 8 && each >= FAINT * most ? each / most : 0));
}

/** The rows and columns that have ink. @param {Float32Array} ink @param {number} width */
function box_of(ink, width) {
  const box = { left: Infinity, right: -1, top: Infinity, bottom: -1 };
  ink.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  });
  return box;
}

/**
 * How much of each source pixel a target pixel covers, along one axis.
 * @param {number} from first source pixel @param {number} length in source pixels @param {number} size in target pixels
 * @returns {[source: number, share: number][][]} for each target pixel; shares add up to 1, or less where it is cut off
 */
function shares(from, length, size) {
  const scale = length / size;
  return Array.from({ length: Math.ceil(size) }, (_, target) => {
    const [low, high] = [target * scale, Math.min(length, (target + 1) * scale)];
    /** @type {[number, number][]} */
    const covered = [];
    for (let i = Math.floor(low); i < high; i++)
      covered.push([from + i, (Math.min(i + 1, high) - Math.max(i, low)) / scale]);
    return covered;
  });
}

/**
 * @param {Float32Array} greys 0 … 255, row by row @param {number} width @param {number} height in pixels
 * @returns {Uint8Array} 784 greys, white on black; all 0 if the picture has no ink
 */
export function image_of_picture(greys, width, height) {
  const ink = ink_of(greys, width, height);
  const { left, right, top, bottom } = box_of(ink, width);
  const image = new Uint8Array(SIDE * SIDE);
  if (right < 0) return image;
  const [wide, high] = [right + 1 - left, bottom + 1 - top];
  for (let size = BOX; ; size--) {
    const scale = size / Math.max(wide, high);
    const columns = shares(left, wide, wide * scale);
    const rows = shares(top, high, high * scale);
    const small = rows.map((row) =>
      columns.map((column) => {
        let sum = 0;
        for (const [y, part] of row)
          for (const [x, share] of column) sum += part * share * ink[y * width + x];
        return Math.min(255, Math.round(255 * sum));
      }),
    );
    const shift = [shift_of(small.map((row) => row.reduce((a, b) => a + b, 0)))];
    shift.push(shift_of(columns.map((_, x) => small.reduce((sum, row) => sum + row[x], 0))));
    const [down, across] = shift;
    const is_inside =
      down >= 0 && across >= 0 && down + rows.length <= SIDE && across + columns.length <= SIDE;
    if (!is_inside && size > 1) continue;
    small.forEach((row, y) => row.forEach((grey, x) => (image[(y + down) * SIDE + x + across] = grey)));
    return image;
  }
}

/** The shift that brings the centre of mass to the middle, in whole pixels. @param {number[]} masses of rows, or of columns */
function shift_of(masses) {
  const mass = masses.reduce((a, b) => a + b, 0);
  const moment = masses.reduce((sum, value, i) => sum + value * i, 0);
  return mass > 0 ? SIDE / 2 - Math.floor((2 * moment + mass) / (2 * mass)) : 0;
}
