/** What is kept and shared: the run of the last visit, the network as a file, what it was taught, the run before. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import {
  BOUND,
  draw,
  DRAWN,
  has_stopped,
  hear,
  is_training,
  number,
  same_in_node,
  SEED,
  standing_at,
  state,
  text,
} from './reading.js';
import { site } from './site.js';

test('a reload offers to go on from where the run was, with the same fingerprint', BOUND, async () => {
  const page = await site.open('#hidden=5&stop-steps=120&speed=full');
  await standing_at(page, 120);
  await page.fill('#learning-rate', '0.3'); // a run with a change on its way
  await page.press('#learning-rate', 'Enter');
  await page.click('#more summary');
  await page.fill('#stop-steps', '260');
  await page.press('#stop-steps', 'Enter');
  await page.click('#play');
  const { fingerprint } = await standing_at(page, 260);
  await page.evaluate(() => (location.hash = '#hidden=5&stop-steps=30&speed=full'));
  await page.click('#reset'); // the address alone begins no new run, as data, units and seed stay
  await standing_at(page, 0);
  await page.click('#play');
  await standing_at(page, 30);
  await page.reload();
  await page.getByRole('button', { name: 'Go on from there' }).click();
  const again = await standing_at(page, 260);
  assert.equal(again.fingerprint, fingerprint);
  await page.click('#step');
  const { network, train } = await same_in_node({ hidden: 5, steps: 120 });
  network.train(train, { batch_size: 32, learning_rate: 0.3, steps: 141 });
  assert.equal((await standing_at(page, 261)).fingerprint, network.fingerprint());
  await finish(page);
});

const TIME_TO_STOP = 4000; // ms of training; going through them again takes less, but long enough for a click

test('going on shows how far it is, and can be stopped on the way', BOUND, async () => {
  const page = await site.open('#hidden=200&speed=full');
  await is_training(page);
  const start = performance.now();
  const has_come_far = async () =>
    (await number(page, 'steps')) > 1500 && performance.now() - start > TIME_TO_STOP;
  await until('some steps', has_come_far);
  await page.click('#play');
  const { fingerprint, steps } = await has_stopped(page);
  await page.reload();
  await page.getByRole('button', { name: 'Go on from there' }).click();
  await until('progress', async () =>
    /^Going through the steps of your last visit again: [\d,]+ of [\d,]+ steps$/.test(
      await text(page, 'status-text'),
    ),
  );
  assert.ok(await page.locator('#status progress').isVisible());
  await page.getByRole('button', { name: 'Stop here' }).click();
  const { steps: stopped } = await has_stopped(page);
  assert.ok(stopped > 0 && stopped < steps, `stopped at ${stopped}`);
  await until('no bar', async () => !(await page.locator('#status progress').isVisible()));
  await page.reload();
  await page.getByRole('button', { name: 'Go on from there' }).click();
  await until('its end', async () => /^Back at step/.test(await text(page, 'status-text')));
  assert.equal((await standing_at(page, steps)).fingerprint, fingerprint);
  await finish(page);
});

test(
  'a run is saved as a file, opened again and goes on; a file that is none is refused',
  BOUND,
  async () => {
    const page = await site.open('#hidden=6&stop-steps=50&speed=full', { permissions: ['clipboard-write'] });
    const { fingerprint } = await standing_at(page, 50);
    await page.click('#more summary');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-network')]);
    assert.equal(download.suggestedFilename(), `glassnet-6-${fingerprint}.safetensors`);
    const content = await readFile(await download.path());
    const [onnx] = await Promise.all([page.waitForEvent('download'), page.click('#save-onnx')]);
    assert.equal(onnx.suggestedFilename(), `glassnet-6-${fingerprint}.onnx`);
    await page.click('#step');
    const { fingerprint: next } = await standing_at(page, 51);
    await page.fill('#hidden', '9');
    await page.press('#hidden', 'Enter');
    await until_equal('nine tiles', () => page.locator('.unit').count(), 9);
    await until('its numbers', async () => (await state(page)).fingerprint !== fingerprint);
    const open = (/** @type {Buffer} */ buffer) =>
      page
        .locator('#open-network + input')
        .setInputFiles({ name: 'mine.safetensors', mimeType: 'application/octet-stream', buffer });
    await open(content);
    await until_equal('its fingerprint', async () => (await state(page)).fingerprint, fingerprint);
    await until_equal('six tiles', () => page.locator('.unit').count(), 6);
    assert.equal((await state(page)).steps, 50);
    await page.click('#step');
    assert.equal((await standing_at(page, 51)).fingerprint, next);
    for (const bad of [
      Buffer.from('<!DOCTYPE html><title>404</title>'),
      Buffer.from('{"format":"other"}'),
      content.subarray(0, -1),
    ]) {
      const has_said = await hear(page);
      await open(bad);
      await has_said(/^mine\.safetensors: .*expected a network saved by Glassnet/);
      assert.equal((await state(page)).fingerprint, next);
      await page.click('#copy-link'); // another message
      await until('another message', async () => !/^mine/.test(await text(page, 'status-text')));
    }
    await finish(page);
  },
);

