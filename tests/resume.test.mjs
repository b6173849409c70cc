/** The place in the order of training: a run that was interrupted goes on with the bits of one that was not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read_mnist } from '../data/mnist_files.mjs';
import { beginning_of } from '../web/model/opened.js';
import { from_safetensors, to_safetensors } from '../web/network/files/models.js';
import { PIXELS } from '../web/network/arguments.js';
import { create_network } from '../web/network/network.js';
import { Source } from '../web/training/source.js';
import { Run } from '../web/training/run.js';
import { Bench } from './rooms/harness.js';
import { made_up } from './rooms/site.js';
import { BUILDS, generator, random_labels, single_pixel_images } from './support.js';

const BOUND = { timeout: 120_000 };
const SIZE = 1000;
const AFTER = 1000; // steps that are trained on

/** @typedef {import('./networks.js').Network} Network */
/** @typedef {ReturnType<Network['load']>} DataSet */
/** @typedef {(network: Network) => DataSet} MakeSet */
/** @typedef {{ batch_size: number, learning_rate: number }} Options */

/** @type {Options} */
const FIRST = { batch_size: 32, learning_rate: 0.1 };
/** @type {Options} */
const LATER = { batch_size: 20, learning_rate: 0.04 };

/**
 * Trains `steps` steps, of which those after `change` have another rate and batch size.
 * @param {Network} network @param {DataSet} data_set @param {number} from steps so far @param {number} to @param {number} change
 */
function train(network, data_set, from, to, change) {
  const middle = Math.min(Math.max(change, from), to);
  network.train(data_set, { ...FIRST, steps: middle - from });
  network.train(data_set, { ...LATER, steps: to - middle });
}

/**
 * What is kept of a run, and what a new network makes of it.
 * @param {MakeSet} make @param {object} options of create_network @param {number} steps @param {number} change
 */
async function check_resumed(make, options, steps, change) {
  const network = await create_network(options);
  const data_set = make(network);
  train(network, data_set, 0, steps, change);
  const { epoch, position } = data_set;
  const parameters = network.parameters();
  const twin = await create_network(options);
  const twin_set = make(twin);
  twin.set_parameters(parameters);
  twin_set.go_to(epoch, position);
  assert.deepEqual([twin_set.epoch, twin_set.position], [epoch, position]);
  assert.deepEqual(twin_set.drawn(40), data_set.drawn(40), 'the samples before the place');
  for (const [each, set] of /** @type {const} */ ([
    [network, data_set],
    [twin, twin_set],
  ]))
    train(each, set, steps, steps + AFTER, change);
  assert.equal(twin.fingerprint(), network.fingerprint(), `${steps} steps, change at ${change}`);
  assert.deepEqual([twin_set.epoch, twin_set.position], [data_set.epoch, data_set.position]);
  network.free();
  twin.free();
}

/** An epoch of FIRST ends after 32 steps, the fourth after 128. */
const INTERRUPTED = [0, 1, 31, 32, 33, 128, 999];

for (const build of BUILDS)
  test(
    `a run interrupted at any step goes on as if it had not been: handwriting, ${build}`,
    BOUND,
    async () => {
      const make = (/** @type {Network} */ network) => network.digits(network.seed, SIZE);
      for (const steps of INTERRUPTED)
        for (const change of [Infinity, steps + AFTER / 2, Math.floor(steps / 2)])
          await check_resumed(make, { hidden: 10, seed: 3, build }, steps, change);
    },
  );

test('a run interrupted at any step goes on as if it had not been: MNIST', BOUND, async (t) => {
  const mnist = await read_mnist().catch((/** @type {Error} */ error) => t.skip(error.message));
  if (!mnist) return;
  const { images, labels } = mnist.train;
  for (const steps of [0, 1, 999, 1875])
    await check_resumed(
      (network) => network.load(images, labels),
      { hidden: 10, seed: 1 },
      steps,
      steps + 500,
    );
});

/** @param {Network} network @param {number} count of images that are told apart by one pixel */
const single_pixels = (network, count) =>
  network.load(single_pixel_images(count), random_labels(generator(count), count));

test('every place of an epoch is where the order says, wherever one comes from', BOUND, async () => {
  const network = await create_network({ hidden: 1, seed: 5 });
  const data_set = single_pixels(network, 100);
  const options = { batch_size: 1, learning_rate: 0, steps: 1 };
  const orders = [0, 1, 2].map(() =>
    Array.from({ length: 100 }, () => {
      network.train(data_set, options);
      return data_set.drawn(1).images.findIndex((grey) => grey > 0);
    }),
  );
  const random = generator(8);
  for (let i = 0; i < 300; i++) {
    const [epoch, position] = [Math.floor(random() * 3), Math.floor(random() * 100)];
    data_set.go_to(epoch, position);
    network.train(data_set, options);
    const next = data_set.drawn(1).images.findIndex((grey) => grey > 0);
    assert.equal(next, orders[epoch][position], `epoch ${epoch}, position ${position}`);
  }
});

