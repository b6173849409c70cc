/**
 * The model's way to its trainer: a worker, or this thread where no worker can be had. What is sent while there is no
 * connection is not lost without a word: orders are given again by `restore`, questions are refused.
 */
import { Disconnected } from '../link/port.js';

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

export class Remote {
  /** @type {Link | undefined} */
  #link = undefined;
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

  /** Ends the trainer, until a connection to another is asked for. */
  put_away() {
    this.#end();
    this.#is_lost = true;
  }

  /** @param {Error} error */
  #lose(error) {
    this.#end();
    this.#is_lost = true;
    if (!this.#is_disposed) this.given.lost(error);
  }

  /**
   * Sends a command; a question is answered by a promise.
   * @template {keyof Commands} Name
   * @param {Name} name @param {Parameters<Commands[Name]>[0]} [detail]
   * @returns {ReturnType<Commands[Name]>}
   */
  send(name, detail) {
    if (this.#link) return this.#link.connection.send(name, detail);
    const refusal = Promise.reject(new Disconnected('Nothing is there that could train.'));
    refusal.catch(() => {}); // nobody waits for an order
    return /** @type {ReturnType<Commands[Name]>} */ (/** @type {unknown} */ (refusal));
  }

  dispose() {
    this.#is_disposed = true;
    this.#end();
  }
}