const SPEED = 50; // steps per second
const MOST_LOST = 5; // seconds

/** A tab of the same browser as this one, which is killed. @param {import('../browser.js').Page} page */
async function kill(page) {
  const crashed = page.waitForEvent('crash');
  void page.goto('chrome://crash').catch(() => {});
  await crashed;
  const next = Object.assign(await page.context().newPage(), { problems: page.problems });
  await next.goto(site.url + '#hidden=5&speed=1');
  return next;
}

/** The step that the status line names, once it says this. @param {import('../browser.js').Page} page @param {RegExp} pattern */
async function step_in(page, pattern) {
  const found = await until(
    String(pattern),
    async () => pattern.exec(await text(page, 'status-text')) ?? false,
  );
  return Number(found[1].replaceAll(',', ''));
}

test('a tab that is killed has lost no more than its last seconds, taught or not', BOUND, async () => {
  const page = await site.open(`#hidden=5&speed=${SPEED}`);
  await until('steps', async () => (await number(page, 'steps')) > 5 * SPEED);
  const steps = await number(page, 'steps');
  const next = await kill(page);
  await next.getByRole('button', { name: 'Go on from there' }).click();
  const kept = await step_in(next, /^Back at step ([\d,]+) of your last visit/);
  assert.ok(kept > steps - MOST_LOST * SPEED, `step ${kept} is kept of ${steps}`);
  await next.evaluate((speed) => (location.hash = `#hidden=5&speed=${speed}`), SPEED);
  await draw(next, DRAWN.seven);
  await next.locator('#teach-labels button').nth(7).click();
  await until_equal('the example', () => next.locator('#taught li').count(), 1);
  await next.click('#play');
  await until('more steps', async () => (await number(next, 'steps')) > 15 * SPEED);
  const taught = await number(next, 'steps');
  const last = await kill(next);
  await last.getByRole('button', { name: 'Open it' }).click();
  const from = await step_in(
    last,
    /^The network of your last visit goes on from step ([\d,]+), with your drawing\.$/,
  );
  assert.ok(from > taught - MOST_LOST * SPEED, `step ${from} is kept of ${taught}`);
  await until_equal('the drawing', () => last.locator('#taught li').count(), 1);
  await last.context().close();
  assert.deepEqual(page.problems, []);
});

test('a drawing is taught, listed and taken back', BOUND, async () => {
  const page = await site.open('#stop-steps=20&speed=full');
  await standing_at(page, 20);
  assert.ok(await page.locator('#teach-labels button').first().isDisabled(), 'there is no drawing yet');
  await draw(page, DRAWN.seven);
  await page.locator('#teach-labels button').nth(7).click();
  await until_equal('the example', () => page.locator('#taught li').count(), 1);
  await until('a note', async () => /your own examples/.test(await text(page, 'fingerprint-note')));
  await page.click('#more summary');
  await page.fill('#stop-steps', '');
  await page.press('#stop-steps', 'Enter');
  await page.click('#epoch');
  await standing_at(page, Math.ceil(10_020 / 32)); // 20 copies more
  await until_equal('the epoch with the example in it', () => number(page, 'epochs'), 1);
  await page.locator('#taught button').click();
  await until_equal('an empty list', () => page.locator('#taught li').count(), 0);
  await finish(page);
});

