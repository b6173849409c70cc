// What a model keeps, says and remembers: visits, notices, advice and the curves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossHistory, TestHistory } from '../web/model/history.js';
import { advice } from '../web/model/advice.js';
import { Notices } from '../web/model/notices.js';
import { Visit } from '../web/model/visit.js';
import { describe, difference, fingerprint_note, offer_words, replay_words } from '../web/model/words.js';
import { write_hash } from '../web/training/settings.js';
import { BOUND, fake_storage, House, settings_of, STROKES, until } from './rooms/harness.js';
import { PIXELS } from './support.js';

/** @typedef {import('../web/model/notices.js').Notice} Notice */
/** @typedef {import('../web/model/store.js').Shown} Shown */

const FINGERPRINT = '0123456789abcdef';
const STRETCHES = [{ step: 0, learning_rate: 0.1, batch_size: 32 }];

/** @param {number} steps @param {Partial<import('../web/training/settings.js').Config>} [changes] */
const run_at = (steps, changes) => ({
  settings: settings_of(changes),
  stretches: STRETCHES,
  steps,
  reached: steps,
  fingerprint: FINGERPRINT,
});

/** A storage that holds a run. @param {Record<string, unknown>} [changes] to what is kept of it */
const storage_with = (changes) => {
  const kept = { hash: write_hash(settings_of()), stretches: STRETCHES, steps: 60, fingerprint: FINGERPRINT };
  return fake_storage({ 'glassnet-run': JSON.stringify({ ...kept, ...changes }) });
};

/* ---- notices ---- */

const DEAD = /** @type {Notice} */ ({ kind: 'trouble', text: 'Units have died.' });
const LOADING = /** @type {Notice} */ ({ kind: 'progress', text: 'MNIST', done: 1, choices: [] });
const GREETING = /** @type {Notice} */ ({ kind: 'message', text: 'Learns from 10 images.' });
const SAID = /** @type {Notice} */ ({ kind: 'message', text: 'Copied.' });
const FAILED = /** @type {Notice} */ ({ kind: 'failure', text: 'It has failed.' });

test('a message stays for some seconds while trouble stands, and then gives way to it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let changes = 0;
  const notices = new Notices(() => changes++);
  notices.set('greeting', GREETING);
  notices.set('trouble', DEAD);
  assert.equal(notices.highest, DEAD);
  notices.set('message', SAID);
  for (let i = 0; i < 50; i++) {
    notices.set('trouble', { ...DEAD }); // as at every snapshot
    t.mock.timers.tick(100);
    assert.equal(notices.highest, SAID);
  }
  const before = changes;
  t.mock.timers.tick(1000);
  assert.equal(changes, before + 1, 'the line is told');
  assert.equal(notices.highest?.text, DEAD.text);
  notices.set('trouble', undefined);
  assert.equal(notices.highest, SAID);
  notices.set('message', undefined);
  assert.equal(notices.highest, GREETING);
  notices.dispose();
});

test('progress and its Cancel last while trouble stands; failure comes before all', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const notices = new Notices(() => {});
  notices.set('progress', LOADING);
  for (let i = 0; i < 10; i++) {
    notices.set('trouble', { ...DEAD });
    assert.equal(notices.highest, LOADING);
  }
  notices.set('message', SAID);
  notices.set('failure', FAILED);
  assert.equal(notices.highest, FAILED);
  notices.set('failure', undefined);
  t.mock.timers.tick(10_000);
  assert.equal(notices.highest, LOADING);
  notices.dispose();
});

test('trouble is shown with its remedy, which mends it', BOUND, async (t) => {
  const house = await new House({ hash: '#seed=1&speed=full&learning-rate=0&hidden=2' }).open();
  t.after(() => house.close());
  await until(() => house.state.notice?.kind === 'trouble', 'the trouble is said');
  assert.equal(house.text, 'The learning rate is 0: a step changes nothing.');
  house.press('Set it to 0.1');
  await until(() => house.state.notice?.kind === 'message', 'it is over');
  assert.equal(house.state.asked.run, 1);
  house.trainer.loop?.run.network.set_parameters({
    Wh: new Float32Array(2 * PIXELS).fill(1e30),
    bh: new Float32Array(2).fill(1e30),
    Wo: new Float32Array(20).fill(1e30),
    bo: new Float32Array(10),
  });
  await until(() => house.text.startsWith('The numbers have overflowed'), 'the overflow is said');
  house.press('Begin anew with another seed');
  await house.begun(2);
  assert.equal(house.state.settings.seed, 2);
});

