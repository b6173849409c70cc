/**
 * Reads the stroke templates. strokes.txt explains its format. This file needs neither DOM nor Node, so that the build and
 * the page share it.
 *
 * @typedef {{ x: number, y: number, corner: boolean }} PenPoint whole numbers 0 … 100, y downwards
 * @typedef {PenPoint[]} Stroke
 * @typedef {{ digit: number, name: string, weight: number, line: number, drawings: Stroke[][] }} Form
 */

/** The largest values in a form. `points` counts the points of one drawing, all strokes together. */
export const limits = { coordinate: 100, weight: 255, strokes: 4, points: 32, drawings: 8 };

/**
 * Reads the stroke templates.
 * @param {string} text contents of the file
 * @param {string} [file] name of the file, for messages
 * @returns {Form[]} in the order of the file; every digit 0 … 9 has at least one
 * @throws {Error} for a mistake in the file, with the message `file:line:column: found …, expected …`
 * @throws {TypeError} if `text` is no string
 */
export function parse_strokes(text, file = 'strokes.txt') {
  if (typeof text !== 'string')
    throw new TypeError(`text is ${typeof text}, expected the contents of ${file}`);
  /** @type {Form[]} */
  const forms = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  lines.forEach((content, i) => read_line(forms, words_of(content), new Place(file, i + 1)));
  const end = new Place(file, lines.length);
  check_form(forms.at(-1), end);
  for (let digit = 0; digit <= 9; digit++)
    if (!forms.some((form) => form.digit === digit)) end.fail(1, 'the end', `a form of the digit ${digit}`);
  return forms;
}

class Place {
  /** @param {string} file @param {number} line */
  constructor(file, line) {
    this.file = file;
    this.line = line;
  }

  /**
   * @param {number} column @param {string} found @param {string} expected
   * @returns {never}
   */
  fail(column, found, expected) {
    throw new Error(`${this.file}:${this.line}:${column}: found ${found}, expected ${expected}`);
  }
}

/** @typedef {{ text: string, column: number }} Word */

/** The words of a line, without its comment. @param {string} line @returns {Word[]} */
function words_of(line) {
  return [...line.replace(/#.*/, '').matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    column: match.index + 1,
  }));
}

/** @param {Form[]} forms @param {Word[]} words @param {Place} place */
function read_line(forms, words, place) {
  if (words.length === 0) return;
  const form = forms.at(-1);
  if (words[0].text === 'form') {
    check_form(form, place);
    forms.push(read_form(forms, words, place));
  } else if (!form) {
    place.fail(words[0].column, `"${words[0].text}"`, '"form DIGIT NAME WEIGHT" before any stroke');
  } else if (words[0].text === 'or') {
    if (words.length > 1) place.fail(words[1].column, `"${words[1].text}"`, 'nothing after "or"');
    check_form(form, place);
    if (form.drawings.length === limits.drawings)
      place.fail(words[0].column, 'another "or"', `at most ${limits.drawings} drawings of a form`);
    form.drawings.push([]);
  } else {
    add_stroke(form, words, place);
  }
}

/** @param {Form[]} forms @param {Word[]} words @param {Place} place @returns {Form} */
function read_form(forms, words, place) {
  const [, digit, name, weight, more] = words;
  if (!weight || more) {
    const at = more ?? words[words.length - 1];
    place.fail(at.column, `"${words.map((word) => word.text).join(' ')}"`, '"form DIGIT NAME WEIGHT"');
  }
  if (!/^[0-9]$/.test(digit.text)) place.fail(digit.column, `the digit "${digit.text}"`, '0 … 9');
  if (forms.some((form) => form.digit === Number(digit.text) && form.name === name.text))
    place.fail(name.column, `a second form "${name.text}" of ${digit.text}`, 'a name of its own');
  const value = Number(weight.text);
  if (!/^\d+$/.test(weight.text) || value < 1 || value > limits.weight)
    place.fail(weight.column, `the weight "${weight.text}"`, `a whole number 1 … ${limits.weight}`);
  return { digit: Number(digit.text), name: name.text, weight: value, line: place.line, drawings: [[]] };
}

/** @param {Form} form @param {Word[]} words @param {Place} place */
function add_stroke(form, words, place) {
  const drawing = form.drawings[form.drawings.length - 1];
  if (drawing.length === limits.strokes)
    place.fail(words[0].column, 'another stroke', `at most ${limits.strokes} strokes in a form`);
  if (words.length < 2) place.fail(words[0].column, 'a stroke of one point', 'at least two points');
  const before = drawing.reduce((sum, stroke) => sum + stroke.length, 0);
  if (before + words.length > limits.points)
    place.fail(
      words[limits.points - before].column,
      'another point',
      `at most ${limits.points} points in a form`,
    );
  const model = form.drawings[0][drawing.length];
  const stroke = words.map((word) => read_point(word, place));
  if (form.drawings.length > 1) check_like(model, stroke, words, place);
  drawing.push(stroke);
}

/** @param {Word} word @param {Place} place @returns {PenPoint} */
function read_point({ text, column }, place) {
  const match = /^(-?\d+),(-?\d+)(!?)$/.exec(text);
  if (!match) place.fail(column, `"${text}"`, 'a point "X,Y", a corner "X,Y!", "or" or "form"');
  const [x, y] = [Number(match[1]), Number(match[2])];
  for (const [axis, value] of Object.entries({ x, y }))
    if (value < 0 || value > limits.coordinate)
      place.fail(column, `${axis} = ${value}`, `0 … ${limits.coordinate}`);
  return { x, y, corner: match[3] === '!' };
}

/**
 * Checks that a stroke has the points and corners of the same stroke in the form's first drawing: drawings are mixed point
 * by point.
 * @param {Stroke | undefined} model @param {Stroke} stroke @param {Word[]} words @param {Place} place
 */
function check_like(model, stroke, words, place) {
  if (!model)
    place.fail(words[0].column, 'a stroke', 'no more strokes than in the first drawing of this form');
  if (stroke.length !== model.length)
    place.fail(
      words[0].column,
      `${stroke.length} points`,
      `${model.length} as in the first drawing of this form`,
    );
  const other = stroke.findIndex((point, i) => point.corner !== model[i].corner);
  if (other >= 0)
    place.fail(
      words[other].column,
      `"${words[other].text}"`,
      'corners where the first drawing of this form has them',
    );
}

/** Checks that the form that ends at this place is complete. @param {Form | undefined} form @param {Place} place */
function check_form(form, place) {
  if (!form) return;
  const [first, last] = [form.drawings[0], form.drawings[form.drawings.length - 1]];
  const wanted = Math.max(first.length, 1);
  if (last.length < wanted)
    place.fail(1, `${last.length} strokes in a drawing of "${form.digit} ${form.name}"`, `${wanted}`);
}
