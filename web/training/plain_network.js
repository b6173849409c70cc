/**
 * The same network once more, in plain JavaScript: the equations as loops, in single precision. It is there to be read,
 * to be raced against, and to be broken on purpose. Only Math.exp and the order of additions keep it from the C code's
 * bits.
 *
 * A batch is m × 784 floats, sample after sample. W_h is kept pixel by pixel, (D, H), and the loops over the pixels take
 * BLOCK hidden units at once, whose sums stay in registers: twice as fast as one unit after the other.
 */
import { CLASSES, PIXELS } from '../network/arguments.js';

/**
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {'mean' | 'mask' | 'new_weights' | 'sign'} Sabotage
 * mean: the parameters' gradients lack 1/m; mask: dZ_h is dA_h; new_weights: dA_h is taken with the W_o that the update
 * has changed; sign: dZ_o is Y − A_o
 */

const D = PIXELS;
const K = CLASSES;
const BLOCK = 5;

/** Greys as what the network takes them for. @param {Uint8Array | Float32Array} images */
export function as_floats(images) {
  if (images instanceof Float32Array) return images;
  const X = new Float32Array(images.length);
  for (let i = 0; i < X.length; i++) X[i] = images[i] / 255;
  return X;
}

export class PlainNetwork {
  /** @param {Parameters} parameters @param {{ skips_zeros?: boolean }} [options] */
  constructor({ Wh, bh, Wo, bo }, { skips_zeros = true } = {}) {
    const H = bh.length;
    this.H = H;
    this.skips_zeros = skips_zeros;
    this.Wh = Wh.map((_, i) => Wh[(i % H) * D + Math.floor(i / H)]); // (D, H)
    this.bh = bh.slice();
    this.Wo = Wo.slice();
    this.bo = bo.slice();
    this.dWh = new Float32Array(H * D);
    this.dbh = new Float32Array(H);
    this.dWo = new Float32Array(K * H);
    this.dbo = new Float32Array(K);
    this.touched = new Uint8Array(D); // the pixels for which dWh may not be 0
    // of one sample, as all below: where the weights of the pixels that count begin, and the pixels' values
    this.row = new Uint32Array(D);
    this.x = new Float32Array(D);
    this.n = 0;
    this.Zh = new Float32Array(H);
    this.Ah = new Float32Array(H);
    this.Ao = new Float32Array(K);
    this.dZo = new Float32Array(K);
    this.dZh = new Float32Array(H);
  }

  /** Takes a sample's pixels, all or those that are not 0. @param {Float32Array} X @param {number} first where they begin */
  read(X, first) {
    const { H, touched, row, x, skips_zeros } = this;
    let n = 0;
    for (let i = 0; i < D; i++) {
      const value = X[first + i];
      if (skips_zeros && value === 0) continue;
      touched[i] = 1;
      row[n] = i * H;
      x[n++] = value;
    }
    this.n = n;
  }

  /** Z_h = W_h x + b_h */
  hidden_forward() {
    const { H, n, row, x, Wh, bh, Zh } = this;
    const blocks = H - (H % BLOCK);
    for (let h = 0; h < blocks; h += BLOCK) {
      let z0 = bh[h];
      let z1 = bh[h + 1];
      let z2 = bh[h + 2];
      let z3 = bh[h + 3];
      let z4 = bh[h + 4];
      for (let i = 0; i < n; i++) {
        const w = row[i] + h;
        const value = x[i];
        z0 += value * Wh[w];
        z1 += value * Wh[w + 1];
        z2 += value * Wh[w + 2];
        z3 += value * Wh[w + 3];
        z4 += value * Wh[w + 4];
      }
      Zh[h] = z0;
      Zh[h + 1] = z1;
      Zh[h + 2] = z2;
      Zh[h + 3] = z3;
      Zh[h + 4] = z4;
    }
    for (let h = blocks; h < H; h++) {
      let z = bh[h];
      for (let i = 0; i < n; i++) z += Wh[row[i] + h] * x[i];
      Zh[h] = z;
    }
  }

  /** A_h = max(Z_h, 0), A_o = softmax(W_o A_h + b_o) */
  output_forward() {
    const { H, Zh, Ah, Wo, bo, Ao } = this;
    let largest = -Infinity;
    for (let h = 0; h < H; h++) Ah[h] = Zh[h] > 0 ? Zh[h] : 0;
    for (let k = 0; k < K; k++) {
      let z = bo[k];
      for (let h = 0; h < H; h++) z += Wo[k * H + h] * Ah[h];
      Ao[k] = z;
      if (z > largest) largest = z;
    }
    let sum = 0;
    for (let k = 0; k < K; k++) sum += Ao[k] = Math.exp(Ao[k] - largest);
    for (let k = 0; k < K; k++) Ao[k] /= sum;
  }

