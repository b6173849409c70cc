// What a model shows while its trainer is slow, refuses, fails or is gone: never something that is not so.
import './remote/way.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../web/training/source.js';
import { Run } from '../web/training/run.js';
import { BOUND, NO_SITE, sleep, until } from './rooms/harness.js';
import { made_up } from './rooms/site.js';
import { saved_and_opened } from './saved_files.js';
import { build, open, site, slow_down, SMALL, FULL } from './remote/house.js';

/* ---- playing ---- */

test(
  'training is shown as was asked for until the trainer has seen it, and then as the trainer says',
  BOUND,
  async (t) => {
    const house = await open(t, { hash: `${SMALL}&speed=1`, turns: () => 3 });
    const { model } = house;
    /** @type {[() => void, boolean][]} */
    const actions = [
      [() => (model.pause(), model.play()), true],
      [() => (model.step(), model.play()), true],
      [() => (model.play(), model.step()), false],
      [() => (model.finish_epoch(), model.pause()), false],
      [() => model.toggle(), true],
      [() => model.toggle(), false],
    ];
    for (const [act, playing] of actions) {
      /** @type {boolean[]} */
      const shown = [];
      const note = () => shown.push(house.state.playing);
      act();
      model.addEventListener('change', note);
      await house.settle();
      assert.ok(shown.every((one) => one === playing));
      assert.deepEqual([house.state.playing, house.trainer.playing], [playing, playing]);
      model.removeEventListener('change', note);
    }
  },
);

test('a first run that had stopped before the page asked for it is shown as stopped', BOUND, async (t) => {
  const house = build(t, { hash: `${FULL}&stop-steps=3` });
  const connecting = house.model.connect();
  // as in link/worker.js, the trainer begins by itself what the page asks for
  void house.trainer.start({ run: 1, settings: house.state.settings, playing: true });
  await until(() => house.trainer.loop && !house.trainer.playing, 'it has stopped');
  await connecting;
  await house.settle();
  assert.deepEqual([house.state.playing, house.state.steps], [false, 3]);
});

test('a step while data are loading leaves it paused once they are there', BOUND, async (t) => {
  let open_gate = () => {};
  slow_down(t, () => new Promise((resolve) => (open_gate = resolve)));
  const house = build(t);
  const connecting = house.model.connect();
  await until(() => house.state.notice?.kind === 'progress', 'progress is shown');
  house.model.step();
  site.gate = () => {};
  open_gate();
  await connecting;
  await house.begun(1);
  await house.settle();
  assert.equal(house.state.playing, false);
});

test(
  'a hidden page pauses and goes on afterwards, unless training came to its end meanwhile',
  BOUND,
  async (t) => {
    const house = await open(t);
    const { model } = house;
    model.set_hidden(true);
    await until(() => !house.trainer.playing, 'it pauses');
    assert.deepEqual([house.state.playing, house.state.is_away], [true, true]);
    model.set_hidden(false);
    await until(() => house.trainer.playing, 'it goes on');
    assert.match(house.text, /Training paused while the page was hidden, and goes on/);
    house.trainer.pause({ run: 1 }); // it stops at the same time as the page is hidden
    house.trainer.tell('stopped', { run: 1, reason: 'Stopped, as set.' });
    model.set_hidden(true);
    await until(() => house.text === 'Stopped, as set.', 'the reason is shown');
    assert.deepEqual([house.state.playing, house.state.is_away], [false, false]);
    model.set_hidden(false);
    await house.settle();
    assert.equal(house.trainer.playing, false);
  },
);

/* ---- data that are slow, or cannot be had ---- */

test(
  'without the list of MNIST’s files the built-in handwriting takes its place, and it is said',
  BOUND,
  async (t) => {
    for (const playing of [true, false]) {
      const house = build(t, { surroundings: { assets: NO_SITE } });
      const connecting = house.model.connect();
      if (!playing) house.model.pause();
      await connecting;
      await house.begun(2);
      assert.match(
        house.text,
        /files\.txt, could not be loaded: .* The built-in handwriting takes its place\.$/,
      );
      await house.settle(playing ? 0 : undefined).catch(() => {});
      assert.deepEqual([house.state.playing, house.trainer.playing], [playing, playing]);
      assert.equal(house.state.settings.data, 'digits');
    }
  },
);

test('a run that begins early shows its progress, and all images once they are there', BOUND, async (t) => {
  let open_gate = () => {};
  const opened = /** @type {Promise<void>} */ (new Promise((resolve) => (open_gate = () => resolve())));
  slow_down(t, (at) => (at === 4 ? opened : sleep(30)));
  const house = build(t);
  void house.model.connect();
  await until(
    () => house.state.notice?.choices?.some(({ text }) => text === 'Begin with these'),
    'the offer',
  );
  house.press('Begin with these');
  await house.begun(1);
  assert.equal(house.state.shown?.is_early, true);
  house.model.pause(); // before made-up images are found to be trouble
  open_gate();
  await until(() => house.state.shown?.train === 60, 'all are there');
  assert.match(
    house.text,
    /^Learns from 60 images of MNIST, is tested on 20 others; (SIMD|scalar) kernels\.$/,
  );
});

