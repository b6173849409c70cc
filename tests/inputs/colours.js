/** The colours that people see, and whether they can tell them apart. */
import { readFile } from 'node:fs/promises';

/** @typedef {import('../engines.js').Window} Window */

/**
 * The colours of what is on the screen within an element, each with its share of the pixels, the most frequent first.
 * @param {Window} window @param {string} selector @param {string} file for the picture of the screen
 * @returns {Promise<{ colour: number[], share: number }[]>} red, green, blue
 */
export async function colours_of(window, selector, file) {
  await window.evaluate((of) => document.querySelector(of)?.scrollIntoView({ block: 'center' }), selector);
  await window.screenshot(file);
  const picture = { selector, png: await readFile(file, 'base64') };
  return window.evaluate(async ({ selector: of, png }) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const scale = image.width / innerWidth;
    const node = /** @type {HTMLElement} */ (document.querySelector(of));
    const { left, top, width, height } = node.getBoundingClientRect();
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const canvas = Object.assign(document.createElement('canvas'), size);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, -left * scale, -top * scale);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = [...data.subarray(at, at + 3)].join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([colour, count]) => ({
        colour: colour.split(',').map(Number),
        share: (4 * count) / data.length,
      }));
  }, picture);
}

/** The contrast of two colours, as WCAG has it. @param {number[]} a @param {number[]} b */
export function contrast(a, b) {
  const [low, high] = [a, b].map(luminance).sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** @param {number[]} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
