/** Back in time: the slider under the curves brings the whole page to an earlier step of the run, by pointer and by keys. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  as_shown,
  BOUND,
  has_stopped,
  number,
  probabilities,
  same_in_node,
  seen_image,
  standing_at,
  text,
} from './reading.js';
import { finish, until, until_equal } from '../browser.js';
import { NO_AXE, findings } from './axe.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

/** Comes to the slider, so that the way back in time is there. @param {Page} page */
async function come(page) {
  await page.focus('#scrubber');
  await until('the way back', async () => (await slider(page, 'aria-valuetext')) !== null);
}

/** @param {Page} page */
const said = (page) => text(page, 'scrubber-said');

/** @param {Page} page @param {string} attribute of the slider */
const slider = (page, attribute) => page.locator('#scrubber').getAttribute(attribute);

test(
  'dragged back, the whole page shows the network as it was; now brings the present back',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=300&speed=full', { viewport: { width: 1280, height: 1400 } });
    const now = await standing_at(page, 300);
    await come(page);
    const box = (await page.locator('#scrubber').boundingBox()) ?? assert.fail();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 8, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, y, { steps: 5 });
    await page.mouse.move(box.x + box.width / 3, y, { steps: 5 });
    await page.mouse.up();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done))); // with which the last move is told
    let step = '';
    const places = async () => {
      step = await page.locator('#scrubber').inputValue();
      return { said: await said(page), steps: await number(page, 'steps'), value: step };
    };
    const is_one = (/** @type {Awaited<ReturnType<typeof places>>} */ { said: words, steps, value }) =>
      words === `step ${value} of 300` && steps === Number(value);
    await until_equal(
      'the slider, its words and the page at one step',
      async () => {
        const seen = await places();
        return is_one(seen) || seen;
      },
      true,
    );
    assert.ok(Number(step) > 70 && Number(step) < 120, `a third of the way: ${step}`);
    const past = await standing_at(page, Number(step));
    const { network, test: tests } = await same_in_node({ steps: Number(step) });
    assert.equal(past.fingerprint, network.fingerprint());
    const image = await seen_image(page);
    await until_equal('its answer', () => probabilities(page), as_shown(network.predict(image)));
    const { accuracy } = network.evaluate(tests);
    assert.equal(await text(page, 'test-accuracy'), `${(100 * accuracy).toFixed(1)} %`);
    assert.match(await text(page, 'status-text'), /^The past: everything on this page/);
    assert.equal(await text(page, 'loss-curve-mark'), `step ${step}`);
    await page.evaluate(() => document.getElementById('wrong')?.scrollIntoView());
    await until('the misread images of then', async () =>
      (await text(page, 'mistakes-count')).endsWith(`at step ${step}`),
    );
    await page.evaluate(() => document.getElementById('mathematics')?.scrollIntoView());
    await until(
      'the step of the mathematics',
      async () =>
        (await page.locator('#stepper').textContent())?.includes(`step ${Number(step) + 1}`) ?? false,
    );
    await page.click('#to-now');
    const again = await standing_at(page, 300);
    assert.equal(again.fingerprint, now.fingerprint);
    await until_equal('no buttons', () => page.locator('#to-now').isVisible(), false);
    assert.doesNotMatch(await text(page, 'status-text'), /^The past/);
    assert.equal(
      await page.evaluate(() => document.activeElement?.id),
      'scrubber',
      'the focus stays in the row',
    );
    await finish(page);
  },
);

test('by keys to any step, and on from there: the old curve stays as a ghost', BOUND, async () => {
  const page = await site.open('#stop-steps=120&speed=full');
  await standing_at(page, 120);
  await come(page);
  await page.keyboard.press('ArrowLeft');
  await standing_at(page, 119);
  assert.equal(await slider(page, 'aria-valuetext'), 'step 119 of 120');
  await page.keyboard.press('Home');
  await standing_at(page, 0);
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  const past = await standing_at(page, 3);
  const { network } = await same_in_node({ steps: 3 });
  assert.equal(past.fingerprint, network.fingerprint());
  await page.fill('#learning-rate', '0.3');
  await page.keyboard.press('Enter');
  await page.click('#go-on');
  const branched = await standing_at(page, 120);
  assert.notEqual(branched.fingerprint, (await same_in_node({ steps: 120 })).network.fingerprint());
  assert.equal(await page.locator('#loss-curve .ghost').textContent(), 'before: as it went on from step 3');
  assert.equal(await slider(page, 'aria-valuetext'), 'step 120 of 120, now');
  await finish(page);
});

