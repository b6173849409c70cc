/**
 * The model's way to its trainer: a worker, or this thread where no worker can be had. What is sent while there is no
 * connection is not lost without a word: orders are given again by `restore`, questions are refused. What is sent while the
 * trainer is put away is kept, and sent once the run goes on.
 */
import { Disconnected } from '../link/port.js';
import { COMMANDS } from '../training/protocol.js';

/**
 * @typedef {import('../training/protocol.js').Commands} Commands
 * @typedef {import('../link/reach.js').Link} Link
 * @typedef {import('../link/port.js').Listener} Listener
 *
 * @typedef {object} Given
 * @property {import('../link/reach.js').Reach} reach
 * @property {Listener['paced']} paced
 * @property {Listener['received']} received
 * @property {Listener['failed']} failed
 * @property {() => void} restore a new trainer has to be told everything
 * @property {(error: Error) => void} lost there is no trainer any more
 */

const NOTHING = 'Nothing is there that could train.';
/** What `restore` sends. @type {(keyof Commands)[]} */
const RESTORED = ['need', 'show_on_pad', 'start'];
/** What makes the run again what it was. @type {(keyof Commands)[]} */
const SENT_FIRST = [...RESTORED, 'teach_again'];

export class Remote {
  /** @type {Link | undefined} */
  #link = undefined;
  /** @type {{ send: () => void, refuse: (error: Error) => void }[] | undefined} undefined: the trainer is not put away */
  #kept = undefined;
  #wanted = () => {};
  /** @type {unknown} the answer to the start with which the run goes on */
  #start = undefined;
  #is_disposed = false;
  #is_lost = false;

  /** @param {Given} given */
  constructor(given) {
    this.given = given;
  }

  /** Whether the trainer is gone and no other is being connected to. */
  get is_lost() {
    return this.#is_lost;
  }

  /** The number of the last command. */
  get sent() {
    return this.#link?.connection.sent ?? 0;
  }

  /**
   * Connects to a new trainer; the one before ends.
   * @param {'worker' | 'main'} [thread] a worker that cannot be had is replaced by this thread
   * @returns {Promise<'worker' | 'main' | undefined>} where it trains; undefined if it cannot
   */
  async connect(thread = 'worker') {
    this.#end();
    this.#is_lost = false;
    const { reach, paced, received, failed } = this.given;
    let is_ready = false;
    let is_over = false; // this connection is not the one in use any more
    /** @type {(error: Error) => void} */
    let refuse = () => {};
    const refused = new Promise((_, reject) => (refuse = reject));
    refused.catch(() => {});
    /** @param {Error} error */
    const ended = (error) => {
      if (is_over || this.#is_disposed) return;
      is_over = true;
      refuse(error);
      if (is_ready) this.#lose(error);
    };
    try {
      const link = await reach(thread, { paced, received, failed, ended });
      if (this.#is_disposed) {
        link.end();
        return undefined;
      }
      this.#link = link;
      this.#end = () => {
        is_over = true;
        this.#link = undefined;
        link.end();
      };
      this.given.restore();
      await Promise.race([link.connection.ready, refused]);
      is_ready = true;
      return thread;
    } catch (error) {
      is_over = true;
      this.#end();
      const { is_final = false } = /** @type {Disconnected} */ (error);
      if (thread === 'worker' && !is_final && !this.#is_disposed) return this.connect('main');
      this.#lose(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  #end = () => {};

  /** Gives up a trainer that cannot be relied on. @param {Error} error why */
  drop(error) {
    if (this.#link) this.#lose(error);
  }

  /** Ends the trainer, until a connection to another is asked for. @param {() => void} wanted called when something is sent */
  put_away(wanted) {
    this.#end();
    this.#is_lost = true;
    this.#kept = [];
    this.#wanted = wanted;
  }

  /** Whether the trainer is put away: whatever is sent brings another. */
  get is_put_away() {
    return this.#kept !== undefined;
  }

  /** Until the run goes on, if the trainer is put away. @returns {Promise<void>} rejects if it cannot */
  until_awake() {
    return new Promise((send, refuse) => {
      if (this.#kept) this.#kept.push({ send, refuse });
      else send();
    });
  }

  /** The run goes on, or cannot. @param {Error} [error] why it cannot */
  #hand_over(error) {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const { send, refuse } of kept) error ? refuse(error) : send();
  }

  /** @param {Promise<unknown>} start the answer to it: other starts may come before the run begins, and the last one counts */
  #expect(start) {
    this.#start = start;
    const is_last = () => this.#start === start;
    start.then(
      () => is_last() && this.#hand_over(),
      (error) => is_last() && this.#hand_over(error),
    );
  }

  /**
   * Keeps a command until the run goes on.
   * @param {keyof Commands} name @param {any} detail
   * @returns {Promise<any>}
   */
  #keep(name, detail) {
    if (name !== 'need') this.#wanted();
    const answer = new Promise((resolve, refuse) => {
      const send = () => resolve(this.send(name, detail));
      if (!RESTORED.includes(name)) this.#kept?.push({ send, refuse });
    });
    answer.catch(() => {}); // nobody waits for an order
    return answer;
  }

  /** @param {Error} error */
  #lose(error) {
    this.#end();
    this.#is_lost = true;
    this.#hand_over(error);
    if (!this.#is_disposed) this.given.lost(error);
  }

  /**
   * Sends a command; a question is answered by a promise.
   * @template {keyof Commands} Name
   * @param {Name} name @param {Parameters<Commands[Name]>[0]} [detail]
   * @returns {ReturnType<Commands[Name]>}
   */
  send(name, detail) {
    const { connection } = this.#link ?? {};
    if (this.#kept && !(connection && SENT_FIRST.includes(name)))
      return /** @type {ReturnType<Commands[Name]>} */ (this.#keep(name, detail));
    if (connection) {
      const answer = connection.send(name, detail);
      if (this.#kept && name === 'start') this.#expect(/** @type {Promise<unknown>} */ (answer));
      return answer;
    }
    const refusal = COMMANDS[name] === 'answer' ? Promise.reject(new Disconnected(NOTHING)) : undefined;
    return /** @type {ReturnType<Commands[Name]>} */ (/** @type {unknown} */ (refusal));
  }

  dispose() {
    this.#is_disposed = true;
    this.#end();
    this.#hand_over(new Disconnected(NOTHING));
  }
}
