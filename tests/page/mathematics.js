/** The mathematics, live: every number on show is the network's own, whichever way the reader goes through a step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { DIGITS } from '../../web/figures/classes.js';
import { PHASES } from '../../web/mathematics/table.js';
import { argmax } from '../../web/network/numbers.js';
import { finish, until, until_equal } from '../browser.js';
import { batch_of, expected_step, test_image } from './expected_step.js';
import { DRAWN, draw, same_in_node, seen_image, set_width, standing_at, text } from './reading.js';
import {
  LONG,
  M,
  PAUSED,
  RATE,
  STEPS,
  check_entries,
  check_figure,
  figure_on_show,
  open,
  place,
  press,
  text_of,
  to_section,
  x_image,
} from './section.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */
/** @typedef {import('./expected_step.js').ExpectedStep} ExpectedStep */

test(
  'forwards through all phases: every number on show is the network’s own, and the last phase is a plain step',
  LONG,
  async () => {
    const page = await open(PAUSED);
    const step = await expected_step(STEPS, await batch_of(STEPS, M), RATE);
    await press(page, 'Step by hand');
    for (const [i, { id }] of PHASES.entries()) {
      await until_equal('the phase', () => place(page), `${i + 1} of ${PHASES.length}`);
      await figure_on_show(page, id);
      await check_figure(page, step, id);
      await check_entries(page, step, id);
      const next = PHASES[i + 1];
      if (!next) break;
      const later = `[data-figure="${next.id}"] .worked`;
      await until('a word on the next', async () => /Not computed yet/.test(await text_of(page, later)));
      assert.equal((await standing_at(page, STEPS)).fingerprint, step.fingerprint.before);
      await press(page, 'Forward');
    }
    assert.equal((await standing_at(page, STEPS + 1)).fingerprint, step.fingerprint.after);
    const { network } = await same_in_node({ steps: STEPS + 1 });
    assert.equal(step.fingerprint.after, network.fingerprint());
    await until('the sentence about it', async () =>
      /bit for bit the step that training takes/.test(await text_of(page, '.step-result p')),
    );
    await press(page, 'Back');
    assert.equal((await standing_at(page, STEPS)).fingerprint, step.fingerprint.before);
    await press(page, 'Forward');
    await standing_at(page, STEPS + 1);
    await page.click('#step');
    const after = await standing_at(page, STEPS + 2);
    assert.equal(after.fingerprint, (await same_in_node({ steps: STEPS + 2 })).network.fingerprint());
    await finish(page);
  },
);

test('another sample, and one sample alone: the numbers are its own', LONG, async () => {
  const page = await open(PAUSED);
  const step = await expected_step(STEPS, await batch_of(STEPS, M), RATE);
  await page.getByLabel('sample', { exact: true }).fill('17');
  await page.keyboard.press('Enter');
  await press(page, 'one sample');
  for (const { id } of PHASES) {
    await figure_on_show(page, id);
    await check_figure(page, step, id);
  }
  const about = () => text_of(page, '[data-figure="Zh"] .worked .about');
  const loudest = argmax(step.own.Ah, 0, step.extents.H); // for the first sample, on show at first
  await until_equal('what is worked out', about, `One entry worked out: hidden unit ${loudest}, sample 17`);
  await finish(page);
});

test(
  'a test image, and the drawing on the pad: the step is on them, and the run is no longer the plain one',
  LONG,
  async () => {
    const page = await open(PAUSED);
    await standing_at(page, STEPS);
    await press(page, 'A test image');
    await page.getByLabel('number', { exact: true }).fill('7');
    await page.keyboard.press('Enter');
    await check_own(page, await test_image(7));
    await finish(page);

    const drawn = await site.open(PAUSED);
    await standing_at(drawn, STEPS);
    await draw(drawn, DRAWN.seven);
    await until(
      'an image',
      async () =>
        (await seen_image(drawn)).some((grey) => grey > 0) && /reads|sure/.test(await text(drawn, 'reading')),
    );
    await to_section(drawn);
    await press(drawn, 'The drawing on the pad');
    await drawn.getByLabel('it is a').selectOption('7');
    // the last stroke may still be on its way to the pad's image
    const images = await until('the drawing', async () => {
      const seen = await seen_image(drawn);
      return isDeepStrictEqual(await x_image(drawn), seen) && seen;
    });
    await check_own(drawn, { images, labels: Uint8Array.of(7) });
    assert.deepEqual(await seen_image(drawn), images, 'the walk was on all of the drawing');
    await finish(drawn);
  },
);

/** A walk on an image of one's own, to the end. @param {Page} page @param {import('./expected_step.js').Batch} batch */
async function check_own(page, batch) {
  const steps = STEPS + 1; // the batch that was on show before has been taken
  const step = await expected_step(steps, batch, RATE);
  const last = PHASES.length;
  await until('the image, and what it is', async () => {
    const is_labelled = (await text_of(page, '#chooser')).includes(`of 1: ${DIGITS.brief(batch.labels[0])},`);
    return is_labelled && isDeepStrictEqual(await x_image(page), batch.images);
  });
  await until_equal('the first phase', () => place(page), `1 of ${last}`);
  await page.click('.phase-button[data-phase="update"]');
  await until_equal('the last phase', () => place(page), `${last} of ${last}`);
  const { fingerprint } = await standing_at(page, steps + 1);
  assert.equal(fingerprint, step.fingerprint.after);
  for (const { id } of PHASES) {
    await figure_on_show(page, id);
    await check_figure(page, step, id);
  }
  const note = /a step on an image of your choice is in it/;
  await until('a note', async () => note.test(await text(page, 'fingerprint-note')));
}

test(
  'the bar of a step fits: at no width is its counter cut, or the page wider than the window',
  LONG,
  async () => {
    const page = await open(PAUSED);
    await press(page, 'Step by hand');
    for (const width of [360, 768, 1024, 1280, 1440]) {
      await set_width(page, width);
      const beyond = () =>
        page.evaluate(() =>
          ['html', '#stepper [role=status]'].map((selector) => {
            const { scrollWidth, clientWidth } = /** @type {Element} */ (document.querySelector(selector));
            return scrollWidth - clientWidth;
          }),
        );
      await until_equal(`px too wide at ${width}`, beyond, [0, 0]);
    }
    await finish(page);
  },
);
