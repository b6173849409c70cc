/** Where it is wrong, and when training goes wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent } from '../../web/figures/format.js';
import { finish, until, until_equal } from '../browser.js';
import {
  BOUND,
  has_stopped,
  hear,
  image_of,
  is_training,
  number,
  same_in_node,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

/**
 * Begins the run anew, and hears what is said from its first step on.
 * @param {import('../browser.js').Page} page where training goes on
 */
async function hear_new_run(page) {
  await is_training(page);
  await page.click('#play');
  await has_stopped(page);
  await page.click('#reset');
  await standing_at(page, 0);
  const has_said = await hear(page);
  await page.click('#play');
  return has_said;
}

test('the confusion matrix is that of evaluate(), and a cell opens the images behind it', BOUND, async () => {
  const page = await site.open('#speed=full&stop-steps=400');
  await standing_at(page, 400);
  const { network, test: tests } = await same_in_node({ steps: 400 });
  const { confusion } = network.evaluate(tests);
  const cells = () => page.locator('.confusion button').allTextContents();
  await until_equal('the matrix', async () => (await cells()).map(Number), [...confusion]);

  const wrong = confusion.findIndex((count, i) => count > 0 && i % 11 > 0);
  const [truth, answer] = [Math.floor(wrong / 10), wrong % 10];
  await page.locator('.confusion button').nth(wrong).click();
  await until_equal('its title', () => text(page, 'mistakes-title'), `${truth} read as ${answer}`);
  const shown = Math.min(40, confusion[wrong]);
  await until_equal('its images', () => page.locator('#mistakes li').count(), shown);

  const [images, labels] = [/** @type {Uint8Array} */ (tests.images()), tests.labels()];
  const Ao = network.predict(images);
  const answers = Array.from(labels, (_, i) => {
    const own = Ao.subarray(10 * i, 10 * i + 10);
    return own.indexOf(Math.max(...own));
  });
  const behind = [...labels.keys()].filter((i) => labels[i] === truth && answers[i] === answer);
  behind.sort((a, b) => Ao[10 * b + answer] - Ao[10 * a + answer]);
  const first = images.slice(784 * behind[0], 784 * (behind[0] + 1));
  await until_equal('the first of them', () => image_of(page, '#mistakes img'), first);
  const sure = percent(Ao[10 * behind[0] + answer], 0);
  assert.match(
    (await page.locator('#mistakes li').first().textContent()) ?? '',
    new RegExp(`${truth} read as ${answer}${sure}`),
  );

  await page.click('#all-mistakes');
  await until('all mistakes', async () => /most confidently wrong/.test(await text(page, 'mistakes-title')));
  await finish(page);
});

test(
  'units that die at rate 1 are noticed within ten seconds of training, explained, and remedied by a button',
  BOUND,
  async () => {
    const page = await site.open('#learning-rate=1&speed=500');
    const has_said = await hear_new_run(page);
    const noticed = await has_said(/hidden units have died.* The learning rate, 1, was too high/);
    assert.ok(noticed.steps <= 10 * 500, `it takes ${noticed.steps} steps to notice`);
    const { network, train } = await same_in_node({ learning_rate: 1, steps: await number(page, 'steps') });
    await page.click('#play');
    const { steps } = await has_stopped(page);
    network.train(train, { batch_size: 32, learning_rate: 1, steps: steps - network.steps });
    const { Zh } = network.activations(train.images());
    const is_dead = (/** @type {number} */ unit) => Zh.every((z, i) => i % 10 !== unit || z <= 0);
    const dead = await page.locator('.unit.dead').all();
    assert.ok(dead.length >= 5, 'of ten units half are greyed, or there would be no explanation');
    for (const tile of dead)
      assert.ok(
        is_dead(Number(await tile.getAttribute('data-unit'))),
        'a greyed unit is 0 for every training image',
      );
    const has_said_since = await hear(page);
    await page.getByRole('button', { name: 'Begin anew at rate 0.1' }).click();
    await has_said_since(/^Learns from/); // a new run, whose numbers are to come
    await until('learning', async () => (await number(page, 'test-accuracy')) > 0.8);
    assert.doesNotMatch(await text(page, 'status-text'), /have died/);
    await finish(page);
  },
);

test('a rate that blows the numbers up, and a rate of 0, are noticed', BOUND, async () => {
  const page = await site.open('#learning-rate=100&speed=50&hidden=4');
  await until('a warning', async () => /too high/.test(await text(page, 'status-text')));
  const has_said = await hear_new_run(page);
  const { steps } = await has_said(/too high/);
  // three seconds, after the six in which the way back to the run before has the line
  assert.ok(steps <= 9 * 50, `it takes ${steps} steps to notice`);
  await page.fill('#learning-rate', '0');
  await page.press('#learning-rate', 'Enter');
  await page.fill('#seed', '2');
  await page.press('#seed', 'Enter');
  await until('a warning', async () => /learning rate is 0/.test(await text(page, 'status-text')));
  await page.getByRole('button', { name: 'Set it to 0.1' }).click();
  await until_equal('the rate', () => page.inputValue('#learning-rate'), '0.1');
  await finish(page);
});
