/** Long work, one piece after the other; what is not wanted any more when its turn comes is left out. Runs in any thread. */
import { NextTurn } from './next_turn.js';

export class InTurn {
  /** @type {Promise<unknown>} settled once nothing is being done */
  #before = Promise.resolve();
  #resolve = () => {};
  #next_turn = new NextTurn(() => this.#resolve());

  /**
   * Before each piece messages are let in, which may say that it is not wanted.
   * @template T
   * @param {() => Promise<T>} work
   * @param {() => boolean} is_wanted
   * @returns {Promise<T | undefined>} undefined: it was left out
   */
  run(work, is_wanted) {
    const done = this.#before.then(async () => {
      await new Promise((resolve) => {
        this.#resolve = () => resolve(undefined);
        this.#next_turn.ask();
      });
      return is_wanted() ? work() : undefined;
    });
    this.#before = done.catch(() => {});
    return done;
  }
}
