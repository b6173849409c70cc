/** The loop: trains a session in short slices, measures it, and tells what there is to show. */
import { gradients_of, joined } from './arrays.js';
import { Diagnosis } from './diagnosis.js';
import { Pace } from './pace.js';
import { Walk } from './step_by_hand.js';

/**
 * @typedef {import('./settings.js').Config} Config
 * @typedef {import('./run.js').Session} Session
 * @typedef {ReturnType<Session['evaluate']>} Evaluation
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('../model/visit.js').Stretch} Stretch
 */

const EVALUATION_SHARE = 0.15; // of the time, at most
const FIRST_STEPS = 1000; // in which half of the time may go into it
const EVALUATION_GAP = 100; // ms, once the first steps are over
const LOOK_GAP = 100; // ms between two looks for dead units
const LOOK_REST = 3; // times as long as a look took: it takes long only while a unit stands still
const NUMBERS_GAP = 100; // ms between two fingerprints
const LARGE = 64; // hidden units beyond which the weights are sent less often
const LARGE_GAP = 100; // ms

export class Runner {
  /**
   * @param {Session} session
   * @param {Config} settings
   * @param {{ changed: () => void, stopped: (reason: string) => void, walked_away: () => void }} events changed: there is
   * something new to show; stopped: it has paused by itself; walked_away: the step that somebody went through is over
   */
  constructor(session, settings, events) {
    this.session = session;
    this.settings = settings;
    this.events = events;
    this.playing = false;
    this.goal = Infinity; // the step at which a stretch that was asked for ends
    this.pace = new Pace(settings.speed);
    this.diagnosis = new Diagnosis(session);
    this.looked_at = performance.now();
    this.look_cost = 0; // ms
    /** @type {Stretch[]} the recipe of this run */
    this.stretches = [];
    /** @type {Stretch[] | undefined} the recipe that it follows */
    this.replayed = undefined;
    this.#note();
    this.wants_gradients = false;
    /** @type {Parameters | undefined} of the last batch, if they are wanted */
    this.gradients = undefined;
    /** @type {Float32Array[]} */
    this.losses = []; // not yet told
    this.told = 0; // steps
    /** @type {Evaluation | undefined} */
    this.evaluation = undefined; // the last
    /** @type {Evaluation[]} */
    this.evaluations = []; // not yet told
    this.evaluated_at = -Infinity; // ms
    this.evaluation_cost = 0; // ms
    this.numbers_at = -Infinity;
    this.parameters_at = -Infinity;
    this.rate = { at: performance.now(), samples: 0, per_second: 0 };
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.is_woken = false; // a message to itself is on its way
    this.channel = new MessageChannel(); // a timeout of 0 would take 4 ms
    this.channel.port1.onmessage = () => this.is_woken && this.#tick();
  }

  get steps() {
    return this.session.steps;
  }

  /** @param {Partial<Config>} settings */
  set(settings) {
    this.settings = { ...this.settings, ...settings };
    this.#note();
    if (this.pace.speed === this.settings.speed) return;
    this.pace.speed = this.settings.speed;
    this.#wake();
  }

  /** Trains until the step `goal`. @param {number} [goal] */
  play(goal = Infinity) {
    this.leave_walk();
    this.goal = goal;
    this.playing = true;
    this.pace.start();
    this.rate = { at: performance.now(), samples: this.session.samples, per_second: 0 };
    this.#tick();
  }

