/**
 * Bad input of every kind for shim.test.mjs. A row tells what is wrong, the value, the kind of error, and what the
 * message must say: the argument, what it was, what was expected.
 */
import { drawn_digits, generator, PIXELS } from './support.js';

export const { images, labels } = drawn_digits(generator(1), 2);
export const train_options = { batch_size: 8, learning_rate: 0.1, steps: 3 };
const floats = Float32Array.from(images);

/** @typedef {[what: string, value: any, kind: 'TypeError' | 'RangeError', says: RegExp[]]} Row */
/** @typedef {{ what: string, kind: string, says: RegExp[], call: (network: any, data_set: any) => unknown }} Case */

/** A copy of an array with one element changed. @param {any} array @param {number} index @param {number} value */
function changed(array, index, value) {
  const copy = array.slice();
  copy[index] = value;
  return copy;
}

/** @type {Row[]} */
const BAD_IMAGES = [
  ['one pixel short', images.subarray(1), 'RangeError', [/images/, /\b15679\b/, /\b784\b/]],
  ['one pixel too long', new Uint8Array(785), 'RangeError', [/images/, /\b785\b/, /\b784\b/]],
  ['a plain array', [...images], 'TypeError', [/images/, /Array/, /Uint8Array/, /Float32Array/]],
  ['in double precision', Float64Array.from(images), 'TypeError', [/images/, /Float64Array/, /Float32Array/]],
  ['signed bytes', Int8Array.from(images), 'TypeError', [/images/, /Int8Array/, /Uint8Array/]],
  ['a buffer', images.buffer, 'TypeError', [/images/, /ArrayBuffer/, /Uint8Array/]],
  ['left out', undefined, 'TypeError', [/images/, /undefined/, /Uint8Array/]],
  ['null', null, 'TypeError', [/images/, /null/, /Uint8Array/]],
  ['a string', 'digits', 'TypeError', [/images/, /digits|string/, /Uint8Array/]],
  ['a number', 784, 'TypeError', [/images/, /784|number/, /Uint8Array/]],
  ['with NaN at the end', changed(floats, 15679, NaN), 'RangeError', [/images/, /15679/, /NaN/, /finite/]],
  ['with Infinity', changed(floats, 3, Infinity), 'RangeError', [/images/, /Infinity/, /finite/]],
  ['with -Infinity', changed(floats, 4000, -Infinity), 'RangeError', [/images/, /-Infinity/, /finite/]],
];

/** @type {Row[]} */
const BAD_IMAGE = [
  ...BAD_IMAGES.filter(([, value]) => value?.length !== images.length || Array.isArray(value)).map(
    ([what, value, kind, says]) => /** @type {Row} */ ([what, value, kind, says.with(0, /^image\b/)]),
  ),
  ['none', new Uint8Array(0), 'RangeError', [/^image\b/, /\b0\b/, /\b784\b/]],
  ['two', new Uint8Array(1568), 'RangeError', [/^image\b/, /\b1568\b/, /\b784\b/]],
  ['with NaN', changed(floats.slice(0, 784), 783, NaN), 'RangeError', [/^image\[783\]/, /NaN/, /finite/]],
  ['with Infinity', changed(floats.slice(0, 784), 0, Infinity), 'RangeError', [/^image\[0\]/, /Infinity/]],
];

/** Of arrays that a call needs and a data set may lack. @type {Row} */
const NO_IMAGES = ['none', new Uint8Array(0), 'RangeError', [/images/, /\b0\b/, /\b784\b/]];

/** @type {Row[]} */
const BAD_LABELS = [
  ['one too few', labels.subarray(1), 'RangeError', [/labels/, /\b19\b/, /\b20\b/]],
  ['one too many', Uint8Array.of(...labels, 0), 'RangeError', [/labels/, /\b21\b/, /\b20\b/]],
  ['none', new Uint8Array(0), 'RangeError', [/labels/, /\b0\b/, /\b20\b/]],
  ['with a 10 at the end', changed(labels, 19, 10), 'RangeError', [/labels/, /\b19\b/, /\b10\b/, /\b9\b/]],
  ['with a 255', changed(labels, 0, 255), 'RangeError', [/labels/, /\b255\b/, /\b9\b/]],
  ['a plain array', [...labels], 'TypeError', [/labels/, /Array/, /Uint8Array/]],
  ['floats', Float32Array.from(labels), 'TypeError', [/labels/, /Float32Array/, /Uint8Array/]],
  ['left out', undefined, 'TypeError', [/labels/, /undefined/, /Uint8Array/]],
  ['null', null, 'TypeError', [/labels/, /null/, /Uint8Array/]],
];

/** @type {Row[]} */
const BAD_RATES = [
  ['NaN', NaN, 'RangeError', [/learning_rate/, /NaN/]],
  ['negative', -0.1, 'RangeError', [/learning_rate/, /-0\.1/]],
  ['infinite', Infinity, 'RangeError', [/learning_rate/, /Infinity/]],
  ['infinite in single precision', 1e39, 'RangeError', [/learning_rate/, /1e\+39/]],
  ['a string', '0.1', 'TypeError', [/learning_rate/, /0\.1|string/, /number/]],
  ['left out', undefined, 'TypeError', [/learning_rate/, /undefined/, /number/]],
  ['null', null, 'TypeError', [/learning_rate/, /null/, /number/]],
];