test(
  'a run that trained goes on training from now; a reset ends the past, and at step 0 there is none',
  BOUND,
  async () => {
    const page = await site.open('#speed=200');
    await until('some steps', async () => (await number(page, 'steps')) > 2);
    await come(page);
    await page.keyboard.press('Home');
    await standing_at(page, 0);
    assert.equal(await text(page, 'play'), 'Play');
    await page.click('#to-now');
    await until_equal('it trains', () => text(page, 'play'), 'Pause');
    await until('its steps', async () => (await number(page, 'steps')) > 2);
    await page.focus('#scrubber');
    await page.keyboard.press('Home');
    await standing_at(page, 0);
    await page.click('#reset');
    await until('the new run, which stands', async () => (await said(page)) === 'drag to see it as it was');
    await has_stopped(page);
    await page.focus('#scrubber');
    await page.keyboard.press('Home');
    assert.equal(await slider(page, 'aria-valuetext'), 'step 0 of 0, now');
    await finish(page);
  },
);

test('on a phone the bar too says what was right at the step on show', BOUND, async () => {
  const page = await site.open('#stop-steps=300&speed=full', { viewport: { width: 390, height: 844 } });
  await standing_at(page, 300);
  await come(page);
  const accuracy = async (/** @type {number} */ steps) => {
    const { network, test: tests } = await same_in_node({ steps });
    return `${(100 * network.evaluate(tests).accuracy).toFixed(1)} %`;
  };
  const [before, now] = [await accuracy(0), await accuracy(300)];
  assert.notEqual(before, now);
  await until_equal('now', () => text(page, 'spark-accuracy'), now);
  await page.keyboard.press('Home');
  await until_equal('before the first step', () => text(page, 'spark-accuracy'), before);
  await page.keyboard.press('End');
  await until_equal('now again', () => text(page, 'spark-accuracy'), now);
  await finish(page);
});

test('the past of 512 units says how far it is', BOUND, async () => {
  const page = await site.open('#stop-steps=60&speed=full&hidden=512');
  await standing_at(page, 60);
  await come(page);
  const heard = await page.evaluateHandle(() => {
    const node = /** @type {Node} */ (document.getElementById('scrubber-said'));
    const texts = /** @type {string[]} */ ([]);
    new MutationObserver(() => texts.push(node.textContent ?? '')).observe(node, { childList: true, subtree: true, characterData: true }); // prettier-ignore
    return texts;
  });
  await page.keyboard.press('ArrowLeft');
  const past = await standing_at(page, 59);
  const { network } = await same_in_node({ steps: 59, hidden: 512 });
  assert.equal(past.fingerprint, network.fingerprint());
  const texts = await heard.jsonValue();
  assert.ok(
    texts.some((words) => /^step \d+ → 59 of 60$/.test(words)) || texts.includes('step 59 of 60'),
    texts.join(),
  );
  await finish(page);
});

test('axe-core finds nothing in the past, on a phone and on a desk', { ...BOUND, skip: NO_AXE }, async () => {
  for (const [width, colorScheme] of /** @type {const} */ ([
    [390, 'light'],
    [1280, 'dark'],
  ])) {
    const page = await site.open('#stop-steps=60&speed=full', {
      viewport: { width, height: 844 },
      colorScheme,
    });
    await standing_at(page, 60);
    await come(page);
    await page.keyboard.press('PageDown');
    await until('the past', () => page.locator('#to-now').isVisible());
    assert.deepEqual(await findings(page, { parts: ['#when', '#status', '#curves'] }), []);
    const row = (await page.locator('#when').boundingBox()) ?? assert.fail();
    assert.equal(row.height, width === 390 ? 76 : 28, 'the row does not grow');
    const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(scrolls, false, 'the page is not wider than the window');
    await finish(page);
  }
});
