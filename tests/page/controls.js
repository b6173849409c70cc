/** Every control does what it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import {
  BOUND,
  TRAIN_DIGITS,
  has_stopped,
  hear,
  hide,
  next_frames,
  number,
  same_in_node,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

test('pause, one step, epoch and reset do what they say', BOUND, async () => {
  const page = await site.open('#speed=50');
  await until('training', async () => (await number(page, 'steps')) > 3);
  await page.click('#play');
  const paused = await has_stopped(page);
  await page.click('#step');
  const stepped = await standing_at(page, paused.steps + 1);
  const { network } = await same_in_node({ steps: paused.steps + 1 });
  assert.equal(stepped.fingerprint, network.fingerprint());
  await page.click('#epoch');
  await standing_at(page, Math.ceil(TRAIN_DIGITS / 32));
  await until_equal('one epoch', () => number(page, 'epochs'), 1);
  await page.click('#reset');
  const fresh = await standing_at(page, 0);
  assert.equal(fresh.fingerprint, (await same_in_node({})).network.fingerprint());
  await finish(page);
});

test('learning rate and batch size act at the next step', BOUND, async () => {
  const page = await site.open('#stop-steps=20&speed=full');
  await standing_at(page, 20);
  await page.fill('#learning-rate', '0.35');
  await page.press('#learning-rate', 'Enter');
  await page.fill('#batch-size', '7');
  await page.press('#batch-size', 'Enter');
  await page.click('#step');
  const { fingerprint } = await standing_at(page, 21);
  const { network, train } = await same_in_node({ steps: 20 });
  network.train(train, { batch_size: 7, learning_rate: 0.35, steps: 1 });
  assert.equal(fingerprint, network.fingerprint());
  await finish(page);
});

test('hidden units and seed begin a new network', BOUND, async () => {
  const page = await site.open('#stop-steps=30&speed=full');
  await standing_at(page, 30);
  await page.fill('#hidden', '3');
  await page.press('#hidden', 'Enter');
  await until_equal('three tiles', () => page.locator('.unit').count(), 3);
  await until_equal('the title', () => text(page, 'hidden-title'), 'Three hidden units');
  await page.fill('#seed', '77');
  await page.press('#seed', 'Enter');
  const { network } = await same_in_node({ hidden: 3, seed: 77 });
  await until(
    'its fingerprint',
    async () => (await standing_at(page, 0)).fingerprint === network.fingerprint(),
  );
  await finish(page);
});

test('the speed reaches from one step per second to thousands', BOUND, async () => {
  const start = performance.now(); // before the first step, whenever that comes
  const page = await site.open('#speed=1');
  const slow = await until('some steps', async () => {
    const steps = await number(page, 'steps');
    return steps >= 5 && steps;
  });
  const seconds = (performance.now() - start) / 1000;
  assert.ok(slow <= seconds + 1, `${slow} steps in ${seconds} seconds`);
  await page.focus('#speed');
  await page.keyboard.press('End');
  await until_equal('the speed', () => text(page, 'speed-value'), 'full');
  await until('thousands of steps', async () => (await number(page, 'steps')) > 3000);
  await finish(page);
});

test('training pauses while the page is hidden, says so, and goes on', BOUND, async () => {
  const page = await site.open();
  await until('training', async () => (await number(page, 'steps')) > 3);
  await hide(page, true);
  const { steps } = await has_stopped(page);
  for (let i = 0; i < 10; i++) await next_frames(page);
  assert.equal(await number(page, 'steps'), steps, 'it stands still');
  const has_said = await hear(page);
  await hide(page, false);
  await has_said(/paused while the page was hidden/);
  await until('going on', async () => (await number(page, 'steps')) > steps);
  await finish(page);
});

test(
  'on a phone the settings are a sheet: one tap away, with play and step in reach; Esc and a tap beside it close it',
  BOUND,
  async () => {
    const page = await site.open('#speed=100', { viewport: { width: 360, height: 740 }, hasTouch: true });
    await until('training', async () => (await number(page, 'steps')) > 0);
    const sheet = page.locator('#settings-sheet');
    await until('settings out of the page', async () => !(await page.locator('#hidden').isVisible()));
    await page.tap('#open-settings');
    await until('the sheet', () => page.locator('#hidden').isVisible());
    const [close, field] = await boxes(page, '#close-settings, #batch-size');
    assert.ok(field.top - close.bottom >= 6, `the first field is ${field.top - close.bottom} px below Close`);
    await page.tap('#play');
    const { steps } = await has_stopped(page);
    await page.tap('#step');
    await standing_at(page, steps + 1);
    await page.fill('#hidden', '6');
    await page.press('#hidden', 'Enter');
    await until('six units', async () => (await page.locator('.unit').count()) === 6);
    await page.keyboard.press('Escape');
    await until('the sheet closed', async () => !(await sheet.isVisible()));
    const focus = () => page.evaluate(() => document.activeElement?.id);
    assert.equal(await focus(), 'open-settings');
    await page.tap('#open-settings');
    await until_equal('the focus in the sheet', focus, 'close-settings');
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const is_inside = await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.matches('#controls *'),
      );
      assert.ok(is_inside, `the focus is at ${await focus()}, beside the sheet`);
    }
    await page.touchscreen.tap(180, 20);
    await until('the sheet closed', async () => !(await sheet.isVisible()));
    assert.ok(await page.locator('#play').isVisible());
    await page.setViewportSize({ width: 1280, height: 900 });
    await until('settings in the page', () => page.locator('.controls #hidden').isVisible());
    await until('no button for them', async () => !(await page.locator('#open-settings').isVisible()));
    await until_equal('the epoch beside the step', () => page.locator('.transport > #epoch').count(), 1);
    await finish(page);
  },
);

/** Where the nodes of a selector stand. @param {import('../browser.js').Page} page @param {string} selector */
const boxes = (page, selector) =>
  page.locator(selector).evaluateAll((nodes) =>
    nodes.map((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return { top, bottom };
    }),
  );

