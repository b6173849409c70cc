/**
 * Random sequences of what a visitor may do, over a wire whose messages are late by random times, and what must hold
 * during them and afterwards.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Source } from '../../web/training/source.js';
import { check_recipe } from '../../web/training/recipe_check.js';
import { generator } from '../support.js';
import { House, STROKES, turn, until } from './harness.js';
import { made_up } from './site.js';

/**
 * @typedef {import('./site.js').Site} Site
 * @typedef {Partial<import('./harness.js').Config>} Settings
 * @typedef {{ kind: 'play' | 'pause' | 'step' | 'finish_epoch' | 'reset' | 'cancel' | 'begin_early' | 'clear' | 'draw' | 'teach_again' }} Plain
 * @typedef {{ kind: 'start', settings: Settings, playing: boolean, is_loaded: boolean }} Begin is_loaded: whether MNIST that
 * was loaded before is still there
 * @typedef {{ kind: 'set', settings: Settings }} Change
 * @typedef {{ kind: 'teach', label: number } | { kind: 'forget', id: number }} Teach
 * @typedef {{ kind: 'step_by_hand', batch: import('../../web/training/protocol.js').Batch, live: boolean } | { kind: 'stand', after: boolean }} ByHand
 * @typedef {{ kind: 'go_to', share: number }} Travel share: of the steps of the run
 * @typedef {(Plain | Begin | Change | Teach | ByHand | Travel) & { wait: number }} Action wait: turns of the event loop after it
 * @typedef {object} Sequence
 * @property {number} seed of the delays
 * @property {string} address what it says of speed and stops
 * @property {boolean} is_begun whether the trainer begins the first run by itself, as link/worker.js does
 * @property {boolean} playing whether it is not paused at once
 * @property {Action[]} actions
 */

const PATIENCE = 10_000; // ms for everything to be delivered
const OWN = Source.of(made_up(50, 3), made_up(20, 4));
const FIRST = '#data=mnist&hidden=3&learning-rate=0.1&batch-size=16&seed=1&';

const live_settings = /** @type {fc.Arbitrary<Settings>} */ (
  fc.record(
    {
      'learning-rate': fc.constantFrom(0, 0.01, 0.1, 0.5),
      'batch-size': fc.constantFrom(1, 7, 16, 64),
      speed: fc.constantFrom(1, 200, Infinity),
      'stop-steps': fc.constantFrom(0, 5, 40),
      'stop-epochs': fc.constantFrom(0, 1, 3),
    },
    { requiredKeys: [] },
  )
);

const teaching = fc.oneof(
  fc.record({ kind: fc.constant('teach'), label: fc.nat(9) }),
  fc.record({ kind: fc.constant('forget'), id: fc.constantFrom(0, 0, 1, 2) }),
);

const travel = fc.record({ kind: fc.constant('go_to'), share: fc.constantFrom(0, 0.3, 0.5, 0.9, 1) });

const kinds = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constantFrom('play', 'pause', 'step', 'finish_epoch') }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('begin_early', 'cancel', 'begin_early') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('draw', 'clear', 'teach_again', 'reset') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('set'), settings: live_settings }) },
  { weight: 11, arbitrary: teaching },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('start'),
      playing: fc.boolean(),
      is_loaded: fc.boolean(),
      settings: fc.record({
        data: fc.constantFrom('mnist', 'mnist', 'mnist', 'own', 'own', 'own', 'digits'),
        hidden: fc.constantFrom(2, 3, 5),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('step_by_hand'),
      live: fc.boolean(),
      batch: fc.constantFrom(
        { kind: 'next' },
        { kind: 'next' },
        { kind: 'image', index: 7 },
        { kind: 'pad', label: 2 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stand'), after: fc.boolean() }) },
  { weight: 3, arbitrary: travel },
);

/** What somebody does who steps, teaches, and goes back. */
const kinds_of_travellers = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('step') }) },
  { weight: 2, arbitrary: travel },
  { weight: 2, arbitrary: teaching },
);

/** @param {fc.Arbitrary<object>} kind @param {number} maxLength */
const actions_of = (kind, maxLength) =>
  fc.array(
    fc.tuple(kind, fc.constantFrom(0, 0, 1, 3, 10, 30)).map(([one, wait]) => ({ ...one, wait })),
    { minLength: 1, maxLength },
  );

export const sequences = /** @type {fc.Arbitrary<Sequence>} */ (
  fc.record({
    seed: fc.nat(),
    address: fc.constantFrom('speed=full', 'speed=1', 'speed=full&stop-steps=2'),
    is_begun: fc.boolean(),
    playing: fc.boolean(),
    actions: fc.oneof(actions_of(kinds, 16), actions_of(kinds_of_travellers, 30)),
  })
);

/** One house in which a sequence takes place. */
class Trial {
  /** @type {unknown[]} breaches that were seen on the way */
  breaches = [];
  /** What training has to come to in the end, whatever else happens; undefined: it depends. @type {boolean | undefined} */
  playing = undefined;
  /** What was asked for last, and the number of the command that asks for it. */
  intended = { playing: true, sent: 0 };
  /** @type {Promise<unknown>[]} what was asked, answered or not */
  questions = [];

