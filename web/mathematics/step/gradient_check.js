/** The gradient check that the reader has asked for. Its answer is of the network on show, or there is none. */

/**
 * @typedef {import('../../training/central_difference.js').Place} Place
 * @typedef {import('../../training/plain_network.js').Sabotage} Sabotage an error that is planted into the formulas
 * @typedef {import('../../training/gradient_check.js').Checked} Checked
 * @typedef {{ place?: Place, sabotage?: Sabotage }} Question place: the one parameter to check, instead of drawn ones
 * @typedef {EventTarget & { check_gradients: (question: Question) => Promise<Checked> }} CheckModel its event 'began' is
 * listened to
 */

export class GradientCheck {
  #listening = new AbortController();
  #turn = 0; // only the answer to the last question counts

  /** @param {CheckModel} model @param {() => void} changed there is something else to show */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.is_waiting = false;
    /** @type {Checked | undefined} */
    this.checked = undefined;
    this.problem = ''; // why the last question has no answer
    model.addEventListener('began', () => this.#forget(), { signal: this.#listening.signal });
  }

  /** @param {Question} question */
  async ask(question) {
    const turn = ++this.#turn;
    this.is_waiting = true;
    this.problem = '';
    this.changed();
    try {
      const checked = await this.model.check_gradients(question);
      if (turn === this.#turn) this.#end(checked, '');
    } catch (error) {
      if (turn === this.#turn) this.#end(undefined, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Checked | undefined} checked @param {string} problem */
  #end(checked, problem) {
    this.is_waiting = false;
    this.checked = checked;
    this.problem = problem;
    this.changed();
  }

  /** Another network has begun: what was found or asked for is of none on show. */
  #forget() {
    this.#turn++;
    this.#end(undefined, '');
  }

  /** Ends all that it listens to and waits for. */
  dispose() {
    this.#turn++;
    this.#listening.abort();
  }
}
