// What stops training: each ends in a true button, one sentence and one way on, which leads back to the same network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disconnected } from '../web/link/port.js';
import { create_network } from '../web/network/network.js';
import { Bench, BOUND, House, NO_SITE, outcome, turn, until } from './rooms/harness.js';

const TRAIN_DIGITS = 10_000; // as the table of settings says

/** @typedef {import('node:test').TestContext} TestContext */

const SETTINGS = { hidden: 4, seed: 3, batch_size: 20, learning_rate: 0.2 };
const HASH = '#hidden=4&seed=3&batch-size=20&learning-rate=0.2&speed=full';

/** @param {TestContext} t @param {string} [hash] @param {import('./rooms/harness.js').Options} [options] */
async function open(t, hash = HASH, options = {}) {
  const house = new House({ hash, ...options });
  t.after(() => house.close());
  return house.open();
}

/** @param {House} house @param {RegExp} sentence */
async function is_stopped(house, sentence) {
  await until(() => house.state.notice?.kind === 'failure', 'a sentence');
  assert.match(house.text, sentence);
  assert.equal(house.state.playing, false);
  assert.equal(house.state.notice?.choices?.length, 1);
}

/** @param {number} steps */
async function fingerprint_in_node(steps) {
  const network = await create_network(SETTINGS);
  network.train(network.digits(SETTINGS.seed, TRAIN_DIGITS, 'train'), { ...SETTINGS, steps });
  return network.fingerprint();
}

/** Starts again, and waits until the model is back and trains on. @param {House} house */
async function start_again(house) {
  const { numbers } = house.state;
  assert.ok(numbers);
  house.press(`Start again from step ${numbers.steps.toLocaleString('en')}`);
  assert.equal(house.state.playing, true);
  await until(() => /^Back at step/.test(house.text), 'it is back');
  assert.equal(house.text, `Back at step ${numbers.steps.toLocaleString('en')}, with the same fingerprint.`);
  await until(() => house.state.steps > numbers.steps, 'it trains on');
  house.model.pause();
  await house.settle();
  assert.equal(house.state.numbers?.fingerprint, await fingerprint_in_node(house.state.steps));
}

/** What goes wrong. @type {Record<string, { act: (house: House) => void, sentence: RegExp }>} */
const FAULTS = {
  'an exception in the loop': {
    act: ({ trainer }) => {
      const { loop } = trainer;
      if (loop) loop.run.train = () => assert.fail('A planted fault.');
    },
    sentence: /does not work any more: A planted fault\.$/,
  },
  'a worker that has failed': {
    act: ({ links }) => links[0].connection.close(new Disconnected('It has failed.')),
    sentence: /does not work any more: It has failed\.$/,
  },
};

for (const [what, { act, sentence }] of Object.entries(FAULTS)) {
  test(`${what} stops training by a fault, and the same network trains on from there`, BOUND, async (t) => {
    const house = await open(t);
    await until(() => (house.state.numbers?.steps ?? 0) > 200, 'it has trained');
    act(house);
    await is_stopped(house, sentence);
    await start_again(house);
    assert.equal(house.trainers.length, 2);
  });
}

test('play after a fault is the way on; reset begins anew', BOUND, async (t) => {
  for (const order of /** @type {const} */ (['play', 'toggle', 'reset'])) {
    const house = await open(t);
    await until(() => (house.state.numbers?.steps ?? 0) > 100, 'it has trained');
    const { steps } = house.state;
    FAULTS['a worker that has failed'].act(house);
    house.model[order]();
    await until(() => house.state.shown?.run === 2, 'a new run');
    if (order === 'reset') continue; // what was playing before the fault does not begin by itself
    await until(() => house.state.steps > steps, 'it trains on');
  }
});

/** What is asked for and refused. @type {Record<string, (house: House) => void>} */
const REFUSED = {
  'MNIST, which cannot be had': ({ model }) => model.change('data', 'mnist'),
  'a file that is none of images': ({ model }) => model.take_files([new File(['x'], 'x.bin')]),
};

for (const [what, ask] of Object.entries(REFUSED)) {
  test(`after a fault ${what} leaves the way on, with the reason beside it`, BOUND, async (t) => {
    const house = await open(t);
    await until(() => (house.state.numbers?.steps ?? 0) > 200, 'it has trained');
    FAULTS['a worker that has failed'].act(house);
    for (const run of [2, 3]) {
      ask(house);
      assert.equal(house.state.asked.run, run);
      await is_stopped(house, /could not be loaded|x\.bin is a text file/);
      assert.equal(house.state.settings.data, 'digits');
    }
    await start_again(house);
    ask(house);
    await until(() => house.state.notice?.kind === 'trouble', 'it is said');
    house.model.play(); // the trainer has the run on show
    const { steps } = house.state;
    await until(() => house.state.steps > steps, 'it goes on');
    assert.equal(house.trainers.length, 2);
  });

  test(`after a fault a run that can begin does, if ${what} is asked for next`, BOUND, async (t) => {
    const house = await open(t);
    FAULTS['a worker that has failed'].act(house);
    house.model.start({ hidden: 5 }, { playing: true });
    ask(house);
    await house.begun(2);
    await until(() => house.state.asked.run === 2 && house.state.steps > 10, 'it trains');
    assert.deepEqual([house.state.settings.hidden, house.state.settings.data], [5, 'digits']);
  });
}

