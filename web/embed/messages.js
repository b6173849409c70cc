/**
 * Messages between the frame and the page around it, version 1. What is none, or has another shape, is nothing.
 *
 * @typedef {'play' | 'pause' | 'step' | 'reset' | 'hello'} Order hello: say height and state again
 * @typedef {object} Changes what a message `set` asks for
 * @property {[name: string, text: string | undefined][]} attributes undefined: the attribute goes
 * @property {string[]} problems what is not done, and why, in sentences
 */
import { read_attribute } from '../element/attributes.js';
import { row_of } from './options.js';

export const VERSION = 1;

/** @type {Order[]} */
const ORDERS = ['play', 'pause', 'step', 'reset', 'hello'];

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const is_record = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value */
const is_value = (value) =>
  value === null ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((each) => typeof each === 'string'));

/**
 * @param {unknown} data of a message from the parent
 * @returns {Order | Changes | undefined} undefined: it is none for the frame
 */
export function read_message(data) {
  if (!is_record(data) || data.glassnet !== VERSION) return undefined;
  const { type, settings } = data;
  const order = ORDERS.find((each) => each === type);
  if (order) return order;
  if (type !== 'set' || !is_record(settings) || !Object.values(settings).every(is_value)) return undefined;
  return read_settings(settings);
}

/** @param {Record<string, unknown>} settings @returns {Changes} */
function read_settings(settings) {
  /** @type {Changes} */
  const changes = { attributes: [], problems: [] };
  for (const [name, value] of Object.entries(settings)) {
    const row = row_of(name);
    const text = row && (value === null ? undefined : row.write(value));
    const problem = row && text !== undefined && read_attribute(row, text).problem;
    if (!row) changes.problems.push(`There is no setting ${name.slice(0, 40)}.`);
    else if (problem)
      changes.problems.push(
        `${row.name} can be ${problem.expected}, not “${problem.value}”; it stays as it is.`,
      );
    else changes.attributes.push([row.name, text]);
  }
  return changes;
}

/** WordPress's script asks for the height. @param {unknown} data @param {string} secret */
export const is_ready_of_wordpress = (data, secret) =>
  is_record(data) && data.message === 'ready' && data.secret === secret;
