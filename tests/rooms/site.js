/** A site on 127.0.0.1 with small made-up MNIST files, which arrive in pieces as a test wants it. */
import { createServer } from 'node:http';
import { after } from 'node:test';
import { generator, PIXELS, random_images } from '../support.js';

/** @typedef {{ images: Uint8Array, labels: Uint8Array }} Examples */

/** Made-up images; the label of the i-th is i modulo 10. @param {number} count @param {number} [seed] @returns {Examples} */
export function made_up(count, seed = 1) {
  const images = random_images(generator(seed), count);
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i % 10) };
}

/** The bytes of an IDX file. @param {Examples} examples @param {'images' | 'labels'} kind */
export function idx_bytes({ images, labels }, kind) {
  const head = kind === 'images' ? [0x803, labels.length, 28, 28] : [0x801, labels.length];
  const start = Buffer.alloc(4 * head.length);
  head.forEach((value, i) => start.writeUInt32BE(value, 4 * i));
  return Buffer.concat([start, kind === 'images' ? images : labels]);
}

/** A pair of IDX files. @param {string} name @param {number} count @param {number} [seed] */
export function idx_files(name, count, seed) {
  const examples = made_up(count, seed);
  const file = (/** @type {'images' | 'labels'} */ kind) =>
    new File([idx_bytes(examples, kind)], `${name}-${kind}`);
  return [file('images'), file('labels')];
}

export class Site {
  /** Awaited before each piece of the training images is sent. @type {(piece: number) => Promise<void> | void} */
  gate = () => {};
  has_mnist = true;
  /** Number of images in one piece. */
  piece = 5;
  /** What takes the place of a file, by its name. @type {Record<string, Uint8Array>} */
  instead = {};

  /** @param {{ train?: number, test?: number }} [counts] @returns {Promise<Site>} */
  static async open({ train = 60, test = 20 } = {}) {
    const site = new Site(made_up(train, 1), made_up(test, 2));
    await new Promise((resolve) => site.server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return site;
  }

  /** @param {Examples} train @param {Examples} test */
  constructor(train, test) {
    this.train = train;
    this.test = test;
    this.server = createServer((request, response) => void this.#answer(request.url ?? '', response));
  }

  /** Folder of the assets, with a slash at its end. */
  get assets() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    return `http://127.0.0.1:${port}/`;
  }

  /** @param {string} url @param {import('node:http').ServerResponse} response */
  async #answer(url, response) {
    const name = url.replace('/data/mnist/', '').replace('.gz', '');
    if (name === 'files.txt') return response.end(this.has_mnist ? 'train-images-idx3-ubyte.gz\n' : '');
    const [, part, kind] = /^(train|t10k)-(images|labels)/.exec(name) ?? [];
    if (!part) return response.writeHead(404).end();
    const examples = part === 'train' ? this.train : this.test;
    const bytes = this.instead[name] ?? idx_bytes(examples, kind === 'images' ? 'images' : 'labels');
    response.setHeader('content-length', bytes.length);
    if (name !== 'train-images-idx3-ubyte') return response.end(bytes);
    response.flushHeaders();
    const size = this.piece * PIXELS;
    for (let at = 0, piece = 0; at < bytes.length; at += size, piece++) {
      await this.gate(piece);
      if (response.destroyed) return undefined;
      response.write(bytes.subarray(at, at + size));
    }
    return response.end();
  }

  /** @returns {Promise<void>} */
  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(() => resolve(undefined)));
  }
}

/** A site whose training images stop after the first pieces, until they are let through. */
export async function slow_site() {
  const site = await Site.open();
  after(() => site.close());
  /** @type {(() => void)[]} */
  const waiting = [];
  site.gate = (at) => (at === 2 ? new Promise((resolve) => void waiting.push(resolve)) : undefined);
  return { site, open: () => waiting.splice(0).forEach((go_on) => go_on()) };
}
