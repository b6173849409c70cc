/** The reader's way through a step, against a Model that the test plays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Walkthrough } from '../web/mathematics/step/walkthrough.js';
import { PHASES } from '../web/mathematics/table.js';
import { fake_timers, FakeModel, settled } from './fake_model.js';

const LAST = PHASES.length;

/** @param {number} steps before it @param {boolean} [live] */
function step(steps, live = false) {
  const array = () => new Float32Array(1);
  const parameters = () => ({ Wh: array(), bh: array(), Wo: array(), bo: array() });
  return {
    live,
    kind: /** @type {const} */ ('next'),
    steps,
    m: 1,
    hidden: 1,
    rate: 0.1,
    images: new Uint8Array(784),
    labels: Uint8Array.of(3),
    before: parameters(),
    after: parameters(),
    activations: { Zh: array(), Ah: array(), Zo: array(), Ao: array() },
    gradients: { ...parameters(), loss: 1 },
    errors: { dZo: array(), dAh: array(), dZh: array() },
    fingerprint: { before: 'b', after: 'a' },
  };
}

/** @param {boolean} after @param {number} steps */
const standing = (after, steps) => ({ after, steps, fingerprint: 'f', is_own: false });

function begin() {
  const model = new FakeModel();
  const timers = fake_timers();
  const events = { changed: 0, moved: 0 };
  const walkthrough = new Walkthrough(
    model,
    { changed: () => void events.changed++, moved: () => void events.moved++ },
    timers.after,
  );
  return { model, timers, events, walkthrough };
}

/** In sight of the reader, who goes by hand through the step after `steps`. @param {number} [steps] */
async function by_hand(steps = 5) {
  const begun = begin();
  begun.walkthrough.take({ kind: 'next' });
  begun.model.last('step_by_hand').resolve(step(steps));
  await settled();
  return begun;
}

test('a step that training has overtaken leaves the reader with all phases, and nothing is wrong', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.take({ kind: 'next' });
  model.tell('left', standing(true, 6)); // as training goes on
  model
    .last('step_by_hand')
    .reject(Object.assign(new Error('Training has been asked for.'), { name: 'Overtaken' }));
  await settled();
  assert.deepEqual(
    [walkthrough.position, walkthrough.problem, walkthrough.is_waiting],
    [undefined, '', false],
  );
});

test('off screen nothing is asked for; on screen the step that the network would take', async () => {
  const { model, walkthrough } = begin();
  model.tell('snapshot', { steps: 3, playing: false });
  assert.equal(model.asked.step_by_hand.length, 0);
  walkthrough.seen(true);
  assert.deepEqual(model.last('step_by_hand').question, { batch: { kind: 'next' }, live: true });
  model.last('step_by_hand').resolve(step(3));
  await settled();
  assert.deepEqual([walkthrough.step?.steps, walkthrough.is_reached(LAST)], [3, true]);
  model.tell('snapshot', { steps: 3, playing: false });
  assert.equal(model.asked.step_by_hand.length, 1, 'it is on show already');
  model.tell('snapshot', { steps: 4, playing: false });
  assert.equal(model.asked.step_by_hand.length, 2);
});

test('before the first run there is nothing to ask for; its beginning is followed by a step', () => {
  const { model, walkthrough } = begin();
  Object.assign(model, { state: {} });
  walkthrough.seen(true);
  assert.deepEqual([model.asked.step_by_hand.length, walkthrough.is_waiting], [0, false]);
  Object.assign(model, { state: { shown: {} } });
  model.tell('began');
  assert.equal(model.asked.step_by_hand.length, 1);
});

test('a live step is followed by the next one after a while, if the section is still on screen', async () => {
  const { model, walkthrough, timers } = begin();
  walkthrough.seen(true);
  model.last('step_by_hand').resolve(step(3, true));
  await settled();
  model.tell('snapshot', { steps: 9, playing: true });
  assert.equal(model.asked.step_by_hand.length, 1, 'not with each snapshot');
  timers.fire(500);
  assert.equal(model.asked.step_by_hand.length, 2);
  model.last('step_by_hand').resolve(step(20, true));
  await settled();
  walkthrough.seen(false);
  timers.fire(500);
  assert.equal(model.asked.step_by_hand.length, 2);
});

test('of several questions the last one counts, in whichever order the answers come', async () => {
  const { model, walkthrough } = begin();
  for (const index of [1, 2, 3]) walkthrough.take({ kind: 'image', index });
  const [first, second, third] = model.asked.step_by_hand;
  third.resolve(step(30));
  await settled();
  first.resolve(step(10));
  second.reject(new Error('too late'));
  await settled();
  assert.deepEqual([walkthrough.step?.steps, walkthrough.problem], [30, '']);
  assert.deepEqual(third.question, { batch: { kind: 'image', index: 3 }, live: false });
});

test('the network stands after the step in the last phase, and before it in all others', async () => {
  const { model, walkthrough } = await by_hand();
  for (let phase = 2; phase < LAST; phase++) walkthrough.forward();
  assert.equal(model.asked.stand.length, 0);
  walkthrough.forward();
  assert.deepEqual(model.last('stand').question, { after: true });
  model.tell('standing', standing(true, 6));
  assert.equal(walkthrough.standing?.steps, 6);
  walkthrough.back();
  assert.deepEqual(model.last('stand').question, { after: false });
  walkthrough.go_to(2);
  assert.deepEqual([model.asked.stand.length, model.asked.step_by_hand.length], [2, 1]);
  walkthrough.go_to(LAST);
  walkthrough.forward();
  assert.deepEqual(model.last('step_by_hand').question, { batch: { kind: 'next' }, live: false });
  assert.equal(walkthrough.position, 1);
});

