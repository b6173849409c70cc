/**
 * The network in plain JavaScript: `plain.mjs dense|skipping|listed FOLDER`.
 *
 *   dense     every pixel; images as floats, converted beforehand
 *   skipping  only the pixels that are not 0: training from lists of them made beforehand, prediction from the bytes
 *   listed    as skipping, but the test images' lists are made beforehand too
 *
 * What made it fast: W_h input-major with the ten hidden units unrolled in local variables (plain_images.js); no object
 * or array made in a step; for a batch of one the update fused into the gradient.
 */
import { CLASSES, HIDDEN, PIXELS, rate_of, split_weights, walk } from './peer.js';
import { bh, Dense, dZh, Listed, Skipping, W, Zh } from './plain_images.js';
import { serve_peer } from './serve_peer.mjs';

const dW = new Float32Array(PIXELS * HIDDEN);
const dbh = new Float32Array(HIDDEN);
const Wo = new Float32Array(CLASSES * HIDDEN); // [class][hidden]
const dWo = new Float32Array(CLASSES * HIDDEN);
const bo = new Float32Array(CLASSES);
const dbo = new Float32Array(CLASSES);
const Ao = new Float32Array(CLASSES);

/** Ao = softmax(Wo max(Zh, 0) + bo). */
function output_forward() {
  let largest = -Infinity;
  for (let k = 0; k < CLASSES; k++) {
    let z = bo[k];
    for (let h = 0; h < HIDDEN; h++) z += Wo[k * HIDDEN + h] * (Zh[h] > 0 ? Zh[h] : 0);
    Ao[k] = z;
    if (z > largest) largest = z;
  }
  let sum = 0;
  for (let k = 0; k < CLASSES; k++) sum += Ao[k] = Math.exp(Ao[k] - largest);
  for (let k = 0; k < CLASSES; k++) Ao[k] /= sum;
}

/** dWo, dbo, dZh, dbh of one image, of which Zh and Ao are there. @param {number} label @param {number} scale */
function output_backward(label, scale) {
  Ao[label] -= 1;
  dZh.fill(0);
  for (let k = 0; k < CLASSES; k++) {
    const error = Ao[k];
    dbo[k] += scale * error;
    for (let h = 0; h < HIDDEN; h++) {
      if (Zh[h] <= 0) continue;
      dWo[k * HIDDEN + h] += scale * error * Zh[h];
      dZh[h] += Wo[k * HIDDEN + h] * error;
    }
  }
  for (let h = 0; h < HIDDEN; h++) dbh[h] += scale * dZh[h];
}

/** θ ← θ − dθ, dθ ← 0. @param {Float32Array} theta @param {Float32Array} dtheta */
function descend(theta, dtheta) {
  for (let i = 0; i < theta.length; i++) {
    theta[i] -= dtheta[i];
    dtheta[i] = 0;
  }
}

/** @param {import('./peer.js').Input} input @param {string} mode @returns {Promise<import('./peer.js').Peer>} */
async function create(input, mode) {
  const { train_labels, test_labels, order } = input;
  const initial = split_weights(input.weights);
  const train_set = new (mode === 'dense' ? Dense : Listed)(input.train_images);
  const test_set = new (mode === 'dense' ? Dense : mode === 'listed' ? Listed : Skipping)(input.test_images);
  const trained = walk(order.length);
  const tested = walk(test_labels.length);

  /** @param {number} m */
  function step(m) {
    const first = trained.take(m);
    const scale = rate_of(m) / m;
    let loss = 0;
    for (let i = first; i < first + m; i++) {
      const image = order[i];
      const label = train_labels[image];
      train_set.forward(image);
      output_forward();
      loss -= Math.log(Ao[label]);
      output_backward(label, scale);
      if (m === 1) train_set.backward(image, W, -scale);
      else train_set.backward(image, dW, scale);
    }
    if (m > 1) descend(W, dW);
    descend(bh, dbh);
    descend(Wo, dWo);
    descend(bo, dbo);
    return loss / m;
  }

  return {
    reset() {
      initial.Wh.forEach((w, i) => (W[(i % PIXELS) * HIDDEN + Math.floor(i / PIXELS)] = w));
      bh.set(initial.bh);
      Wo.set(initial.Wo);
      bo.set(initial.bo);
      trained.reset();
      tested.reset();
    },
    step,
    train(m, n) {
      for (let i = 0; i < n; i++) step(m);
    },
    predict(m) {
      const first = tested.take(m);
      const probabilities = new Float32Array(m * CLASSES);
      for (let i = 0; i < m; i++) {
        test_set.forward(first + i);
        output_forward();
        probabilities.set(Ao, i * CLASSES);
      }
      return probabilities;
    },
    evaluate() {
      let right = 0;
      for (let i = 0; i < test_labels.length; i++) {
        test_set.forward(i);
        output_forward();
        let best = 0;
        for (let k = 1; k < CLASSES; k++) if (Ao[k] > Ao[best]) best = k;
        if (best === test_labels[i]) right++;
      }
      return right / test_labels.length;
    },
  };
}

await serve_peer(create);
