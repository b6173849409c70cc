/**
 * Where the reader is in the step. Either everything is on show, and follows the training while that goes on; or the
 * reader goes through the phases by hand, and training pauses.
 */
import { Quantities } from './quantities.js';
import { PHASES } from '../table.js';

/**
 * @typedef {import('../../link/worker.js').Batch} Batch
 * @typedef {import('../../training/step_by_hand.js').Step} Step
 * @typedef {import('../../link/worker.js').WalkAt} WalkAt
 */

const REFRESH = 500; // ms between two steps on show while training goes on
const PACE = 4000; // ms for each phase in slow motion
const LAST = PHASES.length;

export class Walkthrough {
  /**
   * @param {(message: { type: string } & Record<string, unknown>) => void} send to the worker
   * @param {{ changed: () => void, moved: () => void }} events changed: there is something else to show; moved: the reader
   * has gone to another phase
   */
  constructor(send, { changed, moved }) {
    this.send = send;
    this.changed = changed;
    this.moved = moved;
    /** @type {Batch} */
    this.batch = { kind: 'next' };
    /** @type {Quantities | undefined} */
    this.quantities = undefined;
    /** @type {number | undefined} the phase that the reader has come to, from 1; undefined: all of them are on show */
    this.position = undefined;
    this.is_on_screen = false;
    this.is_live = false; // the step on show was taken while training goes on
    this.asked = 0; // steps so far: only the answer to the last one counts
    this.is_waiting = false; // for it
    this.problem = '';
    /** @type {WalkAt | undefined} */
    this.at = undefined;
    this.steps = NaN; // the network's
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.motion = undefined;
  }

  /** @returns {Step | undefined} */
  get step() {
    return this.quantities?.step;
  }

  /** Whether the reader has come to the phase with this number, from 1. @param {number} number */
  is_reached(number) {
    return this.quantities !== undefined && (this.position ?? LAST) >= number;
  }

  /* ---- by hand ---- */

  /** @param {number} position */
  go_to(position) {
    const was_after = this.position === LAST;
    const is_standing =
      this.quantities &&
      !this.is_live &&
      !this.is_waiting &&
      !(this.position === undefined && this.at?.after);
    this.position = position;
    if (!is_standing) this.#ask();
    else if (was_after !== (position === LAST)) this.send({ type: 'walk_to', after: position === LAST });
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
    this.#ask();
    this.changed();
    this.moved();
  }

  /** Slow motion: the phases one after another, from the first if the last has been reached. */
  play_slowly() {
    if (this.motion !== undefined) return this.stop_motion();
    if (this.position === undefined || this.position === LAST) this.forward();
    this.motion = setInterval(() => {
      if (!this.is_waiting) this.forward();
      if (this.position === LAST) this.stop_motion();
    }, PACE);
    return this.changed();
  }

  stop_motion() {
    clearInterval(this.motion);
    this.motion = undefined;
    this.changed();
  }

  /* ---- with the worker ---- */

  /** @param {boolean} is_on_screen off screen, nothing is asked for */
  seen(is_on_screen) {
    this.is_on_screen = is_on_screen;
    if (!is_on_screen) this.stop_motion();
    this.#refresh();
  }

  #ask() {
    clearTimeout(this.timer);
    this.is_waiting = true;
    this.problem = '';
    this.asked++;
    this.send({ type: 'walk', number: this.asked, batch: this.batch, live: this.position === undefined });
  }

  /** Asks for the step that the network would take now, unless it is on show or the reader goes by hand. */
  #refresh() {
    clearTimeout(this.timer);
    const is_stale = this.is_live || this.step?.steps !== this.steps;
    if (this.is_on_screen && this.position === undefined && !this.is_waiting && is_stale) this.#ask();
  }

  /** A message from the worker. @param {any} message */
  told(message) {
    switch (message.type) {
      case 'began':
        this.#forget();
        break;
      case 'snapshot':
        this.steps = message.steps;
        if (!message.playing || !this.is_live) this.#refresh();
        break;
      case 'walked':
        if (message.number === this.asked) this.#see(message);
        break;
      case 'walk_at':
        this.at = message;
        this.changed();
        break;
      case 'walk_over':
        this.at = message;
        this.steps = message.steps;
        if (!this.is_waiting) this.#leave(); // else it was another step that the reader has left
        break;
      case 'failed':
        if (message.number === this.asked) this.#fail(message.message);
        break;
    }
  }

  #forget() {
    this.quantities = undefined;
    this.is_waiting = false;
    this.steps = NaN;
    this.#leave();
  }

  /** Back to all phases: training goes on, or another network has begun. */
  #leave() {
    this.position = undefined;
    this.stop_motion();
    this.#refresh();
  }

  /** @param {any} message */
  #see({ live, ...step }) {
    this.is_waiting = false;
    this.quantities = new Quantities(step);
    this.is_live = live;
    this.steps = step.steps;
    this.at = undefined;
    if (this.position === LAST) this.send({ type: 'walk_to', after: true });
    if (live) this.timer = setTimeout(() => this.#refresh(), REFRESH);
    this.changed();
    if (this.position !== undefined) this.moved(); // to where its phase stands now
  }

  /** @param {string} problem */
  #fail(problem) {
    if (!this.is_waiting) return;
    this.is_waiting = false;
    this.problem = problem;
    this.changed();
  }
}
