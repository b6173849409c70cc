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

/**
 * @typedef {object} Fault how a file is answered badly
 * @property {number} [cut] bytes after which the connection ends
 * @property {boolean} [is_silent] nothing more comes then, but the connection stays
 * @property {number} [times] that it is answered so; by default always
 * @property {number} [status] in place of an answer
 */

export class Site {
  /** Files that are answered badly, by name. @type {Record<string, Fault>} */
  faults = {};
  /** Whether it can give a part of a file. */
  gives_parts = true;
  /** The mark of the version of its files. @type {string | undefined} */
  version = '"1"';
  /** Bytes that were asked for, of all files: the first of each answer. @type {{ name: string, from: number }[]} */
  asked = [];
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
    this.server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Folder of the assets, with a slash at its end. */
  get assets() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    return `http://127.0.0.1:${port}/`;
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async #answer(request, response) {
    const name = (request.url ?? '').replace('/data/mnist/', '').replace('.gz', '');
    if (name === 'files.txt') return response.end(this.has_mnist ? 'train-images-idx3-ubyte.gz\n' : '');
    const [, part, kind] = /^(train|t10k)-(images|labels)/.exec(name) ?? [];
    if (!part) return response.writeHead(404).end();
    const examples = part === 'train' ? this.train : this.test;
    const all = this.instead[name] ?? idx_bytes(examples, kind === 'images' ? 'images' : 'labels');
    const from = (this.gives_parts && Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1])) || 0;
    this.asked.push({ name, from });
    const fault = this.#fault_of(name);
    if (fault?.status) return response.writeHead(fault.status).end();
    if (this.version) response.setHeader('etag', this.version);
    if (from > 0) response.setHeader('content-range', `bytes ${from}-${all.length - 1}/${all.length}`);
    const bytes = all.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length });
    if (fault) {
      response.write(bytes.subarray(0, fault.cut), () => fault.is_silent || response.destroy());
      return undefined;
    }
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

  /** How a file is to be answered this time. @param {string} name @returns {Fault | undefined} */
  #fault_of(name) {
    const fault = this.faults[name];
    if (!fault || fault.times === 0) return undefined;
    if (fault.times !== undefined) fault.times--;
    return fault;
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
