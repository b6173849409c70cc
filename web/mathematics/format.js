/** Numbers as the section shows them. */

const SMALL = 1e-3; // a smaller number is written with a power of ten, and so is one of LARGE or more
const LARGE = 1e5;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} power */
function raised(power) {
  return String(power).replace(/./g, (sign) => (sign === '-' ? '⁻' : RAISED[Number(sign)]));
}

/** @param {string} text with a hyphen for a minus */
const true_minus = (text) => text.replace('-', '−');

/**
 * A number in a few significant digits; one that needs fewer, such as 0.5, is written out exactly.
 * @param {number} value
 * @param {number} [digits] how many
 */
export function format_number(value, digits = 3) {
  if (!Number.isFinite(value)) return true_minus(String(value).replace('Infinity', '∞'));
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= SMALL && size < LARGE) {
    const rounded = Number(value.toPrecision(digits));
    const is_exact = rounded === value || size >= 10 ** (digits - 1);
    return true_minus(is_exact ? String(rounded) : value.toPrecision(digits));
  }
  const [mantissa, power] = value.toExponential(digits - 1).split('e');
  return `${true_minus(mantissa)}·10${raised(Number(power))}`;
}

/** The number that a text of format_number stands for. @param {string} text */
export function parse_number(text) {
  const plain = text
    .replace('−', '-')
    .replace('∞', 'Infinity')
    .replace(/·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power) => {
      return 'e' + [...power].map((sign) => (sign === '⁻' ? '-' : RAISED.indexOf(sign))).join('');
    });
  return Number(plain);
}

/** An entry of a quantity, such as Z_h[2, 0]. @param {string} plain the quantity's name @param {number} row @param {number} column */
export const entry_name = (plain, row, column) => `${plain}[${row}, ${column}]`;
