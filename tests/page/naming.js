/** Names of the classes: whatever the page calls digits follows them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, hear, number, standing_at, text } from './reading.js';
import { site } from './site.js';

const NAMES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const QUOTED = new RegExp(NAMES.map((name) => `“${name}”`).join('|'));

/** The texts of the parts of the page that speak of classes. @param {import('../browser.js').Page} page */
const words_of = (page) =>
  page.evaluate(() => {
    const all = (/** @type {string} */ selector) =>
      [...document.querySelectorAll(selector)].map((node) => (node.textContent ?? '').trim());
    const labels = (/** @type {string} */ selector) =>
      [...document.querySelectorAll(selector)].map((node) => node.getAttribute('aria-label') ?? '');
    return {
      rows: all('.class-row b'),
      heads: all('.confusion thead th'),
      sides: all('.confusion tbody th'),
      teach: all('#teach-labels button'),
      why: all('.why-classes button'),
      cells: labels('.confusion button'),
      taught: labels('#teach-labels button'),
      tiles: labels('.sheet button'),
      chooser: all('#chooser option'),
      sample: all('#chooser .choice span').join(' '),
      told: all('[data-classes]'),
      others: [
        ...all('.contact-sheet h2'),
        ...all('#chooser'),
        ...all('#pad .empty'),
        ...all('.stage-pad h2'),
        ...all('#teach-text'),
        ...labels('.rows'),
        ...labels('#teach-labels'),
        ...labels('.output-weights canvas'),
      ],
    };
  });

/** @param {import('../browser.js').Page} page @param {string[]} names */
async function assert_named(page, names) {
  const words = await words_of(page);
  for (const part of /** @type {const} */ (['rows', 'heads', 'sides', 'teach', 'why', 'chooser']))
    if (words[part].length > 0) assert.deepEqual(words[part], names, part);
  assert.ok(
    words.cells.every(
      (cell) => /^\d+ of class .* read as /.test(cell) && names.some((name) => cell.includes(name)),
    ),
  );
  if (words.told.length > 0) assert.deepEqual(words.told, [names.join(', ')]);
  if (words.sample.includes('read as')) assert.match(words.sample, QUOTED);
  assert.ok(words.tiles.every((label) => QUOTED.test(label)));
  assert.ok(words.taught.every((label, i) => label.startsWith(names[i])));
  for (const each of words.others) assert.doesNotMatch(each, /digit/);
}

test('classes that the address names are called so wherever the page speaks of them', BOUND, async () => {
  const page = await site.open(
    `#speed=full&stop-steps=600&classes=${NAMES.map(encodeURIComponent).join(',')}`,
  );
  await standing_at(page, 600);
  await until(
    'an answer',
    async () =>
      QUOTED.test(await text(page, 'reading')) || /^Not sure: [A-Z]/.test(await text(page, 'reading')),
  );
  await page.locator('#why').scrollIntoViewIfNeeded();
  await until('the reasons', async () => QUOTED.test(await text(page, 'why-question')));
  await until('the matrix', async () =>
    (await words_of(page)).cells.every((cell) => !/not counted/.test(cell)),
  );
  await assert_named(page, NAMES);
  await page.locator('#contact-sheet').scrollIntoViewIfNeeded();
  await until('the sheet', async () => (await words_of(page)).tiles.length === 100);
  await page.locator('#mathematics').scrollIntoViewIfNeeded();
  await until('a step', async () => / read as /.test((await words_of(page)).sample));
  await assert_named(page, NAMES);
  await until('misread images', async () => (await page.locator('#mistakes li button').count()) > 5);
  const misread = await page.locator('#mistakes li button span:first-of-type').allTextContents();
  assert.ok(
    misread.every((words) => NAMES.some((name) => words.startsWith(`${name} read as `))),
    misread.join(),
  );
  await page.focus('.unit[data-unit="2"]');
  const has_name = (/** @type {string} */ words) => NAMES.some((name) => words.includes(name));
  await until('a unit’s sentence', async () => has_name(await text(page, 'unit-text')));
  await page.focus('.class-row[data-digit="4"]');
  await until('a class’s sentence', async () => (await text(page, 'unit-text')).startsWith('“Coat”: '));
  await page.click('#mistakes li:first-child button');
  await until('the line above', async () => QUOTED.test((await page.locator('#lead').textContent()) ?? ''));
  await page.click('#pad-clear');
  await until_equal('an empty pad', () => text(page, 'reading'), 'Draw a picture');
  assert.ok(
    await page.evaluate(() => location.hash.includes('classes=T-shirt%2Ftop,Trouser')),
    'they stay in the address',
  );
  const cut = () =>
    page.evaluate(() =>
      ['.network', '#wrong', '#why'].filter((of) => {
        const card = /** @type {HTMLElement} */ (document.querySelector(of));
        return card.scrollWidth > card.clientWidth;
      }),
    );
  assert.deepEqual(await cut(), []);
  await finish(page);
});

test('a line of text beside own files names the classes; ten names, or they keep theirs', BOUND, async () => {
  const page = await site.open('#stop-steps=20&speed=full');
  await until('its steps', async () => (await number(page, 'steps')) === 20);
  const has_said = await hear(page);
  /** @param {string} value */
  const give = (value) =>
    page.evaluate((names) => {
      const field = /** @type {HTMLInputElement} */ (document.getElementById('class-names'));
      field.value = names;
      field.dispatchEvent(new Event('change'));
    }, value);
  await give(` ${NAMES.join(' ,  ')} `);
  await assert_named(page, NAMES);
  await until('the address', () => page.evaluate(() => location.hash.includes('classes=')));
  await give('one, two, three');
  await has_said(/^The classes need ten names between commas.*these are 3, so they keep their names\.$/);
  await assert_named(page, NAMES);
  await give('');
  const { rows, teach } = await words_of(page);
  assert.deepEqual([rows, teach], [[...'0123456789'], [...'0123456789']]);
  await page.locator('#mathematics').scrollIntoViewIfNeeded();
  await until('the derivation', async () => (await words_of(page)).told[0] === 'the digits from 0 to 9');
  await give(NAMES.join(','));
  await assert_named(page, NAMES);
  await give('');
  assert.equal((await words_of(page)).told[0], 'the digits from 0 to 9');
  await until('no names in the address', () => page.evaluate(() => !location.hash.includes('classes=')));
  const opened = await site.open('#classes=a,b');
  await until('a word', async () => /these are 2/.test(await text(opened, 'status-text')));
  await finish(opened);
  await finish(page);
});
