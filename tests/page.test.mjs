/** The hosted page in a real Chromium: what it shows is the network's own, and every control does what it says. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { create_network } from '../web/network.js';
import { finish, open_site, until } from './browser.js';

const BOUND = { timeout: 30_000 };
const SITE = fileURLToPath(new URL('../build/site', import.meta.url));
const TRAIN_DIGITS = 10_000; // as web/session.js says
const TEST_DIGITS = 2_000;

/** @typedef {import('./browser.js').Page} Page */

/** @type {Awaited<ReturnType<typeof open_site>>} */
let site;
/** @type {string} the site without MNIST, whatever lies in the project */
let plain_site;

before(async () => {
  plain_site = await mkdtemp(join(tmpdir(), 'glassnet-'));
  const skip = join(SITE, 'data', 'mnist');
  await cp(SITE, plain_site, {
    recursive: true,
    filter: (from) => !(from.startsWith(skip) && from.endsWith('.gz')),
  });
  await rm(join(plain_site, 'data', 'mnist', 'files.txt'), { force: true });
  await cp('/dev/null', join(plain_site, 'data', 'mnist', 'files.txt'));
  site = await open_site(plain_site);
});

after(async () => {
  await site?.close();
  if (plain_site) await rm(plain_site, { recursive: true });
});

/* ---- reading the page ---- */

/** The exact number behind an output. @param {Page} page @param {string} id @param {string} [name] */
const number = (page, id, name = 'value') =>
  page.evaluate(([of, key]) => Number(document.getElementById(of)?.dataset[key] ?? NaN), [id, name]);

/** @param {Page} page @param {string} id */
const text = async (page, id) => (await page.locator(`#${id}`).textContent()) ?? '';

/** @param {Page} page */
async function state(page) {
  const shown = await page.evaluate(() => {
    const of = (/** @type {string} */ id) => document.getElementById(id);
    return [of('fingerprint')?.textContent, of('steps')?.dataset.value, of('test-loss')?.dataset.step];
  });
  const [fingerprint, steps, measured_at] = shown.map((each) => each?.replaceAll(' ', '') ?? '');
  return { fingerprint, steps: Number(steps), measured_at: Number(measured_at) };
}

/** Waits until training stands still and everything on show belongs to the same step. @param {Page} page @param {number} steps */
function standing_at(page, steps) {
  return until(`all numbers of step ${steps}`, async () => {
    const now = await state(page);
    return now.steps === steps && now.measured_at === steps && now;
  });
}

/** @param {Page} page */
const has_stopped = (page) =>
  until('a pause', () => page.evaluate(() => document.documentElement.dataset.training === 'paused'));

/** The image that the network sees, from the canvas that shows it. @param {Page} page @returns {Promise<Uint8Array>} */
async function seen_image(page) {
  return image_of(page, '#seen');
}

/** The greys of a canvas of 28 × 28. @param {Page} page @param {string} selector */
async function image_of(page, selector) {
  const greys = await page.evaluate((canvas) => {
    const copy = /** @type {any} */ (
      new OffscreenCanvas(28, 28).getContext('2d', { willReadFrequently: true })
    );
    copy.drawImage(document.querySelector(canvas), 0, 0);
    const { data } = copy.getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => data[4 * i]);
  }, selector);
  return Uint8Array.from(greys);
}

/** @param {Page} page @returns {Promise<string[]>} of the ten classes */
const probabilities = (page) => page.locator('.class-row output').allTextContents();

/** @param {ArrayLike<number>} values 0 … 1 */
const as_shown = (values) => Array.from(values, (value) => `${(100 * value).toFixed(1)} %`);

/** Draws strokes of points 0 … 1 with the mouse. @param {Page} page @param {number[][][]} strokes */
async function draw(page, strokes) {
  const box = await page.locator('#pad').boundingBox();
  assert.ok(box);
  for (const stroke of strokes) {
    const places = stroke.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
    await page.mouse.move(places[0][0], places[0][1]);
    await page.mouse.down();
    for (const [x, y] of places.slice(1)) await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
  }
}

