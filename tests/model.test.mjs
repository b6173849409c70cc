/** The model of one network, joined to a Trainer by a MessageChannel, in Node: what it shows is what is. */
import './rooms/berths.js';
import './rooms/live_networks.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read_classes } from '../web/model/class_names.js';
import { read_tries } from '../web/model/leads.js';
import { SETTINGS, write_hash } from '../web/training/settings.js';
import { BOUND, fake_storage, House, settings_of, STROKES, turn, until } from './rooms/harness.js';
import { saved_and_opened } from './saved_files.js';

/** @param {import('node:test').TestContext} t @param {import('./rooms/harness.js').Options} [options] */
async function open(t, options) {
  const house = new House(options);
  t.after(() => house.close());
  return house.open();
}

/** A run of the last visit in a storage. @param {Partial<import('../web/training/settings.js').Config>} [changes] */
function kept(changes, { steps = 60, fingerprint = '0123456789abcdef' } = {}) {
  const stretches = [{ step: 0, learning_rate: 0.1, batch_size: 32 }];
  const hash = write_hash(settings_of(changes));
  return fake_storage({ 'glassnet-run': JSON.stringify({ hash, stretches, steps, fingerprint }) });
}

test('500 steps through the wire have the fingerprint of 500 steps without it', BOUND, async (t) => {
  const house = await open(t, { hash: '#seed=1&speed=full&stop-steps=500' });
  await until(() => house.state.steps === 500 && !house.state.playing, 'it has stopped');
  await house.settle();
  assert.equal(house.state.numbers?.fingerprint, '4deb134cb06d9618');
  assert.match(house.text, /^Stopped at step 500, as set/);
});

test('a pause and a play in one turn end in playing, on show and in truth', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=1', turns: () => 3 });
  house.model.pause();
  house.model.play();
  assert.ok(house.state.playing);
  for (let i = 0; i < 100; i++) {
    await turn();
    assert.ok(house.state.playing, 'no answer to the pause is taken for the newest');
  }
  await until(() => house.trainer.playing, 'the trainer plays');
});

test('play counts if it comes while a step by hand, or a place in the past, is loading', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  const { model, trainer } = house;
  await until(() => house.state.steps > 20, 'it trains');
  const { run } = trainer;
  /** @type {[string, () => Promise<unknown>][]} */
  const commands = [
    ['a step by hand', () => trainer.step_by_hand({ run, batch: { kind: 'next' }, live: false })],
    ['a place in the past', () => trainer.go_to({ run, step: 10 })],
  ];
  for (const [what, command] of commands) {
    model.pause();
    await house.settle();
    const answer = command();
    trainer.play({ run });
    await assert.rejects(answer, { name: 'Overtaken', message: /Training has been asked for/ }, what);
    assert.ok(trainer.playing, `it trains after ${what}`);
    await until(() => house.state.playing, 'that is shown');
  }
});

test('the run of the last visit is offered only to a run that it fits', BOUND, async (t) => {
  const house = await open(t, { storage: kept({}), hash: '#speed=full&stop-steps=1' });
  assert.ok(house.model.visit.offer(house.state.settings, 0), 'it fits the first run');
  house.model.change('hidden', '20');
  await house.begun(2);
  const texts = house.state.notice?.choices?.map(({ text }) => text) ?? [];
  assert.ok(!texts.includes('Go on from there'));
  assert.doesNotMatch(house.text, /last visit/);
});

test('a replay that comes to another fingerprint than the one that was kept says so', BOUND, async (t) => {
  const house = await open(t, { storage: kept({}), hash: '#speed=1' });
  house.model.replay_visit();
  await until(() => /not the same/.test(house.text), 'it is said');
  assert.equal(house.state.steps, 60);
});

test('a rate that is set during a replay is in force, on show and in the network', BOUND, async (t) => {
  const house = await open(t, { storage: kept({}, { steps: 100_000 }), hash: '#speed=1' });
  house.model.replay_visit();
  await house.begun(2);
  house.model.change('learning-rate', '0.5');
  await until(() => /ended/.test(house.text), 'the end of the replay is said');
  house.model.pause();
  await house.settle();
  assert.equal(house.state.settings['learning-rate'], 0.5);
  assert.equal(house.trainer.loop?.settings['learning-rate'], 0.5);
});

