// The wire between a trainer and whoever uses it: order, numbers, errors, back-pressure and its end.
import './link/threads.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, Disconnected, serve } from '../web/link/port.js';
import { BUILD } from '../web/link/build.js';
import { COMMANDS } from '../web/training/protocol.js';
import { BOUND, outcome, turn, until } from './rooms/harness.js';

/**
 * @typedef {import('../web/link/port.js').FromTrainer} FromTrainer
 * @typedef {import('../web/link/port.js').ToTrainer} ToTrainer
 * @typedef {import('../web/link/port.js').Listener} Listener
 * @typedef {import('../web/training/trainer.js').Trainer} Trainer
 * @typedef {Parameters<typeof serve>[1]} MakeTrainer
 * @typedef {import('../web/training/protocol.js').Snapshot} Snapshot
 */

const LOSSES = { losses: new Float32Array(0), tests: [], dead: [], steps: 0, first_step: 0 };
const SNAPSHOT = /** @type {Snapshot} */ (/** @type {unknown} */ ({ run: 1, settings: {}, ...LOSSES }));

/** What every command needs of what comes with it. */
const SOUND = {
  settings: {},
  playing: false,
  needs: [],
  label: 1,
  examples: [],
  id: 0,
  index: 0,
  digit: 1,
  batch: { kind: 'next' },
  live: false,
  after: false,
  name: 'predict',
  given: [],
};

/**
 * A wire with a made-up trainer: what its commands do is given; the others do nothing.
 * @param {Record<string, unknown>} commands and other properties of the trainer
 * @param {Partial<Listener>} [listener]
 * @param {{ tick?: number }} [options]
 */
function wire(commands, listener, options) {
  const { port1, port2 } = new MessageChannel();
  /** @type {FromTrainer[]} */
  const received = [];
  /** @type {Error[]} */
  const failures = [];
  /** @type {Error[]} */
  const ends = [];
  /** @type {Parameters<MakeTrainer>[0][]} */
  const wires = [];
  const nothing = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, () => undefined]));
  serve(port1, (given) => {
    wires.push(given);
    const trainer = { playing: false, snapshot: () => undefined, ...nothing, ...commands };
    return /** @type {Trainer} */ (/** @type {unknown} */ (trainer));
  });
  port1.start();
  port2.start();
  const connection = connect(
    port2,
    {
      received: (message) => void received.push(message),
      failed: (error) => void failures.push(error),
      ended: (error) => void ends.push(error),
      paced: (take) => void setImmediate(take),
      ...listener,
    },
    options,
  );
  const close = () => {
    connection.close(new Disconnected('It was ended.'));
    port1.close();
    port2.close();
  };
  const snapshots = () => received.filter(({ type }) => type === 'snapshot').length;
  return { connection, received, failures, ends, given: wires[0], snapshots, close, port1, port2 };
}

test(
  'each command of the table reaches the method of its name, and each question is answered',
  BOUND,
  async () => {
    /** @type {[string, unknown][]} */
    const calls = [];
    const names = /** @type {(keyof typeof COMMANDS)[]} */ (Object.keys(COMMANDS));
    const method = (/** @type {string} */ name) => async (/** @type {unknown} */ detail) => {
      calls.push([name, detail]);
      return `answer of ${name}`;
    };
    const { connection, close } = wire(Object.fromEntries(names.map((name) => [name, method(name)])));
    await connection.ready;
    for (const name of names) {
      const detail = /** @type {never} */ ({ ...SOUND, run: name.length });
      const result = connection.send(name, detail);
      if (COMMANDS[name] === 'order') assert.equal(result, undefined);
      else assert.equal(await result, `answer of ${name}`);
    }
    await until(() => calls.length === names.length, 'all have arrived');
    assert.deepEqual(
      calls,
      names.map((name) => [name, { ...SOUND, run: name.length }]),
    );
    close();
  },
);

