/** The hidden layer of plain.mjs, over images kept in three ways. */
import { HIDDEN, PIXELS, scaled } from './peer.js';

export const W = new Float32Array(PIXELS * HIDDEN); // [pixel][hidden]
export const bh = new Float32Array(HIDDEN);
export const Zh = new Float32Array(HIDDEN);
export const dZh = new Float32Array(HIDDEN);

/** Images as floats. */
export class Dense {
  /** @param {Uint8Array} images */
  constructor(images) {
    this.x = scaled(images);
  }

  /** Zh = W x + bh. @param {number} image */
  forward(image) {
    const { x } = this;
    let z0 = bh[0];
    let z1 = bh[1];
    let z2 = bh[2];
    let z3 = bh[3];
    let z4 = bh[4];
    let z5 = bh[5];
    let z6 = bh[6];
    let z7 = bh[7];
    let z8 = bh[8];
    let z9 = bh[9];
    for (let i = image * PIXELS, end = i + PIXELS, w = 0; i < end; i++, w += HIDDEN) {
      const value = x[i];
      z0 += value * W[w];
      z1 += value * W[w + 1];
      z2 += value * W[w + 2];
      z3 += value * W[w + 3];
      z4 += value * W[w + 4];
      z5 += value * W[w + 5];
      z6 += value * W[w + 6];
      z7 += value * W[w + 7];
      z8 += value * W[w + 8];
      z9 += value * W[w + 9];
    }
    Zh[0] = z0;
    Zh[1] = z1;
    Zh[2] = z2;
    Zh[3] = z3;
    Zh[4] = z4;
    Zh[5] = z5;
    Zh[6] = z6;
    Zh[7] = z7;
    Zh[8] = z8;
    Zh[9] = z9;
  }

  /** target += scale dZh xᵀ. @param {number} image @param {Float32Array} target @param {number} scale */
  backward(image, target, scale) {
    const { x } = this;
    const d0 = dZh[0];
    const d1 = dZh[1];
    const d2 = dZh[2];
    const d3 = dZh[3];
    const d4 = dZh[4];
    const d5 = dZh[5];
    const d6 = dZh[6];
    const d7 = dZh[7];
    const d8 = dZh[8];
    const d9 = dZh[9];
    for (let i = image * PIXELS, end = i + PIXELS, w = 0; i < end; i++, w += HIDDEN) {
      const value = scale * x[i];
      target[w] += value * d0;
      target[w + 1] += value * d1;
      target[w + 2] += value * d2;
      target[w + 3] += value * d3;
      target[w + 4] += value * d4;
      target[w + 5] += value * d5;
      target[w + 6] += value * d6;
      target[w + 7] += value * d7;
      target[w + 8] += value * d8;
      target[w + 9] += value * d9;
    }
  }
}

/** Images as lists of what is not 0: where its weights begin, and its value. */
export class Listed {
  /** @param {Uint8Array} images */
  constructor(images) {
    const count = images.reduce((sum, grey) => sum + (grey ? 1 : 0), 0);
    this.start = new Uint32Array(images.length / PIXELS + 1);
    this.row = new Uint16Array(count);
    this.value = new Float32Array(count);
    let n = 0;
    for (let i = 0; i < images.length; i++) {
      if (i % PIXELS === 0) this.start[i / PIXELS] = n;
      if (images[i] === 0) continue;
      this.row[n] = (i % PIXELS) * HIDDEN;
      this.value[n++] = images[i] / 255;
    }
    this.start[images.length / PIXELS] = n;
  }

  /** Zh = W x + bh. @param {number} image */
  forward(image) {
    const { row, value, start } = this;
    let z0 = bh[0];
    let z1 = bh[1];
    let z2 = bh[2];
    let z3 = bh[3];
    let z4 = bh[4];
    let z5 = bh[5];
    let z6 = bh[6];
    let z7 = bh[7];
    let z8 = bh[8];
    let z9 = bh[9];
    for (let i = start[image], end = start[image + 1]; i < end; i++) {
      const w = row[i];
      const x = value[i];
      z0 += x * W[w];
      z1 += x * W[w + 1];
      z2 += x * W[w + 2];
      z3 += x * W[w + 3];
      z4 += x * W[w + 4];
      z5 += x * W[w + 5];
      z6 += x * W[w + 6];
      z7 += x * W[w + 7];
      z8 += x * W[w + 8];
      z9 += x * W[w + 9];
    }
    Zh[0] = z0;
    Zh[1] = z1;
    Zh[2] = z2;
    Zh[3] = z3;
    Zh[4] = z4;
    Zh[5] = z5;
    Zh[6] = z6;
    Zh[7] = z7;
    Zh[8] = z8;
    Zh[9] = z9;
  }

  /** target += scale dZh xᵀ. @param {number} image @param {Float32Array} target @param {number} scale */
  backward(image, target, scale) {
    const { row, value, start } = this;
    const d0 = dZh[0];
    const d1 = dZh[1];
    const d2 = dZh[2];
    const d3 = dZh[3];
    const d4 = dZh[4];
    const d5 = dZh[5];
    const d6 = dZh[6];
    const d7 = dZh[7];
    const d8 = dZh[8];
    const d9 = dZh[9];
    for (let i = start[image], end = start[image + 1]; i < end; i++) {
      const w = row[i];
      const x = scale * value[i];
      target[w] += x * d0;
      target[w + 1] += x * d1;
      target[w + 2] += x * d2;
      target[w + 3] += x * d3;
      target[w + 4] += x * d4;
      target[w + 5] += x * d5;
      target[w + 6] += x * d6;
      target[w + 7] += x * d7;
      target[w + 8] += x * d8;
      target[w + 9] += x * d9;
    }
  }
}

/** Images as they come, for prediction alone: four pixels are looked at together. */
export class Skipping {
  /** @param {Uint8Array} images */
  constructor(images) {
    this.bytes = images;
    this.words = new Uint32Array(images.buffer, images.byteOffset, images.length / 4);
  }

  /** Zh = W x + bh. @param {number} image */
  forward(image) {
    const { bytes, words } = this;
    const first = (image * PIXELS) / 4;
    let z0 = bh[0];
    let z1 = bh[1];
    let z2 = bh[2];
    let z3 = bh[3];
    let z4 = bh[4];
    let z5 = bh[5];
    let z6 = bh[6];
    let z7 = bh[7];
    let z8 = bh[8];
    let z9 = bh[9];
    for (let word = 0; word < PIXELS / 4; word++) {
      if (words[first + word] === 0) continue;
      for (let i = 4 * word; i < 4 * word + 4; i++) {
        const x = bytes[image * PIXELS + i] * (1 / 255);
        const w = i * HIDDEN;
        z0 += x * W[w];
        z1 += x * W[w + 1];
        z2 += x * W[w + 2];
        z3 += x * W[w + 3];
        z4 += x * W[w + 4];
        z5 += x * W[w + 5];
        z6 += x * W[w + 6];
        z7 += x * W[w + 7];
        z8 += x * W[w + 8];
        z9 += x * W[w + 9];
      }
    }
    Zh[0] = z0;
    Zh[1] = z1;
    Zh[2] = z2;
    Zh[3] = z3;
    Zh[4] = z4;
    Zh[5] = z5;
    Zh[6] = z6;
    Zh[7] = z7;
    Zh[8] = z8;
    Zh[9] = z9;
  }
}
