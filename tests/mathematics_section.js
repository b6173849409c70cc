/** What the section on the mathematics knows beside the step: gradient checks, fields, and the entry that is followed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GradientCheck } from '../web/mathematics/step/gradient_check.js';
import { Selection } from '../web/mathematics/step/selection.js';
import { read_whole_number, refusal } from '../web/mathematics/step/whole_number.js';
import { QUANTITIES } from '../web/mathematics/table.js';
import { verdict } from '../web/mathematics/views/verdict.js';
import { TOLERANCE } from '../web/training/tolerance.js';
import { FakeModel, settled } from './fake_model.js';

/** @typedef {import('../web/mathematics/step/gradient_check.js').Checked} Checked */

/* ---- gradient checks ---- */

/** @param {Partial<Checked>} [changes] @returns {Checked} */
const checked = (changes) => ({
  m: 32,
  rate: 0.1,
  is_right: false,
  points: [{ name: 'Wh', index: 0, claimed: 1, slope: 1 }],
  kinks: 0,
  largest: { Wh: 1, bh: 1, Wo: 1, bo: 1 },
  drowned: [],
  error: 1e-5,
  run_rate: 0.1,
  ...changes,
});

function begin_check() {
  const model = new FakeModel();
  const check = new GradientCheck(model, () => {});
  return { model, check };
}

test('a gradient check brings its answer, or the reason why there is none', async () => {
  const { model, check } = begin_check();
  check.ask({ sabotage: 'mean' });
  assert.deepEqual([check.is_waiting, model.last('check_gradients').question], [true, { sabotage: 'mean' }]);
  model.last('check_gradients').resolve(checked());
  await settled();
  assert.deepEqual([check.is_waiting, check.checked, check.problem], [false, checked(), '']);
  check.ask({});
  model.last('check_gradients').reject(new Error('overflowed'));
  await settled();
  assert.deepEqual([check.is_waiting, check.checked, check.problem], [false, undefined, 'overflowed']);
});

test('the answer about a network that has been replaced is not shown for the new one', async () => {
  for (const outcome of /** @type {const} */ (['resolve', 'reject'])) {
    const { model, check } = begin_check();
    check.ask({});
    model.tell('began');
    assert.ok(!check.is_waiting);
    model.last('check_gradients')[outcome](/** @type {any} */ (checked()));
    await settled();
    assert.deepEqual([check.checked, check.problem], [undefined, '']);
  }
});

test('of several gradient checks the last one counts', async () => {
  const { model, check } = begin_check();
  check.ask({ sabotage: 'mean' });
  check.ask({ sabotage: 'sign' });
  const [first, second] = model.asked.check_gradients;
  second.resolve(checked({ sabotage: 'sign' }));
  await settled();
  first.resolve(checked({ sabotage: 'mean' }));
  await settled();
  assert.equal(check.checked?.sabotage, 'sign');
});

test('a gradient check ends by its own answer alone, whatever else happens', async () => {
  const { model, check } = begin_check();
  check.ask({});
  model.tell('failed', { message: 'the download was cancelled' });
  model.tell('snapshot', { steps: 3, playing: true });
  model.tell('left', { after: true, steps: 3, fingerprint: 'f', is_own: false });
  assert.deepEqual([check.is_waiting, check.problem], [true, '']);
});

