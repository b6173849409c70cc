/**
 * Everything that trains, behind one interface: it holds the run under way, the loop that trains it, and the data that are
 * loading for the next one. The same class serves in a worker, on the main thread and in Node; what it needs of its
 * surroundings is given to it. It alone knows whether it is training and which settings are in force.
 */
import { count as whole } from '../network/numbers.js';
import { Answers } from './answers.js';
import { InTurn } from './in_turn.js';
import { on_demand, soon } from './late.js';
import { Loading, Overtaken } from './loading.js';
import { Loop } from './loop.js';
import { check_saved, Run, TEST_DIGITS } from './run.js';
import { check_settings } from './settings.js';
import { has_mnist } from './source.js';

/**
 * @typedef {import('./protocol.js').Commands} Commands
 * @typedef {import('./protocol.js').Events} Events
 * @typedef {import('./protocol.js').Start} Start
 * @typedef {import('./protocol.js').Snapshot} Snapshot
 * @typedef {import('./protocol.js').Need} Need
 *
 * @typedef {object} Surroundings
 * @property {<Name extends keyof Events>(name: Name, detail: Events[Name]) => void} emit tells what has happened
 * @property {() => void} changed there is something new for a snapshot to show
 * @property {() => void} [busy] a call begins that may take seconds
 * @property {string} [assets] URL of the folder that holds data/mnist/, with a slash at its end; without it nothing is fetched
 * @property {import('./pace.js').Rhythm} [rhythm] see Loop
 * @property {() => number} [random] 0 … 1, draws the places of a gradient check
 */

const STEP = (/** @type {Loop} */ loop) => loop.step();
const LATER = 500; // ms of a run before its places are kept: the first step comes first
const REPLACED = new Error('Another network has begun.');

/** @implements {Commands} */
export class Trainer extends Answers {
  /** @param {Surroundings} surroundings */
  constructor({ emit, changed, busy = () => {}, assets, rhythm, random = Math.random }) {
    super({ busy, random });
    this.tell = emit;
    this.changed = changed;
    this.in_turn = new InTurn(); // makes networks
    this.mnist_folder = assets && `${assets}data/mnist/`;
    this.rhythm = rhythm;
    /** @type {Loading | undefined} the run that was asked for last */
    this.asked = undefined;
    /** @type {import('./loading.js').Sources} what has been loaded, for the next run */
    this.sources = {};
    this.needs = /** @type {Set<Need>} */ (new Set());
  }

  /** Whether it trains; while data are loading, whether it will once they are there. */
  get playing() {
    return this.asked?.is_loading ? this.asked.start.playing : (this.loop?.playing ?? false);
  }

