/**
 * Where the reader is in the step. Either every phase is on show and follows the training while that goes on, or the
 * reader goes through the phases by hand and training pauses.
 */
import { PHASES } from '../table.js';
import { Quantities } from './quantities.js';

/**
 * @typedef {import('../../training/protocol.js').Batch} Batch
 * @typedef {import('../../training/protocol.js').Standing} Standing where the network stands during a step by hand
 * @typedef {import('../../training/step_by_hand.js').Step} Step
 *
 * @typedef {object} StepQuestions what a walkthrough asks of the Model
 * @property {{ shown?: unknown }} state shown: the run on show, if one has begun
 * @property {(of: { batch: Batch, live: boolean }) => Promise<Step & { live: boolean }>} step_by_hand
 * @property {(where: { after: boolean }) => Promise<Standing>} stand
 * @typedef {EventTarget & StepQuestions} StepModel its events 'began', 'snapshot', 'standing' and 'left' are listened to
 *
 * @typedef {(action: () => void, delay: number) => () => void} Timer calls the action once after so many ms; what it
 * returns cancels that
 */

const REFRESH = 500; // ms between two steps on show while training goes on
const PACE = 4000; // ms for each phase in slow motion
const LAST = PHASES.length;

/** @type {Timer} */
function real_timer(action, delay) {
  const timer = setTimeout(action, delay);
  return () => clearTimeout(timer);
}

/** @template Detail @param {(detail: Detail) => void} handle @returns {(event: Event) => void} */
const with_detail = (handle) => (event) => handle(/** @type {CustomEvent<Detail>} */ (event).detail);

export class Walkthrough {
  #listening = new AbortController();
  #turn = 0; // answers count only in the turn in which they were asked for
  #is_left = false; // the step on show is over, and the one that replaces it is still to come
  /** @type {(() => void) | undefined} cancels the next look at the training */
  #cancel_refresh = undefined;
  /** @type {(() => void) | undefined} cancels the next phase of the slow motion */
  #cancel_motion = undefined;

  /**
   * @param {StepModel} model
   * @param {{ changed: () => void, moved: () => void }} events changed: there is something else to show; moved: the reader
   * has gone to another phase
   * @param {Timer} [after]
   */
  constructor(model, { changed, moved }, after = real_timer) {
    this.model = model;
    this.changed = changed;
    this.moved = moved;
    this.after = after;
    /** @type {Batch} */
    this.batch = { kind: 'next' };
    /** @type {Quantities | undefined} of the step on show */
    this.quantities = undefined;
    /** @type {number | undefined} the phase that the reader has come to, from 1; undefined: all of them are on show */
    this.position = undefined;
    this.is_whole = false; // all phases are on show, wherever the reader is
    this.is_on_screen = false;
    this.is_live = false; // the step on show was taken while training went on
    this.is_waiting = false; // for the step that was asked for last
    this.problem = ''; // why there is no such step
    /** @type {Standing | undefined} where the network stands, once it has moved */
    this.standing = undefined;
    this.steps = NaN; // that the network has taken
    this.#listen();
  }

  #listen() {
    const { signal } = this.#listening;
    const on = (/** @type {string} */ type, /** @type {(event: Event) => void} */ handle) =>
      this.model.addEventListener(type, handle, { signal });
    on('began', () => this.#forget());
    on(
      'snapshot',
      with_detail((/** @type {{ steps: number, playing: boolean }} */ { steps, playing }) => {
        this.steps = steps;
        const is_due = !playing || !this.is_live;
        if (is_due && !this.problem) this.#refresh();
      }),
    );
    on(
      'standing',
      with_detail((/** @type {Standing} */ standing) => {
        this.standing = standing;
        this.changed();
      }),
    );
    on(
      'left',
      with_detail((/** @type {Standing} */ standing) => {
        this.standing = standing;
        this.steps = standing.steps;
        if (this.is_waiting) this.#is_left = true;
        else this.#leave();
      }),
    );
  }

  /** Ends all that it listens to and waits for. */
  dispose() {
    this.#turn++;
    this.#listening.abort();
    this.#cancel_refresh?.();
    this.#cancel_motion?.();
  }

  /** @returns {Step | undefined} */
  get step() {
    return this.quantities?.step;
  }

  /** Whether the phases follow each other by themselves. */
  get is_in_motion() {
    return this.#cancel_motion !== undefined;
  }

