// What a network has learnt, and the gradients of its last step: to the bit what the shim says, whenever they are asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { round_range } from '../web/figures/colours.js';
import { learnt } from '../web/figures/learnt.js';
import { unit_order } from '../web/figures/unit_order.js';
import { caption, class_sentence, health, unit_sentence } from '../web/figures/unit_words.js';
import { open_file } from '../web/network/files/open.js';
import { create_network } from '../web/network/network.js';
import { Run } from '../web/training/run.js';
import { standard_config } from '../web/training/settings.js';
import { Bench, BOUND, House, small_bench, STROKES, until } from './rooms/harness.js';
import { earlier_file } from './saved_files.js';
import { generator, PIXELS, random_labels } from './support.js';

/** @typedef {import('../web/network/network.js').Parameters} Parameters */

const NEEDS = /** @type {import('../web/training/protocol.js').Need[]} */ (['initial', 'parameters']);

/** @param {import('node:test').TestContext} t @param {string} hash */
async function open(t, hash) {
  const house = new House({ hash });
  t.after(() => house.close());
  house.model.want(NEEDS);
  return house.open();
}

/** What is learnt in a house that has stopped at a step. @param {House} house @param {number} run @param {number} steps */
async function shown_at(house, run, steps) {
  await house.begun(run);
  await until(() => house.state.steps === steps && !house.state.playing, `it stands at step ${steps}`);
  await house.settle();
  const { parameters, initial } = house.model;
  assert.ok(parameters && initial);
  return { ...learnt(parameters, initial), is_opened: initial.is_opened };
}

/** The same by the shim. @param {{ hidden: number, seed: number, steps: number }} run */
async function learnt_by_shim({ hidden, seed, steps }) {
  const network = await create_network({ hidden, seed });
  const start = network.parameters();
  const train = network.digits(seed, standard_config().images, 'train');
  network.train(train, { batch_size: 32, learning_rate: 0.1, steps });
  const now = network.parameters();
  const state = { hidden, seed, steps, fingerprint: network.fingerprint(), parameters: now };
  network.free();
  return { Wh: now.Wh.map((w, i) => w - start.Wh[i]), bh: now.bh.map((b, i) => b - start.bh[i]), state };
}

for (const hidden of [1, 10, 33, 512]) {
  test(
    `what ${hidden} units have learnt is W_h − W_h(0) of the shim, after a reset too`,
    BOUND,
    async (t) => {
      for (const seed of [0, 8, 2 ** 32 - 1]) {
        const steps = 7;
        const house = await open(t, `#hidden=${hidden}&seed=${seed}&stop-steps=${steps}&speed=full`);
        const { Wh, bh } = await learnt_by_shim({ hidden, seed, steps });
        assert.deepEqual(await shown_at(house, 1, steps), { Wh, bh, is_opened: false });
        house.model.start({}, { playing: true });
        assert.deepEqual(await shown_at(house, 2, steps), { Wh, bh, is_opened: false });
        house.close();
      }
    },
  );
}

/** Opens it from the file of an earlier version, which does not say the place. @param {Awaited<ReturnType<typeof learnt_by_shim>>['state']} state */
async function filed(state) {
  return open_file(new File([earlier_file(state.parameters, state)], 'network.json'));
}

test('a network that is opened goes on from where its seed began', BOUND, async (t) => {
  for (const [hidden, steps] of [
    [1, 3000],
    [10, 400],
    [20, 0],
  ]) {
    // prettier-ignore
    const house = await open(t, '#hidden=3&speed=1');
    const { Wh, bh, state } = await learnt_by_shim({ hidden, seed: 5, steps });
    house.model.open_network(await filed(state));
    assert.deepEqual(await shown_at(house, 2, 0), { Wh, bh, is_opened: false });
    house.close();
  }
});

test(
  'a network whose weights cannot come from its seed has learnt what came since it was opened',
  BOUND,
  async (t) => {
    const { state } = await learnt_by_shim({ hidden: 10, seed: 5, steps: 400 });
    const house = await open(t, '#hidden=3&speed=1&stop-steps=6');
    house.model.open_network(await filed({ ...state, seed: 6 }));
    const none = { Wh: new Float32Array(10 * PIXELS), bh: new Float32Array(10), is_opened: true };
    assert.deepEqual(await shown_at(house, 2, 0), none);
    house.model.change('speed', 'full');
    house.model.play();
    const { Wh, is_opened } = await shown_at(house, 2, 6);
    assert.ok(is_opened && Wh.some((change) => change !== 0));
  },
);

test('a network of images without a blank pixel is known by what is left of its start', BOUND, async () => {
  const random = generator(3);
  for (const hidden of [1, 10]) {
    const network = await create_network({ hidden, seed: 12 });
    const { Wh, bh } = network.parameters();
    for (let i = 0; i < 30; i++) {
      const images = Uint8Array.from({ length: 32 * PIXELS }, () => 1 + 254 * random());
      network.train_step(images, random_labels(random, 32), 0.05);
    }
    const saved = { parameters: network.parameters(), fingerprint: network.fingerprint() };
    for (const [seed, is_opened] of /** @type {[number, boolean][]} */ ([
      [12, false],
      [13, true],
    ])) {
      // prettier-ignore
      const run = await Run.begin({ hidden, seed, saved });
      const start = is_opened ? saved.parameters : { Wh, bh };
      assert.deepEqual(run.initial, { Wh: start.Wh, bh: start.bh, is_opened });
      run.free();
    }
  }
});

