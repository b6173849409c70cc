/** What can be asked about the run on show. Each question is refused if another run has begun, or if the trainer is gone. */
import { Store } from './store.js';

/** @typedef {import('../training/protocol.js').Commands} Commands */

export class Questions extends Store {
  /**
   * @param {import('./store.js').Config} settings of the first run
   * @param {number} earlier drawings that can be taught again
   * @param {(error: Error) => void} failed see Store
   * @param {boolean} playing whether the first run trains once it is there
   * @param {import('./remote.js').Remote} remote the way to the trainer
   */
  constructor(settings, earlier, failed, playing, remote) {
    super(settings, earlier, failed, playing);
    this.remote = remote;
  }

  /** The number of the run on show; NaN before the first. */
  get run() {
    return this.state.shown?.run ?? NaN;
  }

  /** Begins to go through a step. @param {{ batch: import('../training/protocol.js').Batch, live: boolean }} options */
  step_by_hand(options) {
    return this.remote.send('step_by_hand', { run: this.run, ...options });
  }

  /** Goes to the parameters after the step that is gone through, or before it. @param {{ after: boolean }} place */
  async stand({ after }) {
    const { run } = this;
    const standing = await this.remote.send('stand', { run, after });
    if (run === this.run) {
      this.change_shown({ is_aside: standing.is_own && standing.after });
      this.tell('standing', standing);
    }
    return standing;
  }

  /** @param {Omit<Parameters<Commands['check_gradients']>[0], 'run'>} options */
  check_gradients(options) {
    return this.remote.send('check_gradients', { run: this.run, ...options });
  }

  /** @param {{ truth?: number, answer?: number }} cell of the confusion matrix; empty: all that are misread */
  read_images(cell) {
    return this.remote.send('read_images', { run: this.run, ...cell });
  }

  /** One built-in digit from template to pixels. @param {number} index */
  follow(index) {
    return this.remote.send('follow', { run: this.run, index });
  }

  /** The first images of the training data. */
  contact_sheet() {
    return this.remote.send('contact_sheet', { run: this.run });
  }

  /**
   * Calls a function of the network, see training/calls.js.
   * @param {string} name @param {unknown[]} given its arguments
   */
  call(name, given) {
    return this.remote.send('call', { run: this.run, name, given });
  }

  /** The smallest change of the image on the pad with which it is read as this digit. @param {number} digit */
  what_if(digit) {
    return this.remote.send('what_if', { run: this.run, digit });
  }

  /**
   * Goes to an earlier step of the run, or to the last in its present again; it stands there, and everything that is asked
   * about it is answered as it would have been then.
   * @param {number} step @returns {Promise<void>} once it stands there, or goes elsewhere
   */
  go_to(step) {
    return this.remote.send('go_to', { run: this.run, step });
  }

  /** Everything about the run at this moment, its parameters too. */
  saved_state() {
    return this.remote.send('state', { run: this.run });
  }
}
