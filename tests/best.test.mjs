// Learning by heart: when a run has left its best, what is said, and the way back; and a past that keeps its beginning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advice } from '../web/model/advice.js';
import { LossHistory, TestHistory } from '../web/model/history.js';
import { Best } from '../web/training/best.js';
import { Source } from '../web/training/source.js';
import { BOUND, House, settings_of, until } from './rooms/harness.js';
import { made_up } from './rooms/site.js';

const FINGERPRINT = '0123456789abcdef';
const STRETCHES = [{ step: 0, learning_rate: 0.1, batch_size: 32 }];

test('learning by heart: the way back where there is one, and more images where there are some', () => {
  const best = { step: 6200, loss: 0.4412, stretches: STRETCHES, fingerprint: FINGERPRINT };
  const remedies = (/** @type {Parameters<typeof settings_of>[0]} */ settings, can_go_back = true) => {
    const state = { dead: 0, accuracy: 0.9, settings: settings_of(settings), can_go_back };
    const { text, remedies: given } = advice({ kind: 'overfit', best }, state);
    assert.match(text, /^It learns by heart: .* above its best, 0\.44 at step 6,200, while/);
    return given.map((each) => each.text);
  };
  assert.deepEqual(remedies({}), ['Go back to the best', 'More images']);
  assert.deepEqual(remedies({}, false), ['More images']);
  assert.deepEqual(remedies({ images: 60_000 }), ['Go back to the best']);
  assert.deepEqual(remedies({ data: 'mnist' }), ['Go back to the best']);
});

test('a run that learns by heart says so, and goes back to its best bit by bit', BOUND, async (t) => {
  const house = await new House({ hash: '#hidden=12&batch-size=5&seed=3&speed=full' }).open();
  t.after(() => house.close());
  house.trainer.sources.own = Source.of(made_up(60, 3), made_up(40, 4)); // noise: only learning by heart helps
  house.model.change('data', 'own');
  await house.begun(2);
  await until(() => /^It learns by heart/.test(house.text), 'it is said');
  assert.deepEqual(
    house.state.notice?.choices?.map(({ text }) => text),
    ['Go back to the best'],
  );
  const { best } = house.state;
  assert.ok(best);
  const tests = house.model.history.tests.points;
  assert.equal(best.loss, Math.min(...tests.map(({ loss }) => loss)));
  assert.ok(
    tests.some(({ train_accuracy = 0 }) => train_accuracy > 0.5),
    'training images are measured too',
  );
  house.model.change('learning-rate', '0.3'); // what comes after the best does not count
  house.press('Go back to the best');
  await house.begun(3);
  await until(() => /^Back at step .*, where the test loss was lowest\.$/.test(house.text), 'it is there');
  await house.settle();
  assert.deepEqual([house.state.steps, house.state.playing, house.state.best], [best.step, false, undefined]);
  assert.equal(house.state.numbers?.fingerprint, best.fingerprint);
  assert.equal(house.state.settings['learning-rate'], 0.1);
});

test('a loss that rises on the training images as well is not learning by heart', () => {
  const best = new Best();
  const see = (
    /** @type {number} */ step,
    /** @type {number} */ loss,
    /** @type {number | undefined} */ train_loss,
  ) => {
    best.see(
      { step, loss, accuracy: 0.5, confusion: new Uint32Array(100), active: new Uint32Array(1) },
      train_loss,
      () => `at ${step}`,
    );
    return best.is_left;
  };
  assert.equal(see(10, 1, undefined), false);
  assert.equal(see(20, 1.1, 0.9), false);
  assert.equal(see(30, 1.5, 1.4), false, 'both rise');
  assert.equal(see(40, 1.19, 0.5), false, 'not far enough');
  assert.equal(see(50, 1.21, 0.5), true);
  assert.equal(see(60, 1.15, 0.4), true, 'it does not flicker');
  assert.equal(see(70, 1.05, 0.4), false);
  assert.deepEqual(best.place, { step: 10, loss: 1, fingerprint: 'at 10' });
  assert.equal(see(80, NaN, 0.1), false);
  assert.equal(see(90, 0.9, 0.1), false);
  assert.equal(best.place?.step, 90);
});

test('built-in images are as many as the settings say', BOUND, async (t) => {
  const house = await new House({ hash: '#images=300&speed=1&hidden=2' }).open();
  t.after(() => house.close());
  assert.equal(house.state.shown?.train, 300);
  house.model.change('images', '60000');
  await house.begun(2);
  assert.equal(house.state.shown?.train, 60_000);
});

test('the first steps can be told apart on a logarithmic axis, however long the run becomes', () => {
  const history = new LossHistory();
  const tests = new TestHistory();
  const losses = new Float32Array(1000).fill(1);
  for (let at = 0; at < 3_000_000; at += losses.length) history.append(losses);
  for (let step = 1; step < 3_000_000; step += Math.ceil(step / 20))
    tests.append({ step, loss: 1, accuracy: 0.5 });
  for (let step = 3_000_000; step < 6_000_000; step += 2000) tests.append({ step, loss: 1, accuracy: 0.5 });
  const ends = history.end.subarray(0, history.length);
  assert.ok(history.length <= 1024 && tests.points.length <= 1024);
  for (const [from, to] of [
    [10, 100],
    [100, 1000],
    [1000, 10_000],
    [1e5, 1e6],
  ]) {
    const is_in = (/** @type {number} */ step) => step > from && step <= to;
    assert.ok(ends.filter(is_in).length > 25, `batches from ${from} to ${to}`);
    assert.ok(tests.points.filter(({ step }) => is_in(step)).length > 12, `tests from ${from} to ${to}`);
  }
  assert.ok(ends.every((end, i) => i === 0 || end > ends[i - 1]));
});
