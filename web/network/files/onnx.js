/**
 * Networks as ONNX, which other programs run: Gemm, Relu, Gemm, Softmax, from `pixels` (m, 784) to `probabilities` (m, 10).
 * A file is a protocol buffer: fields one after another, each a number with its kind, then a whole number or a length and
 * so many bytes (https://protobuf.dev/programming-guides/encoding). The numbers of the fields are those of onnx.proto.
 */
import { CLASSES, PIXELS } from '../arguments.js';
import { check_parameters, fingerprint_of, NAMES, shapes_of } from './parameters.js';
import { metadata_of } from './saved_run.js';

/** @typedef {import('../network.js').Parameters} Parameters */
/** @typedef {import('./saved_run.js').SavedRun} SavedRun */
/** @typedef {number[] | Uint8Array} Bytes */

const [VARINT, BYTES] = [0, 2]; // kinds of fields
const FLOAT = 1; // TensorProto.DataType
const INT = 2; // AttributeProto.AttributeType
const IR_VERSION = 7; // the one that came with operator set 13
const OPERATOR_SET = 13;

/** @param {...Bytes} parts */
function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Seven bits in each byte, the lowest first; all but the last byte have their highest bit set. @param {number} n */
function varint(n) {
  const bytes = [];
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return [...bytes, n];
}

/** @param {number} field @param {number} n a whole number, 0 or more */
const number = (field, n) => [...varint(8 * field + VARINT), ...varint(n)];

/** @param {number} field @param {...Bytes} parts of its content */
function message(field, ...parts) {
  const content = joined(...parts);
  return joined(varint(8 * field + BYTES), varint(content.length), content);
}

/** @param {number} field @param {string} value */
const text = (field, value) => message(field, new TextEncoder().encode(value));

/** @param {string} name @param {number} value */
const attribute = (name, value) => message(5, text(1, name), number(3, value), number(20, INT));

/** @param {string} operator @param {string[]} inputs @param {string} output @param {Bytes[]} attributes */
const node = (operator, inputs, output, ...attributes) =>
  message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, operator),
    ...attributes,
  );

/** @param {string} name @param {number[]} shape @param {Float32Array} values */
function initializer(name, shape, values) {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return message(
    5,
    ...shape.map((extent) => number(1, extent)),
    number(2, FLOAT),
    text(8, name),
    message(9, bytes),
  );
}

/** An input or output of the graph, (m, columns). @param {number} field @param {string} name @param {number} columns */
function value_info(field, name, columns) {
  const shape = message(2, message(1, text(2, 'm')), message(1, number(1, columns)));
  return message(field, text(1, name), message(2, message(1, number(1, FLOAT), shape)));
}

/**
 * @param {Parameters} parameters of a network, finite
 * @param {SavedRun} [run] where they come from, for the file's metadata
 * @returns {Uint8Array} the bytes of the file
 * @throws {TypeError | RangeError} for a wrong argument
 */
export function to_onnx(parameters, run) {
  const { hidden } = check_parameters(parameters);
  const shapes = shapes_of(hidden);
  const metadata = run ? metadata_of(run, fingerprint_of(parameters)) : {};
  const graph = [
    node('Gemm', ['pixels', 'Wh', 'bh'], 'Zh', attribute('transB', 1)),
    node('Relu', ['Zh'], 'Ah'),
    node('Gemm', ['Ah', 'Wo', 'bo'], 'Zo', attribute('transB', 1)),
    node('Softmax', ['Zo'], 'probabilities', attribute('axis', 1)),
    text(2, 'glassnet'),
    ...NAMES.map((name) => initializer(name, shapes[name], parameters[name])),
    value_info(11, 'pixels', PIXELS),
    value_info(12, 'probabilities', CLASSES),
  ];
  return joined(
    number(1, IR_VERSION),
    text(2, 'glassnet'),
    message(7, ...graph),
    message(8, text(1, ''), number(2, OPERATOR_SET)),
    ...Object.entries(metadata).map(([name, value]) => message(14, text(1, name), text(2, value))),
  );
}
