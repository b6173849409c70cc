/** What the page shows while it trains is the network's own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { finish, until } from '../browser.js';
import {
  BOUND,
  TRAIN_DIGITS,
  as_shown,
  has_stopped,
  next_frames,
  number,
  probabilities,
  same_in_node,
  seen_image,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

test('a first visit trains by itself: a first loss is there, and loss falls', BOUND, async (t) => {
  const page = await site.open();
  const mark = () => page.evaluate(() => performance.getEntriesByName('first-loss')[0]?.startTime);
  t.diagnostic(`the first loss ${(await until('a first loss', mark)).toFixed(0)} ms after navigation`); // bench/page.mjs judges
  const loss = await until('a test loss', () => number(page, 'test-loss'));
  await until('a falling loss', async () => (await number(page, 'test-loss')) < 0.5 * loss);
  assert.ok((await number(page, 'test-accuracy')) > 0.5);
  await finish(page);
});

test(
  'a plain start throws nothing, as engines read a whole script again to say where an error came from',
  BOUND,
  async () => {
    const page = await site.open();
    const session = await page.context().newCDPSession(page);
    /** @type {string[]} */
    const thrown = [];
    session.on('Debugger.paused', ({ data }) => {
      thrown.push(String(/** @type {{ description?: string } | undefined} */ (data)?.description));
      void session.send('Debugger.resume');
    });
    await session.send('Debugger.enable');
    await session.send('Debugger.setPauseOnExceptions', { state: 'all' });
    await page.reload();
    await until('ten steps', async () => (await number(page, 'steps')) > 10);
    assert.deepEqual(thrown, []);
    await finish(page);
  },
);

test(
  'at full speed the loss curve is drawn five times a second, and not with each snapshot',
  BOUND,
  async () => {
    const page = await site.open('#speed=full');
    await until('some epochs', async () => (await number(page, 'steps')) > 2000);
    const { draws, time } = await page.evaluate(async () => {
      const { prototype } = CanvasRenderingContext2D;
      const { clearRect } = prototype;
      const begun = performance.now();
      let count = 0;
      prototype.clearRect = function (...place) {
        if (this.canvas.closest('#loss-curve')) count++;
        clearRect.apply(this, place);
      };
      await new Promise((done) => setTimeout(done, 3000));
      prototype.clearRect = clearRect;
      return { draws: count, time: performance.now() - begun };
    });
    assert.ok(draws > 0 && draws <= time / 200 + 1, `${draws} drawings in ${time} ms`);
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
    await until('the answer to the image on the pad', async () => {
      const seen = await seen_image(page);
      const expected = as_shown(network.predict(seen));
      return seen.some((grey) => grey > 0) && isDeepStrictEqual(await probabilities(page), expected);
    });
    await finish(page);
  },
);

test('the weight images change while it trains, and not while it pauses', BOUND, async () => {
  const page = await site.open('#seed=3');
  /** What the canvas shows at the place of each unit. */
  const images = () =>
    page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.units canvas'));
      const origin = canvas.getBoundingClientRect();
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
        willReadFrequently: true,
      });
      copy?.drawImage(canvas, 0, 0);
      return [...document.querySelectorAll('.unit .image')].map((image) => {
        const { left, top, width } = image.getBoundingClientRect();
        return copy?.getImageData(left - origin.left, top - origin.top, width, width).data.join();
      });
    });
  await until('training', async () => (await number(page, 'steps')) > 5);
  const early = await images();
  assert.equal(early.length, 10);
  await until('more training', async () => (await number(page, 'steps')) > 150);
  await page.click('#play');
  await has_stopped(page);
  await next_frames(page);
  const late = await images();
  assert.ok(
    late.filter((image, i) => image !== early[i]).length >= 8,
    'most of the units have learnt something',
  );
  for (let i = 0; i < 10; i++) await next_frames(page);
  assert.deepEqual(await images(), late);
  await finish(page);
});