  /**
   * Whether an order still means something. It may be for the run under way, for the one that is loading, or for a later one
   * that was refused before the order came: one of the others has taken its place.
   * @param {number} run
   */
  #is_meant(run) {
    return run === this.run || run >= (this.asked?.start.run ?? Infinity);
  }

  /* ---- a run begins ---- */

  /** @type {Commands['start']} */
  start(start) {
    if (this.asked?.start.run === start.run) return this.asked.begun;
    const folder = start.folder ?? this.mnist_folder;
    const given = { sources: this.sources, folder, tell: this.tell };
    const asked = new Loading({ ...start, settings: { ...start.settings } }, given);
    asked.before = this.asked?.is_loading ? this.asked : undefined;
    this.asked = asked;
    asked.begun = this.#begin(asked);
    return asked.begun;
  }

  /** @param {Loading} asked */
  async #begin(asked) {
    try {
      check_settings(asked.start.settings);
      if (asked.start.recipe) (await on_demand()).check_recipe(asked.start.recipe);
      await check_saved(asked.start);
      asked.take_over_download();
      const { source, is_early } = await asked.load();
      await this.#begin_with(asked, source, is_early);
      if (is_early) void this.#complete(asked);
    } catch (error) {
      asked.is_loading = false;
      asked.controller.abort();
      if (this.asked === asked && asked.before) this.asked = asked.before;
      this.changed();
      throw error;
    }
  }

  /** @param {Loading} asked @param {import('./source.js').Source | undefined} source @param {boolean} is_early */
  async #begin_with(asked, source, is_early) {
    const { run: number, recipe, saved, settings } = asked.start;
    const { hidden, seed, images } = settings;
    const is_wanted = () => this.asked === asked;
    /** @type {Run | undefined} */
    let run;
    do {
      while (this.asked?.comes_after(asked)) await this.asked.begun.catch(() => {}); // it begins only if that one cannot
      const begin = () => {
        this.busy();
        return Run.begin({ hidden, seed, source, images, saved });
      };
      run = await this.in_turn.run(begin, is_wanted);
      if (!is_wanted()) run = void run?.free();
    } while (!run && this.asked?.comes_after(asked));
    if (!run) throw new Overtaken();
    this.#end_past();
    this.loop?.free();
    this.under_way?.controller.abort(REPLACED);
    this.under_way = asked;
    asked.before?.end(REPLACED);
    asked.before = undefined;
    this.batch = undefined;
    const loop = (this.loop = this.#loop_for(run, asked));
    this.tell('began', {
      run: number,
      settings: loop.settings,
      is_early,
      is_saved: saved !== undefined,
      steps: run.steps,
      build: run.network.build,
      note: [run.network.note, source?.note].filter(Boolean).join(' ') || undefined,
      train: run.train_set.size,
      test: source?.test.labels.length ?? TEST_DIGITS,
    });
    asked.is_loading = false; // until now it was promised to play
    asked.is_arriving = is_early;
    if (recipe) loop.replay(recipe);
    else if (asked.start.playing) loop.play();
    else this.changed();
    setTimeout(() => this.#read_pad(), 0); // the first step need not wait for it
    setTimeout(
      () =>
        void soon().then(
          (part) => this.loop === loop && part.keep_places(loop),
          () => {},
        ),
      LATER,
    );
  }

  /** @param {Run} run @param {Loading} asked */
  #loop_for(run, { start }) {
    const number = start.run;
    const loop = new Loop(
      run,
      start.settings,
      {
        changed: this.changed,
        busy: this.busy,
        stopped: (reason) => this.tell('stopped', { run: number, reason }),
        left: () => this.tell('left', { run: number, ...this.standing(loop) }),
        replayed: (end) => this.tell('replayed', { run: number, ...end }),
        failed: (error) => this.tell('fault', { run: number, message: message_of(error) }),
      },
      this.rhythm,
      start.saved?.place?.stretches,
    );
    loop.need(this.needs);
    return loop;
  }

  /** A run that began early gets the rest of its images. @param {Loading} asked */
  async #complete(asked) {
    const { start, controller, loaded } = asked;
    try {
      await loaded.finally(() => (asked.is_arriving = false));
      if (this.loop && this.run === start.run)
        this.tell('complete', { run: start.run, train: this.loop.run.train_set.size });
    } catch (error) {
      if (this.run !== start.run || controller.signal.reason === REPLACED) return;
      const rest = `It goes on with the ${whole(this.loop?.run.train_set.size ?? 0)} images that have arrived.`;
      this.tell('failed', { run: start.run, message: `${message_of(error)} ${rest}` });
    }
  }

  /** @type {Commands['begin_early']} */
  begin_early({ run }) {
    if (this.asked?.start.run === run) this.asked.begin_early();
  }

  /** @type {Commands['cancel']} */
  cancel({ run }) {
    for (const one of [this.asked, this.under_way]) if (one?.start.run === run) one.controller.abort();
  }

  /** The runs that are loading: the one that was asked for last, and those that come instead if it cannot begin. */
  *#loading() {
    for (let one = this.asked; one?.is_loading; one = one.before) yield one;
  }

  /* ---- training ---- */

  /** @type {Commands['set']} */
  set({ run, settings }) {
    check_settings(settings);
    if (this.asked?.is_loading && run >= this.asked.start.run)
      for (const { start } of this.#loading()) Object.assign(start.settings, settings);
    if (this.#is_meant(run)) this.loop?.set(settings);
  }

  /** @type {Commands['need']} */
  need({ needs }) {
    this.needs = new Set(needs);
    this.loop?.need(this.needs);
  }

  /**
   * An order to the run under way, which a run that is loading follows once it begins.
   * @param {number} run @param {boolean} playing what the order comes to @param {(loop: Loop) => void} order
   */
  #order(run, playing, order) {
    if (!this.#is_meant(run)) return;
    for (const { start } of this.#loading()) start.playing = playing;
    this.changed();
    if (!this.loop) return;
    if (playing || order === STEP) {
      this.orders++;
      this.#leave_past();
    }
    order(this.loop);
  }

  /** @type {Commands['play']} */
  play({ run }) {
    this.#order(run, true, (loop) => loop.play());
  }

  /** @type {Commands['pause']} */
  pause({ run }) {
    this.#order(run, false, (loop) => loop.pause());
  }

  /** @type {Commands['step']} */
  step({ run }) {
    this.#order(run, false, STEP);
  }

  /** @type {Commands['finish_epoch']} */
  finish_epoch({ run }) {
    this.#order(run, true, (loop) => loop.finish_epoch());
  }

  /* ---- the past of the run ---- */

  /** @type {Commands['go_to']} */
  async go_to({ run, step }) {
    this.loop_of(run);
    const { go_to } = await this.part_that_pauses();
    await go_to(this, this.loop_of(run), step);
  }

  /** @type {Commands['stand']} @override */
  stand(given) {
    const { past, loop } = this;
    const is_own = given.run === this.run && loop?.run.step_by_hand?.is_own;
    if (past && is_own && given.after) this.#leave_past(); // such a step is in the run from now on
    return super.stand(given);
  }

  #end_past() {
    this.past?.end();
    this.past = undefined;
  }

  /** Whatever trains or changes the data goes on from where the run stands. */
  #leave_past() {
    const { past } = this;
    this.past = undefined;
    past?.leave();
  }

  /* ---- the pad, and teaching ---- */

  /** @type {Commands['show_on_pad']} */
  show_on_pad(on_pad) {
    this.pad.put(on_pad);
    this.#read_pad();
  }

  /** Makes an image of what is on the pad. What is none is said once, and the pad is empty then. */
  #read_pad() {
    if (!this.loop) return;
    this.changed();
    try {
      this.pad.read(this.loop.run);
    } catch (error) {
      this.tell('failed', { run: this.run, message: message_of(error) });
    }
  }

  /** @type {Commands['teach']} */
  teach({ run, label }) {
    const { loop, pad } = this;
    if (run !== this.run || !loop || !pad.seen || !pad.can_be_taught) return;
    this.#leave_past();
    loop.leave_step_by_hand();
    loop.run.teach(pad.seen.image, label);
    this.tell_taught(loop);
  }

  /** @type {Commands['teach_again']} */
  async teach_again({ run, examples }) {
    const loop = this.loop_of(run);
    this.#leave_past();
    loop.leave_step_by_hand();
    for (const { image, label } of examples) loop.run.teach(image, label);
    this.tell_taught(loop);
  }

  /** @type {Commands['forget']} */
  forget({ run, id }) {
    if (run !== this.run || !this.loop) return;
    this.#leave_past();
    this.loop.leave_step_by_hand();
    if (this.loop.run.forget(id)) this.tell_taught(this.loop);
  }

  /** @param {Loop} loop */
  tell_taught(loop) {
    this.tell('taught', { run: this.run, examples: [...loop.run.taught] });
    this.changed();
  }

  /** @type {Commands['offers']} */
  offers = async () => ({ mnist: Boolean(this.mnist_folder && (await has_mnist(this.mnist_folder))) });

  /* ---- what there is to show ---- */

  /** What is new since the last snapshot; undefined before the first run. @returns {Snapshot | undefined} */
  snapshot() {
    if (!this.loop || this.past?.is_under_way) return undefined;
    const { loop, needs } = this;
    const snapshot = { ...loop.snapshot(), ...this.past?.shown };
    const is_explained = snapshot.parameters !== undefined && needs.has('explanation');
    return { run: this.run, ...snapshot, ...this.pad.look(loop.run.network, is_explained) };
  }

  /** Ends everything; the trainer is of no use afterwards. */
  dispose() {
    this.asked?.end(REPLACED);
    this.under_way?.controller.abort(REPLACED);
    this.asked = this.under_way = undefined;
    this.#end_past();
    this.loop?.free();
    this.loop = undefined;
  }
}

/** @param {unknown} error */
const message_of = (error) => (error instanceof Error ? error.message : String(error));