test(
  'a network from a file that was on show when something else was refused starts again as that network',
  BOUND,
  async (t) => {
    const house = await open(t);
    const saved = await create_network({ hidden: 4, seed: 9 });
    house.model.open_network({
      hidden: 4,
      parameters: saved.parameters(),
      fingerprint: saved.fingerprint(),
      run: undefined,
      earlier: undefined,
    });
    await house.begun(2);
    REFUSED['MNIST, which cannot be had'](house);
    await until(() => house.state.notice?.kind === 'trouble', 'it is said');
    FAULTS['a worker that has failed'].act(house);
    house.press(/^Start again/);
    await until(() => house.state.shown?.run === 4, 'it has begun again');
    assert.equal(house.state.shown?.is_saved, true);
  },
);

test(
  'a run whose steps cannot be repeated starts again from step 0, and the button says so',
  BOUND,
  async (t) => {
    const house = await open(t);
    house.model.show_strokes([
      [
        [0.5, 0.1],
        [0.5, 0.9],
      ],
    ]);
    house.model.teach(1);
    await until(() => house.state.taught.length === 1, 'an example was taught');
    FAULTS['a worker that has failed'].act(house);
    house.press('Start again from step 0');
    await until(() => house.state.shown?.run === 2 && house.state.steps > 10, 'it trains');
    assert.equal(house.state.earlier, 1);
  },
);

test(
  'a trainer that falls silent while it trains is given up after five ticks, later if it has said why',
  BOUND,
  async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const house = await open(t);
    await until(() => house.state.steps > 10, 'it trains');
    /** @param {number} seconds */
    const pass = async (seconds) => {
      for (let i = 0; i < seconds; i++) t.mock.timers.tick(1000);
    };
    const [{ connection }] = house.links;
    house.ports[0].postMessage = () => {}; // it says nothing more
    connection.port.postMessage = () => {};
    await new Promise((resolve) => setTimeout(resolve, 50)); // what it has said is heard
    connection.receive({ type: 'busy' });
    await pass(20);
    assert.equal(house.state.thread, 'worker');
    connection.receive({ type: 'state', seen: 1e9, playing: true });
    await pass(4);
    assert.equal(house.state.thread, 'worker');
    await pass(2);
    await is_stopped(house, /has not answered for a long time/);
  },
);

test('a message that is no command is said, and training goes on', BOUND, async (t) => {
  const house = await open(t);
  const { port } = house.links[0].connection;
  const wrong = /** @type {any[]} */ ([
    { type: 'set', settings: { 'batch-size': 0 } },
    { type: 'command', name: 'constructor', id: 1e6 },
    { type: 'command', name: 'set', detail: { run: 1, settings: { 'batch-size': 0 } }, id: 1e6 },
    { type: 'command', name: 'play', id: 1e6 },
    'play',
  ]);
  for (const message of wrong) {
    house.model.report('Nothing was said.');
    port.postMessage(message);
    await until(() => house.text !== 'Nothing was said.', JSON.stringify(message));
    const { steps } = house.state;
    await until(() => house.state.steps > steps, 'training goes on');
    assert.equal(house.state.playing, true);
  }
  assert.deepEqual(house.errors, []);
});

test('nothing to compute with is a sentence, and “Try again” tries again', BOUND, async (t) => {
  const reason = 'The part that computes could not be started: it is gone.';
  const house = new House({
    hash: HASH,
    around: (reach) => async (thread, listener) => {
      const link = await reach(thread, listener);
      const { trainer } = house;
      const { start } = trainer;
      trainer.start = (asked) =>
        asked.run < 3
          ? Promise.reject(Object.assign(new Error(reason), { name: 'ModuleError' }))
          : start.call(trainer, asked);
      return link;
    },
  });
  t.after(() => house.close());
  await house.model.connect();
  await is_stopped(house, /^The part that computes could not be started: it is gone\.$/);
  house.press('Try again');
  await until(() => house.state.asked.run === 2 && house.state.notice?.kind === 'failure', 'it fails again');
  house.model.play();
  await until(() => house.state.steps > 10, 'it trains');
  assert.notEqual(house.state.notice?.kind, 'failure');
});

test('of a hundred runs that are asked for at once, the first and the last are made', BOUND, async () => {
  const bench = new Bench();
  await bench.start({ hidden: 2 });
  const all = Array.from({ length: 100 }, (_, i) =>
    outcome(bench.start({ hidden: 2 }, { run: i + 2, playing: true })),
  );
  await all.at(-1);
  assert.deepEqual(
    bench.all('began').map(({ run }) => run),
    [1, 101],
  );
  const refused = (await Promise.all(all.slice(0, -1))).filter(
    (one) => 'name' in one && one.name === 'Overtaken',
  );
  assert.equal(refused.length, 99);
  bench.trainer.dispose();
});

test(
  'runs that come one after the other while one is being made do not wait for each other',
  BOUND,
  async () => {
    const bench = new Bench();
    await bench.start({ hidden: 512 });
    let last = Promise.resolve();
    for (let i = 0; i < 80; i++) {
      last = bench.start({ hidden: 512 }, { run: i + 2, playing: true });
      last.catch(() => {});
      await turn(); // the next order lies there before the network is made
    }
    await last;
    await until(() => bench.loop.steps > 3, 'the last one trains');
    assert.ok(bench.all('began').length < 40);
    bench.trainer.dispose();
  },
);

test('without an answer to what the site has, the run begins all the same', BOUND, async (t) => {
  const house = await open(t, HASH, { surroundings: { assets: NO_SITE } });
  await until(() => house.state.steps > 10, 'it trains');
});
