/**
 * The wire between a Trainer and whoever uses it: commands go one way, events and answers the other, over anything with
 * postMessage (a worker, a MessagePort). Both ends are derived from the table in training/protocol.js.
 *
 * - Every command has a number, and every event says the last number that the trainer had seen, so that the other end knows
 *   whether an event was sent before or after what it has asked for.
 * - An answer resolves, rejects with the trainer's own error, or rejects when the connection ends.
 * - Snapshots come one at a time: the next is sent once the last has been taken, so a slow page gets fewer, newer ones.
 */
import { COMMANDS } from '../training/protocol.js';
import { BUILD } from './build.js';

/**
 * @typedef {import('../training/protocol.js').Commands} Commands
 * @typedef {import('../training/protocol.js').Events} Events
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 * @typedef {import('../training/trainer.js').Trainer} Trainer
 * @typedef {import('../training/trainer.js').Surroundings} Surroundings
 *
 * @typedef {{ [Name in keyof Events]: { type: 'event', name: Name, detail: Events[Name], seen: number, playing: boolean } }[keyof Events]} EventMessage
 * @typedef {{ type: 'snapshot', detail: Snapshot, seen: number, playing: boolean }} SnapshotMessage
 * @typedef {{ type: 'state', seen: number, playing: boolean }} StateMessage no run has begun, but playing may have changed
 * @typedef {{ type: 'hello', build: string }} Hello
 * @typedef {{ type: 'alive' }} Alive
 * @typedef {{ type: 'busy' }} Busy a long call begins, after which the next message comes
 * @typedef {{ type: 'answer', id: number, value: unknown } | { type: 'refusal', id: number, name: string, message: string }} Answer
 * @typedef {EventMessage | SnapshotMessage | StateMessage | Hello | Alive | Busy | Answer} FromTrainer
 *
 * @typedef {{ type: 'command', name: keyof Commands, detail: unknown, id: number }} Command
 * @typedef {Command | { type: 'taken' } | { type: 'hello' } | { type: 'are you alive' }} ToTrainer
 *
 * @typedef {object} Port anything that carries messages, such as a worker
 * @property {(message: FromTrainer | ToTrainer, options?: { transfer: Transferable[] }) => void} postMessage
 * @property {(type: 'message', listener: (event: MessageEvent) => void) => void} addEventListener
 */

/** @param {unknown} error @returns {Error} */
const as_error = (error) => (error instanceof Error ? error : new Error(String(error)));

/**
 * The trainer's end.
 * @param {Port} port
 * @param {(surroundings: Pick<Surroundings, 'emit' | 'changed' | 'busy'>) => Trainer} make_trainer
 * @returns {Trainer}
 */
export function serve(port, make_trainer) {
  let seen = 0; // number of the last command
  let is_taken = true; // whether the last snapshot was taken
  let is_changed = false;
  /** @type {typeof import('../training/command_check.js').check_command} */
  let check = () => {};
  let is_checked = false;

  /** @param {FromTrainer} message @param {Transferable[]} [transfer] */
  const post = (message, transfer = []) => port.postMessage(message, { transfer });

  /** @type {Surroundings['emit']} */
  const emit = (name, detail) =>
    post(/** @type {EventMessage} */ ({ type: 'event', name, detail, seen, playing: trainer.playing }));

  /** @param {unknown} error */
  const report = (error) => emit('failed', { run: undefined, message: as_error(error).message });

  function send_snapshot() {
    if (!is_changed || !is_taken) return;
    is_changed = false;
    try {
      const detail = trainer.snapshot();
      is_changed = false; // the snapshot may have measured, and shows it
      if (!detail) return post({ type: 'state', seen, playing: trainer.playing });
      post({ type: 'snapshot', detail, seen, playing: trainer.playing }, buffers_of(detail));
      is_taken = false;
      return undefined;
    } catch (error) {
      return report(error);
    }
  }

  function changed() {
    if (!is_changed && is_taken) queueMicrotask(send_snapshot); // after all that changes in the same task
    is_changed = true;
  }

  /** What comes with commands is checked from the first snapshot on, so that the first step does not wait for how. */
  function load_check() {
    if (is_checked) return;
    is_checked = true;
    import('../training/command_check.js').then((loaded) => (check = loaded.check_command), () => {}); // prettier-ignore
  }

  const busy = () => post({ type: 'busy' });
  const trainer = make_trainer({ emit, changed, busy });

  /** @param {Command} command */
  async function run({ name, detail, id }) {
    seen = id;
    changed(); // the other end hears that it was seen, and what has come of it, even if nothing has
    const command = /** @type {(detail: unknown) => unknown} */ (trainer[name].bind(trainer));
    if (COMMANDS[name] === 'order') {
      try {
        check(name, detail);
        return void command(detail);
      } catch (error) {
        return report(error);
      }
    }
    try {
      check(name, detail);
      return post({ type: 'answer', id, value: await command(detail) });
    } catch (error) {
      const { name: kind, message } = as_error(error);
      return post({ type: 'refusal', id, name: kind, message });
    }
  }

  port.addEventListener('message', ({ data }) => {
    const message = /** @type {{ type?: string, name?: string }} */ (data ?? {});
    if (message.type === 'hello') return post({ type: 'hello', build: BUILD });
    if (message.type === 'are you alive') return post({ type: 'alive' });
    if (message.type === 'taken') {
      is_taken = true;
      load_check();
      return send_snapshot();
    }
    if (message.type !== 'command' || !Object.hasOwn(COMMANDS, message.name ?? ''))
      return report(new Error(`There is no command “${message.name ?? message.type}”.`));
    return void run(/** @type {Command} */ (data));
  });
  return trainer;
}

