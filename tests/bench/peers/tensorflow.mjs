/**
 * The network in TensorFlow.js on its WASM backend, SIMD, one thread: `tensorflow.mjs best|minimize|fit FOLDER`.
 *
 *   best      gradients by hand: no tape, fused layers, and no transposed factor that the backend has no fast kernel for
 *   minimize  optimizer.minimize, as in the tutorials on custom training
 *   fit       tf.sequential and model.fit, as in the tutorials on layers
 *
 * In all of them a batch is gathered by JavaScript and becomes a tensor: the backend's own tf.gather takes thirty times
 * as long.
 */
import { createRequire } from 'node:module';
import { CLASSES, HIDDEN, PIXELS, rate_of, scaled, split_weights, walk } from './peer.js';
import { serve_peer } from './serve_peer.mjs';

const require = createRequire(import.meta.url);
const tf = /** @type {any} */ (require('@tensorflow/tfjs-core'));
const layers = /** @type {any} */ (require('@tensorflow/tfjs-layers')); // also brings the gradients that minimize needs
const { setThreadsCount } = /** @type {any} */ (require('@tensorflow/tfjs-backend-wasm'));

/** @typedef {any} Tensor */
/** @typedef {{ X: Tensor, Y: Tensor, labels: number[] }} Batch */

/** @param {Uint8Array} images @returns {Tensor} (n, 784) */
function image_tensor(images) {
  return tf.tensor2d(scaled(images), [images.length / PIXELS, PIXELS]);
}

/** The variables, with W as (inputs, outputs). @param {Float32Array} weights */
function initial_tensors(weights) {
  const { Wh, bh, Wo, bo } = split_weights(weights);
  return [
    tf.tidy(() => tf.transpose(tf.tensor2d(Wh, [HIDDEN, PIXELS]))),
    tf.tensor1d(bh),
    tf.tidy(() => tf.transpose(tf.tensor2d(Wo, [CLASSES, HIDDEN]))),
    tf.tensor1d(bo),
  ];
}

/** @param {Tensor[]} theta @param {Tensor} X @returns {Tensor} probabilities */
function forward([Wh, bh, Wo, bo], X) {
  const Ah = tf.fused.matMul({ a: X, b: Wh, bias: bh, activation: 'relu' });
  return tf.softmax(tf.fused.matMul({ a: Ah, b: Wo, bias: bo }));
}

/** A tensor's numbers. They leave by a variable: a result of tf.tidy is searched for tensors, number by number.
 * @param {() => Tensor} make @returns {Float32Array} */
function data_of(make) {
  let data;
  tf.tidy(() => {
    data = make().dataSync();
  });
  return /** @type {any} */ (data);
}

/** @param {Tensor[]} theta @param {Batch} batch @param {number} rate @returns {number} */
function step_by_hand(theta, { X, Y, labels }, rate) {
  const [Wh, bh, Wo, bo] = theta;
  const Ah = tf.fused.matMul({ a: X, b: Wh, bias: bh, activation: 'relu' });
  const Ao = tf.softmax(tf.fused.matMul({ a: Ah, b: Wo, bias: bo }));
  const dZo = tf.mul(tf.sub(Ao, Y), rate / labels.length); // the rate is carried through: fewer products at the end
  const dZh = tf.mul(tf.matMul(dZo, tf.transpose(Wo)), tf.step(Ah));
  const dWh = tf.matMul(tf.transpose(X), dZh);
  const d = [dWh, tf.sum(dZh, 0), tf.matMul(tf.transpose(Ah), dZo), tf.sum(dZo, 0)];
  theta.forEach((variable, i) => variable.assign(tf.sub(variable, d[i])));
  const a = Ao.dataSync();
  return labels.reduce((sum, label, i) => sum - Math.log(a[i * CLASSES + label]), 0) / labels.length;
}

/** @param {Tensor[]} theta @param {Batch} batch @param {number} rate @returns {number} */
function step_by_minimize([Wh, bh, Wo, bo], { X, Y }, rate) {
  const optimizer = tf.train.sgd(rate);
  const loss = optimizer.minimize(() => {
    const Ah = tf.relu(tf.add(tf.matMul(X, Wh), bh));
    return tf.losses.softmaxCrossEntropy(Y, tf.add(tf.matMul(Ah, Wo), bo));
  }, true);
  return loss.dataSync()[0];
}