test('the end of an epoch is the beginning of the next', BOUND, async () => {
  const network = await create_network({ hidden: 1, seed: 5 });
  const data_set = single_pixels(network, 100);
  const next = () => {
    network.train(data_set, { batch_size: 7, learning_rate: 0, steps: 1 });
    return data_set.drawn(7);
  };
  data_set.go_to(4, 100);
  const at_end = next();
  assert.deepEqual([data_set.epoch, data_set.position], [5, 7]);
  data_set.go_to(5, 0);
  assert.deepEqual(next(), at_end);
});

test('images that join an epoch keep their part in it when training goes on from there', BOUND, async () => {
  const [images, labels] = [single_pixel_images(200), random_labels(generator(1), 200)];
  const add = (/** @type {DataSet} */ set) => set.append(images.subarray(150 * 784), labels.subarray(150));
  for (const joined of [0, 3, 32, 64, 77, 149, 150])
    for (const later of [joined, joined + 1, 170, 200]) {
      const [run, twin] = await Promise.all([1, 2].map(() => create_network({ hidden: 3, seed: 5 })));
      const [set, twin_set] = [run, twin].map((network) =>
        network.load(images.subarray(0, 150 * 784), labels.subarray(0, 150)),
      );
      run.train(set, { batch_size: 1, learning_rate: 0.1, steps: joined });
      add(set);
      run.train(set, { batch_size: 1, learning_rate: 0.1, steps: Math.max(later - joined, 0) });
      twin.set_parameters(run.parameters());
      twin_set.go_to(0, joined);
      add(twin_set);
      twin_set.go_to(0, Math.max(later, joined));
      for (const [network, data_set] of /** @type {const} */ ([
        [run, set],
        [twin, twin_set],
      ]))
        network.train(data_set, { batch_size: 9, learning_rate: 0.1, steps: 60 });
      assert.equal(twin.fingerprint(), run.fingerprint(), `joined at ${joined}, gone on from ${later}`);
    }
});

test(
  'images that join meet the same order however their place was come to: in steps, at once, or back',
  BOUND,
  async () => {
    const [images, labels] = [single_pixel_images(200), random_labels(generator(1), 200)];
    const rest = /** @type {const} */ ([images.subarray(150 * PIXELS), labels.subarray(150)]);
    const network = await create_network({ hidden: 1, seed: 5 });
    const go_on = (/** @type {DataSet} */ set, /** @type {number} */ steps) =>
      network.train(set, { batch_size: 1, learning_rate: 0, steps });
    /** @type {Record<string, (set: DataSet, place: number) => unknown>} */
    const ways = {
      'at once': (set, place) => set.go_to(0, place),
      'in steps': (set, place) => go_on(set, place),
      'back by one': (set, place) => (go_on(set, place + 1), set.go_to(0, place)),
      'back from the end': (set, place) => (go_on(set, 149), set.go_to(0, place)),
    };
    for (const place of [0, 1, 10, 31, 32, 33, 64, 95, 96, 100]) {
      const orders = Object.values(ways).map((come_to) => {
        const set = network.load(images.subarray(0, 150 * PIXELS), labels.subarray(0, 150));
        come_to(set, place);
        set.append(...rest);
        go_on(set, 200 - place);
        const { images: drawn } = set.drawn(200 - place);
        return Array.from({ length: 200 - place }, (_, k) =>
          drawn.subarray(k * PIXELS, (k + 1) * PIXELS).findIndex((grey) => grey > 0),
        );
      });
      Object.keys(ways).forEach((way, k) => assert.deepEqual(orders[k], orders[0], `place ${place}, ${way}`));
    }
  },
);

test('a place in an empty set is its beginning', BOUND, async () => {
  const network = await create_network();
  const data_set = network.load(new Uint8Array(0), new Uint8Array(0));
  data_set.go_to(3, 0);
  assert.deepEqual([data_set.epoch, data_set.position], [3, 0]);
  assert.throws(() => data_set.go_to(0, 1), /position must be .* 0 … 0, was 1/);
});

/* ---- a run in a file ---- */

/** @param {Bench} bench @param {number} steps with the settings in force */
function take(bench, steps) {
  const { 'batch-size': size, 'learning-rate': rate } = bench.loop.settings;
  bench.run.train(steps, size, rate);
}

/** The run of a bench, saved, and another bench that goes on with it. @param {Bench} bench @param {Bench['trainer']['sources']} sources */
async function saved_and_opened(bench, sources) {
  const { parameters, ...origin } = await bench.trainer.state({ run: 1 });
  const bytes = to_safetensors(parameters, origin);
  const opened = from_safetensors(bytes);
  const { changes, saved, text } = beginning_of(opened);
  const other = new Bench();
  Object.assign(other.trainer.sources, sources);
  await other.start(changes, {
    saved: { ...saved, parameters: opened.parameters, fingerprint: opened.fingerprint },
  });
  return { bytes, other, text };
}