const around = Array.from({ length: 17 }, (_, i) => (i / 16) * 2 * Math.PI);
/** @type {Record<string, number[][][]>} */
const DRAWN = {
  zero: [around.map((angle) => [0.5 - 0.2 * Math.sin(angle), 0.5 - 0.3 * Math.cos(angle)])],
  one: [[[0.5, 0.15], [0.5, 0.5], [0.5, 0.85]]], // prettier-ignore
  seven: [[[0.28, 0.2], [0.72, 0.2], [0.6, 0.5], [0.45, 0.85]]], // prettier-ignore
};

/** The network that the page must have after so many steps on the built-in handwriting. */
async function same_in_node({ hidden = 10, seed = 1, batch_size = 32, learning_rate = 0.1, steps = 0 }) {
  const network = await create_network({ hidden, seed });
  const train = network.digits(seed, TRAIN_DIGITS, 'train');
  network.train(train, { batch_size, learning_rate, steps });
  return { network, train, test: network.digits(seed, TEST_DIGITS, 'test') };
}

/* ---- training ---- */

test(
  'a first visit trains by itself: the first loss is there within a second, and loss falls',
  BOUND,
  async () => {
    /** @type {number[]} */
    const times = [];
    let page = await site.open();
    const mark = () => page.evaluate(() => performance.getEntriesByName('first-loss')[0]?.startTime);
    for (;;) {
      times.push(await until('a first loss', mark));
      if (times.length === 3 || Math.min(...times) <= 1000) break;
      await finish(page); // the machine may have been busy with something else
      page = await site.open();
    }
    assert.ok(Math.min(...times) <= 1000, `the first loss after ${times} ms`);
    const loss = await until('a test loss', () => number(page, 'test-loss'));
    await until('a falling loss', async () => (await number(page, 'test-loss')) < 0.5 * loss, 15_000);
    assert.ok((await number(page, 'test-accuracy')) > 0.5);
    await finish(page);
  },
);

test(
  'every number on show is the one that network.js computes for the same seed and step',
  BOUND,
  async () => {
    const page = await site.open(
      '#hidden=7&seed=5&learning-rate=0.2&batch-size=48&speed=full&stop-steps=431',
    );
    await has_stopped(page);
    const { fingerprint } = await standing_at(page, 431);
    const { network, test: tests } = await same_in_node({
      hidden: 7,
      seed: 5,
      batch_size: 48,
      learning_rate: 0.2,
      steps: 431,
    });
    const { loss, accuracy } = network.evaluate(tests);
    assert.equal(fingerprint, network.fingerprint());
    assert.equal(await number(page, 'test-accuracy'), accuracy);
    assert.equal(await number(page, 'test-loss'), loss);
    assert.equal(await text(page, 'test-accuracy'), `${(100 * accuracy).toFixed(1)} %`);
    assert.equal(await text(page, 'test-loss'), loss.toFixed(3));
    assert.equal(await number(page, 'epochs'), 2 + ((431 - 2 * 209) * 48) / TRAIN_DIGITS); // 209 batches of 48 are an epoch
    assert.deepEqual(await probabilities(page), as_shown(network.predict(await seen_image(page))));
    await finish(page);
  },
);

test('the weight images change while it trains, and not while it pauses', BOUND, async () => {
  const page = await site.open('#seed=3');
  const images = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.unit canvas')].map((canvas) => /** @type {any} */ (canvas).toDataURL()),
    );
  await until('training', async () => (await number(page, 'steps')) > 5);
  const early = await images();
  assert.equal(early.length, 10);
  await until('more training', async () => (await number(page, 'steps')) > 150);
  await page.click('#play');
  await has_stopped(page);
  const late = await images();
  assert.ok(
    late.filter((image, i) => image !== early[i]).length >= 8,
    'most of the units have learnt something',
  );
  await page.waitForTimeout(300);
  assert.deepEqual(await images(), late);
  await finish(page);
});

