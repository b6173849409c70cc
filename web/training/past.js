/**
 * A run that stands at an earlier step of its own: everything that is asked of it is answered as it would have been then.
 * It goes back to its present, or on from where it stands; then what came later has not happened. Runs in any thread.
 */
import { joined } from './arrays.js';
import { saved_of } from './calls.js';
import { Measurements } from './measurements.js';
import { NextTurn } from './next_turn.js';
import { Recipe } from './recipe.js';
import { Retrace } from './retrace.js';
import { keep_places } from './soon.js';

/**
 * @typedef {import('./loop.js').Loop} Loop
 * @typedef {object} Events
 * @property {() => void} changed it has arrived
 * @property {(step: number, target: number) => void} progress it is on its way
 * @property {(are_others_taught: boolean) => void} branched the run goes on from where it stands
 */

const SLICE = 10; // ms
const FIRST = 16; // steps of the first slice
const GOING_GAP = 100; // ms between two reports on the way

export class Past {
  /** @type {(() => void)[]} who waits for the place that is gone to */
  #waiting = [];
  /** @type {number | undefined} the step that is gone to; undefined: it has arrived */
  #target = undefined;
  #is_on_track = true; // whether the network is one that the run has had
  is_aside = false; // whether the run stands elsewhere than in its present

  /**
   * @param {Loop} loop that trains the run, and pauses
   * @param {Events} events
   */
  constructor(loop, events) {
    this.loop = loop;
    this.events = events;
    loop.pause();
    loop.leave_step_by_hand();
    const { run, recipe, measurements } = loop;
    const timeline = keep_places(loop);
    this.losses = loop.losses.splice(0); // that have not been in a snapshot
    run.last_gradients.keep();
    const saved = saved_of(loop);
    const { parameters } = saved;
    const are_finite = Object.values(parameters).every((array) => array.every(Number.isFinite));
    const keyframe = { place: run.place, changes: run.changes.count, parameters };
    this.present = { keyframe, are_finite, recipe, measurements, saved, steps: run.steps };
    loop.recipe = new Recipe(recipe.stretches); // what is set on the way is no part of the run
    this.timeline = timeline;
    this.retrace = new Retrace(run, timeline);
    this.next_turn = new NextTurn(() => this.#go_on());
    this.size = FIRST;
  }

  /** The step that the run has come to. */
  get newest() {
    return this.present.steps;
  }

  get is_under_way() {
    return this.#target !== undefined;
  }

  /**
   * Goes to a step of the run; another place that was gone to is given up.
   * @param {number} step within the run
   * @returns {Promise<void>} once it stands there, or goes elsewhere
   */
  go_to(step) {
    const { loop, timeline, retrace, present } = this;
    this.#arrive();
    const target = (this.#target = Math.max(timeline.first, Math.min(step, present.steps)));
    this.#is_on_track &&= loop.run.step_by_hand === undefined; // one by hand may have had another rate
    loop.leave_step_by_hand();
    loop.losses = []; // a step by hand in the past has left its loss, and is no step of the run
    loop.measurements = new Measurements(loop.run, present.measurements);
    const arrived = new Promise((/** @type {(value: void) => void} */ resolve) =>
      this.#waiting.push(resolve),
    );
    if (target === present.steps && present.are_finite) retrace.restore(present.keyframe);
    else this.#begin(target);
    this.#go_on();
    return arrived;
  }

  /** From the nearest keyframe, or from where the run stands if that is nearer. @param {number} target */
  #begin(target) {
    const { loop, retrace } = this;
    const keyframe = retrace.before(target);
    const is_nearer = loop.steps >= keyframe.place.steps && loop.steps < target;
    if (!(is_nearer && this.is_aside && this.#is_on_track)) retrace.restore(keyframe);
    this.#is_on_track = true;
  }

  #go_on() {
    const { loop, retrace, present } = this;
    const target = this.#target;
    if (target === undefined) return undefined;
    this.is_aside = true;
    const before = performance.now();
    const from = loop.steps;
    retrace.approach(target, this.size, present.recipe);
    const time = performance.now() - before;
    const steps = loop.steps - from;
    if (steps > 0)
      this.size = Math.max(1, Math.min(4096, Math.round((steps * SLICE) / Math.max(time, 0.01))));
    if (loop.steps === target) return this.#stand();
    this.events.progress(loop.steps, target);
    return this.next_turn.ask();
  }

  /** It has come to the place. */
  #stand() {
    const { loop, present } = this;
    this.#target = undefined;
    this.is_aside = loop.steps !== present.steps;
    const { stretches } = present.recipe;
    const known = stretches.filter(({ step }) => step < loop.steps || step === stretches[0].step);
    loop.recipe = this.is_aside ? new Recipe(known) : present.recipe;
    loop.measurements = this.is_aside
      ? new Measurements(loop.run, present.measurements)
      : present.measurements;
    const { last, fresh } = present.measurements;
    if (!this.is_aside && last) fresh.push(last); // once more, as another one has been on show meanwhile
    this.events.changed();
    this.#arrive();
  }

  /** Goes the rest of the way at once. */
  finish() {
    const { loop, retrace, present } = this;
    const target = this.#target;
    if (target === undefined) return;
    loop.events.busy?.();
    while (loop.steps < target) retrace.approach(target, Infinity, present.recipe);
    this.#stand();
  }

  #arrive() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /**
   * What a snapshot shows instead of what belongs to the present.
   * @returns {Partial<import('./protocol.js').Snapshot>}
   */
  get shown() {
    const losses = joined(this.losses.splice(0));
    this.loop.losses = [];
    const place = { first_step: this.newest - losses.length, losses };
    if (!this.is_aside) return place;
    return {
      ...place,
      dead: [],
      trouble: undefined,
      past: { newest: this.newest, first: this.timeline.first },
    };
  }

  /** The run goes on from where it stands: what came later has not happened. */
  #branch() {
    const { loop, present } = this;
    this.end();
    this.retrace.forget_later();
    loop.run.last_gradients.forget();
    loop.measurements = new Measurements(loop.run, present.measurements);
    this.note_settings(loop.run.step_by_hand?.places.before.steps); // one by hand has the rate of now
  }