/** Of a whole number. @param {string} name @returns {Row[]} */
function bad_integers(name) {
  const argument = new RegExp(name);
  return [
    ['negative', -1, 'RangeError', [argument, /-1/]],
    ['1.5', 1.5, 'RangeError', [argument, /1\.5/, /whole|integer/]],
    ['NaN', NaN, 'RangeError', [argument, /NaN/]],
    ['infinite', Infinity, 'RangeError', [argument, /Infinity/]],
    ['huge', 2 ** 53, 'RangeError', [argument, /9007199254740992/]],
    ['a string', '32', 'TypeError', [argument, /32|string/, /number/]],
    ['left out', undefined, 'TypeError', [argument, /undefined/, /number/]],
    ['null', null, 'TypeError', [argument, /null/, /number/]],
  ];
}

/** Of a whole number that may be left out. @param {string} name */
function given_integers(name) {
  return bad_integers(name).filter(([what]) => what !== 'left out');
}

/** @type {Row[]} */
const BAD_PARTS = [
  ['unknown', 'third', 'TypeError', [/part/, /third/, /train/, /test/]],
  ['null', null, 'TypeError', [/part/, /null/, /train/, /test/]],
  ['its number', 0, 'TypeError', [/part/, /\b0\b/, /train/, /test/]],
];

/** @type {Row[]} */
const BAD_DATA_SETS = [
  ['left out', undefined, 'TypeError', [/data_set/, /undefined/]],
  ['null', null, 'TypeError', [/data_set/, /null/]],
  ['images', images, 'TypeError', [/data_set/, /Uint8Array/]],
  [
    'an object that looks like one',
    { size: 20, images() {}, labels() {} },
    'TypeError',
    [/data_set/, /Object/],
  ],
];

/** What to set one parameter array to, of a network of 10 hidden units. @type {[string, ...Row][]} */
const BAD_PARAMETERS = [
  ['Wh', 'too short', new Float32Array(7839), 'RangeError', [/Wh/, /\b7839\b/, /\b7840\b/]],
  ['bh', 'too long', new Float32Array(11), 'RangeError', [/bh/, /\b11\b/, /\b10\b/]],
  ['Wo', 'left out', undefined, 'TypeError', [/Wo/, /undefined/, /Float32Array/]],
  ['Wo', 'in double precision', new Float64Array(100), 'TypeError', [/Wo/, /Float64Array/, /Float32Array/]],
  ['bo', 'a plain array', Array(10).fill(0), 'TypeError', [/bo/, /Array/, /Float32Array/]],
  ['bo', 'with NaN', changed(new Float32Array(10), 9, NaN), 'RangeError', [/bo/, /NaN/, /finite/]],
  [
    'Wh',
    'with Infinity',
    changed(new Float32Array(7840), 7, Infinity),
    'RangeError',
    [/Wh/, /Infinity/, /finite/],
  ],
];

/** Other parameters than the network's, so that a call that sets some of them shows. */
const other_parameters = {
  Wh: new Float32Array(10 * PIXELS).fill(0.25),
  bh: new Float32Array(10).fill(1),
  Wo: new Float32Array(100).fill(0.5),
  bo: new Float32Array(10),
};

/**
 * Cases from rows: each value through each call.
 * @param {string} argument @param {Row[]} rows
 * @param {Record<string, (network: any, value: any, data_set: any) => unknown>} calls
 * @returns {Case[]}
 */
function cases(argument, rows, calls) {
  return Object.entries(calls).flatMap(([name, use]) =>
    rows.map(([what, value, kind, says]) => ({
      what: `${name}: ${argument} ${what}`,
      kind,
      says,
      call: (/** @type {any} */ network, /** @type {any} */ data_set) => use(network, value, data_set),
    })),
  );
}

