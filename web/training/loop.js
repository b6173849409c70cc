/** The loop: trains a run in short slices, measures it, and gathers what there is to show. Runs in any thread. */
import { joined } from './arrays.js';
import { Capacity } from './capacity.js';
import { Diagnosis } from './diagnosis.js';
import { Measurements } from './measurements.js';
import { NextTurn } from './next_turn.js';
import { Pace, Rate } from './pace.js';
import { Recipe } from './recipe.js';
import { reason_to_stop, steps_to_goal, steps_to_stop } from './stop_rules.js';

/**
 * @typedef {import('./settings.js').Config} Config
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('./step_by_hand.js').StepByHand} StepByHand
 * @typedef {import('./protocol.js').Recipe} KnownRecipe
 * @typedef {import('./protocol.js').Events['replayed']['outcome']} Outcome
 * @typedef {import('./stop_rules.js').Goal} Goal
 *
 * @typedef {object} Events
 * @property {() => void} changed there is something new to show
 * @property {() => void} [busy] a call begins that may take seconds
 * @property {(reason: string) => void} stopped it has paused by itself, for this reason
 * @property {() => void} left the step that somebody went through is over
 * @property {(end: { outcome: Outcome, steps: number, total: number }) => void} replayed following a recipe is over
 * @property {(error: unknown) => void} failed an exception ended training; it has paused
 */

const NUMBERS_GAP = 100; // ms between two fingerprints
const LARGE = 64; // hidden units beyond which the weights are sent less often
const LARGE_GAP = 100; // ms