  /** The rate and the batch size of now are in force from here on, whatever they were here. @param {number} [step] */
  note_settings(step = this.loop.steps) {
    const { recipe, settings } = this.loop;
    recipe.note(step, settings['learning-rate'], settings['batch-size']);
  }

  /** Whatever trains or changes the data goes on from where the run stands, or from the place that is gone to. */
  leave() {
    const { run } = this.loop;
    this.finish();
    if (!this.is_aside) return this.end();
    const before = ids_of(run);
    this.#branch();
    return this.events.branched(ids_of(run) !== before);
  }

  /** Nothing more happens; the loop has those losses again that no snapshot has brought, up to where the run stands. */
  end() {
    const { loop, newest } = this;
    this.next_turn.end();
    const losses = joined(this.losses.splice(0));
    loop.losses.unshift(losses.subarray(0, Math.max(0, loop.steps - newest + losses.length)));
    this.#target = undefined;
    this.#arrive();
  }
}

/** @param {import('./run.js').Run} run */
const ids_of = ({ taught }) => taught.map(({ id }) => id).join();

/**
 * The command of the Trainer.
 * @param {import('./trainer.js').Trainer} trainer @param {Loop} loop of its run @param {number} step
 * @throws {RangeError} if the step is none
 * @throws {Error} while images are arriving
 */
export async function go_to(trainer, loop, step) {
  if (!Number.isInteger(step) || step < 0)
    throw new RangeError(`The step must be a whole number from 0 on, was ${step}.`);
  if (trainer.under_way?.is_arriving)
    throw new Error('Images are still arriving: the run can be gone through once all of them are there.');
  const past = (trainer.past ??= new Past(loop, events_of(trainer, loop)));
  await past.go_to(step);
  if (past !== trainer.past || past.is_aside || past.is_under_way) return;
  past.end();
  past.note_settings();
  trainer.past = undefined;
}

/** @param {import('./trainer.js').Trainer} trainer @param {Loop} loop @returns {Events} */
function events_of(trainer, loop) {
  const { run } = trainer;
  let reported = -Infinity;
  return {
    changed: trainer.changed,
    progress(step, target) {
      if (performance.now() - reported < GOING_GAP) return;
      reported = performance.now();
      trainer.tell('going', { run, step, target });
    },
    branched(are_others_taught) {
      trainer.tell('branched', { run, step: loop.steps });
      if (are_others_taught) trainer.tell_taught(loop);
    },
  };
}