/** The memory that can be handed over, as nothing else refers to it. @param {Snapshot} snapshot */
function buffers_of({ losses, parameters, gradients, explanation }) {
  const given = [parameters, gradients, explanation].flatMap((part) => Object.values(part ?? {}));
  const arrays = [losses, ...given];
  return [...new Set(arrays.map(({ buffer }) => buffer))];
}

/** Why a connection has ended. */
export class Disconnected extends Error {
  /** @override */
  name = 'Disconnected';

  /** @param {string} message @param {{ is_final?: boolean }} [options] is_final: another connection would not help */
  constructor(message, { is_final = false } = {}) {
    super(message);
    this.is_final = is_final;
  }
}

/**
 * @typedef {object} Listener
 * @property {(message: EventMessage | SnapshotMessage | StateMessage) => void} received
 * @property {(error: Error) => void} failed an exception in `received`
 * @property {(error: Error) => void} ended the connection is of no use any more
 * @property {(take: () => void) => void} paced calls `take` when the next snapshot may come
 */

const TICK = 1000; // ms between two looks whether the other end still answers
/** Ticks without any message, after a question whether it is alive, until the other end is given up. */
const PATIENCE = {
  training: 5,
  waiting: 10, // it is paused, or its script is still on its way
  long: 30, // a long call was announced
};

/**
 * The user's end: a method for each command.
 * @param {Port} port
 * @param {Listener} listener
 * @param {{ tick?: number }} [options] ms between two looks whether the other end still answers
 * @returns {Connection}
 */
export function connect(port, listener, { tick = TICK } = {}) {
  return new Connection(port, listener, tick);
}

export class Connection {
  /** @type {Map<number, { resolve: (value?: unknown) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  /** @type {Error | undefined} */
  #end = undefined;
  #missed = 0;
  #is_training = false; // as it has said last
  #is_busy = false;

  /** @param {Port} port @param {Listener} listener @param {number} tick */
  constructor(port, listener, tick) {
    this.port = port;
    this.listener = listener;
    /** Number of the last command. */
    this.sent = 0;
    /** Resolves once the other end is known to be of the same build. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => this.#waiting.set(0, { resolve: () => resolve(), reject }));
    this.ready.catch(() => {}); // `ended` tells it as well
    this.timer = setInterval(() => this.#look(), tick);
    /** @type {{ unref?: () => void }} */ (this.timer).unref?.(); // in Node it does not keep the process alive
    port.addEventListener('message', ({ data }) => this.receive(data));
    this.#post({ type: 'hello' });
  }

  /** @param {ToTrainer} message */
  #post(message) {
    this.port.postMessage(message);
  }

  /** Ticks are counted, not time: a machine that was asleep has missed none. */
  #look() {
    if (this.#missed >= this.#patience)
      return this.close(new Disconnected('It has not answered for a long time.'));
    this.#missed++;
    return this.#post({ type: 'are you alive' });
  }

  get #patience() {
    if (this.#is_busy) return PATIENCE.long;
    return this.#is_training ? PATIENCE.training : PATIENCE.waiting;
  }

  /** @param {FromTrainer} message */
  receive(message) {
    this.#missed = 0;
    this.#is_busy = message.type === 'busy';
    if ('playing' in message) this.#is_training = message.playing;
    if (this.#end) return;
    if (message.type === 'hello') this.#greet(message.build);
    else if (message.type === 'answer') this.#settle(message.id)?.resolve(message.value);
    else if (message.type === 'refusal')
      this.#settle(message.id)?.reject(Object.assign(new Error(message.message), { name: message.name }));
    else if (message.type !== 'alive' && message.type !== 'busy') this.#tell(message);
  }

  /** @param {EventMessage | SnapshotMessage | StateMessage} message */
  #tell(message) {
    try {
      this.listener.received(message);
    } catch (error) {
      this.listener.failed(as_error(error));
    }
    if (message.type === 'snapshot') this.listener.paced(() => this.#end ?? this.#post({ type: 'taken' }));
  }

  /** @param {string} build */
  #greet(build) {
    if (build === BUILD) return this.#settle(0)?.resolve();
    const message = `It is of another version (${build}) than this page (${BUILD}): reload the page.`;
    return this.close(new Disconnected(message, { is_final: true }));
  }

  /** @param {number} id */
  #settle(id) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /**
   * Sends a command.
   * @template {keyof Commands} Name
   * @param {Name} name
   * @param {Parameters<Commands[Name]>[0]} [detail]
   * @returns {ReturnType<Commands[Name]>} for a question, a promise of the answer
   */
  send(name, detail) {
    const id = ++this.sent;
    const is_order = COMMANDS[name] === 'order';
    /** @param {Promise<unknown> | undefined} result */
    const typed = (result) => /** @type {ReturnType<Commands[Name]>} */ (result);
    if (this.#end) return typed(is_order ? undefined : Promise.reject(this.#end));
    const answer = is_order
      ? undefined
      : new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#post({ type: 'command', name, detail, id });
    return typed(answer);
  }

  /** Ends the connection: whoever waits for an answer gets this error. @param {Error} error */
  close(error) {
    if (this.#end) return;
    this.#end = error;
    clearInterval(this.timer);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
    this.listener.ended(error);
  }
}
