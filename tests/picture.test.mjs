/** Pictures of digits become images as drawings do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { image_of_picture } from '../data/picture.js';
import { with_network } from './networks.js';
import { pen_drawings } from './pen_drawings.js';

/** An image as a picture, each of its pixels `scale` wide, somewhere on paper. @param {Uint8Array} image @param {{ scale: number, paper: number, ink: number, margin: number }} how */
function picture_of(image, { scale, paper, ink, margin }) {
  const side = 28 * scale + 2 * margin;
  const greys = new Float32Array(side * side).fill(paper);
  for (let y = 0; y < 28 * scale; y++)
    for (let x = 0; x < 28 * scale; x++) {
      const grey = image[Math.floor(y / scale) * 28 + Math.floor(x / scale)] / 255;
      greys[(y + margin) * side + x + margin] = paper + (ink - paper) * grey;
    }
  return image_of_picture(greys, side, side);
}

test('an image that is normalised already stays nearly as it is, whatever its colours and size', async () => {
  await with_network({ hidden: 1 }, (network) => {
    for (const { digit, strokes } of pen_drawings().filter((_, i) => i % 6 === 0)) {
      const image = network.rasterise(strokes);
      for (const how of [
        { scale: 1, paper: 0, ink: 255, margin: 0 },
        { scale: 1, paper: 255, ink: 0, margin: 9 },
        { scale: 7, paper: 230, ink: 40, margin: 30 },
      ]) {
        const seen = picture_of(image, how);
        const difference = seen.reduce((sum, grey, i) => sum + Math.abs(grey - image[i]), 0);
        const ink = image.reduce((sum, grey) => sum + grey, 0);
        assert.ok(difference < 0.2 * ink, `${digit}: ${difference} of ${ink}, ${JSON.stringify(how)}`);
      }
    }
  });
});

test('a picture without ink is an empty image', () => {
  assert.ok(image_of_picture(new Float32Array(100).fill(7), 10, 10).every((grey) => grey === 0));
});

test('a picture of any shape is 20 pixels long and in the middle', () => {
  for (const [width, height] of [
    [300, 40],
    [40, 300],
    [3, 3],
    [200, 200],
  ]) {
    const greys = new Float32Array(width * height).fill(250);
    for (let i = 0; i < Math.max(width, height); i++) {
      const [x, y] = [
        Math.floor((i * (width - 1)) / Math.max(width, height)),
        Math.floor((i * (height - 1)) / Math.max(width, height)),
      ];
      if (x > 0 && y > 0) greys[y * width + x] = 10;
    }
    const image = image_of_picture(greys, width, height);
    const at = [...image.keys()].filter((i) => image[i] > 0);
    const columns = at.map((i) => i % 28);
    const rows = at.map((i) => Math.floor(i / 28));
    const longest =
      Math.max(Math.max(...columns) - Math.min(...columns), Math.max(...rows) - Math.min(...rows)) + 1;
    assert.ok(longest >= 18 && longest <= 20, `${width} × ${height}: ${longest}`);
  }
});
