// Back in time: what the model shows of an earlier step of the run, what it keeps, and how it goes on from there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossHistory, TestHistory } from '../web/model/history.js';
import { BOUND, House, STROKES, until } from './rooms/harness.js';

const STEPS = 400;

/** A run that has been changed on its way, and stands. @param {import('node:test').TestContext} t @param {string} [hash] */
async function run_of(t, hash = '') {
  const house = new House({ hash: `#images=1500&speed=full&stop-steps=${STEPS}${hash}` });
  t.after(() => house.close());
  await house.open();
  await until(() => house.state.steps === STEPS && !house.state.playing, 'it has stopped');
  await house.settle();
  return house;
}

/** @param {House} house @param {number} step */
async function go_to(house, step) {
  await house.model.go_to(step);
  await until(() => house.state.steps === step, `step ${step} is on show`);
  return house.state;
}

/** Takes steps one by one. @param {House} house @param {number} to */
async function train_to(house, to) {
  while (house.state.steps < to) {
    const { steps } = house.state;
    house.model.step();
    await until(() => house.state.steps > steps, 'a step');
  }
  await house.settle();
}

test('in the past the state is that of the step, and nothing of it is kept', BOUND, async (t) => {
  const house = await run_of(t);
  const { model } = house;
  model.want(['parameters']);
  const now = { fingerprint: house.state.numbers?.fingerprint, test: house.state.test };
  const [run, history] = [model.visit.run, structuredClone(model.history)];
  const { past, numbers } = await go_to(house, 150);
  assert.deepEqual(past, { newest: STEPS, first: 0 });
  const { network } = house.trainer.loop?.run ?? assert.fail();
  assert.equal(numbers?.fingerprint, network.fingerprint());
  assert.notEqual(numbers?.fingerprint, now.fingerprint);
  assert.equal(house.state.test?.step, 150);
  await until(() => String(model.parameters?.Wo) === String(network.parameters().Wo), 'its parameters');
  assert.deepEqual(model.visit.run, run, 'the visit came farther');
  assert.deepEqual(structuredClone(model.history), history, 'the curves are those of the whole run');
  await go_to(house, STEPS);
  assert.deepEqual(house.state.past, undefined);
  assert.equal(house.state.numbers?.fingerprint, now.fingerprint);
  assert.deepEqual(house.state.test, now.test);
});

test(
  'what goes on from an earlier step takes its curve along, and leaves the old one as a ghost',
  BOUND,
  async (t) => {
    const house = await run_of(t);
    const { model } = house;
    const old = model.history;
    const heard = /** @type {string[]} */ ([]);
    model.addEventListener('branched', (event) =>
      heard.push(/** @type {CustomEvent} */ (event).detail.difference),
    );
    await go_to(house, 150);
    model.set_live({ 'learning-rate': 0.4 });
    await train_to(house, 153);
    assert.deepEqual(heard, ['as it went on from step 150']);
    assert.equal(model.ghost, old);
    assert.deepEqual(
      [old.batches.steps, model.history.batches.steps, house.state.past],
      [STEPS, 153, undefined],
    );
    assert.ok(model.history.tests.points.every(({ step }) => step <= 153));
    const { stretches } = house.state.numbers ?? assert.fail();
    assert.deepEqual(stretches.map(({ step, learning_rate }) => [step, learning_rate]), [[0, 0.1], [150, 0.4]]); // prettier-ignore
    assert.equal(model.visit.run?.steps, 153, 'a later visit goes on with the branch');
    assert.equal(model.visit.run?.fingerprint, house.state.numbers?.fingerprint);
  },
);

test('a reset in the past offers the present of the run before', BOUND, async (t) => {
  const house = await run_of(t);
  const fingerprint = house.state.numbers?.fingerprint;
  await go_to(house, 100);
  house.model.start({}, { playing: false });
  await house.begun(2);
  assert.equal(house.state.past, undefined);
  house.press(`Back to the run before, step ${STEPS}`);
  await house.begun(3);
  await house.settle();
  assert.equal(house.state.numbers?.fingerprint, fingerprint);
  assert.equal(house.model.history.batches.steps, STEPS);
});

