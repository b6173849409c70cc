/** A run that follows the recipe of an earlier one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUND, small_bench } from '../rooms/harness.js';

/** A run with two stretches, and its recipe. */
async function with_recipe() {
  const bench = await small_bench();
  for (let i = 0; i < 60; i++) {
    if (i === 30) bench.trainer.set({ run: 1, settings: { 'learning-rate': 0.5, 'batch-size': 7 } });
    bench.trainer.step({ run: 1 });
  }
  const { numbers, settings } = bench.loop.snapshot();
  assert.ok(numbers);
  const { stretches, steps, fingerprint } = numbers;
  assert.equal(stretches.length, 2);
  return { bench, recipe: { stretches, steps, fingerprint }, settings };
}

test('following a recipe gives the network that was kept, and then it pauses', BOUND, async () => {
  const { bench, recipe } = await with_recipe();
  await bench.start({ data: 'own', hidden: 4, 'stop-steps': 10 }, { run: 2, playing: true, recipe });
  await bench.paused_at(60);
  assert.deepEqual(await bench.last('replayed'), { run: 2, outcome: 'arrived', steps: 60, total: 60 });
  assert.equal(bench.run.network.fingerprint(), recipe.fingerprint);
  assert.equal(bench.loop.settings['learning-rate'], 0.5);
  assert.deepEqual(bench.loop.recipe.stretches, recipe.stretches);
  bench.trainer.dispose();
});

test('a kept fingerprint that disagrees is said at the end of the recipe', BOUND, async () => {
  const { bench, recipe } = await with_recipe();
  const kept = { ...recipe, fingerprint: '0123456789abcdef' };
  await bench.start({ data: 'own', hidden: 4 }, { run: 2, playing: true, recipe: kept });
  await bench.paused_at(60);
  assert.equal((await bench.last('replayed')).outcome, 'differs');
  bench.trainer.dispose();
});

test('a setting that contradicts a recipe ends it, and the run trains with that setting', BOUND, async () => {
  const { bench, recipe } = await with_recipe();
  const { trainer } = bench;
  await bench.start({ data: 'own', hidden: 4 }, { run: 2, playing: true, recipe });
  trainer.set({ run: 2, settings: { speed: 100 } });
  assert.deepEqual(bench.loop.snapshot().replay, { total: 60 });
  trainer.set({ run: 2, settings: { 'learning-rate': 0.25 } });
  assert.equal((await bench.last('replayed')).outcome, 'changed');
  assert.equal(trainer.playing, true);
  trainer.step({ run: 2 });
  assert.equal(bench.loop.settings['learning-rate'], 0.25);
  assert.equal(bench.loop.recipe.stretches.at(-1)?.learning_rate, 0.25);
  assert.equal(bench.loop.snapshot().replay, undefined);
  trainer.dispose();
});

test('pausing, stepping and a step by hand end a recipe where they find it', BOUND, async () => {
  const { bench, recipe } = await with_recipe();
  const { trainer } = bench;
  const actions = [
    () => trainer.pause({ run: trainer.run }),
    () => trainer.step({ run: trainer.run }),
    () => trainer.finish_epoch({ run: trainer.run }),
    () => trainer.step_by_hand({ run: trainer.run, batch: { kind: 'next' }, live: false }),
  ];
  for (const [i, action] of actions.entries()) {
    await bench.start({ data: 'own', hidden: 4 }, { run: 2 + i, playing: true, recipe });
    await action();
    const { run, outcome, total } = await bench.last('replayed');
    assert.deepEqual([run, outcome, total], [2 + i, 'paused', 60]);
  }
  trainer.dispose();
});
