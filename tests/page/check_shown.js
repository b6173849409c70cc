/** Whether a number that the section on the mathematics shows is right, and whether a line of them adds up. */
import assert from 'node:assert/strict';
import { format_number, parse_number } from '../../web/mathematics/format.js';
import { QUANTITIES } from '../../web/mathematics/table.js';
import { expected_entry, largest } from './expected_step.js';

/** @typedef {import('./expected_step.js').ExpectedStep} ExpectedStep */
/** @typedef {import('./shown_numbers.js').Shown} Shown */

/** Single precision against double, relative to the largest of an array. */
const TOLERANCE = 1e-5;

/** By the printed name. */
const NAMES = new Map(Object.entries(QUANTITIES).map(([name, { plain }]) => [plain, name]));

/** The place of the last digit that a number shows: 0.001 for 0.123. @param {string} shown */
function unit_of(shown) {
  const [mantissa, power = '0'] = String(shown).replace('−', '').replace('·10', 'e').split('e');
  const decimals = mantissa.includes('.') ? mantissa.split('.')[1].length : 0;
  const exponent = power === '0' ? 0 : Math.log10(parse_number(`1·10${power}`));
  return 10 ** (exponent - decimals);
}

/**
 * A number on show is the network's own, and what double precision comes to.
 * @param {ExpectedStep} step @param {Shown} shown
 */
export function assert_shown(step, { entry, text: written, is_factor, digits }) {
  const [, plain, is_after, row, column] = /^(.*?)( after)?\[(\d+), (\d+)\]$/.exec(entry) ?? [];
  const name = `${NAMES.get(plain)}${is_after ?? ''}`;
  const signed = expected_entry(step, name, Number(row), Number(column));
  const is_turned = is_factor && !written.startsWith('−');
  const [own, double] = is_turned
    ? [Math.abs(signed.own), Math.abs(signed.double)]
    : [signed.own, signed.double];
  // dA_h is in no array that the network gives; it is held against double precision alone
  if (name !== 'dAh') assert.equal(written, format_number(own, digits), entry);
  const error = Math.abs(parse_number(written) - double);
  const bound = 0.51 * unit_of(written) + TOLERANCE * largest(step, name);
  assert.ok(error <= bound, `${entry} shows ${written}, in double precision it is ${double}`);
}

/** A line's calculation as code, from the numbers that it shows. @param {string} line */
function code_of(line) {
  const expression = line.split(' = ').slice(1, -1).join(' = ');
  return expression
    .replace(/−?[\d.]+·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (shown) => String(parse_number(shown)))
    .replace(/−log (\S+)/, '-Math.log($1)')
    .replace(/\[(.*) = (.*)\]/, '($1 === $2 ? 1 : 0)')
    .replace(/(max|exp)\(/, 'Math.$1(')
    .replaceAll('−', '-')
    .replaceAll('·', '*');
}

/** @param {string} code @returns {number} */
const run = (code) => Function(`return ${code}`)();

/**
 * The numbers of a line come to its result, as far as three digits of each can tell: half a percent of every factor.
 * @param {import('./shown_numbers.js').WorkedLine} line
 */
export function assert_adds_up({ text: line, value }) {
  const code = code_of(line);
  const all_positive = code.replace(/- ?/g, '+ ');
  const size = code.includes('exp')
    ? run(all_positive.replace('Math.exp', '')) * parse_number(value)
    : run(all_positive);
  const error = Math.abs(parse_number(value) - run(code));
  assert.ok(
    error <= 0.011 * Math.abs(size) + 0.006 * Number(code.includes('log')),
    `${line}: it comes to ${run(code)}`,
  );
}
