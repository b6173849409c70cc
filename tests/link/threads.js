/** How a thread begins, whether it is a worker or this one, and what it says when it cannot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carried_reacher } from '../../web/link/carried.js';
import { train_here } from '../../web/link/main_thread.js';
import { serve_thread } from '../../web/link/serving.js';
import { standard_config } from '../../web/training/settings.js';
import { BOUND, until } from '../rooms/harness.js';

/** A thread of a name, behind a channel. @param {import('node:test').TestContext} t @param {string} name @returns {MessagePort} the other end */
function thread_named(t, name) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const scope = Object.assign(port1, { name });
  serve_thread(/** @type {Parameters<typeof serve_thread>[0]} */ (/** @type {unknown} */ (scope)));
  port1.start();
  return port2;
}

test('a thread whose name is an address begins that run by itself', BOUND, async (t) => {
  const port = thread_named(t, '#hidden=2&seed=3&images=1000&stop-steps=5&speed=full');
  /** @type {any[]} */
  const received = [];
  port.addEventListener('message', ({ data }) => received.push(data));
  port.start();
  port.postMessage({ type: 'hello' });
  await until(() => received.some((message) => message.name === 'began'), 'the run begins');
  const { detail } = received.find((message) => message.name === 'began');
  assert.deepEqual([detail.run, detail.settings.hidden, detail.settings.seed], [1, 2, 3]);
});

test('in a thread a promise that nobody waits for, or a message that cannot be read, is a fault', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {Record<string, (event: object) => void>} */
  const listeners = {};
  const scope = {
    name: '',
    postMessage() {},
    addEventListener: (/** @type {string} */ type, /** @type {(event: object) => void} */ listener) => {
      listeners[type] = listener;
    },
  };
  serve_thread(/** @type {Parameters<typeof serve_thread>[0]} */ (/** @type {unknown} */ (scope)));
  assert.throws(() => listeners.messageerror({}), /^Error: A message from the page could not be read\.$/);
  listeners.unhandledrejection({ reason: new Error('Nobody waits.') });
  assert.throws(() => t.mock.timers.tick(1), /^Error: Nobody waits\.$/);
});

test(
  'a worker that begins early is heard from its first word on, and one that cannot begin is told',
  BOUND,
  async (t) => {
    /** @type {EventTarget[]} */
    const workers = [];
    class Worker extends EventTarget {
      constructor() {
        super();
        if (workers.length === 2) throw new Error('No worker here.');
        workers.push(this);
      }
      postMessage() {}
      terminate() {}
    }
    Object.assign(globalThis, { Worker });
    t.after(() => Reflect.deleteProperty(globalThis, 'Worker'));
    const carried = { threads: () => assert.fail('It trains on this thread.'), modules: '' };
    /** @type {unknown[]} */
    const heard = [];
    const note = (/** @type {unknown} */ what) => void heard.push(what);
    const listener = { received: note, failed: note, ended: note, paced: () => {} };
    const tell = (/** @type {unknown} */ data) =>
      workers[0].dispatchEvent(new MessageEvent('message', { data }));
    const words = [1, 2].map((run) => ({ type: 'event', name: 'began', detail: { run }, playing: true }));
    const reach = carried_reacher(carried, { hash: '#' });
    assert.equal(workers.length, 1, 'it begins at once');
    tell(words[0]);
    const first = await reach('worker', listener);
    tell(words[1]);
    assert.deepEqual(heard, words);
    const second = await reach('worker', listener);
    assert.equal(workers.length, 2, 'the next connection has a worker of its own');
    for (const { end } of [first, second]) end();
    const without = carried_reacher(carried, { hash: '#' });
    await assert.rejects(without('worker', listener), /No worker here/);
  },
);

test('where no worker can be had, carried code trains on this thread, and is read once', BOUND, async () => {
  /** @type {string[]} */
  const read = [];
  const threads = (/** @type {string} */ modules) => {
    read.push(modules);
    return { serve_thread, train_here };
  };
  const reach = carried_reacher({ threads, modules: 'both, packed' });
  for (const hidden of [2, 3]) {
    /** @type {any[]} */
    const received = [];
    const note = (/** @type {unknown} */ what) => void received.push(what);
    const listener = { received: note, failed: note, ended: note, paced: () => {} };
    const { thread, connection, end } = await reach('main', listener);
    assert.equal(thread, 'main');
    await connection.send('start', { run: 1, settings: { ...standard_config(), hidden }, playing: false });
    await until(() => received.some(({ name }) => name === 'began'), 'the run begins');
    assert.equal(received.find(({ name }) => name === 'began').detail.settings.hidden, hidden);
    end();
  }
  assert.deepEqual(read, ['both, packed']);
});