test('the boxes of the settings in a row stand on one line, and are alike in height', BOUND, async () => {
  const page = await site.open('#stop-steps=1');
  await standing_at(page, 1);
  for (const [width, rows] of [
    [1280, 1],
    [768, 2],
  ]) {
    await page.setViewportSize({ width, height: 900 });
    await next_frames(page);
    const fields = await boxes(page, '#settings :is(input:not([type=range]), select, #dice)');
    assert.equal(fields.length, 6);
    const lines = new Set(fields.map(({ top, bottom }) => `${Math.round(top)} to ${Math.round(bottom)}`));
    assert.equal(lines.size, rows, `${width} px: ${[...lines]}`);
  }
  await finish(page);
});

/** The explanations on show: what they say, and where. @param {import('../browser.js').Page} page */
const explained = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.term-phrase')].flatMap((note) => {
      const { left, right, top, bottom, width } = note.getBoundingClientRect();
      const is_inside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
      return width > 0 && note.checkVisibility({ visibilityProperty: true })
        ? [{ text: note.textContent ?? '', top, bottom, is_inside }]
        : [];
    }),
  );

test('an explanation is seen beside its word only, also in its first frame', BOUND, async () => {
  const page = await site.open('#stop-steps=1');
  await standing_at(page, 1);
  const word = page.getByRole('button', { name: 'nats', exact: true }).first();
  await word.scrollIntoViewIfNeeded();
  await next_frames(page);
  const is_seen_elsewhere = await word.evaluate(
    (node) =>
      new Promise((done) => {
        const button = /** @type {HTMLButtonElement} */ (node);
        const note = /** @type {HTMLElement} */ (button.popoverTargetElement);
        const look = () => {
          const gap = note.getBoundingClientRect().top - button.getBoundingClientRect().bottom;
          const is_beside = gap >= 0 && gap < 20;
          done(note.checkVisibility({ visibilityProperty: true }) && !is_beside);
        };
        // what has changed in this callback is observed before it is painted, and before any other task
        requestAnimationFrame(() => {
          button.click();
          new ResizeObserver(look).observe(note);
        });
      }),
  );
  assert.equal(is_seen_elsewhere, false);
  await until_equal('an explanation', async () => (await explained(page)).length, 1);
  await finish(page);
});

for (const with_popovers of [true, false])
  test(
    `a word explains itself beside it until Escape or a press elsewhere, ${with_popovers ? 'with' : 'without'} popovers`,
    BOUND,
    async () => {
      const low = { width: 1280, height: 400 }; // the word can stand at either end
      const page = await site.open('#stop-steps=1', { reducedMotion: 'reduce', viewport: low });
      if (!with_popovers) {
        await page.addInitScript(
          () => delete (/** @type {any} */ (HTMLButtonElement.prototype).popoverTargetElement),
        );
        await page.reload();
      }
      await standing_at(page, 1);
      const word = page.getByRole('button', { name: 'nats', exact: true }).first();
      await word.focus();
      for (const [block, away] of /** @type {const} */ ([
        ['start', 'Escape'],
        ['end', 'a press elsewhere'],
      ])) {
        await word.evaluate((node, at) => node.scrollIntoView({ block: at }), block);
        await next_frames(page); // a note closes where the page is scrolled
        await word.press('Enter');
        await until_equal('an explanation', async () => (await explained(page)).length, 1);
        const [note] = await explained(page);
        const place = await word.boundingBox();
        assert.ok(place);
        assert.match(note.text, /^A nat measures surprise/);
        assert.ok(note.is_inside, `${block}: ${JSON.stringify(note)}`);
        if (block === 'start') assert.ok(note.top >= place.y + place.height, 'below the word');
        else assert.ok(note.bottom <= place.y, 'above the word');
        if (away === 'Escape') await page.keyboard.press('Escape');
        else await page.mouse.click(2, 300);
        await until_equal(`none after ${away}`, () => explained(page), []);
      }
      await finish(page);
    },
  );