/** @param {Partial<import('../web/training/settings.js').Config>} settings @param {Bench['trainer']['sources']} sources
 * @param {number[]} interrupted */
async function check_files(settings, sources, interrupted) {
  for (const steps of interrupted) {
    const bench = new Bench();
    Object.assign(bench.trainer.sources, sources);
    await bench.start(settings);
    take(bench, Math.floor(steps / 2));
    bench.trainer.set({ run: 1, settings: { 'learning-rate': 0.08, 'batch-size': 25 } });
    take(bench, Math.ceil(steps / 2));
    const { other, bytes, text } = await saved_and_opened(bench, sources);
    assert.match(text, /^This is the run that was saved at step [\d,]+; it goes on from there\.$/);
    const states = [];
    for (const each of [bench, other]) {
      const before = await each.trainer.state({ run: 1 });
      assert.equal(before.steps, steps);
      take(each, 500);
      each.trainer.set({ run: 1, settings: { 'learning-rate': 0.03 } });
      take(each, 500);
      states.push([before, await each.trainer.state({ run: 1 })]);
    }
    assert.deepEqual(states[1], states[0], `saved at step ${steps}`);
    const { parameters, ...origin } = states[1][0];
    assert.deepEqual(to_safetensors(parameters, origin), bytes, 'saved again, it is the same file');
    bench.trainer.dispose();
    other.trainer.dispose();
  }
}

test('a run that was saved is opened as that run at that step: handwriting', BOUND, async () => {
  await check_files({ hidden: 10, seed: 1, images: 1000 }, {}, [0, 1, 40, 999]);
});

test('a run that was saved is opened as that run at that step: MNIST', BOUND, async (t) => {
  const mnist = await read_mnist().catch((/** @type {Error} */ error) => t.skip(error.message));
  if (!mnist) return;
  const few = {
    images: mnist.test.images.subarray(0, 500 * 784),
    labels: mnist.test.labels.subarray(0, 500),
  };
  const source = Source.of(mnist.train, few);
  await check_files({ data: 'mnist', hidden: 10, seed: 1 }, { mnist: source }, [0, 1, 999, 2138]);
});

test('a run that learnt from other images too is opened as a network, and says so', BOUND, async () => {
  const bench = new Bench();
  await bench.start({ images: 1000 });
  take(bench, 10);
  bench.run.teach(new Uint8Array(784).fill(9), 3);
  take(bench, 10);
  assert.equal((await bench.trainer.state({ run: 1 })).data, 'own');
  const { other, text } = await saved_and_opened(bench, {});
  assert.match(
    text,
    /^This network was saved at step 20, after it had learnt from images that are not in the file/,
  );
  assert.equal(other.loop.steps, 0);
  bench.run.forget(0); // its epoch begins again, without the example
  const again = await saved_and_opened(bench, {});
  assert.match(again.text, /^This is the run that was saved at step 20/);
  take(bench, 50);
  take(again.other, 50);
  assert.equal(again.other.run.network.fingerprint(), bench.run.network.fingerprint());
});

test('images that join an epoch leave its order unknown until it ends', BOUND, async () => {
  const source = new Source();
  const { images, labels } = made_up(60);
  source.add('train', { images: images.slice(0, 40 * 784), labels: labels.slice(0, 40), count: 60 });
  const run = await Run.begin({ hidden: 2, seed: 1, source });
  assert.equal(run.has_known_order, true);
  run.train(3, 10, 0.1);
  source.add('train', { images: images.slice(40 * 784), labels: labels.slice(40), count: 60 });
  assert.equal(run.has_known_order, false);
  run.train(2, 10, 0.1);
  assert.equal(run.has_known_order, false);
  run.train(1, 10, 0.1); // the end of the epoch
  assert.equal(run.has_known_order, true);
  run.free();
});

test('a place that the data do not have is refused', BOUND, async () => {
  const bench = new Bench();
  await bench.start({ images: 1000 });
  const { parameters, fingerprint, ...origin } = await bench.trainer.state({ run: 1 });
  /** @type {[object, RegExp][]} */
  const cases = [
    [{ images: 999 }, /^The saved run learnt from 999 images, but there are 1000 here\.$/],
    [{ position: 1001 }, /position 1001 of an epoch.* at most 1000/],
    [{ images: undefined, position: 1001 }, /position 1001 of an epoch.* at most 1000/],
  ];
  for (const [i, [change, message]] of cases.entries()) {
    const saved = { parameters, fingerprint, place: { ...origin, ...change } };
    await assert.rejects(bench.start({ images: 1000 }, { run: i + 2, saved }), { message });
    assert.equal(bench.trainer.run, 1);
  }
});