test('where a run began is sent once, when it is needed first', BOUND, async () => {
  const bench = new Bench();
  await bench.start({ hidden: 2 });
  const sent = () => bench.loop.snapshot().initial !== undefined;
  const seen = [sent()];
  bench.trainer.need({ needs: NEEDS });
  seen.push(sent(), sent());
  bench.trainer.need({ needs: [] });
  bench.trainer.need({ needs: NEEDS });
  seen.push(sent());
  await bench.start({ hidden: 2 }, { run: 2 });
  assert.deepEqual([...seen, sent(), sent()], [false, true, false, false, true, false]);
  bench.trainer.dispose();
});

/* ---- the gradients of the last step ---- */

/** @param {Bench} bench @returns {Parameters | undefined} as they are once they have been sent before */
function taken(bench) {
  bench.trainer.need({ needs: ['gradients'] });
  const { gradients } = bench.loop.snapshot();
  const buffers = new Set(Object.values(gradients ?? {}).map(({ buffer }) => buffer));
  structuredClone(gradients, { transfer: [...buffers] }); // what is sent is gone
  return bench.loop.snapshot().gradients;
}

/**
 * Those that the shim has for the batch of the last step.
 * @param {Bench} bench @param {Parameters} before it @param {number} batch_size
 */
async function expected(bench, before, batch_size) {
  const { hidden, seed } = bench.run.network;
  const network = await create_network({ hidden, seed });
  network.set_parameters(before);
  const { images, labels } = bench.run.train_set.drawn(batch_size);
  const { Wh, bh, Wo, bo } = network.gradients(images, labels);
  network.free();
  return { Wh, bh, Wo, bo };
}

for (const batch of [1, 7, 40]) {
  test(`paused, the gradients are those of the last batch of ${batch}, to the bit`, BOUND, async () => {
    const bench = await small_bench({}, { 'batch-size': batch });
    assert.equal(taken(bench), undefined, 'none before the first step');
    for (let i = 0; i < 3; i++) {
      const before = bench.run.network.parameters();
      bench.trainer.step({ run: 1 });
      bench.loop.snapshot(); // measures
      assert.deepEqual(taken(bench), await expected(bench, before, bench.run.last_batch_size));
    }
    bench.trainer.set({ run: 1, settings: { 'learning-rate': 0 } });
    bench.trainer.step({ run: 1 });
    const parameters = bench.run.network.parameters();
    const last = await expected(bench, parameters, bench.run.last_batch_size);
    assert.deepEqual(taken(bench), last, 'also at rate 0');
    bench.trainer.show_on_pad({ strokes: STROKES });
    bench.trainer.teach({ run: 1, label: 1 });
    bench.trainer.forget({ run: 1, id: 0 });
    assert.deepEqual(taken(bench), last, 'also after the data were built again');
    bench.trainer.dispose();
  });
}

test(
  'the gradients are those of the step that is gone through, and of the last one after that',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    const of = (/** @type {Parameters} */ { Wh, bh, Wo, bo }) => ({ Wh, bh, Wo, bo });
    trainer.step({ run: 1 });
    const first = taken(bench);
    const image = /** @type {const} */ ({ kind: 'image', index: 3 });
    const looked_at = await trainer.step_by_hand({ run: 1, batch: image, live: false });
    assert.deepEqual(taken(bench), of(looked_at.gradients));
    bench.loop.leave_step_by_hand(); // without having stood after it
    assert.deepEqual(taken(bench), first);
    const own = await trainer.step_by_hand({ run: 1, batch: image, live: false });
    await trainer.stand({ run: 1, after: true });
    await trainer.stand({ run: 1, after: false });
    bench.loop.leave_step_by_hand();
    assert.deepEqual([bench.loop.steps, taken(bench)], [2, of(own.gradients)]);
    const next = await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false });
    assert.deepEqual(taken(bench), of(next.gradients));
    trainer.step({ run: 1 });
    assert.deepEqual([bench.loop.steps, taken(bench)], [3, of(next.gradients)]);
    trainer.dispose();
  },
);

test(
  'a saved run that is opened has learnt what it had, and no gradients before its next step',
  BOUND,
  async () => {
    const bench = new Bench();
    await bench.start({ hidden: 4, seed: 5, images: 1000 });
    bench.run.train(100, 10, 0.1);
    const { parameters, fingerprint, ...place } = await bench.trainer.state({ run: 1 });
    const saved = { parameters, fingerprint, place };
    const { run: opened } = await bench
      .start({ hidden: 4, seed: 5, images: 1000 }, { run: 2, saved })
      .then(() => bench);
    const { Wh, bh } = (await create_network({ hidden: 4, seed: 5 })).parameters();
    assert.deepEqual(opened.initial, { Wh, bh, is_opened: false });
    assert.equal(opened.last_gradients.read(), undefined);
    opened.train(1, 10, 0.1);
    assert.ok(opened.last_gradients.read());
  },
);