  /** Notes which rate and batch size are in force from this step on, if they are others than before. */
  #note() {
    const { 'learning-rate': learning_rate, 'batch-size': batch_size } = this.settings;
    const { stretches } = this;
    const { walk } = this.session;
    const step = this.steps + (walk?.is_taken && !walk.is_after ? 1 : 0); // the rate of a step is its own
    const last = stretches.at(-1);
    if (last && last.learning_rate === learning_rate && last.batch_size === batch_size) return;
    if (last?.step === step) stretches.pop();
    stretches.push({ step, learning_rate, batch_size });
  }

  /** Goes through an earlier run again, at full speed. @param {Stretch[]} stretches @param {number} steps where it had come to */
  replay(stretches, steps) {
    this.stretches = [];
    this.replayed = stretches;
    this.play(steps);
  }

  /** Takes rate and batch size for the next step from the recipe, if there is one. */
  #follow() {
    const { steps, settings } = this;
    if (steps >= this.goal) this.replayed = undefined;
    const at = this.replayed?.findLast(({ step }) => step <= steps);
    if (!at) return;
    Object.assign(settings, { 'learning-rate': at.learning_rate, 'batch-size': at.batch_size });
    this.#note();
  }

  /** How many steps the rate and batch size hold. */
  get #steps_in_force() {
    const { steps } = this;
    return (this.replayed?.find(({ step }) => step > steps)?.step ?? Infinity) - steps;
  }

  pause() {
    this.playing = false;
    this.replayed = undefined;
    clearTimeout(this.timer);
    this.events.changed();
  }

  /** One step, whether it plays or not: the one that somebody goes through, if the run has yet to come to its end. */
  step() {
    const { steps } = this;
    this.leave_walk();
    if (this.steps === steps) this.#train(1);
    this.pause();
  }

  /** To the end of the epoch under way. */
  finish_epoch() {
    this.leave_walk();
    this.play(this.steps + this.session.steps_left(this.settings['batch-size']));
  }

  /* ---- a step by hand ---- */

  /**
   * Begins a walk through a step, and pauses. A walk that is live is over at once: the step stays, training goes on.
   * While the network stands before the next batch's step, that step is the next.
   * @param {import('./step_by_hand.js').Own | undefined} own without: the next batch
   * @param {boolean} is_live
   * @returns {import('./step_by_hand.js').Step}
   */
  walk(own, is_live) {
    const begun = this.session.walk;
    if (!own && begun && !begun.is_own && !begun.is_after) return begun.step;
    this.leave_walk();
    this.#follow();
    const { 'batch-size': batch_size, 'learning-rate': rate } = this.settings;
    const walk = (this.session.walk = new Walk(this.session, { batch_size, rate, own }));
    if (is_live) {
      this.#end_walk(walk);
      this.#finish();
    } else this.pause();
    return walk.step;
  }

  /** To the parameters after the step that is gone through, or before it. @param {boolean} after */
  walk_to(after) {
    const { walk } = this.session;
    if (!walk) return;
    walk.go(after);
    if (after) this.#tell_walk(walk);
    this.events.changed();
  }

  /** Before anything else trains, the network stands where training has come to. */
  leave_walk() {
    const { walk } = this.session;
    if (!walk) return;
    this.#end_walk(walk);
    this.events.walked_away();
  }

  /** @param {Walk} walk */
  #end_walk(walk) {
    this.session.walk = undefined;
    walk.leave();
    if (walk.is_after) this.#tell_walk(walk);
    this.events.changed();
  }

  /** The loss belongs to the curve once the network has stood after the step. @param {Walk} walk */
  #tell_walk(walk) {
    if (walk.is_told) return;
    walk.is_told = true;
    const { before, after, rate, gradients } = walk.step;
    this.losses.push(Float32Array.of(gradients.loss));
    if (this.wants_gradients) this.gradients = gradients_of(before, after, rate);
  }

  free() {
    this.playing = false;
    clearTimeout(this.timer);
    this.channel.port1.close();
    this.session.free();
  }

  /* ---- the loop ---- */

  #wake() {
    clearTimeout(this.timer);
    if (!this.is_woken) this.channel.port2.postMessage(null);
    this.is_woken = true;
  }

  #tick() {
    clearTimeout(this.timer);
    this.is_woken = false;
    if (!this.playing) return;
    const is_hurried = this.goal !== Infinity || this.settings.speed === Infinity;
    const paced = is_hurried ? this.pace.fit : this.pace.steps(performance.now());
    this.#follow();
    const to_end = Math.min(this.goal - this.steps, this.#steps_in_force, this.#steps_to_stop());
    const steps = Math.min(paced, to_end, this.#steps_to_evaluation());
    if (steps > 0) this.#train(steps);
    this.#measure();
    this.#diagnose();
    this.#finish();
    if (!this.playing) return;
    if (is_hurried) this.#wake();
    else this.timer = setTimeout(() => this.#wake(), this.pace.wait());
  }

  /** Pauses where the stretch ends that was asked for, and where a rule says so. */
  #finish() {
    if (this.steps >= this.goal) this.pause();
    const reason = this.playing && this.goal === Infinity && this.#reason_to_stop();
    if (reason) this.#stop(reason);
  }

  /** @param {number} steps */
  #train(steps) {
    const before = performance.now();
    const [batch_size, rate] = [this.settings['batch-size'], this.settings['learning-rate']];
    const alone = this.wants_gradients ? 1 : 0; // the last step, so that the parameters before it are known
    if (steps > alone) this.losses.push(this.session.train(steps - alone, batch_size, rate));
    if (alone) {
      const old = this.session.network.parameters();
      this.losses.push(this.session.train(1, batch_size, rate));
      this.gradients = gradients_of(old, this.session.network.parameters(), rate);
    }
    this.pace.took(steps, performance.now() - before);
    if (this.steps === steps) performance.mark('first-step');
    this.events.changed();
  }

  /* ---- stop rules ---- */

  #steps_to_stop() {
    const { 'stop-steps': steps, 'stop-epochs': epochs } = this.settings;
    const to_step = steps > this.steps ? steps - this.steps : Infinity;
    const to_epoch =
      epochs > this.session.epochs ? this.session.steps_left(this.settings['batch-size']) : Infinity;
    return Math.min(to_step, to_epoch);
  }

  #reason_to_stop() {
    const { 'stop-steps': steps, 'stop-epochs': epochs, 'stop-accuracy': accuracy } = this.settings;
    if (steps > 0 && this.steps === steps) return `Stopped at step ${steps}, as set.`;
    if (epochs > 0 && this.session.epochs === epochs) return `Stopped after epoch ${epochs}, as set.`;
    const reached = 100 * (this.evaluations.at(-1)?.accuracy ?? 0);
    if (accuracy > 0 && reached >= accuracy)
      return `Stopped: test accuracy has reached ${accuracy} %, as set.`;
    return '';
  }

  /** @param {string} reason */
  #stop(reason) {
    this.pause();
    this.events.stopped(reason);
  }

  /* ---- measuring on the test images ---- */

  /** In the first steps much happens at once, so there it is measured by steps and not by time. */
  #steps_to_evaluation() {
    if (!this.evaluation) return 1; // the first step is to be seen at once
    const next = Math.ceil(this.evaluation.step * 1.05 + 4);
    return next > this.steps ? next - this.steps : Infinity;
  }

  #measure() {
    const now = performance.now();
    const rest = now - this.evaluated_at;
    const share = this.steps < FIRST_STEPS ? 0.5 : EVALUATION_SHARE;
    const is_due = rest > EVALUATION_GAP || this.#steps_to_evaluation() === Infinity;
    // the first loss goes out before anything is measured
    if (this.told > 0 && is_due && rest > this.evaluation_cost / share) this.evaluate();
  }

  #diagnose() {
    if (this.told === 0 || !this.session.make_ahead()) return;
    const before = performance.now();
    if (before - this.looked_at < Math.max(LOOK_GAP, LOOK_REST * this.look_cost)) return;
    this.diagnosis.look();
    this.looked_at = performance.now();
    this.look_cost = this.looked_at - before;
  }

  /** The result on the test images now. @returns {Evaluation} */
  evaluate() {
    if (this.evaluation?.step === this.steps) return this.evaluation;
    const before = performance.now();
    this.evaluation = this.session.evaluate();
    this.evaluations.push(this.evaluation);
    this.evaluated_at = performance.now();
    this.evaluation_cost = this.evaluated_at - before;
    this.events.changed();
    return this.evaluation;
  }

  /* ---- what there is to show ---- */

  /**
   * What is new since the last snapshot.
   * @returns {{ first_step: number, steps: number, losses: Float32Array, tests: Evaluation[], numbers?: object, parameters?: Parameters, gradients?: Parameters, dead: number[], trouble?: import('./diagnosis.js').Trouble }}
   * losses: of the steps first_step + 1 … steps. A part that is missing is as it was, or its turn comes later; while
   * nothing trains, every part is there.
   */
  snapshot() {
    const now = performance.now();
    if (!this.playing) this.evaluate();
    const losses = joined(this.losses);
    this.losses = [];
    this.told = this.steps;
    const tests = this.evaluations;
    this.evaluations = [];
    const is_time = !this.playing || now - this.numbers_at > NUMBERS_GAP;
    const gap = this.session.network.hidden > LARGE ? LARGE_GAP : 0;
    const has_parameters = !this.playing || now - this.parameters_at > gap;
    if (has_parameters) this.parameters_at = now;
    const gradients = has_parameters && this.wants_gradients ? this.gradients : undefined;
    if (gradients) this.gradients = undefined;
    return {
      first_step: this.steps - losses.length,
      steps: this.steps,
      losses,
      tests,
      numbers: is_time ? this.#numbers(now) : undefined,
      parameters: has_parameters ? this.session.network.parameters() : undefined,
      gradients,
      dead: this.diagnosis.dead,
      trouble: this.evaluation && this.diagnosis.judge(this.evaluation, this.settings['learning-rate']),
    };
  }

  /** Step, epoch, speed and fingerprint, of one and the same moment. @param {number} now */
  #numbers(now) {
    this.numbers_at = now;
    const time = now - this.rate.at;
    if (time > 400) {
      const per_second = ((this.session.samples - this.rate.samples) / time) * 1000;
      this.rate = { at: now, samples: this.session.samples, per_second };
    }
    return {
      steps: this.steps,
      epochs: this.session.epochs,
      fingerprint: this.session.network.fingerprint(),
      stretches: this.stretches,
      samples_per_second: this.playing ? this.rate.per_second : 0,
    };
  }
}