test('an error refuses its own question and nobody else’s, with its name and its words', BOUND, async () => {
  const { connection, close } = wire({
    state: async () => {
      throw new RangeError('There is no such run.');
    },
    follow: () => {
      throw 'only words';
    },
    contact_sheet: () => () => 'a function cannot be posted',
    offers: async () => ({ mnist: true }),
  });
  const questions = [
    connection.send('state', { run: 1 }),
    connection.send('offers'),
    connection.send('follow', { run: 1, index: 1 }),
    connection.send('contact_sheet', { run: 1 }),
    connection.send('offers'),
  ];
  const [state, offers, follow, sheet, again] = await Promise.all(questions.map(outcome));
  assert.deepEqual(state, { name: 'RangeError', message: 'There is no such run.' });
  assert.deepEqual(follow, { name: 'Error', message: 'only words' });
  assert.equal(/** @type {{ name: string }} */ (sheet).name, 'DataCloneError');
  assert.deepEqual([offers, again], [{ value: { mnist: true } }, { value: { mnist: true } }]);
  close();
});

test('an order that fails is told as an event, and the next one is carried out', BOUND, async () => {
  let played = 0;
  const { connection, received, close } = wire({
    pause: () => {
      throw new Error('It cannot be paused.');
    },
    play: () => void played++,
  });
  connection.send('pause', { run: 1 });
  connection.send('play', { run: 1 });
  await until(() => played === 1, 'it plays');
  const failed = await until(() => received.find(({ type }) => type === 'event'), 'a failure is told');
  const detail = { run: undefined, message: 'It cannot be paused.' };
  assert.deepEqual(failed, { type: 'event', name: 'failed', detail, seen: 1, playing: false });
  close();
});

test('each message says which command the trainer had seen, and whether it trains', BOUND, async () => {
  const commands = {
    playing: false,
    play() {
      this.playing = true;
      given.emit('stopped', { run: 1, reason: 'for a test' });
    },
  };
  const { connection, received, given, close } = wire(commands);
  connection.send('need', { needs: [] });
  connection.send('play', { run: 1 });
  const event = await until(() => received.find(({ type }) => type === 'event'), 'an event');
  const detail = { run: 1, reason: 'for a test' };
  assert.deepEqual(event, { type: 'event', name: 'stopped', detail, seen: 2, playing: true });
  close();
});

test('every command is followed by word of the state, even one that changes nothing', BOUND, async () => {
  const { connection, received, close } = wire({});
  const names = /** @type {(keyof typeof COMMANDS)[]} */ (Object.keys(COMMANDS));
  for (const [i, name] of names.entries()) {
    void connection.send(name, /** @type {never} */ ({ ...SOUND, run: 7 }));
    const is_told = () => received.some((message) => message.type === 'state' && message.seen === i + 1);
    await until(is_told, `the state after ${name}`);
  }
  close();
});

test(
  'snapshots come one at a time: the next once the last was taken, and then the newest',
  BOUND,
  async () => {
    /** @type {(() => void)[]} */
    const takes = [];
    let steps = 0;
    const snapshot = () => ({ ...SNAPSHOT, losses: new Float32Array(3), steps });
    const { given, received, snapshots, close } = wire(
      { snapshot },
      { paced: (take) => void takes.push(take) },
    );
    for (steps = 1; steps <= 50; steps++) {
      given.changed();
      await turn();
    }
    await until(() => snapshots() === 1, 'a snapshot');
    takes[0]();
    await until(() => snapshots() === 2, 'another');
    for (let i = 0; i < 20; i++) await turn();
    assert.equal(snapshots(), 2, 'not a third, as nothing has changed and it was not taken');
    const [first, second] = received.filter((message) => message.type === 'snapshot');
    assert.equal(first.detail.steps, 1);
    assert.equal(second.detail.steps, 51);
    close();
  },
);

