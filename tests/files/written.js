/** Networks as files: what is written, and what is read back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from_safetensors, to_onnx, to_safetensors } from '../../web/network/files/models.js';
import { open_file } from '../../web/network/files/open.js';
import { fingerprint_of } from '../../web/network/files/parameters.js';
import { create_network } from '../../web/network/network.js';
import {
  earlier_file,
  fields_of,
  file_from,
  file_of,
  header_of,
  parameters_of,
  RUN,
  with_header,
} from '../saved_files.js';
import { assert_same_bits, fingerprint_of as slow_fingerprint_of, NAMES } from '../support.js';

const BOUND = { timeout: 120_000 };

const METADATA = [
  'format',
  'version',
  'seed',
  'data',
  'epoch',
  'position',
  'steps',
  'stretches',
  'fingerprint',
];

/* ---- what is written and read back ---- */

for (const hidden of [1, 10, 37, 512])
  test(`a network is read back with its bits and its place: ${hidden} hidden units`, BOUND, async () => {
    const network = await create_network({ hidden, seed: 7 });
    const digits = network.digits(7, 200);
    network.train(digits, { batch_size: 32, learning_rate: 0.1, steps: 3 });
    const parameters = network.parameters();
    const bytes = to_safetensors(parameters, RUN);
    const model = from_safetensors(bytes, 'mine');
    for (const name of NAMES) assert_same_bits(model.parameters[name], parameters[name], name);
    assert.equal(model.fingerprint, network.fingerprint());
    assert.deepEqual([model.hidden, model.run], [hidden, RUN]);
    assert.deepEqual(await open_file(file_from(bytes, 'mine.safetensors')), model);
    assert.deepEqual(to_safetensors(model.parameters, model.run), bytes);
  });

test(
  'the file is as the format says: aligned by spaces, metadata of texts, four arrays end to end',
  BOUND,
  () => {
    const bytes = file_of(3);
    const { header, text, start } = header_of(bytes);
    assert.equal(start % 8, 0);
    assert.match(text, /^\{.*\} *$/);
    assert.deepEqual(Object.keys(header), ['__metadata__', ...NAMES]);
    assert.deepEqual(Object.keys(header.__metadata__), METADATA);
    for (const value of Object.values(header.__metadata__)) assert.equal(typeof value, 'string');
    const shapes = NAMES.map((name) => header[name].shape);
    assert.deepEqual(shapes, [[3, 784], [3], [10, 3], [10]]); // prettier-ignore
    assert.deepEqual(
      NAMES.map((name) => header[name].data_offsets),
      [[0, 9408], [9408, 9420], [9420, 9540], [9540, 9580]], // prettier-ignore
    );
    assert.ok(NAMES.every((name) => header[name].dtype === 'F32'));
    assert.equal(bytes.length, start + 9580);
    assert.deepEqual(JSON.parse(header.__metadata__.stretches), RUN.stretches);
  },
);

test('a file without our metadata is weights, whatever order its arrays have', BOUND, () => {
  const parameters = parameters_of(3);
  assert.equal(from_safetensors(to_safetensors(parameters)).run, undefined);
  const bytes = to_safetensors(parameters);
  const { header, start } = header_of(bytes);
  const turned = Object.fromEntries([...NAMES].reverse().map((name) => [name, header[name]]));
  for (const metadata of [{ format: 'pt' }, {}]) {
    const foreign = with_header({ ...turned, __metadata__: metadata }, bytes.subarray(start));
    const model = from_safetensors(foreign);
    assert.equal(model.run, undefined);
    for (const name of NAMES) assert_same_bits(model.parameters[name], parameters[name], name);
  }
});

test('the fingerprint of parameters is that of a network', BOUND, async () => {
  for (const hidden of [1, 13, 128]) {
    const network = await create_network({ hidden, seed: hidden });
    assert.equal(fingerprint_of(network.parameters()), network.fingerprint());
  }
  const odd = parameters_of(2);
  odd.Wh.set([-0, 1e-45, -1e-45, 3.4e38, -3.4e38]);
  assert.equal(fingerprint_of(odd), slow_fingerprint_of(odd));
});