/** @param {import('./peer.js').Input} input */
function make_batches({ train_images, train_labels, order }) {
  const images = scaled(train_images);
  const trained = walk(order.length);
  let x = new Float32Array();
  return {
    reset: trained.reset,
    /** The next m examples of the order. @param {number} m @returns {Batch} */
    take(m) {
      const first = trained.take(m);
      if (x.length !== m * PIXELS) x = new Float32Array(m * PIXELS); // the backend copies it
      const y = new Float32Array(m * CLASSES);
      const labels = [];
      for (let i = 0; i < m; i++) {
        const image = order[first + i];
        const label = train_labels[image];
        x.set(images.subarray(image * PIXELS, (image + 1) * PIXELS), i * PIXELS);
        y[i * CLASSES + label] = 1;
        labels.push(label);
      }
      return { X: tf.tensor2d(x, [m, PIXELS]), Y: tf.tensor2d(y, [m, CLASSES]), labels };
    },
  };
}

/** The rows best and minimize. @param {import('./peer.js').Input} input @param {typeof step_by_hand} step */
function steps_by(input, step) {
  const initial = initial_tensors(input.weights);
  const theta = initial.map((tensor) => tf.variable(tensor));
  const batches = make_batches(input);
  /** @param {number} m */
  const one_step = (m) => tf.tidy(() => step(theta, batches.take(m), rate_of(m)));
  return {
    theta: () => theta,
    reset() {
      theta.forEach((variable, i) => variable.assign(initial[i]));
      batches.reset();
    },
    step: one_step,
    /** @param {number} m @param {number} n */
    train(m, n) {
      for (let i = 0; i < n; i++) one_step(m);
    },
  };
}

/** The row fit. @param {import('./peer.js').Input} input */
function steps_by_fit(input) {
  const initial = initial_tensors(input.weights);
  const batches = make_batches(input);
  const model = layers.sequential({
    layers: [
      layers.layers.dense({ inputShape: [PIXELS], units: HIDDEN, activation: 'relu' }),
      layers.layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
  const optimizer = tf.train.sgd(rate_of(1));
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });

  /** @param {number} m @param {number} n */
  async function fit(m, n) {
    const { X, Y } = tf.tidy(() => batches.take(m * n));
    optimizer.setLearningRate(rate_of(m));
    const { history } = await model.fit(X, Y, { batchSize: m, epochs: 1, verbose: 0 });
    tf.dispose([X, Y]);
    return history.loss[0];
  }
  return {
    theta: () => model.weights.map((/** @type {Tensor} */ weight) => weight.read()),
    reset() {
      model.setWeights(initial);
      batches.reset();
    },
    /** @param {number} m */
    step: (m) => fit(m, 1),
    train: fit,
  };
}

/** @param {import('./peer.js').Input} input @param {string} form @returns {Promise<import('./peer.js').Peer>} */
async function create(input, form) {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WASM backend here');
  const step = form === 'best' ? step_by_hand : step_by_minimize;
  const { theta, reset, ...training } = form === 'fit' ? steps_by_fit(input) : steps_by(input, step);
  const { test_labels } = input;
  const test_images = scaled(input.test_images);
  const all_test_images = image_tensor(input.test_images);
  const tested = walk(test_labels.length);
  return {
    ...training,
    reset() {
      reset();
      tested.reset();
    },
    predict(m) {
      const start = tested.take(m) * PIXELS;
      const X = test_images.subarray(start, start + m * PIXELS);
      return data_of(() => forward(theta(), tf.tensor2d(X, [m, PIXELS])));
    },
    evaluate() {
      const answers = data_of(() => tf.argMax(forward(theta(), all_test_images), 1));
      return (
        test_labels.reduce((sum, label, i) => sum + Number(answers[i] === label), 0) / test_labels.length
      );
    },
  };
}

await serve_peer(create);