export class Loop {
  /**
   * @param {Run} run
   * @param {Config} settings
   * @param {Events} events
   * @param {import('./pace.js').Rhythm} [rhythm]
   * @param {import('./recipe.js').Stretch[]} [stretches] the recipe of the run so far
   */
  constructor(run, settings, events, { slice, rest = 0, pieces } = {}, stretches = []) {
    this.run = run;
    this.settings = settings;
    this.events = events;
    this.rest = rest;
    this.playing = false;
    /** @type {Goal | undefined} where training pauses; undefined: nowhere */
    this.goal = undefined;
    this.pace = new Pace(settings.speed, slice);
    this.diagnosis = new Diagnosis(run);
    /** @type {import('./timeline.js').Timeline | undefined} of the run, once that is loaded */
    this.timeline = undefined;
    this.known_stretches = stretches;
    this.recipe = new Recipe(stretches); // of this run so far
    /** @type {KnownRecipe | undefined} the recipe that it follows */
    this.followed = undefined;
    this.#note();
    /** @type {Set<import('./protocol.js').Need>} what snapshots have to bring */
    this.needs = new Set();
    this.has_sent_initial = false;
    /** @type {Float32Array[]} */
    this.losses = []; // since the last snapshot
    this.sent = run.steps; // the last step whose loss has been in a snapshot
    this.measurements = new Measurements(run, { busy: events.busy, pieces });
    this.numbers_at = -Infinity;
    this.parameters_at = -Infinity;
    this.rate = new Rate(run);
    this.capacity = new Capacity();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.next_turn = new NextTurn(() => this.#tick());
  }

  get steps() {
    return this.run.steps;
  }

  /** @param {Partial<Config>} settings */
  set(settings) {
    const before = this.settings;
    this.settings = { ...before, ...settings };
    const is_same = (/** @type {'learning-rate' | 'batch-size'} */ name) =>
      this.settings[name] === before[name];
    if (!is_same('learning-rate') || !is_same('batch-size')) this.#end_replay('changed');
    this.#note();
    this.events.changed();
    if (this.pace.speed === this.settings.speed) return;
    this.pace.speed = this.settings.speed;
    if (this.playing) this.#wake();
  }

  /** What snapshots have to bring from now on. @param {Iterable<import('./protocol.js').Need>} needs */
  need(needs) {
    this.needs = new Set(needs);
    this.parameters_at = -Infinity;
    this.events.changed();
  }

  /** Trains until the goal is reached. @param {Goal} [goal] */
  play(goal) {
    this.#guard(() => {
      this.leave_step_by_hand();
      if (!goal || goal !== this.followed) this.#end_replay('paused');
      this.goal = goal;
      this.playing = true;
      this.pace.start();
      this.rate = new Rate(this.run);
      this.events.changed();
    });
    this.#tick();
  }

  /** Notes which learning rate and batch size are in force from this step on, if they are others than before. */
  #note() {
    const { 'learning-rate': learning_rate, 'batch-size': batch_size } = this.settings;
    const { step_by_hand } = this.run;
    const has_own_rate = step_by_hand?.is_taken && !step_by_hand.is_after; // a step that was taken keeps its rate
    this.recipe.note(this.steps + (has_own_rate ? 1 : 0), learning_rate, batch_size);
  }

  /* ---- following a recipe ---- */

  /** Goes through an earlier run again, at full speed. @param {KnownRecipe} recipe */
  replay(recipe) {
    this.recipe = new Recipe(this.known_stretches);
    this.followed = recipe;
    this.play(recipe);
  }

  /** Takes learning rate and batch size for the next step from the recipe, if it follows one. */
  #follow() {
    const at = this.followed && new Recipe(this.followed.stretches).at(this.steps);
    if (!at) return;
    this.settings = { ...this.settings, 'learning-rate': at.learning_rate, 'batch-size': at.batch_size };
    this.#note();
  }

  /** How many steps what is in force now stays so. */
  get #steps_in_force() {
    return this.followed ? new Recipe(this.followed.stretches).steps_in_force(this.steps) : Infinity;
  }

  /** @param {Outcome} outcome */
  #end_replay(outcome) {
    const { followed, steps } = this;
    if (!followed) return;
    this.followed = undefined;
    if (outcome === 'changed') this.goal = undefined; // it goes on without the recipe, and so without its end
    this.events.replayed({ outcome, steps, total: followed.steps });
  }

  /** At the end of the recipe, whether the network is the one that was kept. */
  #verify() {
    const { followed } = this;
    if (!followed || this.steps < followed.steps) return;
    const is_same = this.run.network.fingerprint() === followed.fingerprint;
    this.#end_replay(is_same ? 'arrived' : 'differs');
    if (is_same && followed.goes_on) this.goal = undefined;
  }

  pause() {
    this.playing = false;
    this.#end_replay('paused');
    clearTimeout(this.timer);
    this.events.changed();
  }

  /** One step, whether it plays or not; while somebody goes through a step of the run, that one. */
  step() {
    this.#guard(() => {
      const { steps } = this;
      this.#end_replay('paused');
      this.leave_step_by_hand();
      if (this.steps === steps) this.#train(1);
      this.pause();
    });
  }

  /** To the end of the epoch under way. */
  finish_epoch() {
    this.leave_step_by_hand();
    this.play({ epochs: this.run.next_epoch });
  }

  get #steps_to_goal() {
    return steps_to_goal(this.goal, this.run, this.settings['batch-size']);
  }

  /* ---- a step by hand ---- */

  /**
   * Begins to go through a step, and pauses. If it is live, it is over at once: the step stays, training goes on.
   * While the network stands before the next batch's step, that step is the next.
   * @param {typeof import('./step_by_hand.js').StepByHand} Step the class, which is loaded with the first step by hand
   * @param {import('./step_by_hand.js').OwnImage | undefined} own without: the next batch
   * @param {boolean} is_live
   * @returns {import('./step_by_hand.js').Step}
   * @throws {Error} if the network has overflowed; then nothing has changed
   */
  begin_step_by_hand(Step, own, is_live) {
    const begun = this.run.step_by_hand;
    if (!own && begun && !begun.is_own && !begun.is_after) return begun.step;
    this.leave_step_by_hand();
    this.#follow();
    this.run.last_gradients.keep();
    const { 'batch-size': batch_size, 'learning-rate': rate } = this.settings;
    const by_hand = (this.run.step_by_hand = new Step(this.run, { batch_size, rate, own }));
    if (is_live) {
      this.#end_step_by_hand(by_hand);
      this.#finish();
    } else this.pause();
    return by_hand.step;
  }

  /** To the parameters after the step that is gone through, or before it. @param {boolean} after */
  stand(after) {
    const by_hand = this.run.step_by_hand;
    if (!by_hand) return;
    by_hand.go(after);
    if (after) this.#note_loss(by_hand);
    this.events.changed();
  }

  /** Brings the network to where training has come, as anything else that trains needs it. */
  leave_step_by_hand() {
    const by_hand = this.run.step_by_hand;
    if (!by_hand) return;
    this.#end_step_by_hand(by_hand);
    this.events.left();
  }

  /** @param {StepByHand} by_hand */
  #end_step_by_hand(by_hand) {
    this.run.step_by_hand = undefined;
    by_hand.leave();
    if (by_hand.is_after) {
      this.run.last_gradients.take(by_hand.step.gradients);
      this.#note_loss(by_hand);
    }
    this.events.changed();
  }

  /** The loss belongs to the curve once the network has stood after the step. @param {StepByHand} by_hand */
  #note_loss(by_hand) {
    if (by_hand.is_noted) return;
    by_hand.is_noted = true;
    this.losses.push(Float32Array.of(by_hand.step.gradients.loss));
  }

  free() {
    this.playing = false;
    clearTimeout(this.timer);
    this.next_turn.end();
    this.run.free();
  }

  /* ---- the loop ---- */

  /** An exception pauses training and is reported: nothing goes on looking as if it trained. @param {() => void} action */
  #guard(action) {
    try {
      action();
    } catch (error) {
      this.playing = false;
      this.followed = undefined;
      clearTimeout(this.timer);
      this.events.failed(error);
      this.events.changed();
    }
  }

  #wake() {
    clearTimeout(this.timer);
    this.next_turn.ask();
  }

  #tick() {
    clearTimeout(this.timer);
    if (this.playing || this.measurements.is_under_way) this.#guard(() => this.#slice());
  }

  #slice() {
    if (this.measurements.is_under_way) return this.#measure_on();
    const is_hurried = this.goal !== undefined || this.settings.speed === Infinity;
    const paced = is_hurried ? this.pace.fit : this.pace.steps(performance.now());
    this.#follow();
    const to_stop = steps_to_stop(this.settings, this.run);
    const to_end = Math.min(this.#steps_to_goal, this.#steps_in_force, to_stop);
    const steps = Math.min(paced, to_end, this.measurements.steps_to_next);
    if (steps > 0) this.#train(steps);
    if (this.sent > 0) this.#look(); // the first loss goes out before anything is measured
    this.#finish();
    if (!this.playing) return undefined;
    const wait = is_hurried ? this.rest : Math.max(this.rest, this.pace.wait());
    return is_hurried && wait === 0 ? this.#wake() : this.#wake_after(wait);
  }

  /** @param {number} wait ms */
  #wake_after(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#wake(), wait);
  }

  /** The next piece of a measurement, for which training waits. */
  #measure_on() {
    this.measurements.go_on();
    if (this.measurements.is_under_way) return this.#wake_after(this.rest);
    this.events.changed();
    this.#finish();
    return this.playing ? this.#wake_after(this.rest) : undefined;
  }

  /** Pauses where the stretch ends that was asked for, and where a rule says so. */
  #finish() {
    this.#verify();
    if (this.#steps_to_goal === 0) this.pause();
    if (!this.playing || this.goal) return;
    const reason = reason_to_stop(this.settings, this.run, this.measurements.fresh.at(-1)?.accuracy ?? 0);
    if (!reason) return;
    this.pause();
    this.events.stopped(reason);
  }

  /** @param {number} steps */
  #train(steps) {
    const before = performance.now();
    const [batch_size, rate] = [this.settings['batch-size'], this.settings['learning-rate']];
    const take = () => this.run.train(steps, batch_size, rate);
    this.losses.push(this.capacity.time(this.run, take));
    this.pace.took(steps, performance.now() - before);
    this.timeline?.note();
    if (this.steps === steps) performance.mark('first-step');
    this.events.changed();
  }

  #look() {
    this.measurements.evaluate_if_due();
    if (this.run.make_ahead()) this.diagnosis.scan_if_due();
  }

  /* ---- what there is to show ---- */

  /**
   * What is new since the last snapshot.
   * @returns {Omit<import('./protocol.js').Snapshot, 'run' | 'on_pad' | 'explanation'>}
   */
  snapshot() {
    const now = performance.now();
    if (!this.playing) this.measurements.measure({ is_complete: true });
    if (!this.playing && this.measurements.is_under_way) this.#wake_after(this.rest);
    const losses = joined(this.losses);
    this.losses = [];
    this.sent = this.steps;
    const { last } = this.measurements;
    const is_time = !this.playing || now - this.numbers_at > NUMBERS_GAP;
    const gap = this.run.network.hidden > LARGE ? LARGE_GAP : 0;
    const is_due = !this.playing || now - this.parameters_at > gap;
    const has = (/** @type {import('./protocol.js').Need} */ need) => is_due && this.needs.has(need);
    if (is_due) this.parameters_at = now;
    return {
      settings: this.settings,
      first_step: this.steps - losses.length,
      steps: this.steps,
      losses,
      tests: this.measurements.take(),
      numbers: is_time ? this.#numbers(now) : undefined,
      initial: this.#initial_once(),
      parameters: has('parameters') || has('explanation') ? this.run.network.parameters() : undefined,
      gradients: has('gradients') ? this.run.last_gradients.read() : undefined,
      dead: this.diagnosis.dead,
      trouble: last && this.diagnosis.judge(last, this, this.#left),
      replay: this.followed && { total: this.followed.steps },
    };
  }

  /** Where the test loss was lowest, and the way there, if the run learns by heart since. */
  get #left() {
    const { place, is_left } = this.measurements.best;
    return place && is_left ? { ...place, stretches: this.recipe.stretches } : undefined;
  }

  /** Where the run began, if that is needed and has not been sent: it never changes. */
  #initial_once() {
    if (this.has_sent_initial || !this.needs.has('initial')) return undefined;
    this.has_sent_initial = true;
    return this.run.initial;
  }

  /** @param {number} now ms @returns {import('./protocol.js').Numbers} */
  #numbers(now) {
    this.numbers_at = now;
    return {
      steps: this.steps,
      epochs: this.run.epochs,
      fingerprint: this.run.network.fingerprint(),
      stretches: this.recipe.stretches,
      samples_per_second: this.playing ? this.rate.per_second(now) : 0,
      possible_per_second: this.settings.speed === Infinity ? 0 : this.capacity.per_second,
    };
  }
}
