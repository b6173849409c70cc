/** Why an answer: the linear map that the network is for one image; and the errors of the backward pass. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read_mnist } from '../data/mnist_files.mjs';
import { create_network } from '../web/network/network.js';
import { attribution } from '../web/network/attribution.js';
import { argmax } from '../web/network/numbers.js';
import { smallest_change } from '../web/training/smallest_change.js';
import { Bench, STROKES } from './rooms/harness.js';
import { batch_of, with_both, with_network } from './networks.js';
import * as reference from './reference.js';
import {
  as_floats,
  assert_same_bits,
  assert_within,
  BUILDS,
  dense_images,
  generator,
  magnitude,
  MAKERS,
  PIXELS,
  relative_error,
} from './support.js';

const BOUND = { timeout: 120_000 };
const TOLERANCE = 1e-5;
const CLASSES = 10;
const PARTS = /** @type {const} */ (['template', 'contributions', 'bias', 'logits']);
const COMPARED = 40; // of the images, one in so many is also held against the reference, which is slow

/** @typedef {import('./networks.js').Network} Network */

/** MNIST's test images, or built-in handwriting where there is no MNIST. @param {number} count */
async function handwriting(count) {
  const mnist = await read_mnist().catch(() => undefined);
  if (mnist) return { what: 'MNIST', images: mnist.test.images.subarray(0, count * PIXELS) };
  const network = await create_network({ seed: 1 });
  return { what: 'built-in digits', images: network.digits(1, count, 'test').images() };
}

/** @param {Uint8Array | Float32Array} images of greys @param {number} i */
const greys_at = (images, i) => Uint8Array.from(images.subarray(i * PIXELS, (i + 1) * PIXELS));

/** The logits as sums over pixels. @param {ReturnType<Network['explain']>} why @param {Uint8Array | Float32Array} image */
function sums_of({ template, bias }, image) {
  const x = reference.input(image);
  return Float64Array.from(bias, (c, k) =>
    x.reduce((sum, value, j) => sum + template[k * PIXELS + j] * value, c),
  );
}

/** Takes some steps. A single hidden unit would soon be active for no image, so it only gets biases. @param {Network} network */
function trained(network) {
  if (network.hidden === 1) {
    const { bo, ...others } = network.parameters();
    network.set_parameters({ ...others, bh: Float32Array.of(0.125), bo: bo.map((_, k) => k / 8) });
    return;
  }
  const digits = network.digits(3, 1000);
  network.train(digits, { batch_size: 32, learning_rate: 0.1, steps: 200 });
  digits.free();
}

for (const hidden of [1, 10, 37, 128]) {
  test(`the logits of an image are the sums over its pixels: ${hidden} hidden units`, BOUND, async (t) => {
    const { what, images } = await handwriting(1000);
    await with_both(hidden, (simd, scalar) => {
      trained(simd);
      scalar.set_parameters(simd.parameters());
      const parameters = simd.parameters();
      const before = simd.fingerprint();
      const { Zo } = simd.activations(images);
      let [worst, worst_reference, largest] = [0, 0, 0];
      for (let i = 0; i < images.length / PIXELS; i++) {
        const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
        const why = simd.explain(image);
        const other = scalar.explain(image);
        for (const part of PARTS) assert_same_bits(why[part], other[part], `${part} of image ${i}`);
        const logits = Zo.subarray(i * CLASSES, (i + 1) * CLASSES);
        assert_same_bits(why.logits, logits, `logits of image ${i}`);
        const error = relative_error(sums_of(why, image), logits);
        assert_within(error, TOLERANCE, `image ${i}`);
        worst = Math.max(worst, error);
        largest = Math.max(largest, magnitude(why.template));
        if (i % COMPARED) continue;
        const expected = reference.explain(parameters, image);
        for (const part of PARTS) {
          const difference = relative_error(why[part], expected[part]);
          assert_within(difference, TOLERANCE, `${part} of image ${i} and the reference`);
          worst_reference = Math.max(worst_reference, difference);
        }
      }
      assert.equal(simd.fingerprint(), before, 'looking changes nothing');
      assert.ok(largest > 0, 'some unit was meant to be active');
      t.diagnostic(`${what}: largest error ${worst}, against the reference ${worst_reference}`);
    });
  });
}

test('contributions are template times pixel, and 0 where there is no ink', BOUND, async () => {
  await with_network({ hidden: 13, seed: 2 }, (network) => {
    trained(network);
    for (const make of MAKERS) {
      const { images } = batch_of(1, 1, make);
      const { template, contributions } = network.explain(images);
      const x = images instanceof Uint8Array ? as_floats(images) : images;
      assert_same_bits(
        contributions,
        template.map((weight, i) => (x[i % PIXELS] === 0 ? 0 : weight * x[i % PIXELS])),
      );
    }
  });
});