test('two quick clicks on one × take back one example', BOUND, async () => {
  const page = await site.open('#stop-steps=20&speed=full');
  await standing_at(page, 20);
  await draw(page, DRAWN.seven);
  const listed = page.locator('#taught li');
  for (const label of [7, 1, 2]) {
    const before = await listed.count();
    await page.locator('#teach-labels button').nth(label).click();
    await until('the example', async () => (await listed.count()) === before + 1);
  }
  await page.evaluate(() => {
    const first = /** @type {HTMLElement} */ (document.querySelector('#taught button'));
    first.click();
    first.click(); // before the page has heard of the first one
  });
  await until('a shorter list', async () => (await listed.count()) < 3);
  await page.locator('#teach-labels button').nth(3).click(); // answered after both
  await until('its example', async () => /3/.test((await listed.last().textContent()) ?? ''));
  assert.deepEqual(
    (await listed.allTextContents()).map((each) => each.trim()),
    ['1 ×', '2 ×', '3 ×'],
  );
  await finish(page);
});

test(
  'drawings that were taught are kept over a reset and a reload, and are taught again at a press',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=20&speed=full');
    await standing_at(page, 20);
    await draw(page, DRAWN.seven);
    await page.locator('#teach-labels button').nth(7).click();
    const listed = (/** @type {number} */ count) => async () =>
      (await page.locator('#taught li').count()) === count;
    await until('the example', listed(1));
    const picture = await page.locator('#taught img').getAttribute('src');
    await page.click('#reset');
    await until('an empty list', listed(0));
    await page.reload();
    await standing_at(page, 20);
    await until_equal('an offer', () => text(page, 'teach-again'), 'Teach your earlier drawing again');
    await page.click('#teach-again');
    await until('the example again', listed(1));
    assert.equal(await page.locator('#taught img').getAttribute('src'), picture);
    await until('no offer', async () => !(await page.locator('#teach-again').isVisible()));
    await page.click('#reset');
    await until('an offer', () => page.locator('#drop-examples').isVisible());
    await page.click('#drop-examples');
    await until('no offer', async () => !(await page.locator('#drop-examples').isVisible()));
    await page.reload();
    await standing_at(page, 20);
    assert.ok(!(await page.locator('#teach-again').isVisible()));
    await finish(page);
  },
);

test(
  'the run before stays as a ghost, named by what was different; the table says what the curves show',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=64&speed=full');
    await standing_at(page, 64);
    await page.click('#loss-curve summary');
    const { network, train } = await same_in_node({});
    const losses = network.train(train, { batch_size: 32, learning_rate: 0.1, steps: 64 });
    await until('the table', async () => {
      const rows = await page.locator('#loss-curve tbody tr').allTextContents();
      return rows.length > 5 && rows[rows.length - 1].startsWith(`64${losses[63].toPrecision(4)}`);
    });
    await page.fill('#seed', '9');
    await page.press('#seed', 'Enter');
    const ghost = page.locator('#loss-curve .ghost');
    await until_equal('a ghost', () => ghost.textContent(), `before: seed ${SEED}`);
    await standing_at(page, 0);
    await page.click('#logarithmic');
    await page.hover('#accuracy-curve .plot-area');
    const readout = page.locator('#accuracy-curve .readout');
    await until('a readout', async () => /^step \d/.test((await readout.textContent()) ?? ''));
    await page.hover('#seed');
    await until('no readout without a pointer', () => readout.isHidden());
    await has_stopped(page);
    await finish(page);
  },
);