test('nothing on the page shifts its place while it trains', BOUND, async () => {
  const page = await site.open('#speed=full');
  await until('training', async () => (await number(page, 'steps')) > 2000);
  const shifts = await page.evaluate(
    () =>
      new Promise((told) => {
        new PerformanceObserver((list) =>
          told(list.getEntries().map((entry) => /** @type {any} */ (entry).value)),
        ).observe({
          type: 'layout-shift',
          buffered: true,
        });
        setTimeout(() => told([]), 500);
      }),
  );
  const sum = /** @type {number[]} */ (shifts).reduce((a, b) => a + b, 0);
  assert.ok(sum <= 0.02, `layout shifts add up to ${sum}`);
  await finish(page);
});

/* ---- controls ---- */

test('pause, one step, epoch and reset do what they say', BOUND, async () => {
  const page = await site.open('#speed=50');
  await until('training', async () => (await number(page, 'steps')) > 3);
  await page.click('#play');
  await has_stopped(page);
  const paused = await until('an evaluation', async () => {
    const now = await state(page);
    return now.measured_at === now.steps && now;
  });
  await page.click('#step');
  const stepped = await standing_at(page, paused.steps + 1);
  const { network } = await same_in_node({ steps: paused.steps + 1 });
  assert.equal(stepped.fingerprint, network.fingerprint());
  await page.click('#epoch');
  await standing_at(page, Math.ceil(TRAIN_DIGITS / 32));
  assert.equal(await number(page, 'epochs'), 1);
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
  await until('three tiles', async () => (await page.locator('.unit').count()) === 3);
  assert.equal(await text(page, 'hidden-title'), 'Three hidden units');
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
  const page = await site.open('#speed=1');
  await until('the first step', async () => (await number(page, 'steps')) >= 1);
  const before_wait = await number(page, 'steps');
  await page.waitForTimeout(2000);
  const slow = (await number(page, 'steps')) - before_wait;
  assert.ok(slow >= 1 && slow <= 3, `${slow} steps in two seconds`);
  await page.focus('#speed');
  await page.keyboard.press('End');
  assert.equal(await text(page, 'speed-value'), 'full');
  await until('thousands of steps', async () => (await number(page, 'steps')) > 3000);
  await finish(page);
});

