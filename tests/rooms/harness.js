/** Trainers, and models joined to them by a MessageChannel, in Node; and what tests do with them. */
import { connect, serve } from '../../web/link/port.js';
import { Model } from '../../web/model/model.js';
import { Visit } from '../../web/model/visit.js';
import { standard_config } from '../../web/training/settings.js';
import { Source } from '../../web/training/source.js';
import { Trainer } from '../../web/training/trainer.js';
import { made_up } from './site.js';

/**
 * @typedef {import('../../web/training/protocol.js').Events} Events
 * @typedef {import('../../web/training/protocol.js').Start} Start
 * @typedef {import('../../web/training/settings.js').Config} Config
 * @typedef {import('../../web/link/reach.js').Reach} Reach
 * @typedef {ConstructorParameters<typeof Trainer>[0]} Surroundings
 * @typedef {{ [Name in keyof Events]: { name: Name, detail: Events[Name], playing: boolean } }[keyof Events]} Told
 */

export const NO_SITE = 'http://127.0.0.1:1/'; // nothing listens there
export const BOUND = { timeout: 240_000 };

/** The next turn of the event loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits until something holds.
 * @template T @param {() => T} condition @param {string} what for the error @param {number} [ms] patience
 * @returns {Promise<NonNullable<T>>} what the condition gave
 */
export async function until(condition, what, ms = 90_000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = condition();
    if (value) return /** @type {NonNullable<T>} */ (value);
    if (performance.now() > end) throw new Error(`It did not come to this in ${ms} ms: ${what}.`);
    await turn();
  }
}

/** How a promise is settled. @param {Promise<unknown>} promise */
export const outcome = (promise) =>
  promise.then(
    (value) => ({ value }),
    (/** @type {Error} */ error) => ({ name: error.name, message: error.message }),
  );

