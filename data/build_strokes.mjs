/**
 * Turns the stroke templates into tables for src/digits.c:  node data/build_strokes.mjs IN OUT
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { argv, exit } from 'node:process';
import { limits, parse_strokes } from './strokes.js';

/** @param {(string | number)[]} items @param {number} per_line */
function rows(items, per_line) {
  let text = '';
  for (let i = 0; i < items.length; i += per_line)
    text += `    ${items.slice(i, i + per_line).join(', ')},\n`;
  return text;
}

/**
 * @param {import('./strokes.js').Form[]} forms
 * @returns {string} the header for C: a table of the forms, and the points of all their drawings. A point is two bytes, x
 *   and y; the top bit of x marks the first point of a stroke, the top bit of y a corner
 */
function strokes_header(forms) {
  const table = forms.map(({ digit, name, weight, drawings }) => {
    const points = drawings[0].flat().length;
    return `{${digit}, ${weight}, ${points}, ${drawings.length}} /* ${name} */`;
  });
  const strokes = forms.flatMap(({ drawings }) => drawings.flat());
  const pen_points = strokes.flatMap((stroke) =>
    stroke.map(({ x, y, corner }, i) => `{${x + (i === 0 ? 128 : 0)}, ${y + (corner ? 128 : 0)}}`),
  );
  return `/* Built from the stroke templates by data/build_strokes.mjs. */
#include <stdint.h>
enum {
    FORM_COUNT = ${forms.length},
    FORM_STROKES = ${limits.strokes},
    FORM_POINTS = ${limits.points},
    FORM_DRAWINGS = ${limits.drawings}
};
static const struct form {
    uint8_t digit, weight, points, drawings;
} forms[FORM_COUNT] = {
${rows(table, 1)}};
static const uint8_t pen_points[][2] = {
${rows(pen_points, 10)}};
`;
}

const [, , input, output] = argv;
if (!input || !output) {
  console.error('usage: node data/build_strokes.mjs IN OUT');
  exit(2);
}
try {
  const header = strokes_header(parse_strokes(readFileSync(input, 'utf8'), input));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, header);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  exit(1);
}
