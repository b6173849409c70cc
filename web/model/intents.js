/**
 * What the user wants and the trainer has not seen yet. The trainer is right about everything; until it has seen a command,
 * the page shows what the command will come to. Numbers are those of commands (see link/port.js).
 */
export class Intents {
  /** @type {{ playing: boolean, sent: number } | undefined} */
  #playing = undefined;
  #settings = 0; // number of the last command that changed settings

  /** @param {boolean} playing what the command comes to @param {number} sent its number */
  play(playing, sent) {
    this.#playing = { playing, sent };
  }

  /** @param {number} sent number of a command that changed settings */
  change_settings(sent) {
    this.#settings = sent;
  }

  /**
   * The trainer has seen the commands up to this number.
   * @param {number} seen
   * @returns {{ playing: boolean } | undefined} what it has not seen yet
   */
  settle(seen) {
    if (this.#playing && seen >= this.#playing.sent) this.#playing = undefined;
    return this.#playing;
  }

  /** Whether the trainer has yet to see an order to train or to stop. */
  get is_waiting() {
    return this.#playing !== undefined;
  }

  /** Whether the trainer had seen all changes of settings. @param {number} seen */
  are_settings_known(seen) {
    return seen >= this.#settings;
  }

  /** A new trainer counts from the beginning. */
  forget() {
    this.#playing = undefined;
    this.#settings = 0;
  }
}
