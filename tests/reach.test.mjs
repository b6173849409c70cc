// Where the trainer is: in a worker that the page has begun early, in a new one, or on the page's own thread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILD } from '../web/link/build.js';
import { connect, Disconnected } from '../web/link/port.js';
import { BOUND, outcome, settings_of, until } from './rooms/harness.js';

/**
 * @typedef {import('../web/link/port.js').FromTrainer} FromTrainer
 * @typedef {import('../web/link/port.js').Listener} Listener
 * @typedef {import('node:test').TestContext} TestContext
 */

/** A worker that does nothing but what a test makes it do. */
class FakeWorker extends EventTarget {
  /** @type {FakeWorker[]} */
  static all = [];
  /** @type {unknown[]} */
  posted = [];
  is_ended = false;

  /** @param {string} url of a blob @param {WorkerOptions} options */
  constructor(url, options) {
    super();
    this.url = url;
    this.options = options;
    FakeWorker.all.push(this);
  }

  /** @param {unknown} message */
  postMessage(message) {
    this.posted.push(message);
  }

  terminate() {
    this.is_ended = true;
  }

  /** @param {string} type @param {Record<string, unknown>} properties of the event */
  fire(type, properties) {
    this.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), properties));
  }
}

/** Gives this engine what only browsers have. @param {TestContext} t @param {Record<string, unknown>} things */
function pretend(t, things) {
  for (const [name, value] of Object.entries(things)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name),
    );
  }
}

/** A page that could begin no worker early. */
const NONE_EARLY = {
  thread: undefined,
  take_over: () => [],
  async start_trainer() {
    throw new Error('There are no workers.');
  },
};

/** @type {Listener} */
const DEAF = { received() {}, failed() {}, ended() {}, paced() {} };

test(
  'the worker that the page began early is taken over with all that it has said; the next one is new',
  BOUND,
  async (t) => {
    pretend(t, { Worker: FakeWorker, location: { hash: '#hidden=3' } });
    const early = await import('../web/link/early.js');
    const { reacher } = await import('../web/link/reach.js');
    const [first] = FakeWorker.all;
    const line = await (await fetch(first.url)).text();
    assert.match(line, /^import "file:.*\/web\/link\/worker\.js";$/, 'its blob has the policy of the page');
    assert.deepEqual(first.options, { type: 'module', name: '#hidden=3' });
    first.fire('message', { data: { type: 'state', seen: 0, playing: true } });
    first.fire('message', { data: { type: 'hello', build: BUILD } });
    const reach = reacher('http://127.0.0.1:1/', early);
    /** @type {FromTrainer[]} */
    const received = [];
    const link = await reach('worker', { ...DEAF, received: (message) => void received.push(message) });
    await link.connection.ready;
    assert.deepEqual(received, [{ type: 'state', seen: 0, playing: true }]);
    const question = outcome(link.connection.send('offers'));
    assert.deepEqual(first.posted, [
      { type: 'hello' },
      { type: 'command', name: 'offers', detail: undefined, id: 1 },
    ]);
    link.end();
    assert.deepEqual(
      [first.is_ended, await question],
      [true, { name: 'Disconnected', message: 'It was ended.' }],
    );

    const next = await reach('worker', DEAF);
    const [, second] = FakeWorker.all;
    assert.equal(second.options.name, undefined);
    second.fire('error', { message: 'It has crashed.' });
    assert.deepEqual(await outcome(next.connection.ready), {
      name: 'Disconnected',
      message: 'It has crashed.',
    });
    const last = await reach('worker', DEAF);
    FakeWorker.all[2].fire('messageerror', {});
    assert.deepEqual(await outcome(last.connection.ready), {
      name: 'Disconnected',
      message: 'It could not be loaded.',
    });
  },
);

test('a worker that failed before anybody listened is heard to have failed', BOUND, async (t) => {
  pretend(t, { Worker: FakeWorker, location: { hash: '' } });
  const early = await import('../web/link/early.js');
  const worker = /** @type {FakeWorker} */ (/** @type {unknown} */ (early.thread));
  early.take_over();
  worker.fire('error', { message: 'Nobody keeps this any more.' });
  assert.deepEqual(early.take_over(), []);
});

test('where no worker can be begun the page is told so', BOUND, async (t) => {
  pretend(t, { Worker: undefined, location: { hash: '' } });
  const name = '../web/link/early.js?without-workers';
  assert.equal((await import(name)).thread, undefined);
});

test('on the page’s own thread the same trainer answers, until it is ended', BOUND, async () => {
  const { reacher } = await import('../web/link/reach.js');
  const link = await reacher('http://127.0.0.1:1/', NONE_EARLY)('main', DEAF);
  await link.connection.ready;
  const settings = settings_of({ hidden: 2 });
  await link.connection.send('start', { run: 1, settings, playing: false });
  assert.equal((await link.connection.send('state', { run: 1 })).hidden, 2);
  const waiting = outcome(link.connection.send('offers'));
  link.end();
  assert.deepEqual(await waiting, { name: 'Disconnected', message: 'It was ended.' });
});

test(
  'a worker begins the run of its name by itself, and the page that asks for it gets that run',
  BOUND,
  async (t) => {
    const { port1, port2 } = new MessageChannel();
    const self = Object.assign(port1, { name: '#hidden=2&speed=full&stop-steps=5' });
    pretend(t, { self });
    await import('../web/link/worker.js');
    port1.start();
    port2.start();
    /** @type {FromTrainer[]} */
    const received = [];
    const listener = {
      ...DEAF,
      received: (/** @type {FromTrainer} */ message) => void received.push(message),
      paced: (/** @type {() => void} */ take) => take(),
    };
    const connection = connect(port2, listener);
    await connection.ready;
    const settings = settings_of({ hidden: 9 }); // the first who asks for a run says what it is
    await connection.send('start', { run: 1, settings, playing: true });
    const is_there = () =>
      received.some((message) => message.type === 'snapshot' && message.detail.steps === 5);
    await until(is_there, 'it has trained');
    assert.equal((await connection.send('state', { run: 1 })).hidden, 2);
    connection.close(new Disconnected('It was ended.'));
    port1.close();
  },
);