test('advice names what is wrong and what helps, for each kind of trouble', () => {
  const state = {
    dead: 3,
    accuracy: /** @type {number | undefined} */ (0.1),
    settings: settings_of({ hidden: 5 }),
    can_go_back: true,
  };
  /** @type {[import('../web/training/diagnosis.js').Trouble, RegExp, string, boolean][]} */
  const cases = [
    [
      { kind: 'overflow', rate: 5 },
      /overflowed.*The learning rate, 5, was too high/,
      'Begin anew at rate 0.1',
      true,
    ],
    [
      { kind: 'dead', rate: 0.1 },
      /^3 of 5 hidden units have died.*bad luck/,
      'Begin anew with another seed',
      true,
    ],
    [
      { kind: 'dead', rate: 5 },
      /have died.*The learning rate, 5, was too high/,
      'Begin anew at rate 0.1',
      true,
    ],
    [{ kind: 'divergence', rate: 1 }, /^The loss has grown/, 'Begin anew at rate 0.1', true],
    [{ kind: 'standstill', rate: 0 }, /^The learning rate is 0/, 'Set it to 0.1', false],
    [
      { kind: 'chance', rate: 1e-4 },
      /^It still guesses: 10 % right.*very small/,
      'Begin anew at rate 0.1',
      true,
    ],
    [
      { kind: 'chance', rate: 0.1 },
      /^It still guesses: 10 % right.*bad luck/,
      'Begin anew with another seed',
      true,
    ],
  ];
  for (const [trouble, text, remedy, begins_new_run] of cases) {
    const rate = 'rate' in trouble ? Math.min(trouble.rate, 0.1) : 0.1; // in force by now
    const given = advice(trouble, { ...state, settings: settings_of({ hidden: 5, 'learning-rate': rate }) });
    assert.match(given.text, text);
    assert.deepEqual(
      given.remedies.map((each) => [each.text, each.kind === 'begin']),
      [[remedy, begins_new_run]],
    );
  }
  const unmeasured = advice({ kind: 'chance', rate: 0.1 }, { ...state, accuracy: undefined });
  assert.match(unmeasured.text, /^It still guesses\. /);
  const one = advice(
    { kind: 'dead', rate: 0.1 },
    { ...state, dead: 1, settings: settings_of({ hidden: 1 }) },
  );
  assert.match(one.text, /^1 of 1 hidden unit has died: it is 0 for every image/);
  const all = advice({ kind: 'dead', rate: 5 }, { ...state, dead: 5 });
  assert.match(all.text, /^All 5 hidden units have died: they are 0 for every image/);
});

test('the first judgement of a run does not use the accuracy of the one before', BOUND, async (t) => {
  const house = await new House({ hash: '#speed=full&hidden=2' }).open();
  t.after(() => house.close());
  await until(() => house.state.test, 'it is measured');
  /** @type {unknown[]} */
  const tests = [];
  house.model.addEventListener('began', () => tests.push(house.state.test));
  house.model.reset();
  await house.begun(2);
  assert.deepEqual(tests, [undefined]);
  assert.ok(house.model.ghost && house.model.ghost.batches.steps > 1);
});

/* ---- visits ---- */

test('the run of the last visit is kept with its recipe, and offered where it fits', () => {
  const storage = fake_storage();
  const visit = new Visit(() => storage);
  visit.note(run_at(49));
  assert.equal(storage.getItem('glassnet-run'), null, 'too short');
  visit.note(run_at(100, { data: 'own' }));
  assert.equal(visit.run, undefined, 'no address holds its images');
  visit.note(run_at(100));
  visit.note_reached(110); // once nothing else than its settings has come in, its own steps count
  visit.note(run_at(120));
  visit.begin([]); // writes it
  visit.write();
  const next = new Visit(() => storage);
  assert.deepEqual(next.last, { ...run_at(120), settings: { ...run_at(120).settings } });
  assert.equal(next.offer(settings_of(), 0), next.last);
  assert.equal(next.offer(settings_of({ 'learning-rate': 0.5 }), 0), next.last);
  for (const changes of [{ hidden: 20 }, { seed: 2 }, { data: /** @type {const} */ ('mnist') }])
    assert.equal(next.offer(settings_of(changes), 0), undefined);
  assert.equal(next.offer(settings_of(), 120), undefined, 'it has been overtaken');
  next.note(run_at(60));
  next.write();
  assert.equal(new Visit(() => storage).last?.steps, 120, 'a shorter run does not take its place');
});