test(
  'an exception in whoever hears a snapshot, or in making one, does not stop the snapshots',
  BOUND,
  async () => {
    let made = 0;
    const snapshot = () => {
      if (++made === 2) throw new Error('It cannot be made.');
      const losses = new Float32Array(0); // its memory is handed over
      return { ...SNAPSHOT, losses, odd: made === 3 ? () => 'cannot be posted' : undefined };
    };
    let heard = 0;
    const received = (/** @type {FromTrainer} */ message) => {
      if (message.type === 'event') told.push(message.detail);
      if (message.type === 'snapshot' && ++heard === 1) throw new Error('It cannot be heard.');
    };
    /** @type {unknown[]} */
    const told = [];
    const { given, failures, close } = wire({ snapshot }, { received });
    for (let i = 1; i <= 5; i++) {
      given.changed();
      await until(() => made === i, `snapshot ${i} is made`);
      for (let turns = 0; turns < 5; turns++) await turn();
    }
    await until(() => heard === 3, 'the others are heard');
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['It cannot be heard.'],
    );
    assert.equal(told.length, 2, 'both failures are told');
    close();
  },
);

test(
  'whoever waits for an answer is refused when the connection ends, and so is who asks later',
  BOUND,
  async () => {
    const { connection, ends, received, given, close } = wire({ state: () => new Promise(() => {}) });
    await connection.ready;
    const waiting = connection.send('state', { run: 1 });
    for (const reason of ['The worker is gone.', 'And again.']) connection.close(new Disconnected(reason));
    const refusal = { name: 'Disconnected', message: 'The worker is gone.' };
    assert.deepEqual(await outcome(waiting), refusal);
    assert.deepEqual(await outcome(connection.send('offers')), refusal);
    assert.equal(connection.send('play', { run: 1 }), undefined);
    given.emit('stopped', { run: 1, reason: 'too late' });
    for (let i = 0; i < 20; i++) await turn();
    assert.deepEqual([ends.length, received.length], [1, 0]);
    close();
  },
);

test('a trainer that has fallen silent is noticed; one that answers is not given up', BOUND, async () => {
  const alive = wire({}, {}, { tick: 2 });
  const silent = wire({ state: () => new Promise(() => {}) }, {}, { tick: 2 });
  await silent.connection.ready;
  const waiting = silent.connection.send('state', { run: 1 });
  silent.port2.postMessage = () => {}; // nothing gets through any more
  const refusal = { name: 'Disconnected', message: 'It has not answered for a long time.' };
  assert.deepEqual(await outcome(waiting), refusal);
  assert.deepEqual([silent.ends.length, alive.ends.length], [1, 0]);
  alive.close();
  silent.close();
});

test(
  'a trainer that falls silent while it trains is given up as soon with a question as without',
  BOUND,
  async () => {
    const training = wire({ playing: true, state: () => new Promise(() => {}) }, {}, { tick: 5 });
    training.connection.send('play', { run: 1 });
    while (!training.received.some((message) => 'playing' in message && message.playing)) await turn();
    /** @type {string[]} */
    const unheard = [];
    training.port2.postMessage = ({ type }) => void unheard.push(type);
    await outcome(training.connection.send('state', { run: 1 }));
    const looks = unheard.filter((type) => type === 'are you alive').length;
    assert.ok(looks <= 6, `${looks} looks`);
    training.close();
  },
);

test(
  'a trainer of another version is refused with words, and another try would not help',
  BOUND,
  async () => {
    const { port1, port2 } = new MessageChannel();
    /** @type {Error[]} */
    const ends = [];
    const listener = {
      received() {},
      failed() {},
      paced() {},
      ended: (/** @type {Error} */ e) => void ends.push(e),
    };
    port1.onmessage = () => port1.postMessage({ type: 'hello', build: 'of yesterday' });
    const connection = connect(port2, listener);
    const question = connection.send('offers');
    port2.start();
    const message = `It is of another version (of yesterday) than this page (${BUILD}): reload the page.`;
    for (const promise of [connection.ready, question])
      assert.deepEqual(await outcome(promise), { name: 'Disconnected', message });
    assert.equal(/** @type {Disconnected} */ (ends[0]).is_final, true);
    port1.close();
  },
);