test(
  'with a taught example and many units the place is reached, and the way there is told',
  BOUND,
  async (t) => {
    const house = await run_of(t, '&hidden=512&batch-size=8');
    const { model } = house;
    model.show_strokes(STROKES);
    model.teach(1);
    await until(() => house.state.taught.length === 1, 'it is taught');
    await train_to(house, STEPS + 2);
    const going = /** @type {number[]} */ ([]);
    model.addEventListener('going', (event) => going.push(/** @type {CustomEvent} */ (event).detail.target));
    for (const place of [30, 95, 160, 225, 290, 355]) await model.go_to(place); // some lie far behind a keyframe
    assert.ok(going.length > 0, 'the way is told');
    going.length = 0;
    await Promise.all([model.go_to(STEPS - 1), go_to(house, STEPS + 1)]);
    assert.equal(house.state.past?.newest, STEPS + 2);
    assert.ok(
      going.every((target) => target >= STEPS - 1),
      'only the ways that were asked for last',
    );
  },
);

test('a place is refused while images arrive, before a run, and after a reset', BOUND, async (t) => {
  const house = await run_of(t);
  const { under_way } = house.trainer;
  assert.ok(under_way);
  under_way.is_arriving = true;
  await assert.rejects(house.model.go_to(3), /still arriving/);
  under_way.is_arriving = false;
  const late = house.model.go_to(3);
  house.model.start({}, { playing: false });
  const outcome = await late.then(
    () => 'it was there',
    ({ name }) => name,
  );
  assert.ok(['it was there', 'Overtaken'].includes(outcome), outcome);
  await house.begun(2);
  await go_to(house, 0);
  assert.equal(house.state.past, undefined, 'a run without steps has no past');
});

test('a run that has overflowed can be gone through, to where it overflowed too', BOUND, async (t) => {
  const house = await run_of(t);
  const { Wh, bh, Wo, bo } = house.trainer.loop?.run.network.parameters() ?? assert.fail();
  await house.model.call('set_parameters', [{ Wh: Wh.fill(1e30), bh, Wo: Wo.fill(1e30), bo }]);
  await train_to(house, STEPS + 3);
  const { numbers, test: measured } = house.state;
  assert.ok(Number.isNaN(measured?.loss));
  const { past, test: earlier } = await go_to(house, STEPS + 2);
  assert.deepEqual([past, earlier?.loss], [{ newest: STEPS + 3, first: STEPS }, NaN]);
  await go_to(house, STEPS + 3);
  assert.deepEqual([house.state.past, house.state.numbers?.fingerprint], [undefined, numbers?.fingerprint]);
});

test('the curve of an earlier step is the beginning of the curve, and goes on as it did', () => {
  const history = new LossHistory();
  const losses = Float32Array.from({ length: 20_000 }, (_, i) => 2 / Math.sqrt(1 + i));
  history.append(losses);
  const before = structuredClone(history);
  const earlier = history.until(7000);
  assert.deepEqual(structuredClone(history), before, 'the other one has not changed');
  assert.equal(earlier.steps, 7000);
  const last = earlier.step(earlier.length - 1);
  assert.ok(last <= 7000 && last > 6500, `it ends at ${last}`);
  assert.deepEqual(earlier.low.subarray(0, earlier.length), history.low.subarray(0, earlier.length));
  earlier.append(losses.subarray(7000));
  assert.equal(earlier.step(earlier.length - 1), 20_000);
  assert.ok(Math.abs(earlier.smooth[earlier.length - 1] - history.smooth[history.length - 1]) < 1e-6);
  assert.deepEqual([history.until(0).length, history.until(0).mean], [0, 0]);
  const tests = new TestHistory();
  for (const step of [0, 10, 20]) tests.append({ step, loss: 1, accuracy: 0.5 });
  assert.deepEqual(tests.until(10).points.map(({ step }) => step), [0, 10]); // prettier-ignore
  assert.equal(tests.points.length, 3);
});