test('a kept run that is not sound is no run, and a storage that is forbidden keeps nothing', () => {
  assert.ok(new Visit(() => storage_with()).last);
  const bad = [
    { hash: '#hidden=0' },
    { hash: '#data=own' },
    { stretches: [] },
    { stretches: 'all' },
    { stretches: [null] },
    { stretches: [{ step: -1, learning_rate: 0.1, batch_size: 32 }] },
    { stretches: [{ step: 0, learning_rate: -1, batch_size: 32 }] },
    { stretches: [{ step: 0, learning_rate: 0.1, batch_size: 0.5 }] },
    { steps: 7 },
    { steps: 60.5 },
    { fingerprint: 'none' },
    { fingerprint: undefined },
    { reached: 59 },
    { reached: 'far' },
  ];
  for (const changes of bad) assert.equal(new Visit(() => storage_with(changes)).last, undefined);
  assert.equal(new Visit(() => fake_storage({ 'glassnet-run': '{' })).last, undefined);
  const visit = new Visit(() => {
    throw new Error('The storage is forbidden.');
  });
  visit.note(run_at(100));
  visit.keep_examples([]);
  assert.deepEqual([visit.last, visit.earlier], [undefined, []]);
});

test('drawings are kept bit by bit, the newest hundred, and those that are none are left out', () => {
  const storage = fake_storage();
  const image = Uint8Array.from({ length: PIXELS }, (_, i) => i % 256);
  const visit = new Visit(() => storage);
  visit.keep_examples(Array.from({ length: 120 }, (_, i) => ({ image, label: i % 10 })));
  const next = new Visit(() => storage);
  assert.deepEqual([next.earlier.length, next.earlier[0]], [100, { image, label: 0 }]);
  const [row] = JSON.parse(storage.getItem('glassnet-examples') ?? '[]');
  const rows = [row, [10, row[1]], [1.5, row[1]], [3, btoa('short')]];
  const odd = fake_storage({ 'glassnet-examples': JSON.stringify(rows) });
  assert.equal(new Visit(() => odd).earlier.length, 1);
  next.earlier = [];
  next.keep_examples([]);
  assert.equal(storage.getItem('glassnet-examples'), null);
});

test('how a replay ended, and what a fingerprint stands for, is said in sentences', () => {
  const total = { run: 1, steps: 1200, total: 2000 };
  assert.equal(replay_words({ outcome: 'arrived', ...total }).text, 'Back at step 1,200 of your last visit.');
  assert.equal(replay_words({ outcome: 'differs', ...total }).kind, 'trouble');
  assert.match(
    replay_words({ outcome: 'changed', ...total }).text,
    /ended at step 1,200 of 2,000, as a setting was/,
  );
  assert.match(replay_words({ outcome: 'paused', ...total }).text, /as it was stopped\.$/);
  const plain = { has_own_step: false, is_aside: false, has_taught: false, is_early: false, is_saved: false };
  const note = (/** @type {Partial<Shown>} */ changes) =>
    fingerprint_note(/** @type {Shown} */ (/** @type {unknown} */ ({ ...plain, ...changes })));
  assert.equal(note({}), 'fingerprint, the same in every browser');
  assert.equal(note({ is_saved: true }), 'fingerprint');
  assert.match(note({ is_early: true }), /still arriving/);
  assert.match(note({ has_taught: true }), /your own examples/);
  assert.match(note({ is_aside: true }), /an image of your choice/);
});

test('a visit is said to have come as far as it came, and what of it can be replayed', () => {
  const storage = fake_storage();
  const visit = new Visit(() => storage);
  visit.note(run_at(954));
  for (const steps of [955, 3461]) visit.note_reached(steps);
  visit.write();
  const { last } = new Visit(() => storage);
  assert.deepEqual([last?.steps, last?.reached], [954, 3461]);
  const words = offer_words(/** @type {NonNullable<typeof last>} */ (last));
  assert.match(
    words,
    /^Your last visit came to step 3,461; as far as step 954, before .*, it can be replayed\.$/,
  );
  assert.equal(offer_words(run_at(120)), 'Your last visit came to step 120.');
});

test(
  'after teaching and another visit, the step on offer is the one that the visit came to',
  BOUND,
  async (t) => {
    const storage = fake_storage();
    const house = await new House({ storage, hash: '#speed=full&stop-steps=80' }).open();
    t.after(() => house.close());
    await until(() => house.state.steps === 80 && !house.state.playing, 'it has stopped');
    await house.settle();
    house.model.show_strokes(STROKES);
    house.model.teach(1);
    await until(() => house.state.taught.length === 1, 'it is taught');
    house.model.change('stop-steps', '300');
    house.model.play();
    await until(() => house.state.steps === 300 && !house.state.playing, 'it has stopped');
    await house.settle();
    house.model.visit.write();
    const next = await new House({ storage, hash: '#speed=1' }).open();
    t.after(() => next.close());
    next.model.reset(); // what could not be loaded here has been said
    await until(() => /last visit/.test(next.text), 'the offer');
    assert.match(next.text, /Your last visit came to step 300; as far as step 80,/);
    next.press('Go to step 80');
    await until(() => /^Back at step 80/.test(next.text), 'it is replayed');
  },
);

