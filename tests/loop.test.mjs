// What can be asked about a run, steps by hand, and where training pauses by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NextTurn } from '../web/training/next_turn.js';
import { BOUND, small_bench, STROKES, turn, until } from './rooms/harness.js';
import { made_up } from './rooms/site.js';
import { PIXELS } from './support.js';

/** Takes what there is to show, as a page would, until it has paused by itself. @param {import('./rooms/harness.js').Bench} bench */
const paused = (bench) => until(() => bench.trainer.snapshot() && !bench.trainer.playing, 'it pauses');

test('a gradient check finds a planted mistake, at one place too', BOUND, async () => {
  const bench = await small_bench();
  const { trainer } = bench;
  await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false });
  const broken = await trainer.check_gradients({ run: 1, sabotage: 'new_weights' });
  assert.ok(broken.error > 1e-2 && broken.run_error !== undefined && !broken.is_right);
  const place = /** @type {const} */ ({ name: 'bo', index: 3 });
  const { points } = await trainer.check_gradients({ run: 1, place });
  assert.deepEqual([points.length, points[0].name, points[0].index], [1, 'bo', 3]);
  trainer.dispose();
});

test(
  'a step by hand goes back and forth, and what is then trained is as if it had not been looked at',
  BOUND,
  async () => {
    const [bench, peer] = [await small_bench(), await small_bench()];
    const { trainer } = bench;
    for (let i = 0; i < 3; i++) peer.trainer.step({ run: 1 });
    trainer.need({ needs: ['gradients'] });
    const step = await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: false });
    assert.equal(
      await trainer
        .step_by_hand({ run: 1, batch: { kind: 'next' }, live: false })
        .then(({ after: { bo } }) => bo),
      step.after.bo,
    );
    const there = await trainer.stand({ run: 1, after: true });
    const back = await trainer.stand({ run: 1, after: false });
    assert.deepEqual(
      [there.fingerprint, back.fingerprint],
      [step.fingerprint.after, step.fingerprint.before],
    );
    trainer.set({ run: 1, settings: { 'learning-rate': 0.1 } });
    trainer.step({ run: 1 });
    assert.equal(bench.all('left').length, 1);
    assert.equal(bench.loop.snapshot().losses.length, 1);
    trainer.play({ run: 1 });
    trainer.pause({ run: 1 });
    const { steps } = bench.loop;
    while (peer.loop.steps < steps) peer.trainer.step({ run: 1 });
    while (bench.loop.steps < peer.loop.steps) trainer.step({ run: 1 });
    assert.equal(bench.run.network.fingerprint(), peer.run.network.fingerprint());
    assert.deepEqual(await trainer.stand({ run: 1, after: true }), {
      ...(await peer.trainer.stand({ run: 1, after: true })),
    });
    for (const one of [bench, peer]) one.trainer.dispose();
  },
);

test(
  'a live step by hand leaves it playing; one on an image of choice is said to be of one’s own',
  BOUND,
  async () => {
    const bench = await small_bench({ playing: true }, { speed: 100 });
    const { trainer } = bench;
    const live = await trainer.step_by_hand({ run: 1, batch: { kind: 'next' }, live: true });
    assert.deepEqual([live.live, trainer.playing, bench.loop.steps], [true, true, live.steps + 1]);
    await assert.rejects(
      trainer.step_by_hand({ run: 1, batch: { kind: 'pad', label: 1 }, live: false }),
      /nothing on the pad/,
    );
    trainer.show_on_pad({ strokes: STROKES });
    for (const batch of /** @type {const} */ ([
      { kind: 'pad', label: 1 },
      { kind: 'image', index: 2 },
    ])) {
      const step = await trainer.step_by_hand({ run: 1, batch, live: false });
      assert.deepEqual([step.m, step.kind, trainer.playing], [1, batch.kind, false]);
      assert.equal((await trainer.stand({ run: 1, after: true })).is_own, true);
    }
    trainer.dispose();
  },
);

test('what can be asked about a run is answered from its own data', BOUND, async () => {
  const bench = await small_bench();
  const { trainer } = bench;
  assert.deepEqual((await trainer.contact_sheet({ run: 1 })).labels, made_up(60).labels);
  assert.equal((await trainer.follow({ run: 1, index: 0 })).image.length, PIXELS);
  const misread = await trainer.read_images({ run: 1 });
  const state = await trainer.state({ run: 1 });
  assert.equal(misread.count, Math.round(20 * (1 - state.accuracy)));
  assert.ok(misread.truths.every((truth, i) => truth !== misread.answers[i]));
  const truth = misread.truths[0];
  const cell = await trainer.read_images({ run: 1, truth, answer: misread.answers[0] });
  assert.equal(cell.count, state.confusion[10 * truth + misread.answers[0]]);
  trainer.show_on_pad({ sample: 2 });
  assert.deepEqual([trainer.snapshot()?.on_pad?.label, trainer.snapshot()?.on_pad?.Ao.length], [2, 10]);
  trainer.show_on_pad({});
  assert.equal(trainer.snapshot()?.on_pad, undefined);
  trainer.dispose();
});

test('training pauses where a rule says so, and goes on from there when it is asked to', BOUND, async () => {
  /** @type {[Partial<import('./rooms/harness.js').Config>, RegExp][]} */
  const rules = [
    [{ 'stop-steps': 7 }, /^Stopped at step 7, as set\.$/],
    [{ 'stop-epochs': 2, 'batch-size': 25 }, /^Stopped after epoch 2, as set\.$/],
    [{ 'stop-accuracy': 0.1 }, /^Stopped: test accuracy has reached 0.1 %, as set\.$/],
  ];
  for (const [settings, reason] of rules) {
    const bench = await small_bench({ playing: true }, { speed: 1000, ...settings });
    await paused(bench);
    assert.match((await bench.last('stopped')).reason, reason);
    const { steps } = bench.loop;
    bench.loop.snapshot();
    bench.trainer.finish_epoch({ run: 1 });
    await paused(bench);
    assert.ok(bench.loop.steps > steps && Number.isInteger(bench.run.epochs));
    bench.trainer.set({ run: 1, settings: { speed: Infinity, 'stop-accuracy': 0 } });
    bench.trainer.play({ run: 1 });
    bench.trainer.set({ run: 1, settings: { speed: 10 } });
    assert.equal(bench.trainer.playing, true);
    bench.trainer.dispose();
  }
});

test(
  'the next turn comes once for all who asked, by a message too, and not after the end',
  BOUND,
  async () => {
    for (const surroundings of [undefined, {}]) {
      let count = 0;
      const next = new NextTurn(() => count++, surroundings);
      for (const expected of [1, 2]) {
        next.ask();
        next.ask();
        assert.equal(count, expected - 1);
        await until(() => count === expected, 'the next turn');
        for (let i = 0; i < 5; i++) await turn();
        assert.equal(count, expected);
      }
      next.ask();
      next.end();
      for (let i = 0; i < 5; i++) await turn();
      assert.equal(count, 2);
    }
  },
);
