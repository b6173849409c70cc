/**
 * Goes through a run again: from a keyframe of its timeline, through the same code and the same changes of its data, so that
 * it comes to the same bits. Loaded when it is asked for. Runs in any thread.
 */
import { PIXELS } from '../network/arguments.js';
import { copies_of, training_data } from './changes.js';

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('./run.js').TaughtExample} TaughtExample
 * @typedef {import('./timeline.js').Keyframe} Keyframe
 * @typedef {import('./changes.js').Place} Place
 * @typedef {import('./changes.js').Change} Change
 * @typedef {import('./changes.js').Arrived} Arrived
 * @typedef {import('./changes.js').Taught} Taught
 * @typedef {import('./changes.js').Forgotten} Forgotten
 */

const NO_IMAGES = { images: new Uint8Array(), labels: new Uint8Array() };

export class Retrace {
  /** @param {Run} run @param {import('./timeline.js').Timeline} timeline of the run */
  constructor(run, timeline) {
    this.run = run;
    this.timeline = timeline;
    this.changes = run.changes;
  }

  /** The last keyframe before a step, so that the gradients there are those of its last batch; or the first. @param {number} step */
  before(step) {
    return this.timeline.keyframes.findLast(({ place }) => place.steps < step) ?? this.timeline.keyframes[0];
  }

  /** @param {Keyframe} keyframe that the run is brought to */
  restore({ place, changes, parameters }) {
    this.run.network.set_parameters(parameters);
    this.#restore_data(place, changes);
  }

  /**
   * A part of the way to a step.
   * @param {number} step @param {number} most steps at once
   * @param {import('./recipe.js').Recipe} recipe learning rates and batch sizes of the run
   */
  approach(step, most, recipe) {
    const { run } = this;
    while (run.steps < step && this.#due) this.#repeat();
    const at = recipe.at(run.steps);
    const steps = Math.min(most, step - run.steps, recipe.steps_in_force(run.steps), this.#steps_to_next);
    if (at && steps > 0) run.train(steps, at.batch_size, at.learning_rate);
  }

  /** What came later has not happened; but images that arrived later are here, and join now. */
  forget_later() {
    const { run, changes } = this;
    this.timeline.keyframes = this.timeline.keyframes.filter(
      ({ place }, i) => i === 0 || place.steps <= run.steps,
    );
    changes.list.length = changes.count;
    run.taught = this.#taught();
    run.joined_in = this.#joined_in();
    const [{ are_given = false }] = this.timeline.keyframes;
    run.has_own_step = are_given || changes.list.some(({ kind }) => kind === 'own step');
    const { arrived } = changes;
    const { images, labels } = run.source?.train ?? NO_IMAGES;
    if (labels.length > arrived)
      run.join({ images: images.subarray(arrived * PIXELS), labels: labels.subarray(arrived) });
  }

  /* ---- the data ---- */

  /** The next change, if the run is to go through it before its next step. @returns {Change | undefined} */
  get #due() {
    const next = this.changes.list[this.changes.count];
    return next && next.place.steps <= this.run.steps ? next : undefined;
  }

  /** Steps to the next change. */
  get #steps_to_next() {
    const next = this.changes.list[this.changes.count];
    return next ? next.place.steps - this.run.steps : Infinity;
  }

  /** Goes through the change that is due once more. */
  #repeat() {
    const { run } = this;
    const due = this.#due;
    if (!due) return undefined;
    if (due.kind === 'forgotten') return this.#restore_data(due.place, this.changes.count + 1);
    this.changes.count++;
    if (due.kind === 'own step') {
      run.network.train_step(due.image, Uint8Array.of(due.label), due.rate);
      run.place = { ...run.place, steps: run.place.steps + 1, samples: run.place.samples + 1 };
    } else run.train_set.append(...this.#images_of(due));
    return undefined;
  }

  /** @param {Arrived | Taught} change @returns {[Uint8Array, Uint8Array]} images and labels */
  #images_of(change) {
    if (change.kind === 'taught') {
      const { images, labels } = copies_of(change.example);
      return [images, labels];
    }
    const { images, labels } = /** @type {import('./source.js').Source} */ (this.run.source).train;
    const { from, to } = change;
    return [images.subarray(from * PIXELS, to * PIXELS), labels.subarray(from, to)];
  }

  /**
   * Brings the data to what they were at a place of the run, and the run's place with them.
   * @param {Place} place @param {number} count how many changes had happened
   */
  #restore_data(place, count) {
    const { run } = this;
    const are_same = count === this.changes.count && !this.#have_joined_in(place.epoch, count);
    this.changes.count = count;
    run.place = place;
    if (!are_same) this.#build(place, count);
    this.#draw_to(place);
  }

  /**
   * Brings the order of an epoch to a place; at that place it stays as it is, since with the images that have joined there
   * it would be drawn further than the run had drawn it when the next ones joined.
   * @param {Place} place
   */
  #draw_to({ epoch, position }) {
    const { train_set } = this.run;
    if (train_set.epoch !== epoch || train_set.position !== position) train_set.go_to(epoch, position);
  }

  /** Whether images joined an epoch that was under way. @param {number} epoch @param {number} count changes */
  #have_joined_in(epoch, count) {
    return this.changes.list.slice(0, count).some(({ place }) => place.epoch === epoch && place.position > 0);
  }

  /** @param {Place} at @param {number} count */
  #build({ epoch }, count) {
    const { run } = this;
    const { list } = this.changes;
    const happened = list.slice(0, count);
    const start = happened.findLastIndex(({ kind }) => kind === 'forgotten');
    const base = /** @type {Forgotten | undefined} */ (happened[start]);
    run.train_set.free();
    run.train_set = training_data(run, base?.arrived ?? this.changes.arrived_first);
    run.made = 0;
    for (const example of base?.taught ?? []) {
      const { images, labels } = copies_of(example);
      run.train_set.append(images, labels);
    }
    for (const { place, ...change } of happened.slice(start + 1)) {
      if (change.kind !== 'arrived' && change.kind !== 'taught') continue;
      if (place.epoch === epoch) this.#draw_to(place);
      run.train_set.append(...this.#images_of(change));
    }
  }

  /** The examples that are taught after so many changes. @param {number} [count] */
  #taught(count = this.changes.count) {
    /** @type {TaughtExample[]} */
    let taught = [];
    for (const change of this.changes.list.slice(0, count)) {
      if (change.kind === 'taught') taught = [...taught, change.example];
      if (change.kind === 'forgotten') taught = change.taught;
    }
    return taught;
  }

  /** The last epoch that images joined while it was under way; −1: none. @param {number} [count] */
  #joined_in(count = this.changes.count) {
    let epoch = -1;
    for (const { kind, place } of this.changes.list.slice(0, count)) {
      if (kind === 'forgotten') epoch = -1;
      else if (kind !== 'own step' && place.position > 0) epoch = place.epoch;
    }
    return epoch;
  }
}
