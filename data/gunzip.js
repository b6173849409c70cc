/**
 * Unpacks gzip streams with the platform's DecompressionStream, in browsers and in Node. Plain streams pass unchanged; the
 * first two bytes tell them apart.
 */

const GZIP_MAGIC = [0x1f, 0x8b]; // RFC 1952, 2.3.1
const TRAILER_BYTES = 4; // the last bytes of a gzip stream: the plain length modulo 2³²

/** Thrown for a gzip stream that is damaged or incomplete, or has other bytes behind its end. */
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
 * @param {(received: number) => void} [on_received] is called with the number of bytes received so far, before unpacking
 * @returns {Promise<{ read: () => Promise<Uint8Array | undefined>, cancel: () => Promise<void> }>}
 *   `read` gives the next plain bytes, and undefined at the end
 * @throws {GzipError} from `read`; if the stream itself fails, its own error, from here or from `read`
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
    // Engines differ in what they do with bytes behind the end. Comparing with the stated length finds them everywhere.
    if (done && is_gzip && source.trailer() !== length % 2 ** 32) {
      throw new GzipError(`broken gzip stream: it says ${source.trailer()} bytes and unpacks to ${length}`);
    }
    return value;
  }
  async function cancel() {
    await source.cancel();
    await reader.cancel().catch(() => {}); // a stream that has failed rejects; read() has thrown its error
  }
  return { read, cancel };
}

/** @returns {ReadableWritablePair<Uint8Array, Uint8Array>} */
function new_decompressor() {
  // The DOM's types let any buffer be written and do not say what is read.
  return /** @type {any} */ (new DecompressionStream('gzip'));
}

/**
 * Wraps the incoming stream: counts its bytes and remembers the last of them, and the error if it fails.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {((received: number) => void) | undefined} on_received
 */
function source_of(stream, on_received) {
  const reader = stream.getReader();
  let received = 0;
  let last = new Uint8Array();

  const source = {
    /** @type {unknown} the error with which the stream failed */
    error: undefined,

    /** The next bytes; undefined at the end. @returns {Promise<Uint8Array | undefined>} */
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

    /** The first `count` bytes or more; fewer only if the stream is shorter. @param {number} count */
    async first(count) {
      let bytes = new Uint8Array();
      while (bytes.length < count) {
        const chunk = await source.next();
        if (!chunk) break;
        bytes = joined(bytes, chunk);
      }
      return bytes;
    },

    /** A stream of `first` and then the rest. @param {Uint8Array} first @returns {ReadableStream<Uint8Array>} */
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

    /** The plain length, modulo 2³², that the last four bytes of the gzip stream state, little-endian. */
    trailer: () => last.reduce((sum, byte, i) => sum + byte * 256 ** i, 0),

    cancel: () => reader.cancel().catch(() => {}),
  };
  return source;
}

/**
 * Joins arrays into one, end to end.
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