/** A storage for a Visit. @param {Record<string, string>} [entries] */
export function fake_storage(entries = {}) {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

/** A database for networks. @returns {import('../../web/model/kept.js').Shelf & { kept: Map<string, any> }} */
export function fake_shelf() {
  const kept = new Map();
  return {
    kept,
    rows: async () => structuredClone([...kept]),
    put: async (key, row) => void kept.set(key, structuredClone(row)),
    remove: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
}

/** @param {Partial<Config>} [changes] @returns {Config} at full speed */
export const settings_of = (changes) => ({ ...standard_config(), speed: Infinity, ...changes });

/** A drawing: one stroke down the middle of the pad. */
export const STROKES = [
  [
    [0.5, 0.1],
    [0.5, 0.9],
  ],
];

/** A trainer without a wire: what it tells is gathered. */
export class Bench {
  /** @type {Told[]} */
  told = [];
  changes = 0;

  /** @param {Partial<Surroundings>} [surroundings] */
  constructor(surroundings) {
    this.trainer = new Trainer({
      emit: (name, detail) =>
        this.told.push(/** @type {Told} */ ({ name, detail, playing: this.trainer.playing })),
      changed: () => this.changes++,
      assets: NO_SITE,
      random: () => 0.5,
      ...surroundings,
    });
  }

  /** The run under way, or an error. */
  get run() {
    return this.loop.run;
  }

  get loop() {
    const { loop } = this.trainer;
    if (!loop) throw new Error('No run has begun.');
    return loop;
  }

  /**
   * Begins a run.
   * @param {Partial<Config>} [changes] to the settings @param {Partial<Start>} [start]
   */
  start(changes, start) {
    const settings = settings_of(changes);
    return this.trainer.start({ run: 1, settings, playing: false, ...start });
  }

  /** @param {number} steps after which it pauses by itself */
  paused_at(steps) {
    return until(() => this.loop.steps >= steps && !this.trainer.playing, `${steps} steps, then paused`);
  }

  /** @template {keyof Events} Name @param {Name} name @returns {Events[Name][]} */
  all(name) {
    const events = this.told.filter((event) => event.name === name);
    return /** @type {Events[Name][]} */ (events.map(({ detail }) => detail));
  }

  /** The last event of a kind, once one has come. @template {keyof Events} Name @param {Name} name */
  last(name) {
    return until(() => this.all(name).at(-1), `the trainer tells “${name}”`);
  }
}

const SMALL = /** @type {const} */ ({ data: 'own', hidden: 4 });

/**
 * A trainer that trains on few made-up images.
 * @param {Partial<Start>} [start] @param {Partial<Config>} [settings]
 */
export async function small_bench(start, settings) {
  const bench = new Bench();
  bench.trainer.sources.own = Source.of(made_up(60, 3), made_up(20, 4));
  await bench.start({ ...SMALL, ...settings }, start);
  return bench;
}

/** Carries messages on, each some turns of the event loop late, in their order. */
export class LatePort {
  heard = 0; // number of the last command that was passed on
  #queue = Promise.resolve();

  /** Files on their way, by a number: in Node a File does not get through a MessageChannel. @type {unknown[]} */
  static #files = [];

  /**
   * @param {MessagePort} port @param {() => number} turns how late the next message is
   * @param {(error: unknown) => void} failed an exception in whoever hears a message
   */
  constructor(port, turns, failed) {
    this.port = port;
    this.turns = turns;
    this.failed = failed;
  }

  /** @param {unknown} message @param {{ transfer: Transferable[] }} [options] */
  postMessage(message, options) {
    const { detail } = /** @type {{ detail?: { files?: unknown } }} */ (message);
    const carried = detail?.files && { ...detail, files: LatePort.#files.push(detail.files) - 1 };
    this.port.postMessage(
      carried ? { .../** @type {object} */ (message), detail: carried } : message,
      options,
    );
  }

  /** @param {'message'} type @param {(event: MessageEvent) => void} listener */
  addEventListener(type, listener) {
    this.port.addEventListener(type, (event) => {
      const { detail } = event.data;
      if (typeof detail?.files === 'number') detail.files = LatePort.#files[detail.files];
      this.#queue = this.#queue.then(async () => {
        for (let left = this.turns(); left > 0; left--) await turn();
        try {
          listener(event);
          this.heard = event.data?.id ?? this.heard;
        } catch (error) {
          this.failed(error);
        }
      });
    });
  }
}

/**
 * @typedef {object} Reached
 * @property {Reach} reach
 * @property {Trainer[]} trainers
 * @property {import('../../web/link/reach.js').Link[]} links
 * @property {LatePort[]} ports the trainers' ends
 * @property {unknown[]} errors exceptions that nobody has caught
 */

/**
 * A way to trainers at the other ends of MessageChannels.
 * @param {Pick<Options, 'surroundings' | 'turns'>} [options]
 * @returns {Reached} what has been reached is added to the lists
 */
export function reach_trainers({ surroundings, turns = () => 0 } = {}) {
  /** @type {Omit<Reached, 'reach'>} */
  const reached = { trainers: [], links: [], ports: [], errors: [] };
  const failed = (/** @type {unknown} */ error) => reached.errors.push(error);
  /** @type {Reach} */
  const reach = async (thread, listener) => {
    const { port1, port2 } = new MessageChannel();
    const port = new LatePort(port1, turns, failed);
    const trainer = serve(
      port,
      (wire) => new Trainer({ assets: NO_SITE, random: () => 0.5, ...surroundings, ...wire }),
    );
    port1.start();
    port2.start();
    const connection = connect(new LatePort(port2, turns, failed), listener);
    const end = () => {
      trainer.dispose();
      port1.close();
      port2.close();
      connection.close(new Error('It was ended.'));
    };
    const link = { thread, connection, end };
    reached.ports.push(port);
    reached.trainers.push(trainer);
    reached.links.push(link);
    return link;
  };
  return { reach, ...reached };
}

/**
 * @typedef {object} Options
 * @property {string} [hash]
 * @property {ReturnType<typeof fake_storage>} [storage]
 * @property {import('../../web/model/kept.js').Shelf} [shelf]
 * @property {Partial<Surroundings>} [surroundings] of the trainers
 * @property {() => number} [turns] of the event loop that the next message is late
 * @property {(reach: Reach) => Reach} [around] takes the place of the way to a trainer
 */

/** A model and its trainers. */
export class House {
  /** @type {Reached['trainers']} */
  trainers = [];
  /** @type {Reached['links']} */
  links = [];
  /** @type {Reached['ports']} */
  ports = [];
  /** @type {Reached['errors']} */
  errors = [];

  /** @param {Options} [options] */
  constructor({ hash = '', storage = fake_storage(), shelf, surroundings, turns = () => 0, around } = {}) {
    const { reach } = Object.assign(this, reach_trainers({ surroundings, turns }));
    this.storage = storage;
    this.model = new Model({
      reach: around?.(reach) ?? reach,
      hash,
      visit: new Visit(() => storage),
      paced: (take) => setImmediate(take),
      shelf,
    });
  }

  /** The present trainer. */
  get trainer() {
    return this.trainers[this.trainers.length - 1];
  }

  get state() {
    return this.model.state;
  }

  /** What the status line says. */
  get text() {
    return this.state.notice?.text ?? '';
  }

  /** Connects, and waits until a run has begun. @returns {Promise<this>} */
  async open() {
    await this.model.connect();
    await this.begun(1);
    return this;
  }

  /** @param {number} run */
  begun(run) {
    return until(() => this.state.shown?.run === run, `run ${run} is on show`);
  }

  /** Waits until the model shows what its trainer knows. @param {number} [ms] */
  async settle(ms) {
    const { loop } = this.trainer;
    const is_there = () =>
      this.state.playing === this.trainer.playing &&
      this.state.steps === loop?.steps &&
      this.state.numbers?.fingerprint === loop?.run.network.fingerprint();
    await until(is_there, 'the model shows what the trainer knows', ms);
  }

  /** Presses a button of the notice on show. @param {string | RegExp} text */
  press(text) {
    const is_meant = (/** @type {string} */ one) =>
      typeof text === 'string' ? one === text : text.test(one);
    const choice = this.state.notice?.choices?.find((one) => is_meant(one.text));
    if (!choice) throw new Error(`There is no button “${text}” at “${this.text}”.`);
    choice.action();
  }

  close() {
    this.model.dispose();
  }
}
