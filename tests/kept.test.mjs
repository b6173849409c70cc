// Networks that no settings bring back are kept from one visit to the next: what was taught, opened, or trained on own files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open_file } from '../web/network/files/open.js';
import { to_safetensors } from '../web/network/files/models.js';
import { write_hash } from '../web/training/settings.js';
import {
  Bench,
  BOUND,
  fake_shelf,
  fake_storage,
  House,
  settings_of,
  STROKES,
  until,
} from './rooms/harness.js';
import { idx_files } from './rooms/site.js';
import { file_from, parameters_of, RUN } from './saved_files.js';

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {ReturnType<typeof fake_shelf>} FakeShelf */

const WAITING = '#hidden=2&speed=1';
const PAUSED = '#hidden=4&seed=1&images=1000&speed=full&stop-steps=60';

/** A visit. @param {TestContext} t @param {import('./rooms/harness.js').Options} options */
async function visit(t, options) {
  const house = new House({ hash: PAUSED, ...options });
  t.after(() => house.close());
  return house.open();
}

/** Waits until the run is kept as it is now, and ends the visit. @param {House} house @param {FakeShelf} shelf */
async function leave(house, shelf) {
  house.model.pause();
  await house.settle();
  const { steps } = house.state;
  house.model.set_hidden(true);
  await until(() => [...shelf.kept.values()].some((row) => row.steps === steps), 'the run is kept', 10_000);
  const { fingerprint } = house.trainer.loop?.run.network ?? assert.fail('no run');
  const kept = { steps, fingerprint: fingerprint.call(house.trainer.loop?.run.network) };
  house.close();
  return kept;
}

/** @param {House} house */
const choices = (house) => house.state.notice?.choices?.map(({ text }) => text) ?? [];

/** Waits for the offer of the last visit's network. @param {House} house */
function offered(house) {
  house.model.notices.set('message', undefined); // that there is no MNIST
  return until(() => choices(house).includes('Open it'), 'the network is offered', 10_000);
}

/** A run of 60 steps that was taught one drawing, and some steps after it. @param {House} house */
async function teach(house) {
  await until(() => house.state.steps === 60 && !house.state.playing, 'its first steps');
  house.model.show_strokes(STROKES);
  house.model.teach(7);
  await until(() => house.state.taught.length === 1, 'the example');
  house.model.change('stop-steps', '');
  house.model.play();
  await until(() => house.state.steps > 100, 'steps with the example');
}

test('a run that was taught is kept with its drawing, and the next visit opens both', BOUND, async (t) => {
  const [shelf, storage] = [fake_shelf(), fake_storage()];
  const first = await visit(t, { shelf, storage });
  await teach(first);
  const { steps, fingerprint } = await leave(first, shelf);
  const next = await visit(t, { shelf, storage, hash: '#hidden=4&seed=1&images=1000&speed=1' });
  await offered(next);
  assert.match(next.text, new RegExp(`is kept, at step ${steps}, with your drawing\\.$`));
  assert.doesNotMatch(next.text, /replayed/, 'nor is less of the same run offered');
  assert.equal(next.state.earlier, 1, 'the drawing is kept beside it as well');
  next.press('Open it');
  await until(() => next.state.asked.run === 2, 'it is opened');
  const { saved } = next.state.asked;
  assert.equal(saved?.fingerprint, fingerprint);
  await next.begun(2);
  await until(() => next.state.taught.length === 1, 'the drawing is taught again');
  assert.equal(next.state.earlier, 0);
  const { hidden, seed, images } = next.state.settings;
  assert.deepEqual([hidden, seed, images], [4, 1, 1000]);
  assert.equal(next.trainer.loop?.run.network.hidden, 4);
  assert.match(next.text, new RegExp(`goes on from step ${steps}, with your drawing\\.$`));
  assert.ok(!choices(next).includes('Open it'));
  assert.equal(next.state.notice?.kind, 'message', 'it is no trouble');
});