test('the verdict says what was found, why it may be nothing, and what was left out', () => {
  const first = (/** @type {Partial<Checked>} */ changes) => verdict(checked(changes))[0];
  assert.match(
    first({}),
    /^The formulas hold: gradients and measured slopes differ by at most 0\.001\d* % of the largest gradient of/,
  );
  assert.match(first({ error: 2 * TOLERANCE }), /^The formulas do not hold: .* by as much as 2 % of/);
  assert.match(first({ error: 0.5, sabotage: 'sign' }), /^Caught: .* by as much as 50 % of the largest/);
  assert.match(first({ error: 31, sabotage: 'mean' }), /^Caught: .* by as much as 31 times the largest/);
  assert.match(first({ sabotage: 'sign' }), /^Not caught/);
  assert.match(
    first({ sabotage: 'mean', is_right: true }),
    /does not show on this batch\. The mean over one/,
  );
  assert.match(first({ error: NaN }), /^Nothing can be concluded/);
  assert.match(first({ points: [] }), /a kink there, and no slope/);
  const [, by_rate] = verdict(checked({ sabotage: 'new_weights', error: 0.5, rate: 3, run_error: 0.002 }));
  assert.match(by_rate, /η = 0\.1, hardly moves W_o.* difference of only 0\.2 % of .*η = 3\.$/);
  const [, certain] = verdict(checked({ drowned: ['Wh', 'bo'] }));
  assert.match(certain, /^The gradients of W_h, b_o are not judged/);
  const { points } = checked();
  assert.match(
    String(verdict(checked({ points: [...points, ...points], m: 1, kinks: 3 })).at(-1)),
    /^2 parameters were compared on one sample; 3 others were passed over, since/,
  );
});

/* ---- fields and the entry that is followed ---- */

test('a whole number is read, whatever it is written like; everything else is refused', () => {
  for (const [text, value] of /** @type {const} */ ([
    ['0', 0],
    [' 7 ', 7],
    ['1e9', 1e9],
    ['10.0', 10],
  ]))
    assert.equal(read_whole_number(text), value);
  for (const text of ['', ' ', '3.5', '-1', '-0.5', 'seven', '1e300', 'Infinity', 'NaN'])
    assert.equal(read_whole_number(text), undefined, text);
  assert.deepEqual([read_whole_number('31', 31), read_whole_number('32', 31)], [31, undefined]);
});

test('a refusal says what was given, what is expected and what stays', () => {
  assert.equal(
    refusal('The number of the image', '3.5', 7),
    'The number of the image must be a whole number of 0 or more; “3.5” is not, so it stays 7.',
  );
  assert.equal(
    refusal('The number of the sample', '-2', 4, 31),
    'The number of the sample must be a whole number from 0 to 31; “−2” is not, so it stays 4.',
  );
  assert.match(refusal('The number of the image', '', 7), /; the field holds none, so it stays 7\.$/);
});

test('a choice in one quantity is followed through all others that share a side with it', () => {
  const selection = new Selection();
  selection.fit({ hidden: 10, m: 32 });
  selection.choose('Zh', { row: 4, column: 17 });
  assert.deepEqual(selection.entry('Wh'), { row: 4, column: 0 });
  assert.deepEqual(selection.entry('X'), { row: 0, column: 17 });
  assert.equal(selection.describe('Zh'), 'hidden unit 4, sample 17');
  assert.deepEqual(selection.behind('Wh', 'Zh'), { row: 4 });
  assert.deepEqual(selection.behind('X', 'Zh'), { column: 17 });
  assert.deepEqual(selection.behind('Zh', 'Ah'), { row: 4, column: 17 });
});

test('a choice stays within the step, and so does what was chosen in a larger one', () => {
  const selection = new Selection();
  selection.fit({ hidden: 10, m: 32 });
  selection.choose('Zh', { row: 99, column: -3 });
  assert.deepEqual(selection.entry('Zh'), { row: 9, column: 0 });
  selection.choose('Zh', { row: 9, column: 31 });
  selection.fit({ hidden: 3, m: 1 });
  for (const name of /** @type {import('../web/mathematics/table.js').Name[]} */ (Object.keys(QUANTITIES))) {
    const { row, column } = selection.entry(name);
    assert.ok(row < selection.count[QUANTITIES[name].rows], name);
    assert.ok(column < selection.count[QUANTITIES[name].columns], name);
  }
});

test('long sides are on show page by page, and one sample alone if wanted', () => {
  const selection = new Selection();
  selection.fit({ hidden: 300, m: 40 });
  selection.choose('Zh', { row: 290, column: 35 });
  assert.deepEqual(selection.window('Zh'), {
    rows: { first: 256, count: 44 },
    columns: { first: 32, count: 8 },
  });
  selection.is_one_sample = true;
  assert.deepEqual(selection.window('Zh').columns, { first: 35, count: 1 });
});