/** How far the parts of the page have shifted so far, as Chromium counts it. @param {import('../browser.js').Page} page */
const shifts = (page) =>
  page.evaluate(() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    const all = /** @type {(PerformanceEntry & { value: number })[]} */ (observer.takeRecords());
    return all.reduce((sum, { value }) => sum + value, 0);
  });

test(
  'nothing shifts its place while the page starts on a slow machine, nor while it trains',
  BOUND,
  async () => {
    for (const [width, height] of [
      [320, 640],
      [390, 844],
      [768, 1024],
      [1280, 800],
      [1920, 1080],
    ]) {
      const page = await site.open('#speed=1', { viewport: { width, height } });
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await page.goto(`${site.url}?slow#speed=2000`);
      await until('training', async () => (await number(page, 'steps')) > 20);
      const sum = await shifts(page);
      assert.ok(sum <= 0.005, `${width} × ${height}: layout shifts add up to ${sum}`);
      await finish(page);
    }
    const page = await site.open('#speed=full');
    await until('training', async () => (await number(page, 'steps')) > 2000);
    const sum = await shifts(page);
    assert.ok(sum <= 0.01, `layout shifts add up to ${sum}`);
    await finish(page);
  },
);

test('whatever the status line says, nothing below it moves', BOUND, async () => {
  const page = await site.open('#stop-steps=5');
  await until('the last step', async () => (await number(page, 'steps')) === 5);
  for (const [width, sentences] of [
    [360, 4], // on a phone there is room for what begins a run, and for buttons
    [390, 3],
    ...[768, 1100, 1180, 1280, 1920].map((wide) => [wide, 6]),
  ]) {
    await page.setViewportSize({ width, height: 800 });
    const [before, after] = await page.evaluate((repeated) => {
      const status = /** @type {HTMLElement} */ (document.getElementById('status'));
      const top = () =>
        ['settings-sheet', 'live-numbers'].map(
          (id) => document.getElementById(id)?.getBoundingClientRect().top,
        );
      const without = top();
      const notice = status.cloneNode(true);
      /** @type {HTMLElement} */ (status.querySelector('p')).textContent =
        'Some hidden units have died. '.repeat(repeated);
      for (const name of ['Go back to the best', 'More images']) {
        const button = Object.assign(document.createElement('button'), { textContent: name });
        status.querySelector('.buttons')?.append(button);
      }
      const with_notice = top();
      status.replaceChildren(...notice.childNodes);
      return [without, with_notice];
    }, sentences);
    assert.deepEqual(after, before, `${width} px`);
  }
  await finish(page);
});

test(
  'a worker that fails is said; started again, it comes back to the step that was on show, and trains on',
  BOUND,
  async () => {
    const page = await site.open('#hidden=5&seed=3&speed=50');
    await until('two seconds of training', async () => (await number(page, 'steps')) > 100);
    const [worker] = page.workers();
    await worker.evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('a planted fault');
        }),
    );
    await until('a failure', async () =>
      /does not work any more: .*a planted fault/.test(await text(page, 'status-text')),
    );
    await until('no word of training', async () => (await text(page, 'play')).trim() === 'Play');
    await page.evaluate(() => {
      const title = /** @type {HTMLElement} */ (document.getElementById('hidden-title'));
      document.documentElement.dataset.titles = title.textContent ?? '';
      new MutationObserver(
        () => (document.documentElement.dataset.titles += `, ${title.textContent}`),
      ).observe(title, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const failed_at = await number(page, 'steps');
    await page.getByRole('button', { name: /^Start again from step / }).click();
    await until('the same fingerprint', async () =>
      /^Back at step .*, with the same fingerprint/.test(await text(page, 'status-text')),
    );
    await until('training', async () => (await number(page, 'steps')) > failed_at);
    const titles = await page.evaluate(() => document.documentElement.dataset.titles);
    assert.deepEqual([...new Set(titles?.split(', '))], ['Five hidden units']);
    page.problems = page.problems.filter((problem) => !/planted fault/.test(problem));
    await finish(page);
  },
);