test('training pauses while the page is hidden, says so, and goes on', BOUND, async () => {
  const page = await site.open();
  /** @param {boolean} value */
  const hide = (value) =>
    page.evaluate((is_hidden) => {
      Object.defineProperty(document, 'hidden', { value: is_hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, value);
  await until('training', async () => (await number(page, 'steps')) > 3);
  await hide(true);
  await until('standing still', async () => {
    const steps = await number(page, 'steps');
    await page.waitForTimeout(250);
    return steps === (await number(page, 'steps'));
  });
  const steps = await number(page, 'steps');
  await hide(false);
  await until('going on', async () => (await number(page, 'steps')) > steps);
  assert.match(await text(page, 'status-text'), /paused while the page was hidden/);
  await finish(page);
});

/* ---- the pad ---- */

test('an empty pad asks for a digit and answers nothing', BOUND, async () => {
  const page = await site.open();
  await until('training', async () => (await number(page, 'steps')) > 3);
  await page.click('#pad-clear');
  await until('an empty pad', async () => (await text(page, 'reading')) === 'Draw a digit');
  assert.ok(await page.getByText('Draw a digit', { exact: false }).first().isVisible());
  assert.deepEqual(await probabilities(page), Array(10).fill('–'));
  assert.ok((await seen_image(page)).every((grey) => grey === 0));
  await finish(page);
});

test('digits drawn with the pointer are classified, by the network on show', BOUND, async () => {
  const page = await site.open('#hidden=32&speed=full&stop-steps=2500');
  await standing_at(page, 2500);
  const { network } = await same_in_node({ hidden: 32, steps: 2500 });
  for (const [name, strokes] of Object.entries(DRAWN)) {
    await page.click('#pad-clear');
    await draw(page, strokes);
    const article = 'It reads a ';
    await until(`reading the ${name}`, async () => (await text(page, 'reading')) === article + name);
    const image = await seen_image(page);
    assert.deepEqual(await probabilities(page), as_shown(network.predict(image)));
    const ink = [...image.keys()].filter((i) => image[i] > 0);
    const rows = ink.map((i) => Math.floor(i / 28));
    assert.ok(Math.max(...rows) - Math.min(...rows) + 1 <= 20, 'scaled to 20 rows');
  }
  await page.click('#pad-undo');
  await until('nothing left after undo', async () => (await text(page, 'reading')) === 'Draw a digit');
  await finish(page);
});

test('the pad works by keyboard and by touch', BOUND, async () => {
  const page = await site.open('#hidden=32&speed=full&stop-steps=2500', { hasTouch: true });
  await standing_at(page, 2500);
  await page.focus('#pad');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Space');
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await until('a one by keyboard', async () => (await text(page, 'reading')) === 'It reads a one');
  await page.keyboard.press('Backspace');
  await until('an empty pad', async () => (await text(page, 'reading')) === 'Draw a digit');
  await page.touchscreen.tap(...(await middle_of(page, '#pad')));
  await until('a dot by touch', async () => (await seen_image(page)).some((grey) => grey > 0));
  await finish(page);
});

/** @param {Page} page @param {string} selector @returns {Promise<[number, number]>} */
async function middle_of(page, selector) {
  const box = await page.locator(selector).boundingBox();
  assert.ok(box);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/* ---- the address ---- */

test('the address holds the state, and Back is not filled', BOUND, async () => {
  const page = await site.open('#seed=9&hidden=4');
  await until('training', async () => (await number(page, 'steps')) > 0);
  const entries = await page.evaluate(() => history.length);
  await page.fill('#learning-rate', '0.25');
  await page.press('#learning-rate', 'Enter');
  await page.fill('#batch-size', '64');
  await page.press('#batch-size', 'Enter');
  const { hash } = new URL(page.url());
  assert.equal(hash, '#data=digits&hidden=4&learning-rate=0.25&batch-size=64&seed=9');
  assert.equal(await page.evaluate(() => history.length), entries);
  await finish(page);
});

test('a malformed value in the address takes its default, and the page says so', BOUND, async () => {
  const page = await site.open(
    '#data=cats&hidden=0&learning-rate=-1&batch-size=1e9&seed=x&speed=warp&nonsense=1',
  );
  await until('training', async () => (await number(page, 'steps')) > 0);
  const status = await text(page, 'status-text');
  for (const part of [
    'data=cats',
    'hidden=0',
    'learning-rate=-1',
    'batch-size=1e9',
    'seed=x',
    'speed=warp',
    'nonsense',
  ])
    assert.ok(status.includes(part), `the message names ${part}: ${status}`);
  assert.equal(new URL(page.url()).hash, '#data=digits&hidden=10&learning-rate=0.1&batch-size=32&seed=1');
  assert.equal(await page.locator('.unit').count(), 10);
  await finish(page);
});

test('a value that a control cannot take is refused with a reason, and training goes on', BOUND, async () => {
  const page = await site.open();
  for (const [id, value] of [
    ['hidden', '513'],
    ['batch-size', '0'],
    ['learning-rate', '-0.5'],
    ['seed', '1.5'],
  ]) {
    const held = await page.inputValue(`#${id}`);
    await page.fill(`#${id}`, value);
    await page.press(`#${id}`, 'Enter');
    assert.match(await text(page, 'status-text'), new RegExp(`^${id} is ${value}, expected`));
    assert.equal(await page.inputValue(`#${id}`), held);
  }
  const steps = await number(page, 'steps');
  await until('going on', async () => (await number(page, 'steps')) > steps);
  await finish(page);
});

/* ---- layout ---- */

test(
  'from 1 to 512 hidden units, and from 320 to 1920 pixels, nothing is wider than the page',
  BOUND,
  async () => {
    const page = await site.open('#speed=1');
    for (const hidden of [1, 37, 512]) {
      await page.evaluate((units) => (location.hash = `speed=1&hidden=${units}`), hidden);
      await until('its tiles', async () => (await page.locator('.unit').count()) === hidden);
      for (const width of [320, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        const [content, frame] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(content <= frame, `${hidden} units at ${width}: ${content} pixels`);
      }
    }
    await finish(page);
  },
);

test('with reduced motion nothing eases, and both themes have colours of their own', BOUND, async () => {
  const background = () => getComputedStyle(document.documentElement).backgroundColor;
  const light = await site.open('', { reducedMotion: 'reduce', colorScheme: 'light' });
  const dark = await site.open('', { colorScheme: 'dark' });
  const easing = await light.evaluate(
    () => getComputedStyle(/** @type {any} */ (document.querySelector('.bar i'))).transitionDuration,
  );
  assert.equal(easing, '0s');
  assert.equal(await light.evaluate(background), 'rgb(250, 248, 244)');
  assert.equal(await dark.evaluate(background), 'rgb(17, 18, 21)');
  await dark.click('#theme'); // from auto to light
  assert.equal(await dark.evaluate(background), 'rgb(250, 248, 244)');
  await finish(light);
  await finish(dark);
});

test('a digit of the contact sheet can be followed from template to strokes to pixels', BOUND, async () => {
  const page = await site.open('#seed=4');
  await until('the sheet', async () => (await page.locator('.sheet button').count()) === 100);
  await page.locator('.sheet button').nth(42).click();
  const { network, train } = await same_in_node({ seed: 4 });
  const label = train.labels()[42];
  await until('its story', async () =>
    (await text(page, 'followed')).startsWith(`How this ${label} was written`),
  );
  assert.ok((await page.locator('.template path').count()) > 0);
  assert.ok((await page.locator('.written polyline').count()) > 0);
  assert.deepEqual(await image_of(page, '.stations canvas'), train.images().slice(42 * 784, 43 * 784));
  network.free();
  await finish(page);
});

/* ---- MNIST ---- */

test(
  'without MNIST on the site it is not offered, and asking for it falls back with a reason',
  BOUND,
  async () => {
    const page = await site.open('#data=mnist');
    await until('training', async () => (await number(page, 'steps')) > 0);
    assert.match(await text(page, 'status-text'), /This site has no MNIST/);
    assert.ok(await page.locator('#data option[value=mnist]').isDisabled());
    assert.match(new URL(page.url()).hash, /^#data=digits&/);
    await finish(page);
  },
);

const mnist = resolve(process.env.MNIST_DIR ?? fileURLToPath(new URL('../data/mnist', import.meta.url)));
const no_mnist = !existsSync(join(mnist, 'train-images-idx3-ubyte.gz')) && `no MNIST in ${mnist}`;

test(
  'MNIST arrives with its progress in bytes; training may begin before the end',
  { ...BOUND, skip: no_mnist },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'glassnet-'));
    const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
      (name) => `${name}-ubyte.gz`,
    );
    await cp(plain_site, root, { recursive: true });
    for (const name of names) await symlink(join(mnist, name), join(root, 'data', 'mnist', name));
    await cp(fileURLToPath(import.meta.url), join(root, 'data', 'mnist', 'files.txt')); // names the files, like this test
    const with_mnist = await open_site(root);
    try {
      const page = await with_mnist.open('#speed=1');
      const status = () => text(page, 'status-text');
      await until(
        'MNIST on offer',
        async () => !(await page.locator('#data option[value=mnist]').isDisabled()),
      );
      await page.selectOption('#data', 'mnist');
      await until('progress', async () => /MNIST .*: [\d.]+ of [\d.]+ MB/.test(await status()));
      await page.getByRole('button', { name: 'Begin with these' }).click();
      await until('a beginning', async () => /^Learns from ([\d,]+) images of MNIST/.test(await status()));
      assert.ok((await number(page, 'steps')) < 5, 'a new run');
      await page.reload();
      await until('all images', async () => /60,000 images of MNIST/.test(await status()), 15_000);
      await until('training', async () => (await number(page, 'steps')) > 0);
      await finish(page);
    } finally {
      await with_mnist.close();
      await rm(root, { recursive: true });
    }
  },
);