/* ---- words and order ---- */

const POWERS = Array.from({ length: 90 }, (_, i) => 10 ** (i - 46)); // single precision begins at 1.4e-45
const ROUND = POWERS.flatMap((power) => [1, 1.5, 2, 3, 4, 6, 8].map((factor) => factor * power));

test('the range of the colours holds all but 0.5 % of the values, and is kept while it fits', () => {
  /** By its definition, with a sample of the values in order of their size. @param {Float32Array} values @param {number} before */
  const by_order = (values, before) => {
    const stride = Math.max(1, Math.floor(values.length / 4096));
    const sample = values.filter((_, i) => i % stride === 0).subarray(0, Math.floor(values.length / stride));
    const size = sample.map(Math.abs).sort()[Math.floor((sample.length - 1) * 0.995)];
    const is_kept = !(size > 0 && size < Infinity) || (size <= before && size > before * 0.45);
    return is_kept ? before : ROUND.find((round) => round * (1 + 1e-12) >= size);
  };
  const value = fc.oneof({ weight: 9, arbitrary: fc.float({ min: -4, max: 4 }) }, fc.float());
  const some = fc.array(value, { minLength: 1, maxLength: 600 });
  const repeated = fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 9 }), fc.integer({ min: 4000, max: 9000 }))
    .map(([list, length]) => Array.from({ length }, (_, i) => list[(i * i) % list.length]));
  const before = fc.constantFrom(0, 0.1, 1, 1.5, 3, 8);
  fc.assert(
    fc.property(fc.oneof(some, repeated), before, (list, range) => {
      const values = Float32Array.from(list);
      const wanted = by_order(values, range) ?? NaN;
      const found = round_range(values, range);
      assert.ok(Math.abs(found - wanted) <= 1e-9 * wanted, `${found} is found, ${wanted} wanted`);
    }),
    { numRuns: 300 },
  );
});

test('units stand by number, activation or their part of the logit that is read', () => {
  const on_pad = { Ah: Float32Array.of(0, 2, 1, 2), Ao: Float32Array.of(0.2, 0.8, 0, 0, 0, 0, 0, 0, 0, 0) };
  const Wo = new Float32Array(40);
  Wo.set([9, -1, 3, 1], 4); // to the class 1, which is read
  assert.deepEqual(unit_order('number', 4, on_pad, Wo), [0, 1, 2, 3]);
  assert.deepEqual(unit_order('activation', 4, on_pad, Wo), [1, 3, 2, 0]);
  assert.deepEqual(unit_order('answer', 4, on_pad, Wo), [2, 3, 0, 1]);
  assert.deepEqual(unit_order('answer', 4, undefined, Wo), [0, 1, 2, 3], 'no image');
  assert.deepEqual(unit_order('answer', 3, on_pad, Wo), [0, 1, 2], 'an image of the run before');
});

test('sentences are about what the tiles show', () => {
  const about = { weights: [0, 1, -2, 3, 0.5, 0, 0, 0, 0, -1], bias: -0.5, is_dead: false, share: undefined };
  const words = (/** @type {import('../web/figures/unit_words.js').Mode} */ mode, changes = {}) =>
    unit_sentence(mode, 7, { ...about, ...changes });
  assert.equal(words('learnt'), 'Unit 7, bias −0.5: for 3, 1, 4; against 2, 9');
  assert.equal(words('weights', { share: 0.004 }), 'Unit 7, bias −0.5, answers only 0.4 % of the test images: for 3, 1, 4; against 2, 9'); // prettier-ignore
  assert.equal(words('gradients'), 'Unit 7, gradient of the bias −0.5: the step turns it towards 2, 9; away from 3, 1, 4'); // prettier-ignore
  assert.equal(
    words('gradients', { weights: Array(10).fill(0) }),
    'Unit 7: the last batch does not change it',
  );
  assert.match(words('weights', { is_dead: true }), /^Unit 7 is 0 for every image/);
  const weights = Float32Array.of(0, 1, -2);
  assert.equal(class_sentence('learnt', 4, weights), 'Digit 4: unit 1 for it; unit 2 against it');
  assert.equal(
    class_sentence('gradients', 4, weights),
    'Digit 4: the step strengthens unit 2; weakens unit 1',
  );
  assert.deepEqual(
    [health(0, 0), health(1, 0), health(2, 3)],
    ['', '1 has died', '2 have died, 3 barely alive'],
  );
  const since = (/** @type {boolean} */ is_opened) => caption('learnt', { is_opened, has_gradient: false });
  assert.equal(since(false), 'how the weights have changed since the start');
  assert.equal(since(true), 'how the weights have changed since it was opened');
});