test(
  'the template is the gradient of the logits by the pixels while no unit changes sides',
  BOUND,
  async () => {
    await with_network({ hidden: 10, seed: 2 }, (network) => {
      trained(network);
      const image = as_floats(batch_of(5, 1).images);
      const { template } = network.explain(image);
      for (const pixel of [0, 100, 405, 783]) {
        const moved = image.slice();
        const step = (moved[pixel] += 2 ** -6) - image[pixel];
        const [from, to] = [image, moved].map((X) => network.activations(X));
        assert.deepEqual(to.Zh.map(Math.sign), from.Zh.map(Math.sign), 'no unit was meant to change sides');
        const slopes = from.Zo.map((z, k) => (to.Zo[k] - z) / step);
        const column = Float32Array.from({ length: CLASSES }, (_, k) => template[k * PIXELS + pixel]);
        assert_within(magnitude(slopes.map((slope, k) => slope - column[k])), 1e-3, `pixel ${pixel}`);
      }
    });
  },
);

test(
  'a unit at exactly 0 counts as not active, and without active units the bias is all there is',
  BOUND,
  async () => {
    for (const build of BUILDS)
      await with_network({ hidden: 13, build }, (network) => {
        const { Wh, bh, Wo, bo } = network.parameters();
        const biases = bo.map((_, k) => k - 4);
        network.set_parameters({ Wh, bh, Wo, bo: biases });
        const why = network.explain(new Uint8Array(PIXELS)); // every Z_h is its bias, 0
        assert.equal(magnitude(why.template), 0);
        assert.equal(magnitude(why.contributions), 0);
        assert_same_bits(why.bias, biases);
        assert_same_bits(why.logits, biases);
      });
  },
);

test('greys and the floats grey / 255 are explained with the same bits', BOUND, async () => {
  await with_network({ hidden: 10 }, (network) => {
    const { images } = batch_of(9, 1);
    assert.deepEqual(network.explain(images), network.explain(as_floats(images)));
  });
});

test('a network that has diverged is explained by NaN, not by an exception', BOUND, async () => {
  for (const build of BUILDS)
    await with_network({ hidden: 10, build }, (network) => {
      const { images, labels } = batch_of(5, 8);
      for (let step = 0; step < 20; step++) network.train_step(images, labels, 1e38);
      const { logits, bias } = network.explain(images.subarray(0, PIXELS));
      assert.ok(logits.some(Number.isNaN) && bias.some(Number.isNaN));
    });
});

test(
  'the errors of the backward pass agree with the reference, in both builds to the bit',
  BOUND,
  async () => {
    for (const hidden of [1, 10, 12, 13, 128]) {
      for (const m of [1, 31, 33, 100]) {
        const { images, labels } = batch_of(hidden + m, m, m === 31 ? dense_images : undefined);
        await with_both(hidden, (simd, scalar) => {
          const [errors, others] = [simd, scalar].map((network) => network.errors(images, labels));
          const expected = reference.errors(simd.parameters(), images, labels);
          for (const name of /** @type {const} */ (['dZo', 'dAh', 'dZh'])) {
            assert_within(
              relative_error(errors[name], expected[name]),
              TOLERANCE,
              `${name}, H ${hidden}, m ${m}`,
            );
            assert_same_bits(errors[name], others[name], name);
          }
        });
      }
    }
  },
);

test('the errors are those that the gradients are made of', BOUND, async () => {
  await with_network({ hidden: 10, seed: 4 }, (network) => {
    const { images, labels } = batch_of(3, 1);
    const d = network.gradients(images, labels);
    const { dZo, dZh } = network.errors(images, labels);
    assert_same_bits(d.bo, dZo, 'dbo of a batch of one');
    assert_same_bits(
      d.bh,
      dZh.map((error) => error + 0),
      'dbh of a batch of one',
    ); // −0 added to 0 is 0
  });
});

test('an answer is attributed in full: to pixels and bias, and to units and output bias', BOUND, async () => {
  const { images } = await handwriting(100);
  for (const hidden of [1, 10, 37])
    await with_network({ hidden }, (network) => {
      trained(network);
      const { Wo, bo } = network.parameters();
      for (let i = 0; i < images.length / PIXELS; i++) {
        const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
        const { Ah } = network.activations(image);
        const why = network.explain(image);
        for (const [digit, rival] of [[i % 10], [i % 10, (i + 3) % 10]]) {
          const { pro, contra, bias, logit, units, output_bias } = attribution(
            { ...why, Wo, bo, Ah },
            digit,
            rival,
          );
          assert.equal(logit, Math.fround(why.logits[digit] - (rival === undefined ? 0 : why.logits[rival])));
          const size = Math.abs(pro) + Math.abs(contra) + Math.abs(bias) || 1;
          const by_units = units.reduce((sum, addend) => sum + addend, output_bias);
          assert_within(Math.abs(pro + contra + bias - logit) / size, TOLERANCE, `pixels of image ${i}`);
          assert_within(Math.abs(by_units - logit) / size, TOLERANCE, `units of image ${i}`);
        }
      }
    });
});

