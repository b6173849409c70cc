/** The diagnosis, apart from the page: how many looks it takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Diagnosis } from '../../web/training/diagnosis.js';
import { Session } from '../../web/training/run.js';
import { BOUND } from './reading.js';

const LOOKS = 12; // one each 100 ms

test('dead units among 512 are found in a dozen looks, and no others', BOUND, async () => {
  const session = await Session.begin({ hidden: 512, seed: 1 });
  const parameters = session.network.parameters();
  const killed = [3, 77, 500];
  for (const unit of killed) parameters.bh[unit] = -100;
  session.network.set_parameters(parameters);
  const diagnosis = new Diagnosis(session);
  for (let i = 0; i < LOOKS; i++) {
    session.train(2, 32, 0.1);
    diagnosis.look();
  }
  assert.deepEqual(diagnosis.dead, killed);
  parameters.bh[77] = 0; // it is woken
  session.network.set_parameters(parameters);
  diagnosis.look();
  assert.ok(!diagnosis.dead.includes(77));
  session.free();
});

test('at rate 0 no unit moves, and those that are not 0 are not taken for dead', BOUND, async () => {
  const session = await Session.begin({ hidden: 20, seed: 1 });
  const diagnosis = new Diagnosis(session);
  for (let i = 0; i < LOOKS; i++) {
    session.train(2, 32, 0);
    diagnosis.look();
  }
  assert.deepEqual(diagnosis.dead, []);
  session.free();
});
