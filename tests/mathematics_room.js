/** The machine room: all four machines take the same steps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create_network } from '../web/network/network.js';
import { as_floats } from '../web/training/plain_network.js';
import { common_bits, line_up, shuffler } from '../web/machine_room/race.js';

const BOUND = { timeout: 60_000 };
const SETTINGS = { hidden: 10, seed: 3, batch_size: 32, digits: 100 };
const [simd, scalar] = ['simd', 'scalar'].map(
  (build) => new URL(`../web/network/network.${build}.wasm`, import.meta.url),
);

test('the plain machines get the digits in the order in which a data set draws them', BOUND, async () => {
  const { seed, batch_size, digits } = SETTINGS;
  const shuffle = await shuffler(SETTINGS, scalar);
  const network = await create_network({ seed });
  const data_set = network.digits(seed, digits);
  for (let epoch = 0; epoch < 3; epoch++) {
    network.train(data_set, { batch_size, learning_rate: 0.1, steps: Math.ceil(digits / batch_size) });
    const drawn = data_set.drawn(digits);
    assert.deepEqual(shuffle(), { X: as_floats(drawn.images), labels: drawn.labels });
  }
});

test('the modules come to the bits of a plain training; every machine is timed', BOUND, async () => {
  const { hidden, seed, batch_size, digits } = SETTINGS;
  const lanes = await line_up(SETTINGS, { simd, scalar });
  assert.deepEqual([...lanes.keys()], ['simd', 'scalar', 'skipping', 'dense']);
  assert.ok([...lanes.values()].every(({ rate }) => Number.isNaN(rate)));
  for (let round = 0; round < 2; round++) for (const lane of lanes.values()) lane.run(20);
  for (const [name, { rate }] of lanes) assert.ok(rate > 0, name);
  const bits = common_bits(lanes);
  assert.ok(bits);
  const network = await create_network({ hidden, seed });
  network.train(network.digits(seed, digits), { batch_size, learning_rate: 0.1, steps: bits.steps });
  assert.deepEqual(bits, { steps: bits.steps, simd: network.fingerprint(), scalar: network.fingerprint() });
});

test(
  'a lane counts the samples that it has taken, the short batch at the end of an epoch too',
  BOUND,
  async () => {
    const lanes = await line_up(SETTINGS, { simd, scalar });
    const lane = lanes.get('dense');
    assert.ok(lane);
    lane.run(0.1);
    lane.run(5);
    const warm = lane.steps;
    lane.run(5);
    const before = lane.samples;
    lane.run(5);
    assert.ok(lane.steps > warm);
    assert.ok(lane.samples > before);
    assert.ok(lane.samples <= 100 * Math.ceil(lane.steps / 4));
  },
);

test('where the SIMD module cannot run, the others race without it', BOUND, async () => {
  const lanes = await line_up(SETTINGS, { simd: new URL('nothing.wasm', import.meta.url), scalar });
  assert.deepEqual([...lanes.keys()], ['scalar', 'skipping', 'dense']);
  assert.equal(common_bits(lanes), undefined);
});
