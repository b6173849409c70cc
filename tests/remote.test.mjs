// What a model shows while its trainer is slow, refuses, fails or is gone: never something that is not so.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Disconnected } from '../web/link/port.js';
import { put_away } from '../web/model/put_away.js';
import { Source } from '../web/training/source.js';
import { Run } from '../web/training/run.js';
import { BOUND, House, NO_SITE, sleep, STROKES, until } from './rooms/harness.js';
import { made_up, Site } from './rooms/site.js';
import { saved_and_opened } from './saved_files.js';

/**
 * @typedef {import('../web/link/reach.js').Reach} Reach
 * @typedef {import('node:test').TestContext} TestContext
 */

const site = await Site.open();
after(() => site.close());

const SMALL = '#data=mnist&hidden=4&learning-rate=0.1&batch-size=10&seed=1';
const FULL = `${SMALL}&speed=full`;

/** A house that is not connected yet. @param {TestContext} t @param {import('./rooms/harness.js').Options} [options] */
function build(t, options) {
  const house = new House({ hash: FULL, surroundings: { assets: site.assets }, ...options });
  t.after(() => house.close());
  return house;
}

/** @param {TestContext} t @param {import('./rooms/harness.js').Options} [options] */
const open = (t, options) => build(t, options).open();

/** The site is slow from now on. @param {TestContext} t @param {Site['gate']} gate */
function slow_down(t, gate) {
  site.gate = gate;
  t.after(() => (site.gate = () => {}));
}

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

/* ---- the way to the trainer ---- */

/** A way whose worker ends before it has answered. @param {Reach} reach @returns {Reach} */
const broken_worker = (reach) => async (thread, listener) => {
  const link = await reach(thread, listener);
  if (thread === 'worker') link.connection.close(new Disconnected('It could not be loaded.'));
  return link;
};

/** A way without workers. @param {Reach} reach @returns {Reach} */
const no_worker = (reach) => async (thread, listener) => {
  if (thread === 'worker') throw new Error('There are no workers.');
  return reach(thread, listener);
};

/** @param {Reach} reach @returns {Reach} */
const another_version = (reach) => async (thread, listener) => {
  const link = await reach(thread, listener);
  link.connection.receive({ type: 'hello', build: 'of yesterday' });
  return link;
};

test('a worker that cannot be had is replaced by this thread', BOUND, async (t) => {
  for (const around of [broken_worker, no_worker]) {
    const house = await open(t, { around });
    assert.deepEqual([house.state.thread, house.state.notice?.kind], ['main', 'message']);
    await until(() => house.state.steps > 10, 'it trains');
    house.close();
  }
});

test(
  'a trainer that is lost is said, nothing looks as if it trained, and there is one way on',
  BOUND,
  async (t) => {
    const house = await open(t);
    const { model } = house;
    house.links[0].connection.close(new Disconnected('The worker has failed.'));
    assert.match(
      house.text,
      /^The part of the page that trains does not work any more: The worker has failed\.$/,
    );
    assert.deepEqual([house.state.playing, house.state.thread], [false, undefined]);
    assert.equal(house.state.notice?.choices?.length, 1);
    await assert.rejects(model.saved_state(), { name: 'Disconnected' });
    model.set_hidden(false);
    assert.equal(house.state.playing, false);
    model.change('hidden', '6');
    await until(() => house.state.thread === 'worker', 'a trainer is there');
    await until(() => house.state.shown?.settings.hidden === 6, 'the run that was asked for');
    assert.notEqual(house.state.notice?.kind, 'failure');
    assert.equal(house.trainers.length, 2);
  },
);

test('a trainer of another version says so, and it is not offered to begin again', BOUND, async (t) => {
  const house = build(t, { around: another_version });
  await house.model.connect();
  assert.match(house.text, /another version \(of yesterday\).*reload the page/);
  assert.deepEqual([house.state.notice?.choices, house.links.length], [[], 1]);
});

test('without any way to a trainer the reason is said', BOUND, async (t) => {
  const house = build(t, { around: () => () => Promise.reject('There is no way.') });
  await house.model.connect();
  assert.match(house.text, /does not work any more: There is no way\.$/);
  assert.deepEqual([house.state.playing, house.model.remote.sent], [false, 0]);
});

test('a model that is disposed of while it connects leaves no trainer behind', BOUND, async (t) => {
  const house = build(t);
  const connecting = house.model.connect();
  house.close();
  await connecting;
  assert.deepEqual(
    [house.trainer.asked, house.trainer.loop, house.state.notice],
    [undefined, undefined, undefined],
  );
});

/* ---- teaching, the pad and questions ---- */

