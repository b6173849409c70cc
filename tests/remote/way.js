/** What a model shows while there is no trainer, or another one, and what goes through it to its trainer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disconnected } from '../../web/link/port.js';
import { put_away } from '../../web/model/put_away.js';
import { BOUND, STROKES, until } from '../rooms/harness.js';
import { build, open, SMALL } from './house.js';

/** @typedef {import('../../web/link/reach.js').Reach} Reach */

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