test('who goes to the last phase before the step is there comes to stand after it', async () => {
  const { model, walkthrough } = begin();
  walkthrough.take({ kind: 'next' });
  walkthrough.go_to(LAST);
  const [first, second] = model.asked.step_by_hand;
  second.resolve(step(5));
  first.resolve(step(5));
  await settled();
  assert.equal(model.asked.stand.length, 1);
  assert.deepEqual(model.last('stand').question, { after: true });
});

test('when something else trains, all phases are on show again', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.seen(true);
  model.tell('left', standing(true, 6));
  assert.equal(walkthrough.position, undefined);
  assert.deepEqual(model.last('step_by_hand').question, { batch: { kind: 'next' }, live: true });
});

test('the end of the step before does not end the step that is being asked for', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.take({ kind: 'image', index: 7 });
  model.tell('left', standing(true, 6));
  assert.equal(walkthrough.position, 1);
  model.last('step_by_hand').resolve(step(6));
  await settled();
  assert.deepEqual([walkthrough.position, walkthrough.step?.steps], [1, 6]);
  model.tell('left', standing(true, 7));
  assert.equal(walkthrough.position, undefined, 'its own end does');
});

test('a question that fails leaves a step at which the network still stands', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.take({ kind: 'pad', label: 3 });
  model.last('step_by_hand').reject(new Error('nothing on the pad'));
  await settled();
  assert.deepEqual([walkthrough.problem, walkthrough.position], ['nothing on the pad', 1]);
  walkthrough.go_to(LAST);
  assert.deepEqual([model.asked.stand.length, walkthrough.problem], [1, '']);
});

test('a question that fails after its step was left ends the way by hand', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.go_to(LAST);
  walkthrough.forward();
  model.tell('left', standing(true, 6));
  model.last('step_by_hand').reject(new Error('overflowed'));
  await settled();
  assert.deepEqual([walkthrough.problem, walkthrough.position], ['overflowed', undefined]);
  walkthrough.go_to(3);
  assert.deepEqual(model.last('step_by_hand').question, { batch: { kind: 'next' }, live: false });
});

test('a failure is asked about again after a while, not with each snapshot', async () => {
  const { model, walkthrough, timers } = begin();
  walkthrough.seen(true);
  model.last('step_by_hand').reject(new Error('overflowed'));
  await settled();
  for (let steps = 0; steps < 5; steps++) model.tell('snapshot', { steps, playing: true });
  assert.equal(model.asked.step_by_hand.length, 1);
  timers.fire(500);
  assert.deepEqual([model.asked.step_by_hand.length, walkthrough.problem], [2, 'overflowed']);
  model.last('step_by_hand').resolve(step(5, true));
  await settled();
  assert.equal(walkthrough.problem, '');
});

test('where the network cannot be moved, the reader is told and no longer goes by hand', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.go_to(LAST);
  model.last('stand').reject(new Error('the worker has ended'));
  await settled();
  assert.deepEqual([walkthrough.problem, walkthrough.position], ['the worker has ended', undefined]);
});

test('another network: nothing of the old one is on show, nor any answer about it', async () => {
  const { model, walkthrough } = await by_hand();
  walkthrough.go_to(LAST);
  walkthrough.take({ kind: 'next' });
  model.tell('began');
  assert.deepEqual(
    [walkthrough.step, walkthrough.position, walkthrough.is_waiting],
    [undefined, undefined, false],
  );
  model.last('stand').reject(new Error('another run has begun'));
  model.last('step_by_hand').resolve(step(5));
  await settled();
  assert.deepEqual([walkthrough.step, walkthrough.problem], [undefined, '']);
});

test('slow motion goes from phase to phase up to the last, waiting for numbers', async () => {
  const { model, walkthrough, timers } = begin();
  walkthrough.play_slowly();
  assert.deepEqual([walkthrough.position, walkthrough.is_in_motion], [1, true]);
  timers.fire(4000);
  assert.equal(walkthrough.position, 1, 'its numbers are not there yet');
  model.last('step_by_hand').resolve(step(5));
  await settled();
  for (let phase = 2; phase <= LAST; phase++) {
    assert.deepEqual(timers.waiting(), [4000]);
    timers.fire(4000);
    assert.equal(walkthrough.position, phase);
  }
  assert.ok(!walkthrough.is_in_motion);
  assert.deepEqual(timers.waiting(), []);
});

test('slow motion ends by hand, out of sight, with its step, and with a failure', async () => {
  /** @type {((begun: ReturnType<typeof begin>) => void)[]} */
  const ends = [
    ({ walkthrough }) => walkthrough.play_slowly(),
    ({ walkthrough }) => walkthrough.seen(false),
    ({ model }) => model.tell('left', standing(true, 6)),
    ({ model }) => model.tell('began'),
    ({ walkthrough }) => walkthrough.dispose(),
  ];
  for (const end of ends) {
    const begun = await by_hand();
    begun.walkthrough.play_slowly();
    end(begun);
    assert.deepEqual(begun.timers.waiting(), [], String(end));
  }
  const { model, walkthrough } = begin();
  walkthrough.play_slowly();
  model.last('step_by_hand').reject(new Error('overflowed'));
  await settled();
  assert.ok(!walkthrough.is_in_motion);
});

test('what has been disposed of hears nothing and asks for nothing', async () => {
  const { model, walkthrough, timers, events } = await by_hand();
  walkthrough.take({ kind: 'next' });
  walkthrough.dispose();
  const { changed } = events;
  model.last('step_by_hand').resolve(step(9, true));
  await settled();
  model.tell('began');
  model.tell('snapshot', { steps: 12, playing: false });
  assert.equal(events.changed, changed);
  assert.equal(walkthrough.step?.steps, 5);
  assert.deepEqual(timers.waiting(), []);
});
