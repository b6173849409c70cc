/**
 * A file that is loaded from a site. What has arrived stays: where the connection ends too early, or when somebody asks for
 * the file again, only the rest is asked for, by a range of bytes, if the site can give one. Whoever reads the file has to
 * check it as a whole, as its parts may come from different answers. Runs in any thread.
 */

/**
 * @typedef {object} Patience
 * @property {number[]} pauses ms before each further attempt after one that has brought nothing
 * @property {number} silence ms without a byte after which a connection is given up
 */

/** @type {Patience} */
const PATIENCE = { pauses: [300, 1000, 3000], silence: 30_000 };

/** The site does not give the file, or gives another one than before: asking again would not help. */
class Refused extends Error {}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** @param {unknown} error */
const message_of = (error) => (error instanceof Error ? error.message : String(error));

export class Download {
  /** @type {Uint8Array[]} what has arrived */
  #chunks = [];
  #received = 0;
  /** @type {number | undefined} bytes of the file, if they are known */
  #total = undefined;
  /** @type {string | null | undefined} the site's mark for this version of the file */
  #version = undefined;
  #reader = 0; // number of the one that reads it now

  /** @param {string} url @param {string} name for messages @param {Partial<Patience>} [patience] */
  constructor(url, name, patience) {
    this.url = url;
    this.name = name;
    this.patience = { ...PATIENCE, ...patience };
  }

  /** Begins to read it from its start. Whoever read it before gets no more of it. @param {AbortSignal} signal */
  async open(signal) {
    const pieces = this.#pieces(signal, ++this.#reader);
    const first = await pieces.next(); // now its length is known, or why it cannot be had
    /** @type {ReadableStream<Uint8Array>} */
    const stream = new ReadableStream({
      start: (controller) => (first.value ? controller.enqueue(first.value) : controller.close()),
      async pull(controller) {
        const { value } = await pieces.next();
        if (value) controller.enqueue(value);
        else controller.close();
      },
      cancel: async () => void (await pieces.return()),
    });
    return { stream, bytes: this.#total };
  }

  /**
   * @param {AbortSignal} signal @param {number} reader
   * @returns {AsyncGenerator<Uint8Array, void, void>} what has arrived, then the rest
   */
  async *#pieces(signal, reader) {
    yield* [...this.#chunks];
    let attempt = 0; // since there was something new
    while (this.#total === undefined || this.#received < this.#total) {
      const before = this.#received;
      try {
        for await (const chunk of this.#rest(signal)) {
          if (reader !== this.#reader) return;
          this.#chunks.push(chunk);
          this.#received += chunk.length;
          yield chunk;
        }
        this.#total ??= this.#received;
      } catch (error) {
        if (signal.aborted || error instanceof Refused) throw error;
        if (this.#received > before) attempt = 0;
        const pause = this.patience.pauses[attempt++];
        if (this.#received === 0 || pause === undefined) throw this.#explained(error);
        await rest(pause, signal);
      }
    }
  }

  /** @param {unknown} error why nothing more comes @returns {Error} */
  #explained(error) {
    const reason = `could not be loaded: ${message_of(error)}.`;
    const of = this.#total ? ` of ${megabytes(this.#total)}` : '';
    const kept = ` The ${megabytes(this.#received)}${of} MB that have arrived are kept: choose it again to get the rest.`;
    return new Error(`${this.name} ${reason}${this.#received > 0 ? kept : ''}`, { cause: error });
  }

  /**
   * The bytes behind those that have arrived, over one connection.
   * @param {AbortSignal} signal @returns {AsyncGenerator<Uint8Array, void, void>}
   */
  async *#rest(signal) {
    const silence = new Silence(this.patience.silence, signal);
    try {
      const headers = this.#received > 0 ? { range: `bytes=${this.#received}-` } : undefined;
      const response = await fetch(this.url, { signal: silence.signal, headers });
      let skipped = this.#received - this.#check(response); // a site that gives no parts gives everything
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      try {
        for (;;) {
          silence.begin();
          const { value } = await reader.read();
          if (!value) break;
          const chunk = value.subarray(Math.min(skipped, value.length));
          skipped -= value.length - chunk.length;
          if (chunk.length > 0) yield chunk;
        }
      } finally {
        reader.cancel().catch(() => {});
      }
      if (this.#received < (this.#total ?? 0)) throw new Error('the connection ended too early');
    } catch (error) {
      throw silence.is_over ? new Error('the site has been silent for too long') : error;
    } finally {
      silence.end();
    }
  }

  /** @param {Response} response @returns {number} the byte that it begins with */
  #check({ ok, status, headers, body }) {
    if (!ok || !body) {
      if (status === 416) this.forget();
      throw new (this.#received > 0 && status >= 500 ? Error : Refused)(
        `The site does not give ${this.name}: it answers ${status}.`,
      );
    }
    const [, first, all] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
    const from = status === 206 ? Number(first) : 0;
    // With a content encoding, content-length counts packed bytes, but unpacked ones arrive.
    const is_encoded = headers.has('content-encoding');
    const length = is_encoded ? undefined : Number(all ?? headers.get('content-length')) || undefined;
    const version = headers.get('etag');
    const is_same =
      this.#received === 0 ||
      (version === this.#version && length === this.#total && (status !== 206 || from === this.#received));
    if (!is_same) {
      this.forget();
      throw new Refused(`${this.name} has changed on the site while it was loading: choose it again.`);
    }
    this.#version = version;
    this.#total = length;
    return from;
  }

  /** Whatever has arrived is not to be used. */
  forget() {
    this.#chunks = [];
    this.#received = 0;
    this.#total = this.#version = undefined;
  }
}

/** How long nothing has come. */
class Silence {
  #controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  is_over = false; // whether it has lasted too long

  /** @param {number} most ms @param {AbortSignal} signal that ends the waiting as well */
  constructor(most, signal) {
    this.most = most;
    this.stop = () => this.#controller.abort(signal.reason);
    this.outer = signal;
    if (signal.aborted) this.stop();
    signal.addEventListener('abort', this.stop);
    this.begin();
  }

  get signal() {
    return this.#controller.signal;
  }

  /** Something has come. */
  begin() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.is_over = true;
      this.#controller.abort();
    }, this.most);
  }

  end() {
    clearTimeout(this.#timer);
    this.outer.removeEventListener('abort', this.stop);
  }
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} rejects if the signal comes before */
function rest(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => resolve(), ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