test(
  'an opened run that went on is kept, and goes on with the bits of one never interrupted',
  BOUND,
  async (t) => {
    const shelf = fake_shelf();
    const first = await visit(t, { shelf });
    const bench = new Bench();
    await bench.start({ hidden: 5, seed: 3, images: 1000 });
    bench.run.train(70, 32, 0.1);
    const { parameters, ...origin } = await bench.trainer.saved({ run: 1 });
    const file = file_from(to_safetensors(parameters, origin), 'mine.safetensors');
    first.model.open_network(await open_file(file));
    await first.begun(2);
    first.model.change('stop-steps', '100');
    first.model.play();
    await until(() => first.state.steps === 100 && !first.state.playing, 'it went on');
    const kept = await leave(first, shelf);
    bench.run.train(30, 32, 0.1);
    assert.equal(kept.fingerprint, bench.run.network.fingerprint());
    const next = await visit(t, { shelf, hash: WAITING });
    await offered(next);
    next.press('Open it');
    await next.begun(2);
    assert.equal(next.text, 'The network of your last visit goes on from step 100.');
    next.model.change('stop-steps', '150');
    next.model.change('speed', 'full');
    await until(() => next.state.steps === 150 && !next.state.playing, 'it goes on');
    bench.run.train(50, 32, 0.1);
    await next.settle();
    assert.equal(next.state.numbers?.fingerprint, bench.run.network.fingerprint());
  },
);

test(
  'a run on images of the visitor is kept as a network, and says that the images are not',
  BOUND,
  async (t) => {
    const shelf = fake_shelf();
    const first = await visit(t, { shelf });
    first.model.take_files(idx_files('mine', 60));
    await first.begun(2);
    await until(() => first.state.steps === 60 && !first.state.playing, 'it has stopped');
    const { fingerprint } = await leave(first, shelf);
    const next = await visit(t, { shelf, hash: WAITING });
    await offered(next);
    next.press('Open it');
    await next.begun(2);
    assert.equal(next.state.asked.saved?.fingerprint, fingerprint);
    assert.equal(next.state.settings.data, 'digits');
    assert.match(next.text, /Your own images are not kept: drop them on the page to train on them\.$/);
  },
);

test(
  'a kept network that is not the one that was kept is refused in words, and forgotten',
  BOUND,
  async (t) => {
    for (const spoil of [
      (/** @type {any} */ row) => (row.bytes[row.bytes.length - 2] ^= 1),
      (/** @type {any} */ row) => (row.bytes = row.bytes.subarray(0, 100)),
      (/** @type {any} */ row) => (row.bytes = new Uint8Array()),
    ]) {
      const shelf = fake_shelf();
      await shelf.put('one', row_of(5));
      spoil(shelf.kept.get('one'));
      const house = await visit(t, { shelf, hash: WAITING });
      await offered(house);
      house.press('Open it');
      const refused = /^The network of your last visit: its? .*expected a network saved by Glassnet$/;
      await until(() => refused.test(house.text), 'it is refused in words');
      assert.equal(house.state.asked.run, 1, 'the run on show goes on');
      await until(() => shelf.kept.size === 0, 'it is forgotten');
    }
  },
);

test(
  'a kept network whose run cannot begin stays offered, beside the reason, until it goes on',
  BOUND,
  async (t) => {
    const runs = [
      { ...RUN, data: /** @type {const} */ ('mnist') },
      {
        ...RUN,
        data: /** @type {const} */ ('own'),
        stretches: [{ step: 0, learning_rate: 0.1, batch_size: 9999 }],
      },
    ];
    const rows = runs.map((run) => ({ ...row_of(5), bytes: to_safetensors(parameters_of(2), run) }));
    for (const row of rows) {
      const shelf = fake_shelf();
      await shelf.put('one', row);
      const house = await visit(t, { shelf, hash: WAITING });
      for (let i = 0; i < 2; i++) {
        await offered(house);
        house.press('Open it');
        const refused = /(could not be loaded|batch size).* The network of your last visit is kept, at step/;
        await until(() => refused.test(house.text), 'the reason and the offer are said', 10_000);
        assert.deepEqual(choices(house), ['Open it', 'Forget it']);
        assert.deepEqual([house.state.shown?.run, shelf.kept.size], [1, 1]);
      }
      house.model.start({ hidden: 3 });
      await until(() => house.state.settings.hidden === 3 && house.state.shown?.run === 4, 'another begins');
      await offered(house); // it has not gone on
    }
  },
);