test('the JSON of earlier versions opens', BOUND, async () => {
  for (const hidden of [1, 10, 512]) {
    const parameters = parameters_of(hidden);
    const file = new File([earlier_file(parameters, { seed: 3, steps: 77 })], 'mine.json');
    const model = await open_file(file);
    assert.deepEqual([model.hidden, model.earlier, model.run], [hidden, { seed: 3, steps: 77 }, undefined]);
    for (const name of NAMES) assert_same_bits(model.parameters[name], parameters[name], name);
  }
});

test('wrong arguments are refused when a file is written', BOUND, () => {
  const good = parameters_of(2);
  /** @type {[unknown, unknown, RegExp][]} */
  const rows = [
    [undefined, RUN, /parameters must be an object/],
    [{ ...good, bo: undefined }, RUN, /bo must be a Float32Array, was undefined/],
    [{ ...good, Wh: new Float32Array(5) }, RUN, /Wh must have 1568 numbers, had 5/],
    [{ ...good, bh: new Float32Array(0) }, RUN, /bh must have 1 … 512 numbers, had 0/],
    [{ ...good, bo: new Float32Array(10).fill(NaN) }, RUN, /bo\[0\] must be finite, was NaN/],
    [good, 5, /run must be an object, was 5/],
    [good, { ...RUN, seed: -1 }, /seed must be .*, was -1/],
    [good, { ...RUN, data: 'cats' }, /data must be .*, was "cats"/],
    [good, { ...RUN, position: 1.5 }, /position must be .*, was 1.5/],
    [good, { ...RUN, steps: NaN }, /steps must be .*, was NaN/],
    [good, { ...RUN, stretches: [] }, /stretches must be 1 … 1000, were 0/],
    [good, { ...RUN, stretches: [{ step: 3, learning_rate: 1, batch_size: 1 }] }, /step must be .*, was 3/],
  ];
  for (const write of [to_safetensors, to_onnx])
    for (const [parameters, run, says] of rows)
      assert.throws(() => write(/** @type {any} */ (parameters), /** @type {any} */ (run)), says);
});

/* ---- ONNX ---- */

test('the ONNX file holds the graph, the arrays and the metadata', BOUND, () => {
  const parameters = parameters_of(10);
  const bytes = to_onnx(parameters, RUN);
  const model = fields_of(bytes);
  assert.equal(model.get(1)?.[0], 7);
  const [set] = model.messages(8);
  assert.deepEqual([set.texts(1), set.get(2)?.[0]], [[''], 13]);
  const [graph] = model.messages(7);
  const nodes = graph.messages(1).map((node) => [node.texts(4)[0], node.texts(1), node.texts(2)]);
  assert.deepEqual(nodes, [
    ['Gemm', ['pixels', 'Wh', 'bh'], ['Zh']],
    ['Relu', ['Zh'], ['Ah']],
    ['Gemm', ['Ah', 'Wo', 'bo'], ['Zo']],
    ['Softmax', ['Zo'], ['probabilities']],
  ]);
  for (const tensor of graph.messages(5)) {
    const [name] = /** @type {('Wh' | 'bh' | 'Wo' | 'bo')[]} */ (tensor.texts(8));
    const raw = /** @type {Uint8Array} */ (tensor.get(9)?.[0]);
    assert_same_bits(new Float32Array(raw.slice().buffer), parameters[name], name);
  }
  assert.deepEqual(graph.messages(11)[0].texts(1), ['pixels']);
  assert.deepEqual(graph.messages(12)[0].texts(1), ['probabilities']);
  const metadata = model.messages(14).map((entry) => [entry.texts(1)[0], entry.texts(2)[0]]);
  assert.deepEqual(
    Object.fromEntries(metadata),
    header_of(to_safetensors(parameters, RUN)).header.__metadata__,
  );
});