  /** dZ_o = A_o − y, and its share of dW_o, db_o @param {number} label @param {number} scale @param {Sabotage} [sabotage] */
  output_backward(label, scale, sabotage) {
    const { H, Ah, Ao, dZo, dWo, dbo } = this;
    for (let k = 0; k < K; k++) {
      const error = Ao[k] - (k === label ? 1 : 0);
      dZo[k] = sabotage === 'sign' ? -error : error;
      const scaled = scale * dZo[k];
      dbo[k] += scaled;
      for (let h = 0; h < H; h++) dWo[k * H + h] += scaled * Ah[h];
    }
  }

  /** dZ_h = (W_oᵀ dZ_o) ⊙ [Z_h > 0], and its share of db_h @param {Float32Array} Wo @param {number} scale @param {Sabotage} [sabotage] */
  hidden_error(Wo, scale, sabotage) {
    const { H, Zh, dZo, dZh, dbh } = this;
    dZh.fill(0);
    for (let k = 0; k < K; k++) for (let h = 0; h < H; h++) dZh[h] += Wo[k * H + h] * dZo[k];
    for (let h = 0; h < H; h++) {
      if (sabotage !== 'mask' && !(Zh[h] > 0)) dZh[h] = 0;
      dbh[h] += scale * dZh[h];
    }
  }

  /** The share of dW_h = (1/m) dZ_h Xᵀ @param {number} scale */
  hidden_weight_gradient(scale) {
    const { H, n, row, x, dZh, dWh } = this;
    const blocks = H - (H % BLOCK);
    for (let h = 0; h < blocks; h += BLOCK) {
      const d0 = scale * dZh[h];
      const d1 = scale * dZh[h + 1];
      const d2 = scale * dZh[h + 2];
      const d3 = scale * dZh[h + 3];
      const d4 = scale * dZh[h + 4];
      for (let i = 0; i < n; i++) {
        const w = row[i] + h;
        const value = x[i];
        dWh[w] += value * d0;
        dWh[w + 1] += value * d1;
        dWh[w + 2] += value * d2;
        dWh[w + 3] += value * d3;
        dWh[w + 4] += value * d4;
      }
    }
    for (let h = blocks; h < H; h++) {
      const d = scale * dZh[h];
      for (let i = 0; i < n; i++) dWh[row[i] + h] += d * x[i];
    }
  }

  /** All gradients are 0. */
  clear() {
    const { H, touched, dWh, dbh, dWo, dbo } = this;
    for (let i = 0; i < D; i++) {
      if (touched[i]) for (let w = i * H; w < (i + 1) * H; w++) dWh[w] = 0;
    }
    for (const d of [touched, dbh, dWo, dbo]) d.fill(0);
  }

  /**
   * The gradients of a batch, into dWh, dbh, dWo, dbo.
   * @param {Float32Array} X @param {Uint8Array} labels @param {Sabotage} [sabotage]
   * @param {Float32Array} [Wo] through which the errors go back
   */
  backward(X, labels, sabotage, Wo = this.Wo) {
    const scale = sabotage === 'mean' ? 1 : 1 / labels.length;
    this.clear();
    for (let s = 0; s < labels.length; s++) {
      this.read(X, s * D);
      this.hidden_forward();
      this.output_forward();
      this.output_backward(labels[s], scale, sabotage);
      this.hidden_error(Wo, scale, sabotage);
      this.hidden_weight_gradient(scale);
    }
  }

  /**
   * The gradients of a batch, in the shapes of the network's own.
   * @param {Float32Array} X @param {Uint8Array} labels @param {{ sabotage?: Sabotage, rate?: number }} [options] rate: of
   * the update whose W_o is used by mistake
   * @returns {Parameters}
   */
  gradients(X, labels, { sabotage, rate = 0 } = {}) {
    this.backward(X, labels, sabotage);
    if (sabotage === 'new_weights') {
      const { dWo } = this;
      this.backward(
        X,
        labels,
        sabotage,
        this.Wo.map((w, i) => w - rate * dWo[i]),
      );
    }
    const { H, dWh, dbh, dWo, dbo } = this;
    const Wh = dWh.map((_, i) => dWh[(i % D) * H + Math.floor(i / D)]);
    return { Wh, bh: dbh.slice(), Wo: dWo.slice(), bo: dbo.slice() };
  }

  /** θ ← θ − η dθ; where a pixel is 0 in the whole batch its weights have no gradient. @param {Float32Array} X @param {Uint8Array} labels @param {number} rate */
  train_step(X, labels, rate) {
    this.backward(X, labels);
    const { H, touched, Wh, dWh } = this;
    for (let i = 0; i < D; i++) {
      if (touched[i]) for (let w = i * H; w < (i + 1) * H; w++) Wh[w] -= rate * dWh[w];
    }
    descend(this.bh, this.dbh, rate);
    descend(this.Wo, this.dWo, rate);
    descend(this.bo, this.dbo, rate);
  }
}

/** @param {Float32Array} theta @param {Float32Array} dtheta @param {number} rate */
function descend(theta, dtheta, rate) {
  for (let i = 0; i < theta.length; i++) theta[i] -= rate * dtheta[i];
}
