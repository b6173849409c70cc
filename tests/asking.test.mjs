// What was asked for and is not there yet: a refused file changes nothing, an epoch ends where it ends, files are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, BOUND, House, small_bench, until } from './rooms/harness.js';
import { idx_files, made_up, slow_site } from './rooms/site.js';
import { saved_and_opened } from './saved_files.js';

const SMALL = '#data=mnist&hidden=4&learning-rate=0.1&batch-size=10&seed=1';

/** A saved network with a fingerprint that is not its own. @param {House} house */
async function damaged(house) {
  const saved = await house.model.saved_state();
  return { ...saved_and_opened(saved.parameters, saved), fingerprint: '0123456789abcdef' };
}

test(
  'a file that is refused while other data load changes nothing: they arrive, and the run begins',
  BOUND,
  async (t) => {
    const { site, open } = await slow_site();
    const house = await new House({
      hash: '#hidden=2&speed=1',
      surroundings: { assets: site.assets },
    }).open();
    t.after(() => house.close());
    const bad_network = await damaged(house);
    house.model.open_address(SMALL);
    await until(() => house.trainer.asked?.can_begin, 'the first images are there');
    house.model.change('learning-rate', '0.2');
    const refused = [
      [() => house.model.open_network(bad_network), /changed or damaged/],
      [() => house.model.take_files([new File(['no images'], 'note.txt')]), /note\.txt/],
      [() => house.model.take_files(idx_files('a', 9).slice(0, 1)), /1 file of images/],
    ];
    for (const [act, reason] of /** @type {[() => void, RegExp][]} */ (refused)) {
      act();
      await until(() => reason.test(house.text), 'the refusal');
      await until(() => house.state.playing, 'it is still to train');
      const { asked, settings } = house.state;
      assert.deepEqual([asked.run, settings.data, settings['learning-rate']], [2, 'mnist', 0.2]);
    }
    open();
    await house.begun(2);
    await until(() => house.state.steps > 2, 'it trains');
    assert.deepEqual([house.state.shown?.train, house.trainer.loop?.settings['learning-rate']], [60, 0.2]);
  },
);

test('what was loading is given up once the run that was asked for after it begins', BOUND, async () => {
  const { site, open } = await slow_site();
  const bench = new Bench({ assets: site.assets });
  const first = bench.start({ data: 'mnist', hidden: 4 });
  await until(() => bench.trainer.asked?.can_begin, 'the first images are there');
  const second = bench.start({ data: 'own', hidden: 3 }, { run: 2, files: idx_files('a', 30) });
  bench.trainer.pause({ run: 2 });
  await second;
  await assert.rejects(first);
  open();
  assert.deepEqual([bench.run.network.hidden, bench.all('began').length], [3, 1]);
  bench.trainer.dispose();
});

test(
  '“to the end of the epoch” ends there, whatever the batch size becomes and whatever arrives',
  BOUND,
  async () => {
    for (const arriving of [0, 17]) {
      const bench = await small_bench({}, { 'batch-size': 7, speed: 1000 });
      const { trainer, loop, run } = bench;
      trainer.step({ run: 1 });
      trainer.finish_epoch({ run: 1 });
      trainer.set({ run: 1, settings: { 'batch-size': 1 } });
      const { images, labels } = made_up(arriving || 1, 5);
      if (arriving > 0) run.train_set.append(images, labels);
      await until(() => trainer.snapshot() && !trainer.playing, 'it pauses');
      assert.equal(loop.run.epochs, 1);
      assert.equal(loop.run.samples, 60 + arriving);
      trainer.dispose();
    }
  },
);

test('an exception in whoever listens to the model is told once, and harms nobody else', BOUND, async (t) => {
  const house = await new House({ hash: '#speed=full' }).open();
  t.after(() => house.close());
  let [failures, heard] = [0, 0];
  let is_broken = true;
  const faulty = () => {
    if (is_broken) throw new Error(`a planted fault, number ${++failures}`);
  };
  house.model.addEventListener('change', faulty);
  house.model.addEventListener('change', () => heard++);
  await until(() => failures > 3 && heard > 3, 'the others still hear');
  assert.match(house.text, /^The page has failed: a planted fault, number 1$/);
  is_broken = false;
  await until(() => heard > 9, 'it works again');
  house.model.removeEventListener('change', faulty);
  [is_broken, failures] = [true, 0];
  const before = heard;
  await until(() => heard > before + 3, 'more changes');
  assert.equal(failures, 0, 'it does not listen any more');
});

test(
  'after a failure a run on own files begins again with them, and they can be chosen later too',
  BOUND,
  async (t) => {
    const house = await new House({ hash: '#hidden=3&speed=1' }).open();
    t.after(() => house.close());
    const fail = async () => {
      house.links[house.links.length - 1].connection.close(new Error('gone'));
      await until(() => house.state.notice?.kind === 'failure', 'the failure is said');
      const [{ text }] = house.state.notice?.choices ?? [];
      assert.match(text, /^Start again from step \d+$/);
      house.press(text);
      await until(() => !house.model.remote.is_lost, 'a new trainer');
    };
    house.model.take_files(idx_files('a', 30));
    await house.begun(2);
    house.model.reset(); // this start has no files of its own
    await house.begun(3);
    await fail();
    await house.begun(4);
    assert.deepEqual([house.state.settings.data, house.state.shown?.train], ['own', 25]);
    house.model.change('data', 'digits');
    await house.begun(5);
    await fail();
    await house.begun(6);
    house.model.change('data', 'own');
    await house.begun(7);
    assert.equal(house.state.shown?.train, 25);
  },
);
