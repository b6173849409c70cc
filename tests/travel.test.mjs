// What happens to a run while it travels to an earlier step of its own: nothing that is asked for on the way changes the
// way, or what the run had been; what trains goes on from the step that was chosen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_recipe } from '../web/training/recipe_check.js';
import { Bench, BOUND, House, STROKES, turn, until } from './rooms/harness.js';

const STEPS = 1500;

/** A paused run of 1,500 steps with 64 hidden units, whose rate was changed at step 1,000. */
async function paused_run() {
  const bench = new Bench();
  const { trainer } = bench;
  await bench.start({ hidden: 64, images: 2000, 'learning-rate': 0.2 });
  const train_to = async (/** @type {number} */ step) => {
    trainer.set({ run: 1, settings: { 'stop-steps': step } });
    trainer.play({ run: 1 });
    await until(() => bench.loop.steps === step && !trainer.playing, `step ${step}`);
  };
  await train_to(1000);
  trainer.set({ run: 1, settings: { 'learning-rate': 0.1 } });
  await train_to(STEPS);
  trainer.set({ run: 1, settings: { 'stop-steps': 0 } });
  const { stretches } = bench.loop.recipe;
  return { bench, trainer, stretches, fingerprint: bench.run.network.fingerprint() };
}

/**
 * Goes to a step from the beginning of the run, and does something on the way there.
 * @param {Bench} bench @param {number} step @param {() => unknown} action @returns {Promise<unknown>} what the action gave
 */
async function on_the_way(bench, step, action) {
  const { trainer } = bench;
  const { tell } = trainer;
  const timeline = trainer.past?.timeline ?? bench.loop.timeline;
  if (timeline) timeline.keyframes.length = 1; // all of the way is to be gone
  const meanwhile = new Promise((resolve) => {
    trainer.tell = (name, detail) => {
      tell(name, detail);
      if (name !== 'going') return;
      assert.ok(trainer.past?.is_under_way);
      trainer.tell = tell;
      resolve(action());
    };
  });
  await trainer.go_to({ run: 1, step });
  return meanwhile;
}

test('a rate that is set on the way changes neither the way nor the recipe of the run', BOUND, async () => {
  const { bench, trainer, stretches, fingerprint } = await paused_run();
  await trainer.go_to({ run: 1, step: 1400 });
  const truth = bench.run.network.fingerprint();
  await trainer.go_to({ run: 1, step: STEPS });
  await on_the_way(bench, 1400, () =>
    trainer.set({ run: 1, settings: { 'learning-rate': 0.7, 'batch-size': 3 } }),
  );
  assert.deepEqual([bench.loop.steps, bench.run.network.fingerprint()], [1400, truth]);
  await trainer.go_to({ run: 1, step: STEPS });
  assert.equal(bench.run.network.fingerprint(), fingerprint);
  assert.deepEqual(bench.loop.recipe.stretches, [
    ...stretches,
    { step: STEPS, learning_rate: 0.7, batch_size: 3 },
  ]);
  trainer.dispose();
});

for (const [words, order] of /** @type {[string, (trainer: Bench['trainer']) => unknown][]} */ ([
  ['a step', (trainer) => trainer.step({ run: 1 })],
  ['an example that is taught', (trainer) => trainer.teach({ run: 1, label: 3 })],
  ['an example that is taught again', (trainer) => trainer.teach_again({ run: 1, examples: [] })],
]))
  test(`${words} on the way goes on from the step that was chosen`, BOUND, async () => {
    const { bench, trainer, stretches } = await paused_run();
    trainer.show_on_pad({ strokes: STROKES });
    await turn();
    await trainer.go_to({ run: 1, step: 1300 });
    const truth = bench.run.network.fingerprint();
    await trainer.go_to({ run: 1, step: STEPS });
    await on_the_way(bench, 1300, () => order(trainer));
    assert.deepEqual(bench.all('branched'), [{ run: 1, step: 1300 }]);
    await trainer.go_to({ run: 1, step: 1300 });
    assert.equal(bench.run.network.fingerprint(), truth);
    assert.deepEqual(bench.loop.recipe.stretches, stretches);
    trainer.dispose();
  });