  /** @param {Site} site @param {Sequence} sequence */
  constructor(site, { seed, address, is_begun }) {
    const random = generator(seed);
    const turns = () => Math.floor(random() ** 2 * 6);
    site.gate = async () => {
      for (let left = 4 * turns(); left > 0; left--) await turn();
    };
    this.site = site;
    this.house = new House({
      hash: FIRST + address,
      turns,
      surroundings: { assets: site.assets, rhythm: { slice: 1 } },
      around: (reach) => async (thread, listener) => {
        const link = await reach(thread, listener);
        this.trainer.sources.own = OWN;
        const { settings } = this.model.state;
        if (is_begun) this.trainer.start({ run: 1, settings, playing: true }).catch(() => {});
        return link;
      },
    });
    this.model.addEventListener('change', () => this.#look());
  }

  get model() {
    return this.house.model;
  }

  get trainer() {
    return this.house.trainer;
  }

  /** Until the trainer has seen what was asked for, it is what is shown. */
  #look() {
    const { state, text } = this.house;
    const { playing, sent } = this.intended;
    if ((this.house.ports[0]?.heard ?? 0) < sent && state.playing !== playing)
      this.breaches.push(
        new Error(`It shows playing = ${state.playing}; ${playing} was asked for just now.`),
      );
    if (/has failed|does not work any more/.test(text)) this.breaches.push(new Error(text));
  }

  /** What an action that has to do with playing comes to. */
  #intend() {
    this.intended = { playing: this.model.state.playing, sent: this.model.remote.sent };
  }

  /** Questions may be refused for good reasons. @param {Promise<unknown>} question */
  #ask(question) {
    this.questions.push(question);
    question.catch((/** @type {Error} */ error) => {
      const reasons = /nothing on the pad|has overflowed|Nothing is there that could train|still arriving/;
      if (error.name !== 'Overtaken' && !reasons.test(error.message)) this.breaches.push(error);
    });
  }

  /** @param {Action} action */
  act(action) {
    const { model } = this;
    this.playing = expected(action, this.playing);
    const { run } = model.state.asked;
    switch (action.kind) {
      case 'play':
      case 'pause':
      case 'step':
      case 'finish_epoch':
        model[action.kind]();
        return this.#intend();
      case 'reset':
        model.reset();
        return this.#intend();
      case 'start':
        if (!action.is_loaded && this.trainer) this.trainer.sources.mnist = undefined;
        model.start(action.settings, { playing: action.playing });
        return this.#intend();
      case 'cancel':
      case 'begin_early':
        return model.remote.send(action.kind, { run });
      case 'set':
        return model.set_live(action.settings);
      case 'draw':
      case 'clear':
        return model.show_strokes(action.kind === 'draw' ? STROKES : []);
      case 'teach':
        return model.teach(action.label);
      case 'forget':
        return model.forget(action.id);
      case 'teach_again':
        return void model.teach_again();
      case 'step_by_hand':
        return this.#ask(model.step_by_hand(action));
      case 'stand':
        return this.#ask(model.stand(action));
      case 'go_to': {
        const { past, steps } = model.state;
        return this.#ask(model.go_to(Math.round(action.share * (past?.newest ?? steps))));
      }
    }
  }

  /** How what is shown differs from what is; empty once all is delivered. @returns {string[]} */
  #differences() {
    const { trainer, model } = this;
    const { asked, shown, settings, playing, taught, past } = model.state;
    const { loop } = trainer;
    if (!loop || trainer.asked?.is_loading) return ['the data are still loading'];
    /** @type {[string, unknown, unknown][]} */
    const pairs = [
      ['commands', model.remote.sent, this.house.ports[0].heard],
      ['playing', playing, trainer.playing],
      ['the run on show', shown?.run, trainer.run],
      ['the run that was asked for', asked.run, trainer.run],
      ['settings', settings, loop.settings],
      ['settings on show', shown?.settings, loop.settings],
      ['examples', taught, loop.run.taught],
      ['whether it is past', past !== undefined, trainer.past?.is_aside ?? false],
    ];
    // while the run stands in its past, its data are those of then
    if (!past)
      pairs.push([
        'images',
        shown?.is_early ? loop.run.train_set.size : shown?.train,
        this.#size_without_taught(shown?.is_early),
      ]);
    return pairs
      .filter(([, here, there]) => !same(here, there))
      .map(([what, here, there]) => `${what}: ${show(here)} is shown, ${show(there)} is so`);
  }

  /** @param {boolean} [is_whole] with the examples that were taught */
  #size_without_taught(is_whole) {
    const { run } = /** @type {import('../../web/training/loop.js').Loop} */ (this.trainer.loop);
    return run.train_set.size - (is_whole ? 0 : 20 * run.taught.length);
  }

  /** How the numbers on show differ from those of the network, which must be paused. @returns {string[]} */
  #differing_numbers() {
    const { loop } = this.trainer;
    const { steps, numbers } = this.model.state;
    /** @type {[string, unknown, unknown][]} */
    const pairs = [
      ['steps', steps, loop?.steps],
      ['steps of the numbers', numbers?.steps, loop?.steps],
      ['fingerprint', numbers?.fingerprint, loop?.run.network.fingerprint()],
      ['recipe', numbers?.stretches, loop?.recipe.stretches],
      ['test', this.model.state.test?.step, loop?.measurements.last?.step],
    ];
    const newest = this.trainer.past?.newest ?? loop?.steps;
    if (!loop?.run.step_by_hand) pairs.push(['losses', this.model.history.batches.steps, newest]);
    return pairs
      .filter(([, here, there]) => !same(here, there))
      .map(([what, here, there]) => `${what}: ${show(here)} is shown, ${show(there)} is so`);
  }

  /** @param {() => string[]} differences */
  async #converges(differences) {
    await until(() => differences().length === 0, 'all is delivered', PATIENCE).catch(() => {});
    assert.deepEqual(differences(), []);
  }

  /** Once all is delivered, what is shown is so, and nothing was lost. */
  async check() {
    this.site.gate = () => {};
    await this.#converges(() => this.#differences());
    await Promise.allSettled([this.trainer.under_way?.loaded]);
    this.#check_playing();
    this.model.pause();
    this.#intend();
    await this.#converges(() => [...this.#differences(), ...this.#differing_numbers()]);
    assert.equal(this.trainer.playing, false);
    await Promise.allSettled(this.questions);
    await this.#return();
    this.#check_images();
    const { fingerprint, steps } = await this.model.saved_state();
    assert.deepEqual([this.model.state.numbers?.fingerprint, this.model.state.steps], [fingerprint, steps]);
    assert.deepEqual([...this.breaches, ...this.house.errors], []);
  }

  /** From its past to its present; the recipe of the run is one that can be repeated. */
  async #return() {
    const { past } = this.trainer;
    if (past) await this.model.go_to(past.newest);
    await this.#converges(() => [...this.#differences(), ...this.#differing_numbers()]);
    const { stretches = [], fingerprint = '', steps = 0 } = this.model.state.numbers ?? {};
    check_recipe({ stretches, fingerprint, steps });
  }

  /** It trains if that was asked for last, and no rule has ended it; it does not if a pause was. */
  #check_playing() {
    const { loop, playing } = this.trainer;
    const has_rules = loop?.settings['stop-steps'] || loop?.settings['stop-epochs'];
    if (this.playing === undefined || (this.playing && has_rules)) return;
    assert.equal(
      playing,
      this.playing,
      `It ${playing ? 'trains' : 'does not train'}, against what was asked for`,
    );
  }

  /** The images of an epoch are those that arrived, and each example twenty times. */
  #check_images() {
    const { run } = /** @type {import('../../web/training/loop.js').Loop} */ (this.trainer.loop);
    const taught = run.taught.flatMap(({ label }) => Array(20).fill(label));
    const arrived = run.source ? [...run.source.train.labels, ...taught] : Array(10_000 + taught.length);
    const trained_on = run.source ? [...run.train_set.labels()] : Array(run.train_set.size);
    const words = `${trained_on.length} images are trained on, ${arrived.length} have arrived`;
    assert.ok(same(trained_on.sort(), arrived.sort()), words);
  }
}