test('the curves of the run before are named by all that was different about it', () => {
  const plain = { has_own_step: false, is_aside: false, has_taught: false, is_early: false, is_saved: false };
  const shown = (
    /** @type {Partial<Shown>} */ changes,
    /** @type {Parameters<typeof settings_of>[0]} */ settings,
  ) =>
    /** @type {Shown} */ (/** @type {unknown} */ ({ ...plain, settings: settings_of(settings), ...changes }));
  const name = (
    /** @type {Partial<Shown>} */ changes,
    /** @type {Parameters<typeof settings_of>[0]} */ settings,
  ) => difference(shown(changes, settings), shown({}, {}));
  assert.equal(name({}, { speed: 5, 'stop-steps': 9 }), 'the same settings');
  assert.equal(name({}, { seed: 7, hidden: 1, 'learning-rate': 5 }), '1 hidden unit, rate 5, seed 7');
  assert.equal(name({}, { data: 'mnist' }), 'images: MNIST');
  assert.equal(name({ has_taught: true }, {}), 'with your examples');
  assert.equal(name({ is_saved: true }, {}), 'a saved network');
  assert.equal(
    name({ has_own_step: true, is_early: true }, {}),
    'images still arriving, with a step on an image of your choice',
  );
  const own = /** @type {const} */ ({ data: 'own' });
  const [one, other] = [[new File([], 'a')], [new File([], 'b')]];
  assert.equal(difference(shown({ files: one }, own), shown({ files: other }, own)), 'other images');
  assert.equal(difference(shown({ files: one }, own), shown({ files: one }, own)), 'the same settings');
  const stretches = [...STRETCHES, { step: 9, learning_rate: 0.5, batch_size: 32 }];
  assert.equal(difference(shown({}, {}), shown({}, {}), stretches), 'changed on its way');
});

test('one of a thing is one, and several are several', () => {
  const shown = (/** @type {number} */ train, /** @type {number} */ tests) =>
    describe(
      /** @type {Shown} */ (
        /** @type {unknown} */ ({ settings: settings_of(), build: 'simd', train, test: tests })
      ),
    );
  assert.match(shown(1, 1), /^Learns from 1 image of built-in handwriting, is tested on 1 other;/);
  assert.match(shown(10_000, 2000), /from 10,000 images of .* on 2,000 others;/);
});

/* ---- the curves ---- */

test('a run of any length takes bounded memory, and its curve loses no extreme', () => {
  const history = new LossHistory();
  const losses = Float32Array.from({ length: 10_000 }, (_, i) => (i === 7777 ? 9 : 1 + (i % 7)));
  for (let at = 0; at < losses.length; at += 500) history.append(losses.subarray(at, at + 500));
  assert.ok(history.length <= 1024 && history.stride === 16);
  assert.equal(Math.max(...history.high.subarray(0, history.length)), 9);
  assert.equal(history.step(history.length - 1), 10_000);
  assert.ok(Number.isFinite(history.smooth[history.length - 1]));
  const first = new LossHistory();
  first.append(Float32Array.of(NaN));
  assert.ok(Number.isNaN(first.smooth[0]));
});

test('points of the test curve are in order of their steps, and not too many', () => {
  const history = new TestHistory();
  for (let step = 0; step < 3000; step++) history.append({ step, loss: 1, accuracy: 0.5 });
  history.append({ step: 5, loss: 1, accuracy: 0.5 });
  assert.ok(history.points.length <= 1024);
  assert.equal(history.points.at(-1)?.step, 2999);
  assert.ok(history.points.every(({ step }, i) => i === 0 || step > history.points[i - 1].step));
});

test('drawings that two pages of the site teach at the same time are all kept', () => {
  const storage = fake_storage();
  const [one, other] = [new Visit(() => storage), new Visit(() => storage)];
  const drawing = (/** @type {number} */ label) => ({ image: new Uint8Array(784).fill(label + 1), label });
  const labels = () => new Visit(() => storage).earlier.map(({ label }) => label).sort();
  one.keep_examples([drawing(1)]);
  other.keep_examples([drawing(2)]);
  one.keep_examples([drawing(1), drawing(3)]);
  assert.deepEqual(labels(), [1, 2, 3]);
  one.keep_examples([drawing(3)]); // 1 is taken back
  assert.deepEqual(labels(), [2, 3]);
  other.keep_examples([]);
  assert.deepEqual(labels(), [3]);
});