test('loading that is cancelled leaves the run on show and says so', BOUND, async (t) => {
  const house = await open(t);
  house.model.pause();
  await house.settle();
  house.trainer.sources.mnist = undefined;
  slow_down(t, () => sleep(60));
  house.model.start({}, { playing: true });
  await until(() => house.state.notice?.kind === 'progress', 'progress is shown');
  house.press('Cancel');
  await until(() => house.text === 'Loading was cancelled.', 'it is said');
  await house.settle();
  assert.deepEqual([house.state.asked.run, house.state.playing], [1, false]);
});

test(
  'a network file that is refused leaves the run on show training; one that is right begins paused',
  BOUND,
  async (t) => {
    const house = await open(t);
    const { settings } = house.state;
    const saved = await house.model.saved_state();
    const opened = saved_and_opened(saved.parameters, saved);
    house.model.open_network({ ...opened, fingerprint: '0123456789abcdef' });
    await until(() => /should have the fingerprint/.test(house.text), 'the refusal is said');
    assert.deepEqual([house.state.asked.run, house.state.settings], [1, settings]);
    assert.deepEqual([house.state.playing, house.trainer.playing, house.trainer.run], [true, true, 1]);
    house.model.open_network(opened);
    await house.begun(3);
    await house.settle();
    assert.match(house.text, /^This is the run that was saved at step [\d,]+; it goes on from there\.$/);
    assert.deepEqual([house.state.playing, house.state.numbers?.fingerprint], [false, saved.fingerprint]);
  },
);

test(
  'files of the visitor’s own are asked for with the files, and refused with the reason',
  BOUND,
  async (t) => {
    const house = await open(t);
    house.trainer.sources.own = Source.of(made_up(30), made_up(10));
    house.model.take_files([]);
    assert.equal(house.state.asked.run, 1);
    house.model.start({ data: 'own' });
    await house.begun(2);
    assert.deepEqual([house.state.has_own, house.state.shown?.train], [true, 30]);
    house.model.take_files([new File(['hello'], 'hello')]);
    assert.deepEqual([house.state.asked.run, house.state.asked.files?.length], [3, 1]);
    await until(() => house.state.notice?.kind === 'trouble', 'the refusal is said');
    assert.equal(house.state.asked.run, 2);
  },
);

test('a first run that cannot begin is a failure, and nothing looks as if it trained', BOUND, async (t) => {
  t.mock.method(Run, 'begin', async () => {
    throw new Error('The memory is full.');
  });
  const house = build(t, { hash: '' });
  await house.model.connect();
  await until(() => house.state.notice?.kind === 'failure', 'the failure is said');
  assert.deepEqual(
    [house.text, house.state.shown, house.state.playing],
    ['The memory is full.', undefined, false],
  );
});

/* ---- settings and the address ---- */

test(
  'settings by hand are in force on show and in the trainer; what they cannot be is said',
  BOUND,
  async (t) => {
    const house = await open(t, { turns: () => 2 });
    const { model } = house;
    model.change('learning-rate', '0.5');
    model.change('batch-size', '7');
    model.change('batch-size', '7');
    assert.deepEqual(house.state.shown?.settings, house.state.settings);
    model.pause();
    await house.settle();
    assert.equal(house.trainer.loop?.settings['learning-rate'], 0.5);
    assert.deepEqual(house.state.settings, house.trainer.loop?.settings);
    assert.deepEqual(house.state.shown?.settings, house.trainer.loop?.settings);
    model.change('hidden', '0');
    assert.match(
      house.text,
      /^The number of hidden units must be a whole number from 1 to 512; “0” is not, so it stays 4\.$/,
    );
    model.change('hidden', '');
    assert.match(house.text, /hidden units must be .*; the field is empty, so it stays 4\.$/);
    model.open_address(`${FULL}&batch-size=none`);
    assert.match(
      house.text,
      /The address asks for batch-size=none\. The batch size must be a whole number from 1 to 2,048, so 32 is used\./,
    );
    model.open_address(`${FULL}&hidden=3&colour=red`);
    await house.begun(2);
    assert.match(house.text, /The address has “colour”, which is no setting of this page/);
    assert.equal(house.trainer.loop?.run.network.hidden, 3);
  },
);

test('a refusal goes once the setting that it is about is right, and no other', BOUND, async (t) => {
  const house = await open(t);
  const { model } = house;
  const is_refused = () => /so it stays/.test(house.text);
  for (const [name, wrong, right] of /** @type {const} */ ([
    ['learning-rate', '200', '0.2'],
    ['learning-rate', '200', '0.2'], // which is in force by now
    ['batch-size', '0', '7'],
    ['hidden', '0', '4'], // in force, and no run begins
    ['speed', 'fast', 'full'],
  ])) {
    model.change(name, wrong);
    assert.ok(is_refused(), name);
    model.change('stop-steps', '1e6');
    assert.ok(is_refused(), `${name} is still wrong`);
    model.change(name, right);
    assert.ok(!is_refused(), `${name} is right: “${house.text}”`);
  }
  model.report('Something else.');
  model.change('learning-rate', '0.3');
  assert.equal(house.text, 'Something else.');
  assert.equal(house.state.asked.run, 1);
});
