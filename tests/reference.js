/**
 * The network's mathematics in double precision: one function per equation, in plain loops. Nothing here is taken from
 * the C code; the tests hold the C code against it.
 *
 * Matrices are flat and row-major: W is (rows, columns). Activations are sample after sample: Z is (m, rows).
 * The sizes follow from the arrays: rows = b.length, columns = W.length / rows.
 */

/** @typedef {Float32Array | Float64Array} Reals */
/** @typedef {{ Wh: Reals, bh: Reals, Wo: Reals, bo: Reals }} Parameters */
/** @typedef {{ Wh: Float64Array, bh: Float64Array, Wo: Float64Array, bo: Float64Array }} Doubles */

export const PIXELS = 784;
export const CLASSES = 10;

/** X: pixels / 255, or floats as they are. @param {Uint8Array | Float32Array} images @returns {Float64Array} */
export function input(images) {
  const scale = images instanceof Uint8Array ? 255 : 1;
  return Float64Array.from(images, (pixel) => pixel / scale);
}

/** Z = W A + b. @param {Reals} W @param {Reals} b @param {Float64Array} A (m, columns) @returns {Float64Array} (m, rows) */
export function affine(W, b, A) {
  const rows = b.length;
  const columns = W.length / rows;
  const m = A.length / columns;
  const Z = new Float64Array(m * rows);
  for (let sample = 0; sample < m; sample++) {
    for (let row = 0; row < rows; row++) {
      let sum = b[row];
      for (let column = 0; column < columns; column++)
        sum += W[row * columns + column] * A[sample * columns + column];
      Z[sample * rows + row] = sum;
    }
  }
  return Z;
}

/** A = max(Z, 0). @param {Float64Array} Z */
export function relu(Z) {
  return Z.map((z) => (z > 0 ? z : 0));
}

/** A column's softmax, its maximum subtracted first. @param {Reals} Zo (m, 10) @returns {Float64Array} (m, 10) */
export function softmax(Zo) {
  const Ao = new Float64Array(Zo.length);
  for (let start = 0; start < Zo.length; start += CLASSES) {
    const logits = Zo.slice(start, start + CLASSES);
    const largest = Math.max(...logits);
    let sum = 0;
    for (const z of logits) sum += Math.exp(z - largest);
    logits.forEach((z, k) => (Ao[start + k] = Math.exp(z - largest) / sum));
  }
  return Ao;
}

/** L = mean over the samples of log Σ exp(z) − z_label. @param {Reals} Zo (m, 10) @param {Uint8Array} labels */
export function loss(Zo, labels) {
  let sum = 0;
  labels.forEach((label, sample) => {
    const logits = Zo.slice(sample * CLASSES, (sample + 1) * CLASSES);
    const largest = Math.max(...logits);
    let exponentials = 0;
    for (const z of logits) exponentials += Math.exp(z - largest);
    sum += Math.log(exponentials) + largest - logits[label];
  });
  return sum / labels.length;
}

/** dZ_o = A_o − Y. @param {Float64Array} Ao (m, 10) @param {Uint8Array} labels */
export function output_error(Ao, labels) {
  const dZo = Ao.slice();
  labels.forEach((label, sample) => (dZo[sample * CLASSES + label] -= 1));
  return dZo;
}

/** dW = (1/m) dZ Aᵀ. @param {Float64Array} dZ (m, rows) @param {Float64Array} A (m, columns) @param {number} m */
export function weight_gradient(dZ, A, m) {
  const rows = dZ.length / m;
  const columns = A.length / m;
  const dW = new Float64Array(rows * columns);
  for (let sample = 0; sample < m; sample++) {
    for (let row = 0; row < rows; row++) {
      const error = dZ[sample * rows + row] / m;
      for (let column = 0; column < columns; column++)
        dW[row * columns + column] += error * A[sample * columns + column];
    }
  }
  return dW;
}

/** db = (1/m) Σ dZ over the samples. @param {Float64Array} dZ (m, rows) @param {number} m */
export function bias_gradient(dZ, m) {
  const db = new Float64Array(dZ.length / m);
  dZ.forEach((error, i) => (db[i % db.length] += error / m));
  return db;
}

