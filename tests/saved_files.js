/** Saved networks for tests, and what is in them, read by plain code of the tests' own. */
import { from_safetensors, to_safetensors } from '../web/network/files/models.js';
import { fingerprint_of, generator, NAMES, random_floats } from './support.js';

/** @typedef {import('./support.js').Parameters} Parameters */
/** @typedef {import('../web/network/files/saved_run.js').SavedRun} SavedRun */

/** @type {SavedRun} */
export const RUN = {
  seed: 7,
  data: 'digits',
  epoch: 3,
  position: 64,
  steps: 1000,
  stretches: [
    { step: 0, learning_rate: 0.1, batch_size: 32 },
    { step: 500, learning_rate: 0.05, batch_size: 16 },
  ],
};

/** @param {number} hidden @returns {Parameters} */
export function parameters_of(hidden) {
  const random = generator(hidden);
  const sizes = { Wh: 784 * hidden, bh: hidden, Wo: 10 * hidden, bo: 10 };
  const arrays = NAMES.map((name) => [name, random_floats(random, sizes[name])]);
  return Object.fromEntries(arrays);
}

/** What opening the file of a run gives. @param {Parameters & object} parameters @param {SavedRun} run */
export function saved_and_opened(parameters, run) {
  return from_safetensors(to_safetensors(parameters, run));
}

/** @param {Uint8Array} bytes @param {string} name */
export function file_from(bytes, name) {
  return new File([/** @type {BlobPart} */ (bytes)], name);
}

/** A safetensors file of a run. @param {number} hidden */
export function file_of(hidden) {
  return to_safetensors(parameters_of(hidden), RUN);
}

/** @param {Uint8Array} bytes of a sound safetensors file @returns {{ header: any, text: string, start: number }} */
export function header_of(bytes) {
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, start));
  return { header: JSON.parse(text), text, start };
}

/** A safetensors file with another header. @param {unknown} header text, or what is written as JSON @param {Uint8Array} data */
export function with_header(header, data) {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** The file of an earlier version. @param {Parameters} parameters @param {{ seed: number, steps: number }} origin */
export function earlier_file(parameters, { seed, steps }) {
  const base64 = (/** @type {Float32Array} */ array) => Buffer.from(array.buffer).toString('base64');
  const arrays = Object.fromEntries(NAMES.map((name) => [name, base64(parameters[name])]));
  const fingerprint = fingerprint_of(parameters);
  const saved = { format: 'glassnet network 1', hidden: parameters.bh.length, seed, steps, fingerprint };
  return JSON.stringify({ ...saved, parameters: arrays }, null, 1);
}

/** The fields of a protocol buffer by number. */
class Fields {
  /** @type {Map<number, (number | Uint8Array)[]>} */ #fields = new Map();

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    let at = 0;
    const varint = () => {
      for (let value = 0, scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const key = varint();
      const first = varint();
      const value = key % 8 === 0 ? first : bytes.subarray(at, (at += first));
      const number = Math.floor(key / 8);
      this.#fields.set(number, [...(this.#fields.get(number) ?? []), value]);
    }
  }

  /** @param {number} number */
  get(number) {
    return this.#fields.get(number);
  }

  /** @param {number} number */
  messages(number) {
    return (this.get(number) ?? []).map((bytes) => new Fields(/** @type {Uint8Array} */ (bytes)));
  }

  /** @param {number} number */
  texts(number) {
    return (this.get(number) ?? []).map((bytes) =>
      new TextDecoder().decode(/** @type {Uint8Array} */ (bytes)),
    );
  }
}

/** @param {Uint8Array} bytes */
export const fields_of = (bytes) => new Fields(bytes);
