/** Models by name, and how many of them have a trainer at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Berths } from '../../web/model/berths.js';
import { Registry } from '../../web/model/registry.js';

test('a model ends a task after its last user has gone, unless somebody has taken it again', async () => {
  const registry = new Registry();
  let ended = 0;
  const make = () => ({ dispose: () => ended++ });
  const model = registry.take('a', make);
  assert.equal(registry.take('a', make), model);
  registry.release('a');
  await sleep(5);
  assert.equal(ended, 0);
  registry.release('a');
  assert.equal(registry.take('a', make), model); // it was moved
  await sleep(5);
  assert.deepEqual([ended, registry.size], [0, 1]);
  registry.release('a');
  await sleep(5);
  assert.deepEqual([ended, registry.size], [1, 0]);
  assert.notEqual(registry.take('a', make), model);
});

/** @param {string} name @param {number} rank @param {string[]} log */
const guest = (name, rank, log) => ({
  rank,
  begin: () => void log.push(`${name} begins`),
  leave: async () => void log.push(`${name} leaves`),
});

test('whoever has rested longest leaves for one of higher rank; among equals one waits until there is room', async () => {
  /** @type {string[]} */
  const log = [];
  const berths = new Berths(2);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => guest(name, 2, log));
  for (const each of [a, b, c]) berths.ask(each);
  await sleep(5);
  assert.deepEqual(log, ['a begins', 'b begins']);
  for (const each of [b, a]) {
    each.rank = 0;
    berths.move(each);
    await sleep(5);
  }
  assert.deepEqual(log.slice(2), ['b leaves', 'c begins']);
  const d = guest('d', 1, log);
  berths.ask(d);
  await sleep(5);
  assert.deepEqual(log.slice(4), ['a leaves', 'd begins']);
  berths.ask(guest('e', 1, log));
  await sleep(5);
  assert.equal(log.length, 6);
  berths.give_up(c);
  await sleep(5);
  assert.deepEqual([log.at(-1), berths.count], ['e begins', 2]);
});

test('one that cannot leave keeps its trainer, and is not asked again and again', async () => {
  /** @type {string[]} */
  const log = [];
  const berths = new Berths(1);
  const stuck = { ...guest('a', 0, log), leave: () => Promise.reject(new Error('not now')) };
  berths.ask(stuck);
  berths.ask(guest('b', 2, log));
  await sleep(5);
  assert.deepEqual(log, ['a begins']);
  berths.give_up(stuck);
  assert.deepEqual(log, ['a begins', 'b begins']);
});

test('one that could not leave is asked again if something has changed while it was asked', async () => {
  /** @type {string[]} */
  const log = [];
  const berths = new Berths(1);
  let has_begun = false;
  const early = {
    ...guest('a', 1, log),
    async leave() {
      const can_leave = has_begun;
      if (!has_begun) berths.move(early); // it begins before it has been refused
      has_begun = true;
      await Promise.resolve();
      if (!can_leave) throw new Error('not yet');
      log.push('a leaves');
    },
  };
  berths.ask(early);
  berths.ask(guest('b', 2, log));
  await sleep(5);
  assert.deepEqual(log, ['a begins', 'a leaves', 'b begins']);
});