/** dA = Wᵀ dZ. @param {Reals} W (rows, columns) @param {Float64Array} dZ (m, rows) @param {number} m (m, columns) */
export function back_through(W, dZ, m) {
  const rows = dZ.length / m;
  const columns = W.length / rows;
  const dA = new Float64Array(m * columns);
  for (let sample = 0; sample < m; sample++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        dA[sample * columns + column] += W[row * columns + column] * dZ[sample * rows + row];
  return dA;
}

/** dZ = dA ⊙ [Z > 0]. @param {Float64Array} dA @param {Float64Array} Z */
export function mask(dA, Z) {
  return dA.map((error, i) => (Z[i] > 0 ? error : 0));
}

/** Z_h, A_h, Z_o, A_o, sample after sample. @param {Parameters} parameters @param {Uint8Array | Float32Array} images */
export function activations({ Wh, bh, Wo, bo }, images) {
  const Zh = affine(Wh, bh, input(images));
  const Ah = relu(Zh);
  const Zo = affine(Wo, bo, Ah);
  return { Zh, Ah, Zo, Ao: softmax(Zo) };
}

/** dZ_o, dA_h, dZ_h, sample after sample. @param {Parameters} parameters @param {Uint8Array | Float32Array} images
 * @param {Uint8Array} labels */
export function errors(parameters, images, labels) {
  const { Zh, Ao } = activations(parameters, images);
  const dZo = output_error(Ao, labels);
  const dAh = back_through(parameters.Wo, dZo, labels.length);
  return { dZo, dAh, dZh: mask(dAh, Zh) };
}

/**
 * The linear map that the network is for one image: the logits are template · x + bias.
 * @param {Parameters} parameters @param {Uint8Array | Float32Array} image
 * @returns {{ template: Float64Array, contributions: Float64Array, bias: Float64Array, logits: Float64Array }} template,
 * contributions (10, 784)
 */
export function explain(parameters, image) {
  const { Wh, bh, Wo, bo } = parameters;
  const x = input(image);
  const { Zh, Zo } = activations(parameters, image);
  const template = new Float64Array(CLASSES * PIXELS);
  const bias = Float64Array.from(bo);
  for (let k = 0; k < CLASSES; k++)
    for (let h = 0; h < bh.length; h++) {
      if (!(Zh[h] > 0)) continue;
      const weight = Wo[k * bh.length + h];
      bias[k] += weight * bh[h];
      for (let j = 0; j < PIXELS; j++) template[k * PIXELS + j] += weight * Wh[h * PIXELS + j];
    }
  const contributions = template.map((weight, i) => weight * x[i % PIXELS]);
  return { template, contributions, bias, logits: Zo };
}

/**
 * The loss and its gradient by every parameter.
 * @param {Parameters} parameters @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
 * @returns {Doubles & { loss: number }}
 */
export function gradients(parameters, images, labels) {
  const m = labels.length;
  const { Zh, Ah, Zo, Ao } = activations(parameters, images);
  const dZo = output_error(Ao, labels);
  const dZh = mask(back_through(parameters.Wo, dZo, m), Zh);
  return {
    loss: loss(Zo, labels),
    Wh: weight_gradient(dZh, input(images), m),
    bh: bias_gradient(dZh, m),
    Wo: weight_gradient(dZo, Ah, m),
    bo: bias_gradient(dZo, m),
  };
}

/** θ ← θ − η dθ, as new arrays. @param {Parameters} parameters @param {Parameters} d @param {number} rate @returns {Doubles} */
export function descend(parameters, d, rate) {
  /** @param {Reals} theta @param {Reals} dtheta */
  const step = (theta, dtheta) => Float64Array.from(theta, (value, i) => value - rate * dtheta[i]);
  return {
    Wh: step(parameters.Wh, d.Wh),
    bh: step(parameters.bh, d.bh),
    Wo: step(parameters.Wo, d.Wo),
    bo: step(parameters.bo, d.bo),
  };
}
