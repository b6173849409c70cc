/** The diagnosis, apart from the page: how many looks it takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Diagnosis } from '../../web/training/diagnosis.js';
import { Run } from '../../web/training/run.js';
import { BOUND } from './reading.js';

const LOOKS = 12; // one each 100 ms

test('dead units among 512 are found in a dozen looks, and no others', BOUND, async () => {
  const run = await Run.begin({ hidden: 512, seed: 1 });
  const parameters = run.network.parameters();
  const killed = [3, 77, 500];
  for (const unit of killed) parameters.bh[unit] = -100;
  run.network.set_parameters(parameters);
  const diagnosis = new Diagnosis(run);
  for (let i = 0; i < LOOKS; i++) {
    run.train(2, 32, 0.1);
    diagnosis.scan();
  }
  assert.deepEqual(diagnosis.dead, killed);
  parameters.bh[77] = 0; // it is woken
  run.network.set_parameters(parameters);
  diagnosis.scan();
  assert.ok(!diagnosis.dead.includes(77));
  run.free();
});

test('at rate 0 no unit moves, and those that are not 0 are not taken for dead', BOUND, async () => {
  const run = await Run.begin({ hidden: 20, seed: 1 });
  const diagnosis = new Diagnosis(run);
  for (let i = 0; i < LOOKS; i++) {
    run.train(2, 32, 0);
    diagnosis.scan();
  }
  assert.deepEqual(diagnosis.dead, []);
  run.free();
});