/**
 * What training has to come to after an action.
 * @param {Action} action @param {boolean | undefined} before @returns {boolean | undefined} undefined: it depends
 */
function expected(action, before) {
  const { kind } = action;
  if (kind === 'play') return true;
  // a rule that is changed may have ended the training before
  if (kind === 'set' && Object.keys(action.settings).some((name) => name.startsWith('stop-')))
    return before === false ? false : undefined;
  if (kind === 'pause' || kind === 'step') return false;
  if (kind === 'step_by_hand' || kind === 'go_to') return before === false ? false : undefined;
  return ['start', 'reset', 'finish_epoch'].includes(kind) ? undefined : before;
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

/** @param {unknown} value a short text */
const show = (value) => JSON.stringify(value)?.slice(0, 200);

/**
 * Goes through a sequence.
 * @param {Site} site @param {Sequence} sequence
 * @throws {Error} that says what did not hold
 */
export async function go_through(site, sequence) {
  const trial = new Trial(site, sequence);
  try {
    const connecting = trial.model.connect();
    // a worker that begins by itself is connected to in the same task, before anything can be asked for
    if (sequence.is_begun) await until(() => trial.model.remote.sent > 0, 'a trainer is there');
    trial.act({ kind: 'draw', wait: 0 });
    if (!sequence.playing) trial.act({ kind: 'pause', wait: 0 });
    for (const action of sequence.actions) {
      trial.act(action);
      for (let left = action.wait; left > 0; left--) await turn();
    }
    await connecting;
    await trial.check();
  } finally {
    trial.house.close();
  }
}