test('a step by hand on the way is the one after the step that was chosen', BOUND, async () => {
  const { bench, trainer } = await paused_run();
  await on_the_way(bench, 1300, () => trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false }));
  assert.equal((await trainer.stand({ run: 1, after: true })).steps, 1301);
  trainer.dispose();
});

test('a step by hand in the past is shown, and training goes on after it', BOUND, async () => {
  for (const after of [false, true]) {
    const { bench, trainer } = await paused_run();
    await trainer.go_to({ run: 1, step: 1300 });
    await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false });
    const { steps } = await trainer.stand({ run: 1, after });
    assert.equal(steps, after ? 1301 : 1300);
    assert.equal(trainer.snapshot()?.steps, steps);
    trainer.step({ run: 1 });
    assert.deepEqual(bench.all('branched'), [{ run: 1, step: steps }]);
    assert.equal(bench.loop.steps, 1301 + (after ? 1 : 0));
    trainer.dispose();
  }
});

test('the loss of a step by hand in the past is none of the run that is gone back to', BOUND, async () => {
  const { trainer } = await paused_run();
  trainer.snapshot();
  await trainer.go_to({ run: 1, step: 1300 });
  await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false });
  await trainer.stand({ run: 1, after: true });
  await trainer.go_to({ run: 1, step: STEPS });
  const { steps, losses } = trainer.snapshot() ?? {};
  assert.deepEqual([steps, losses?.length], [STEPS, 0]);
  trainer.dispose();
});

test('going on from the past, the examples on show are those of the run', BOUND, async () => {
  const bench = new Bench();
  const { trainer } = bench;
  await bench.start({ hidden: 3, images: 300 });
  const steps = (/** @type {number} */ count) => {
    for (let i = 0; i < count; i++) trainer.step({ run: 1 });
  };
  trainer.show_on_pad({ strokes: STROKES });
  await turn();
  trainer.teach({ run: 1, label: 1 });
  steps(20);
  trainer.forget({ run: 1, id: 0 });
  trainer.teach({ run: 1, label: 7 });
  steps(20);
  await trainer.go_to({ run: 1, step: 10 });
  steps(1);
  const labels = (/** @type {{ label: number }[]} */ examples) => examples.map(({ label }) => label);
  assert.deepEqual(labels(bench.run.taught), [1]);
  assert.deepEqual(labels(bench.all('taught').at(-1)?.examples ?? []), [1]);
  trainer.dispose();
});

test('losses that no snapshot has brought before the run goes back are not lost', BOUND, async () => {
  for (const target of [5, 4]) {
    const house = await new House({ hash: '#hidden=3&images=300&batch-size=20&speed=1' }).open();
    const { model } = house;
    model.pause();
    await house.settle();
    const before = house.state.steps;
    await model.go_to(before); // the part of the past is loaded
    for (let i = 0; i < 5; i++) model.step();
    void model.go_to(before + target);
    model.step();
    await until(() => house.state.steps === before + target + 1, 'the steps are shown');
    assert.equal(model.history.batches.steps, house.state.steps, `to step ${target} of 5`);
    house.close();
  }
});

test('the recipe of a run that was set out from, changed and branched is a valid one', BOUND, async () => {
  const { bench, trainer } = await paused_run();
  for (const step of [1300, 900, 300]) {
    await on_the_way(bench, step, () => {
      trainer.set({ run: 1, settings: { 'learning-rate': step / 10_000 } });
      trainer.step({ run: 1 });
    });
    const { stretches, steps } = { ...bench.loop.recipe, steps: bench.loop.steps };
    assert.equal(steps, step + 1);
    const { numbers } = trainer.snapshot() ?? {};
    check_recipe({ stretches, steps, fingerprint: numbers?.fingerprint ?? '' });
  }
  trainer.dispose();
});