test('two clicks on one example take back one', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=1' });
  house.model.show_strokes(STROKES);
  for (const label of [1, 7, 4]) house.model.teach(label);
  await until(() => house.state.taught.length === 3, 'three examples');
  const { id } = house.state.taught[1];
  house.model.forget(id);
  house.model.forget(id);
  await until(() => house.state.taught.length === 2, 'two examples');
  house.model.pause();
  await house.settle();
  assert.deepEqual(
    house.state.taught.map(({ label }) => label),
    [1, 4],
  );
  assert.equal(house.trainer.loop?.run.train_set.size, 10_040);
});

test('an exception in the loop pauses it and is said; play and reset work again', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  const run = house.trainer.loop?.run;
  assert.ok(run);
  run.train = () => {
    throw new Error('a planted fault');
  };
  await until(() => /a planted fault/.test(house.text), 'the reason is said');
  await until(() => !house.state.playing, 'it does not look as if it trained');
  house.model.start({}, { playing: true });
  await house.begun(2);
  await until(() => house.state.steps > 3, 'it trains again');
});

test('an exception in whoever hears of a snapshot does not stop the snapshots', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  const { appended } = { appended: house.model.history.batches.append };
  house.model.history.batches.append = () => {
    throw new Error('a planted fault');
  };
  await until(() => /a planted fault/.test(house.text), 'it is said');
  house.model.history.batches.append = appended;
  const { steps } = house.state;
  await until(() => house.state.steps > steps, 'later snapshots arrive');
});

test('a question is refused when another run begins, and when the trainer is gone', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=1' });
  const checked = house.model.check_gradients({});
  house.model.reset();
  await assert.rejects(checked, { name: 'Overtaken' });
  await house.begun(2);
  const state = house.model.saved_state();
  house.links[0].connection.close(new Error('gone'));
  await assert.rejects(state, /gone/);
  await until(() => house.state.notice?.kind === 'failure', 'a failure on show');
  assert.ok(!house.state.playing);
  house.press(/^Start again from step \d+$/);
  await until(() => house.links.length === 2 && house.state.steps > 0, 'a new trainer');
});

const PLACES = [
  ...Object.keys(SETTINGS).map((name) => `#${name}`),
  ...['#hidden-units', '#%73eed', '#?seed', '#hidden&x', '#try', '#classes', `#${'a'.repeat(30_000)}`],
  ...['#x=1', '#!/seed=9', '#=7', '#', ''],
];

test('a fragment that gives no setting a value touches no run and no words', BOUND, async (t) => {
  const hash = '#hidden=5&learning-rate=0.05&seed=7&speed=1';
  const house = await open(t, { hash });
  const { settings } = house.state;
  for (const place of PLACES) {
    assert.equal(house.model.open_address(place), false, place);
    assert.deepEqual([house.state.asked.run, house.state.settings], [1, settings], place);
    assert.deepEqual([read_classes(place), read_tries(place)], [undefined, []], place);
  }
  assert.equal(house.model.open_address(`${hash}0`), true);
  assert.deepEqual([house.state.asked.run, house.state.settings.speed], [1, 10]);
});

test('a fragment that is no setting does nothing; a speed alone begins no run', BOUND, async (t) => {
  const house = await open(t, { hash: '#hidden=5&seed=7&speed=1' });
  house.model.open_address('#controls');
  house.model.open_address('#hidden=5&seed=7&speed=40');
  assert.deepEqual(
    [house.state.asked.run, house.state.settings.speed, house.state.settings.hidden],
    [1, 40, 5],
  );
  house.model.open_address('#hidden=6&seed=7');
  assert.equal(house.state.asked.run, 2);
});