test(
  'drawings are taught, taken back, taught again in a later run, and dropped for good',
  BOUND,
  async (t) => {
    const house = await open(t, { hash: `${SMALL}&speed=50`, turns: () => 5 });
    const { model } = house;
    model.show_strokes(STROKES);
    model.teach(1);
    model.teach(2);
    await until(() => house.state.taught.length === 2, 'both are taught');
    model.forget(0);
    await until(() => house.state.taught.length === 1, 'one is taken back');
    model.reset();
    await house.begun(2);
    assert.deepEqual([house.state.taught, house.state.earlier], [[], 1]);
    model.reset();
    await until(() => house.trainer.run === 3, 'the next run has begun');
    await model.teach_again(); // to the run before, which the trainer has no more
    assert.equal(house.state.earlier, 1, 'they are not lost');
    await model.teach_again();
    assert.deepEqual([house.state.earlier, house.trainer.loop?.run.train_set.size], [0, 80]);
    assert.match(house.storage.getItem('glassnet-examples') ?? '', /^\[\[2,/);
    model.reset();
    await house.begun(4);
    model.drop_examples();
    assert.deepEqual([house.state.earlier, house.storage.getItem('glassnet-examples')], [0, null]);
    model.show_strokes([]);
    await until(() => !house.state.on_pad && !house.state.can_teach, 'the pad is empty');
  },
);

test('steps by hand, questions and needs go through the model', BOUND, async (t) => {
  const house = await open(t);
  const { model } = house;
  model.pause();
  await house.settle();
  model.want(['parameters', 'gradients']);
  await until(() => model.parameters, 'the parameters have come');
  model.show_sample(3);
  await until(() => house.state.on_pad?.label === 3, 'the test image is on the pad');
  const step = await model.step_by_hand({ batch: { kind: 'image', index: 3 }, live: false });
  assert.equal(step.m, 1);
  assert.equal((await model.stand({ after: true })).is_own, true);
  assert.equal(house.state.shown?.is_aside, true);
  model.step();
  await until(() => house.state.shown?.has_own_step, 'the step is said to be in the run');
  await until(() => model.gradients, 'the gradients have come');
  assert.equal((await model.contact_sheet()).labels.length, 60);
  assert.equal((await model.follow(0)).image.length, 784);
  assert.ok((await model.read_images({})).count > 0);
  assert.equal((await model.check_gradients({ place: { name: 'bo', index: 0 } })).points.length, 1);
});

test(
  'a network that has given its trainer back is taught its drawings again when it goes on, or says why not',
  BOUND,
  async (t) => {
    for (const refuses of [false, true]) {
      const refuse = () => Promise.reject(new Error('A planted fault.'));
      /** @type {(reach: Reach) => Reach} */
      const around = (reach) => async (thread, listener) => {
        const link = await reach(thread, listener);
        if (refuses) house.trainer.teach_again = refuse;
        return link;
      };
      const house = build(t, { hash: `${SMALL}&speed=50`, around });
      await house.open();
      const { model } = house;
      model.pause();
      model.show_strokes(STROKES);
      model.teach(3);
      await until(() => house.state.taught.length === 1, 'it is taught');
      await house.settle();
      const { steps } = house.state;
      await put_away(model, () => {});
      await model.connect();
      if (refuses) await until(() => house.text === 'A planted fault.', 'it is said');
      else await until(() => house.trainer.loop?.run.taught.length === 1, 'it is taught again');
      assert.deepEqual([house.trainers.length, house.trainer.loop?.steps], [2, steps]);
      assert.equal(house.trainers[1].loop?.run.taught[0]?.label, refuses ? undefined : 3);
      assert.deepEqual([house.state.taught.length, house.state.earlier], refuses ? [0, 1] : [1, 0]);
    }
  },
);

test(
  'a network that has given its trainer back goes on where it stood if what is asked of it next is refused',
  BOUND,
  async (t) => {
    const house = build(t, { hash: '#hidden=4&seed=1&speed=50' });
    await house.open();
    const { model } = house;
    await until(() => house.state.steps > 3, 'it trains');
    model.pause();
    await house.settle();
    const { steps, numbers } = house.state;
    await put_away(model, () => {});
    model.take_files([new File(['x'], 'x.bin')]);
    await model.connect();
    await until(() => /^x\.bin/.test(house.text) && house.trainer.loop, 'it is said, and the run is there');
    await house.settle(5000);
    assert.deepEqual([house.trainers.length, house.state.asked.run], [2, 1]);
    assert.deepEqual([house.state.steps, house.state.numbers?.fingerprint], [steps, numbers?.fingerprint]);
    assert.deepEqual([house.state.shown?.is_saved, model.history.batches.steps], [false, steps]);
    model.step();
    await until(() => house.state.steps === steps + 1, 'a step is taken');
  },
);