export const BAD_CALLS = [
  ...cases('images', [...BAD_IMAGES, NO_IMAGES], {
    train_step: (n, X) => n.train_step(X, labels, 0.1),
    gradients: (n, X) => n.gradients(X, labels),
    predict: (n, X) => n.predict(X),
    activations: (n, X) => n.activations(X),
    errors: (n, X) => n.errors(X, labels),
  }),
  ...cases('image', BAD_IMAGE, { explain: (n, image) => n.explain(image) }),
  ...cases('images', BAD_IMAGES, {
    load: (n, X) => n.load(X, labels),
    append: (n, X, d) => d.append(X, labels),
  }),
  ...cases('images', [['of floats', floats, 'TypeError', [/images/, /Float32Array/, /Uint8Array/]]], {
    append: (n, X, d) => d.append(X, labels),
  }),
  ...cases('labels', BAD_LABELS, {
    train_step: (n, Y) => n.train_step(images, Y, 0.1),
    gradients: (n, Y) => n.gradients(images, Y),
    errors: (n, Y) => n.errors(images, Y),
    evaluate: (n, Y) => n.evaluate(images, Y),
    load: (n, Y) => n.load(images, Y),
    append: (n, Y, d) => d.append(images, Y),
  }),
  ...cases('rate', BAD_RATES, {
    train_step: (n, rate) => n.train_step(images, labels, rate),
    train: (n, rate, d) => n.train(d, { ...train_options, learning_rate: rate }),
  }),
  ...cases(
    'batch',
    [...bad_integers('batch_size'), ['0', 0, 'RangeError', [/batch_size/, /\b0\b/, /\b1\b/]]],
    {
      train: (n, batch_size, d) => n.train(d, { ...train_options, batch_size }),
    },
  ),
  ...cases('steps', bad_integers('steps'), {
    train: (n, steps, d) => n.train(d, { ...train_options, steps }),
  }),
  ...cases('options', [['left out', undefined, 'TypeError', [/options/, /undefined/]]], {
    train: (n, options, d) => n.train(d, options),
  }),
  ...cases('data set', BAD_DATA_SETS, { train: (n, d) => n.train(d, train_options) }),
  ...cases('data set', BAD_DATA_SETS.slice(3), { evaluate: (n, d) => n.evaluate(d) }),
  ...BAD_PARAMETERS.flatMap(([name, ...row]) =>
    cases(name, [row], {
      set_parameters: (n, array) => n.set_parameters({ ...other_parameters, [name]: array }),
    }),
  ),
  ...cases('parameters', [['left out', undefined, 'TypeError', [/parameters/, /undefined/]]], {
    set_parameters: (n, all) => n.set_parameters(all),
  }),
  ...cases('count', bad_integers('count'), { digits: (n, count) => n.digits(1, count, 'train') }),
  ...cases('seed', bad_integers('seed'), { digits: (n, seed) => n.digits(seed, 10, 'train') }),
  ...cases('seed', bad_integers('seed'), { write_digit: (n, seed) => n.write_digit(seed, 3) }),
  ...cases('index', bad_integers('index'), { write_digit: (n, index) => n.write_digit(1, index) }),
  ...cases('part', BAD_PARTS, {
    digits: (n, part) => n.digits(1, 10, part),
    write_digit: (n, part) => n.write_digit(1, 3, part),
  }),
  ...cases('first', [...given_integers('first'), ['21', 21, 'RangeError', [/first/, /\b21\b/, /\b20\b/]]], {
    images: (n, first, d) => d.images(first),
    'images with a count': (n, first, d) => d.images(first, 1),
    labels: (n, first, d) => d.labels(first),
  }),
  ...cases('count', [...given_integers('count'), ['16', 16, 'RangeError', [/count/, /\b16\b/, /\b15\b/]]], {
    images: (n, count, d) => d.images(5, count),
    labels: (n, count, d) => d.labels(5, count),
  }),
  ...cases('count', bad_integers('count'), { drawn: (n, count, d) => d.drawn(count) }),
  ...cases('epoch', bad_integers('epoch'), { go_to: (n, epoch, d) => d.go_to(epoch, 0) }),
  ...cases(
    'position',
    [...bad_integers('position'), ['21', 21, 'RangeError', [/position/, /\b21\b/, /\b20\b/]]],
    {
      go_to: (n, position, d) => d.go_to(1, position),
    },
  ),
  ...cases(
    'strokes',
    [
      ['left out', undefined, 'TypeError', [/strokes/, /undefined/]],
      ['with NaN', [[[0, 0], [NaN, 1]]], 'RangeError', [/strokes/, /NaN/, /finite/]], // prettier-ignore
      ['with a number for a stroke', [7], 'TypeError', [/strokes/, /\b7\b/]],
      ['with a number for a point', [[7]], 'TypeError', [/strokes\[0\]\[0\]/, /\b7\b/]],
      ['with a stroke missing', [, [[0, 0]]], 'TypeError', [/strokes\[0\]/, /undefined/]], // prettier-ignore
      ['with a point missing', [[[0, 0], , [1, 1]]], 'TypeError', [/strokes\[0\]\[1\]/, /undefined/]], // prettier-ignore
    ],
    { rasterise: (n, strokes) => n.rasterise(strokes) },
  ),
];

/** Options of create_network. @type {Case[]} */
export const BAD_OPTIONS = [
  .../** @type {[string, Row[]][]} */ ([
    ['hidden', given_integers('hidden')],
    ['hidden', [['0', 0, 'RangeError', [/hidden/, /\b0\b/, /\b1\b/, /\b512\b/]]]],
    ['hidden', [['513', 513, 'RangeError', [/hidden/, /\b513\b/, /\b512\b/]]]],
    ['seed', given_integers('seed')],
    ['build', [['unknown', 'avx', 'TypeError', [/build/, /avx/, /simd/, /scalar/]]]],
    ['wasm', [['a number', 5, 'TypeError', [/wasm/, /\b5\b|number/]]]],
  ]).flatMap(([name, rows]) =>
    cases(name, rows, { create_network: (create, value) => create({ hidden: 10, seed: 1, [name]: value }) }),
  ),
  ...cases('options', [['null', null, 'TypeError', [/options/, /null/]]], {
    create_network: (create, options) => create(options),
  }),
];
