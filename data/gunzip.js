/**
 * A stream's bytes as they were before gzip; plain streams pass unchanged. The first two bytes tell which it is.
 * By the platform's DecompressionStream; the same file for browsers and Node.
 */

const GZIP_MAGIC = [0x1f, 0x8b]; // RFC 1952, 2.3.1
const TRAILER_BYTES = 4; // at the very end: the plain length modulo 2³²

/** A gzip stream that is damaged or incomplete, or that something follows. */
export class GzipError extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'GzipError';
  }
}

/**
 * Reads `stream` chunk by chunk and unpacks it if it is gzip.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(received: number) => void} [on_received] is given the bytes that have come in so far, before unpacking
 * @returns {Promise<{ read: () => Promise<Uint8Array | undefined>, cancel: () => Promise<void> }>}
 *   `read` gives undefined at the end. It throws GzipError, or what the stream itself failed with.
 */
export async function gunzip(stream, on_received) {
  const source = source_of(stream, on_received);
  const first = await source.first(GZIP_MAGIC.length);
  const is_gzip = GZIP_MAGIC.every((byte, i) => first[i] === byte);
  const plain = is_gzip ? source.stream(first).pipeThrough(new_decompressor()) : source.stream(first);
  const reader = plain.getReader();
  let length = 0;

  async function read() {
    const { value, done } = await reader.read().catch((error) => {
      throw source.error ?? new GzipError('broken gzip stream', { cause: error });
    });
    length += value?.length ?? 0;
    // Engines differ in what they do with bytes behind the end: the length in the last four bytes finds them everywhere.
    if (done && is_gzip && source.trailer() !== length % 2 ** 32) {
      throw new GzipError(`broken gzip stream: it says ${source.trailer()} bytes and unpacks to ${length}`);
    }
    return value;
  }
  async function cancel() {
    await source.cancel();
    await reader.cancel().catch(() => {}); // it may have failed already, which read() has told
  }
  return { read, cancel };
}

/** @returns {ReadableWritablePair<Uint8Array, Uint8Array>} */
function new_decompressor() {
  // The types allow any buffer to be written and leave what is read open.
  return /** @type {any} */ (new DecompressionStream('gzip'));
}

/**
 * The incoming side: counts, remembers the last bytes and why it failed.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {((received: number) => void) | undefined} on_received
 */
function source_of(stream, on_received) {
  const reader = stream.getReader();
  let received = 0;
  let last = new Uint8Array();

  const source = {
    /** @type {unknown} what the stream failed with */
    error: undefined,

    /** @returns {Promise<Uint8Array | undefined>} */
    async next() {
      try {
        const { value } = await reader.read();
        if (value === undefined) return undefined;
        if (!(value instanceof Uint8Array))
          throw new TypeError(`The stream gave ${value}, expected Uint8Array`);
        received += value.length;
        last = joined(last, value.subarray(-TRAILER_BYTES)).slice(-TRAILER_BYTES);
        on_received?.(received);
        return value;
      } catch (error) {
        source.error = error;
        throw error;
      }
    },

    /** At least `count` bytes, fewer only if the stream ends before. @param {number} count */
    async first(count) {
      let bytes = new Uint8Array();
      while (bytes.length < count) {
        const chunk = await source.next();
        if (!chunk) break;
        bytes = joined(bytes, chunk);
      }
      return bytes;
    },

    /** `first`, and then what is still to come. @param {Uint8Array} first @returns {ReadableStream<Uint8Array>} */
    stream(first) {
      return new ReadableStream({
        start: (controller) => controller.enqueue(first),
        async pull(controller) {
          const chunk = await source.next();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
      });
    },

    /** The length that gzip's last four bytes state, little-endian. */
    trailer: () => last.reduce((sum, byte, i) => sum + byte * 256 ** i, 0),

    cancel: () => reader.cancel().catch(() => {}),
  };
  return source;
}

/**
 * All arrays in one, one after the other.
 * @param {...Uint8Array} arrays
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function joined(...arrays) {
  const all = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let position = 0;
  for (const array of arrays) {
    all.set(array, position);
    position += array.length;
  }
  return all;
}