test('parameters travel only while somebody needs them', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  await until(() => house.state.steps > 20, 'some steps');
  assert.equal(house.model.parameters, undefined);
  house.model.want(['parameters']);
  await until(() => house.model.parameters, 'parameters');
});

test('a run that cannot begin leaves the one on show, its settings and its numbers', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  for (let i = 0; i < 2; i++) {
    house.model.report('something else');
    house.model.change('data', 'own');
    await until(() => /^There are no images of your own yet/.test(house.text), 'the reason');
    assert.deepEqual([house.state.asked.run, house.state.settings.data], [1, 'digits']);
  }
  const { steps } = house.state;
  await until(() => house.state.steps > steps, 'it goes on');
});

test('a network whose fingerprint is another is refused, and what is on show stays', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=1&hidden=3' });
  const saved = await house.model.saved_state();
  const opened = saved_and_opened(saved.parameters, saved);
  house.model.open_network({ ...opened, fingerprint: '0123456789abcdef' });
  await until(() => /changed or damaged/.test(house.text), 'the refusal');
  assert.equal(house.state.shown?.run, 1);
});

/** Presses the button of the status line that leads back. @param {House} house */
async function go_back(house) {
  const back = () =>
    house.state.notice?.choices?.find(({ text }) => text.startsWith('Back to the run before'));
  await until(() => back() !== undefined, 'a way back is offered');
  const begun = house.state.asked.run + 1;
  back()?.action();
  await until(() => house.state.shown?.run === begun, 'it has begun again');
  await house.settle();
}

/** @param {House} house */
const on_show = ({ state, model }) => ({
  steps: state.steps,
  fingerprint: state.numbers?.fingerprint,
  settings: state.shown?.settings,
  is_saved: state.shown?.is_saved,
  losses: model.history.batches.steps,
});

test('a reset can be taken back: the run before comes back with its bits and curves', BOUND, async (t) => {
  const house = await open(t, { hash: '#seed=1&hidden=12&batch-size=20&speed=full&stop-steps=500' });
  await until(() => house.state.steps === 500 && !house.state.playing, 'it has stopped');
  await house.settle();
  const before = on_show(house);
  for (const times of [1, 2]) {
    for (let i = 0; i < times; i++) house.model.reset();
    await house.begun(house.state.asked.run);
    assert.match(house.text, /^A new network has begun/);
    await go_back(house);
    assert.deepEqual(on_show(house), before);
  }
  house.model.change('stop-steps', '0');
  house.model.change('speed', '100');
  house.model.play();
  await until(() => house.state.steps > 520, 'it trains on');
  assert.equal(house.model.history.batches.steps, house.state.steps);
});

test('whatever takes the place of a run leaves a way back to it', BOUND, async (t) => {
  const house = await open(t, { hash: '#seed=1&speed=full&stop-steps=300' });
  await until(() => house.state.steps === 300 && !house.state.playing, 'it has stopped');
  await house.settle();
  const before = on_show(house);
  for (const [name, value] of /** @type {const} */ ([
    ['hidden', '20'],
    ['seed', '7'],
    ['images', '200'],
  ])) {
    house.model.change(name, value);
    await house.begun(house.state.asked.run);
    await go_back(house);
    assert.deepEqual(on_show(house), before, name);
  }
  house.model.open_address('#seed=5&hidden=3');
  await house.begun(house.state.asked.run);
  await go_back(house);
  assert.equal(on_show(house).fingerprint, before.fingerprint, 'the address');
});

test('a run with examples of the visitor comes back with its bits', BOUND, async (t) => {
  const house = await open(t, { hash: '#speed=full' });
  house.model.show_strokes(STROKES);
  house.model.teach(7);
  await until(() => house.state.taught.length === 1 && house.state.steps > 400, 'it has learnt');
  house.model.reset();
  await house.begun(house.state.asked.run);
  await go_back(house);
  assert.ok(house.state.steps > 400);
  const { fingerprint } = await house.model.saved_state();
  assert.equal(house.state.numbers?.fingerprint, fingerprint);
  assert.equal(house.state.earlier, 1, 'the example can be taught again');
});