test(
  'a trainer sends explanations if they are needed, with the parameters that they are of',
  BOUND,
  async () => {
    const bench = new Bench();
    await bench.start({ hidden: 5 });
    const { trainer } = bench;
    trainer.show_on_pad({ strokes: STROKES });
    assert.equal(trainer.snapshot()?.explanation, undefined);
    trainer.need({ needs: ['explanation'] });
    trainer.step({ run: 1 });
    const { on_pad, explanation, parameters } = trainer.snapshot() ?? {};
    assert.ok(on_pad && explanation && parameters);
    assert.deepEqual(explanation, bench.run.network.explain(on_pad.image));
    assert.deepEqual(parameters, bench.run.network.parameters());
    assert.deepEqual(explanation.logits, on_pad.Zo);
    trainer.show_on_pad({});
    assert.equal(trainer.snapshot()?.explanation, undefined, 'of an empty pad');
    trainer.dispose();
  },
);

test(
  'an image is changed until it is read as another digit, by ink alone; what cannot be is said',
  BOUND,
  async (t) => {
    const { what, images } = await handwriting(200);
    for (const hidden of [10, 128])
      await with_network({ hidden, seed: 8 }, (network) => {
        network.train(network.digits(8, 5000), { batch_size: 32, learning_rate: 0.1, steps: 1000 });
        const before = network.fingerprint();
        const random = generator(hidden);
        /** @type {number[]} */
        const sizes = [];
        for (let i = 0; i < 200; i++) {
          const image = greys_at(images, i);
          const answer = argmax(network.predict(image));
          const digit = (answer + 1 + Math.floor(9 * random())) % CLASSES;
          const change = smallest_change(network, image, digit);
          if (change.outcome === 'impossible') assert.deepEqual(change.image, image);
          if (change.outcome === 'impossible') continue;
          assert.equal(change.outcome, 'changed');
          assert.equal(argmax(network.predict(change.image)), digit, `image ${i}`);
          assert.ok(change.image instanceof Uint8Array && change.image.length === PIXELS); // so 0 … 255
          const ink = change.image.reduce((sum, grey, j) => sum + Math.abs(grey - image[j]) / 255, 0);
          assert_within(Math.abs(ink - change.added - change.removed), 1e-9, 'the ink that was said');
          sizes.push(ink);
        }
        const median = sizes.sort((a, b) => a - b)[sizes.length >> 1];
        const share = (100 * (200 - sizes.length)) / 200;
        t.diagnostic(
          `${what}, ${hidden} units: median change ${median.toFixed(1)} pixels of ink, ${share} % not changed`,
        );
        assert.ok(share < 5);
        assert.equal(network.fingerprint(), before, 'the network is as it was');
        const image = greys_at(images, 0);
        const already = smallest_change(network, image, argmax(network.predict(image)));
        assert.deepEqual(already, { outcome: 'already', image, added: 0, removed: 0 });
      });
  },
);

test(
  'no ink makes a network without weights read another digit, and one that has overflowed none',
  BOUND,
  async () => {
    await with_network({ hidden: 3 }, (network) => {
      const { Wh, bh, Wo, bo } = network.parameters();
      network.set_parameters({ Wh, bh, Wo: Wo.fill(0), bo });
      const image = greys_at(batch_of(1, 1).images, 0);
      assert.equal(smallest_change(network, image, 0).outcome, 'already');
      assert.deepEqual(smallest_change(network, image, 4), {
        outcome: 'impossible',
        image,
        added: 0,
        removed: 0,
      });
      for (const digit of [-1, 10, 1.5, NaN])
        assert.throws(() => smallest_change(network, image, digit), RangeError);
      network.set_parameters({ Wh: Wh.fill(1e30), bh: bh.fill(1e30), Wo: Wo.fill(1e30), bo });
      assert.throws(() => smallest_change(network, image, 4), /has overflowed/);
    });
  },
);

test('a trainer changes what is on the pad, and says when nothing is', BOUND, async () => {
  const bench = new Bench();
  await bench.start({ hidden: 10 });
  const { trainer } = bench;
  await assert.rejects(trainer.what_if({ run: 1, digit: 3 }), /nothing on the pad/);
  await assert.rejects(trainer.what_if({ run: 2, digit: 3 }), { name: 'Overtaken' });
  trainer.show_on_pad({ strokes: STROKES });
  bench.run.train(500, 32, 0.1);
  const Ao = trainer.snapshot()?.on_pad?.Ao ?? new Float32Array(CLASSES);
  const runner_up = argmax(Ao.map((probability, k) => (k === argmax(Ao) ? 0 : probability)));
  const { image, outcome } = await trainer.what_if({ run: 1, digit: runner_up });
  trainer.show_on_pad({ example: { image } });
  assert.deepEqual([outcome, argmax(trainer.snapshot()?.on_pad?.Ao ?? [])], ['changed', runner_up]);
  trainer.dispose();
});

test('explaining is quick enough to be live while somebody draws', BOUND, async (t) => {
  const random = generator(1);
  for (const hidden of [10, 512])
    await with_network({ hidden }, (network) => {
      const { images } = batch_of(Math.floor(random() * 100), 1);
      network.explain(images);
      const before = performance.now();
      for (let i = 0; i < 50; i++) network.explain(images);
      t.diagnostic(`${hidden} hidden units: ${((performance.now() - before) / 50).toFixed(3)} ms`);
    });
});