/** @param {number} at */
const row_of = (at) => ({
  at,
  hash: write_hash(settings_of({ hidden: 2 })),
  steps: RUN.steps,
  bytes: to_safetensors(parameters_of(2), RUN),
  examples: /** @type {{ image: Uint8Array, label: number }[]} */ ([]),
});

test(
  'drawings that a kept network cannot be taught again stay among the earlier ones, and it is said',
  BOUND,
  async (t) => {
    const shelf = fake_shelf();
    const [example, other] = [3, 4].map((label) => ({ image: new Uint8Array(784).fill(label), label }));
    await shelf.put('one', { ...row_of(5), examples: [example] });
    const house = await visit(t, { shelf, hash: WAITING });
    house.model.set_earlier([example, other]);
    await offered(house);
    house.trainer.teach_again = () => Promise.reject(new Error('A planted fault.'));
    house.press('Open it');
    await house.begun(2);
    await until(() => house.text === 'A planted fault.', 'it is said');
    assert.deepEqual([house.model.visit.earlier, house.state.earlier], [[other, example], 2]);
    assert.deepEqual(house.state.taught, []);
  },
);

test('what is no kept network is not offered', BOUND, async (t) => {
  const shelf = fake_shelf();
  const sound = row_of(5);
  const example = { image: new Uint8Array(784), label: 3 };
  const others = [
    { ...sound, at: '5' },
    { ...sound, hash: 7 },
    { ...sound, steps: 0.5 },
    { ...sound, bytes: 'bytes' },
    { ...sound, examples: undefined },
    { ...sound, examples: [{ ...example, label: 10 }] },
    { ...sound, examples: [{ ...example, image: new Uint8Array(3) }] },
    { ...sound, examples: [null] },
    null,
    'text',
  ];
  for (const [i, row] of others.entries()) shelf.kept.set(`other ${i}`, row);
  await shelf.put('sound', { ...sound, at: 1, examples: [example] });
  const house = await visit(t, { shelf, hash: WAITING });
  await offered(house);
  assert.equal(house.model.kept.last?.at, 1);
});

test(
  'the newest network is offered; the last visits’ are kept, older ones go; one can be forgotten',
  BOUND,
  async (t) => {
    const shelf = fake_shelf();
    for (const at of [2, 4, 1, 3]) await shelf.put(`row ${at}`, { ...row_of(at), steps: 100 + at });
    const house = await visit(t, { shelf, hash: WAITING });
    await offered(house);
    assert.match(house.text, /kept, at step 104\.$/);
    assert.deepEqual([...shelf.kept.keys()].sort(), ['row 3', 'row 4']);
    house.press('Forget it');
    assert.equal(house.text, 'The network of your last visit is forgotten.');
    await until(() => !shelf.kept.has('row 4'), 'it is gone');
    house.model.report('x');
    assert.ok(!choices(house).includes('Open it'));
  },
);

test('where no database can be had, nothing is kept and nothing fails', BOUND, async (t) => {
  const refuse = async () => Promise.reject(new Error('forbidden'));
  const house = await visit(t, { shelf: { rows: refuse, put: refuse, remove: refuse } });
  await teach(house);
  house.model.set_hidden(true);
  house.model.pause();
  await house.settle();
  assert.deepEqual(house.errors, []);
});

test('after a pause, the last step is kept without anything more being done', BOUND, async (t) => {
  const shelf = fake_shelf();
  const house = await visit(t, { shelf });
  await teach(house);
  house.model.pause();
  await house.settle();
  const { steps } = house.state;
  await until(() => [...shelf.kept.values()].some((row) => row.steps === steps), 'the last step is kept');
});

test('a network that goes on takes the place of the one that was kept', BOUND, async (t) => {
  const shelf = fake_shelf();
  await shelf.put('earlier', {
    ...row_of(5),
    bytes: to_safetensors(parameters_of(2), { ...RUN, position: 0 }),
  });
  const house = await visit(t, { shelf, hash: WAITING });
  await offered(house);
  house.press('Open it');
  await house.begun(2);
  await leave(house, shelf);
  await until(() => !shelf.kept.has('earlier'), 'the earlier row is gone');
  assert.equal(shelf.kept.size, 1);
});