  /** Whether the reader has come to the phase with this number, from 1. @param {number} number */
  is_reached(number) {
    const place = this.is_whole ? LAST : (this.position ?? LAST);
    return this.quantities !== undefined && place >= number;
  }

  /* ---- by hand ---- */

  /** Whether the network stands before or after the step on show, and can go to the other side. */
  get #is_standing() {
    if (!this.quantities || this.is_live || this.is_waiting) return false;
    return this.position !== undefined || !this.standing?.after;
  }

  /** @param {number} position */
  go_to(position) {
    const was_after = this.position === LAST;
    const is_standing = this.#is_standing;
    this.position = position;
    this.problem = '';
    if (!is_standing) this.#ask();
    else if (was_after !== (position === LAST)) this.#stand();
    this.changed();
    this.moved();
  }

  forward() {
    if (this.position === LAST) this.take(this.batch);
    else this.go_to((this.position ?? 0) + 1);
  }

  back() {
    if (this.position !== undefined && this.position > 1) this.go_to(this.position - 1);
  }

  /** Begins with another batch, at the first phase. @param {Batch} batch */
  take(batch) {
    this.batch = batch;
    this.position = 1;
    this.problem = '';
    this.#ask();
    this.changed();
    this.moved();
  }

  /** Slow motion: the phases one after another, from the first if the last has been reached; or the end of it. */
  play_slowly() {
    if (this.is_in_motion) return this.stop_motion();
    if (this.position === undefined || this.position === LAST) this.forward();
    this.#move_later();
    return this.changed();
  }

  #move_later() {
    this.#cancel_motion = this.after(() => {
      if (!this.is_waiting) this.forward();
      if (this.position === LAST) this.stop_motion();
      else this.#move_later();
    }, PACE);
  }

  stop_motion() {
    this.#cancel_motion?.();
    this.#cancel_motion = undefined;
    this.changed();
  }

  /* ---- with the model ---- */

  /** @param {boolean} is_on_screen off screen, nothing is asked for */
  seen(is_on_screen) {
    this.is_on_screen = is_on_screen;
    if (!is_on_screen) this.stop_motion();
    this.#refresh();
  }

  async #ask() {
    this.#cancel_refresh?.();
    this.is_waiting = true;
    const turn = ++this.#turn;
    try {
      const step = await this.model.step_by_hand({ batch: this.batch, live: this.position === undefined });
      if (turn === this.#turn) this.#see(step);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  /** The network goes to the side of the step that the reader has come to. */
  async #stand() {
    const turn = this.#turn;
    try {
      await this.model.stand({ after: this.position === LAST });
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#is_left = true; // the network stands elsewhere
      this.#fail(error);
    }
  }

  /** Asks for the step that the network would take now, unless it is on show or the reader goes by hand. */
  #refresh() {
    this.#cancel_refresh?.();
    const is_free = this.is_on_screen && this.position === undefined && !this.is_waiting;
    const is_stale = this.is_live || this.step?.steps !== this.steps;
    if (is_free && is_stale && this.model.state.shown) this.#ask();
  }

  #refresh_later() {
    this.#cancel_refresh = this.after(() => this.#refresh(), REFRESH);
  }

  /** Another network has begun. */
  #forget() {
    this.quantities = undefined;
    this.is_waiting = false;
    this.problem = '';
    this.steps = NaN;
    this.#leave();
  }

  /** Back to all phases: training goes on, or another network has begun. */
  #leave() {
    this.#turn++;
    this.#is_left = false;
    this.position = undefined;
    this.stop_motion();
    this.#refresh();
  }

  /** @param {Step & { live: boolean }} answer */
  #see({ live, ...step }) {
    this.is_waiting = false;
    this.problem = '';
    this.#is_left = false;
    this.quantities = new Quantities(step);
    this.is_live = live;
    this.steps = step.steps;
    this.standing = undefined;
    if (this.position === LAST) this.#stand();
    if (live) this.#refresh_later();
    this.changed();
    if (this.position !== undefined) this.moved(); // to where its phase stands now
  }

  /** Says why; the reader keeps a step that the network still stands at. @param {unknown} error */
  #fail(error) {
    this.is_waiting = false;
    if (error instanceof Error && error.name === 'Overtaken') return this.#leave();
    this.problem = error instanceof Error ? error.message : String(error);
    if (this.#is_left) this.position = undefined;
    this.#is_left = false;
    this.stop_motion();
    if (this.position === undefined) this.#refresh_later();
  }
}
