// The page in Chromium, Firefox and WebKit: the same address gives the same bits, and nothing goes wrong in any of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PHASES } from '../web/mathematics/table.js';
import { create_network } from '../web/network/network.js';
import { argmax } from '../web/network/numbers.js';
import { NETWORKS, trained, TRAINING } from './bits.js';
import { until, until_equal } from './browser.js';
import { in_each_engine, missing, open_window, press_button, text } from './engines.js';
import { walk_by_tab } from './keyboard_walk.js';
import { same_in_node } from './page/reading.js';
import { BUILDS } from './support.js';
import { problems_of, serve_watched } from './watched_site.js';
import { attributed, expected_texts, shown_texts } from './why_shown.js';

/** @typedef {import('./engines.js').Window} Window */

const BOUND = { timeout: 360_000 };
const AXE = fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));
const TRAIN_DIGITS = 10_000; // as web/training/run.js says
const SETTINGS = { hidden: 12, seed: 7, batch_size: 20, learning_rate: 0.2, steps: 1100 }; // into the third epoch
const ADDRESS =
  '#data=digits&hidden=12&learning-rate=0.2&batch-size=20&seed=7&speed=full&stop-steps=' + SETTINGS.steps;

/** @type {Awaited<ReturnType<typeof serve_watched>>} */
let site;
before(async () => (site = await serve_watched({ 'axe.js': AXE })));
after(() => site.close());

/** @param {Window} window */
async function findings_of_axe(window) {
  return window.evaluate(async () => {
    if (!Object.hasOwn(globalThis, 'axe')) {
      const { trustedTypes } = /** @type {import('../web/link/trusted.js').Trusting} */ (globalThis);
      const rules = { createScriptURL: (/** @type {string} */ url) => url, createHTML: String };
      const src = trustedTypes?.createPolicy('glassnet', rules).createScriptURL('axe.js') ?? 'axe.js';
      const script = Object.assign(document.createElement('script'), { src });
      document.head.append(script);
      await new Promise((done, fail) => Object.assign(script, { onload: done, onerror: fail }));
    }
    const { violations } = await /** @type {any} */ (globalThis).axe.run({ resultTypes: ['violations'] });
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].target}`);
  });
}

/** The mathematics, come near. @param {Window} window @param {string} selector of what has to be there */
async function scroll_to(window, selector) {
  await until(selector, async () => {
    await window.evaluate((of) => document.querySelector(of)?.scrollIntoView(), '#mathematics');
    return window.evaluate((of) => Boolean(document.querySelector(of)), selector);
  });
}

/** The text of the first that a selector finds. @param {Window} window @param {string} selector */
const text_of = (window, selector) =>
  window.evaluate((of) => document.querySelector(of)?.textContent ?? '', selector);

/** What the result of a phase is worked out to. @param {Window} window @param {string} phase */
const result_of = (window, phase) => text_of(window, `[data-figure="${phase}"] .worked .result`);

in_each_engine((engine) => {
  const options = { ...BOUND, skip: missing(engine) || false };

  test(`${engine}: an address shows the same fingerprint at the same step as Node`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    t.diagnostic(window.version);
    await window.go(site.url + ADDRESS);
    const stop = `Stopped at step ${SETTINGS.steps.toLocaleString('en')}, as set.`;
    await until_equal('the stop', () => text(window, 'status-text'), stop);
    const is_last = () =>
      window.evaluate(
        (steps) => document.getElementById('fingerprint')?.dataset.step === `${steps}`,
        SETTINGS.steps,
      );
    await until('its fingerprint', is_last);
    assert.equal(
      (await text(window, 'fingerprint')).replaceAll(' ', ''),
      (await same_in_node(SETTINGS)).network.fingerprint(),
    );
    assert.equal(await text(window, 'steps'), SETTINGS.steps.toLocaleString('en'));
    assert.deepEqual(await problems_of(window), []);
  });

  test(`${engine}: the fingerprints that are written down, in both builds`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    await window.go(`${site.url}#speed=1`);
    const shim = `${site.url}network.js`;
    for (const build of BUILDS)
      for (const { hidden, fingerprint } of NETWORKS) {
        const found = await window.evaluate(trained, { shim, hidden, build, training: TRAINING });
        assert.equal(found, fingerprint, `${build}, ${hidden} units`);
      }
  });

  test(`${engine}: why an image is read as it is, in the network’s own numbers`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    const network = await create_network({ hidden: 12, seed: 7 });
    const test_set = network.digits(7, 2, 'test');
    const image = /** @type {Uint8Array} */ (test_set.images(1, 1));
    network.train(network.digits(7, TRAIN_DIGITS, 'train'), { ...SETTINGS, steps: 60 });
    await window.go(`${site.url}#hidden=12&learning-rate=0.2&batch-size=20&seed=7&stop-steps=60`);
    await until_equal('the stop', () => text(window, 'steps'), '60');
    await press_button(window, '#ask-why');
    const answer = argmax(network.predict(image));
    const expected = expected_texts(attributed(network, image, answer));
    await until_equal('its reasons', () => window.evaluate(shown_texts), expected);
    const digit = (answer + 1) % 10;
    await press_button(window, `#why [data-digit="${digit}"]`);
    await press_button(window, `#why [data-digit="${answer}"]`);
    const compared = expected_texts(attributed(network, image, digit, answer));
    await until_equal('both compared', () => window.evaluate(shown_texts), compared);
    assert.deepEqual(await problems_of(window), []);
  });

  test(
    `${engine}: pause, step, drawing, a phone's width; axe-core finds nothing in either theme`,
    options,
    async (t) => {
      const window = await open_window(engine, { dark: true });
      t.after(() => window.close());
      const steps = async () => Number((await text(window, 'steps')).replaceAll(',', ''));
      await window.go(`${site.url}#speed=50`);
      await until('training', async () => (await steps()) > 5);
      assert.ok(await window.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches));
      assert.deepEqual(await findings_of_axe(window), []);
      await window.click('#play');
      await until('a pause', () =>
        window.evaluate(() => document.documentElement.dataset.training === 'paused'),
      );
      const paused_at = await steps();
      await window.press('s');
      await until_equal('one step', steps, paused_at + 1);
      await window.press('d');
      await window.press('Delete');
      await until_equal('an empty pad', () => text(window, 'reading'), 'Draw a digit');
      for (const key of [' ', ...Array(20).fill('ArrowDown'), ' ']) await window.press(key);
      await until('an answer', async () => /reads|Not sure/.test(await text(window, 'reading')));
      await window.click('#theme'); // from auto to light
      assert.deepEqual(await findings_of_axe(window), []);
      await window.viewport(360, 740);
      await until('a narrow page', () => window.evaluate(() => innerWidth < 500));
      await until('nothing cut off', () =>
        window.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      );
      assert.deepEqual(await problems_of(window), []);
    },
  );

  test(`${engine}: what the page suggests, explains on demand, opens and takes back`, options, async (t) => {
    const window = await open_window(engine, { dark: true });
    t.after(() => window.close());
    await window.go(`${site.url}#stop-steps=20&speed=full`);
    await until('the stop', async () => /^Stopped at step/.test(await text(window, 'status-text')));
    await until_equal('a suggestion', () => text(window, 'lead-link'), 'Draw a 3. Right? Now a sloppy one.');
    await window.click('#lead-next');
    await until_equal('the next one', () => text(window, 'lead-link'), 'Reset, and watch unit 7.');
    const phrases = () =>
      window.evaluate(() =>
        [...document.querySelectorAll('.term-phrase')].filter((note) => note.getClientRects().length > 0).length,
      ); // prettier-ignore
    assert.equal(await phrases(), 0);
    await press_button(window, '.term');
    await until_equal('a phrase', phrases, 1);
    await window.press('Escape');
    await until_equal('no phrase', phrases, 0);
    const is_sample = async () => /^A test image: /.test(await text(window, 'seen-text'));
    await until('a test image', is_sample);
    const sample = await text(window, 'seen-text');
    await until('a mistake', () =>
      window.evaluate(() => {
        document.getElementById('mistakes')?.scrollIntoView();
        return document.querySelector('#mistakes button') !== null;
      }),
    );
    await press_button(window, '#mistakes button');
    await until('a mistake on the pad', async () => /read as/.test(await text(window, 'opened-text')));
    await press_button(window, '#opened-back');
    await until_equal('what was there', () => text(window, 'seen-text'), sample);
    await press_button(window, '#pad-clear');
    await until_equal('an empty pad', () => text(window, 'reading'), 'Draw a digit');
    await press_button(window, '#pad-undo');
    await until_equal('the test image again', () => text(window, 'seen-text'), sample);
    await window.click('#lead-dismiss');
    await until('no suggestion', () => window.evaluate(() => !document.querySelector('#lead *')));
    assert.deepEqual(await problems_of(window), []);
  });

  test(
    `${engine}: the mathematics by keyboard: every phase, the very step of training, the check, the machine room`,
    options,
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      await window.go(site.url + ADDRESS);
      await until('the stop', async () => /^Stopped at step/.test(await text(window, 'status-text')));
      await scroll_to(window, '#stepper .step-place[data-steps="1100"]');
      await press_button(window, '#stepper .primary');
      for (const [i, { id }] of PHASES.entries()) {
        await until(
          id,
          async () => (await text_of(window, '#stepper .step-place')) === `${i + 1} of ${PHASES.length}`,
        );
        await until(`the result of ${id}`, async () => (await result_of(window, id)) !== '');
        if (i + 1 < PHASES.length) await press_button(window, '#stepper .primary');
      }
      const { network } = await same_in_node({ ...SETTINGS, steps: SETTINGS.steps + 1 });
      const stepped = network.fingerprint();
      await until(
        'the step',
        async () => (await text(window, 'fingerprint')).replaceAll(' ', '') === stepped,
      );
      await press_button(window, '#gradient-check button.primary');
      await until('a verdict', async () =>
        /slopes differ by/.test(await text_of(window, '#gradient-check .result')),
      );
      assert.match(await text_of(window, '#gradient-check .result'), /^The formulas hold/);
      await press_button(window, '#machine-room button');
      const is_proven = async () =>
        /both modules have the fingerprint/.test(await text(window, 'machine-room'));
      await until('the proof', is_proven);
      await press_button(window, '#machine-room button');
      assert.deepEqual(await problems_of(window), []);
    },
  );

  test(`${engine}: paused, tiles, lines and sentences are about what is chosen`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    await window.go(site.url + ADDRESS);
    await until('the stop', async () => /^Stopped at step/.test(await text(window, 'status-text')));
    const caption = () => text(window, 'hidden-subtitle');
    await until_equal('what was learnt', caption, 'how the weights have changed since the start');
    await window.click('#show-gradients');
    await until_equal('gradients', caption, 'the gradient of the last batch');
    const focus = (/** @type {string} */ selector) =>
      window.evaluate((of) => /** @type {HTMLElement} */ (document.querySelector(of)).focus(), selector);
    await focus('.unit[data-unit="2"]');
    const sentence = () => text(window, 'unit-text');
    await until('a sentence about the step', async () => /^Unit 2.*: the (step|last)/.test(await sentence()));
    await window.click('#show-weights');
    await focus('.class-row[data-digit="3"]');
    await until('a class’s sentence', async () => /^Digit 3: units .* for it/.test(await sentence()));
    const lines = () => window.evaluate(() => document.querySelectorAll('.connections .line[d*="V"]').length);
    await until_equal('a line from each unit', lines, SETTINGS.hidden);
    assert.deepEqual(await problems_of(window), []);
  });

  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    test(
      `${engine}: the mathematics on a phone, ${theme}: nothing is cut off, axe-core finds nothing`,
      options,
      async (t) => {
        const window = await open_window(engine, { dark, width: 360, height: 740 });
        t.after(() => window.close());
        await window.go(`${site.url}#speed=50&stop-steps=20`);
        await scroll_to(window, '#stepper .step-place[data-steps="20"]');
        await press_button(window, '#stepper .primary');
        await until('phases', async () => (await result_of(window, 'X')) !== '');
        assert.ok(await window.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        assert.deepEqual(await findings_of_axe(window), []);
        assert.deepEqual(await problems_of(window), []);
      },
    );
  }
});

in_each_engine((engine) => {
  test(
    `${engine}: the Tab key comes to every stop of the page while it trains, and none is ever lost`,
    { ...BOUND, skip: missing(engine) || false },
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      // so slowly that no advice comes to the status line, with buttons, once the walk is past it
      await window.go(`${site.url}#speed=50&learning-rate=0.02`);
      await scroll_to(window, '#stepper .step-place[data-steps]:not([data-steps=""])');
      await window.evaluate(() => scrollTo(0, 0));
      const stops = await walk_by_tab(window);
      t.diagnostic(`${stops} stops`);
      assert.deepEqual(await problems_of(window), []);
    },
  );
});

in_each_engine((engine) => {
  test(
    `${engine}: after a reload the reader is where they were in the derivation, until they scroll`,
    { ...BOUND, skip: missing(engine) || false },
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      const reload = async () => {
        await window.evaluate(() => {
          document.documentElement.dataset.left = '';
          setTimeout(() => location.reload());
        });
        const is_there = () =>
          window.evaluate(
            () => document.querySelector('#steps') !== null && !('left' in document.documentElement.dataset),
          );
        await until('another document', () => is_there().catch(() => false)); // there is none for a moment
      };
      const top = () =>
        window.evaluate(() =>
          Math.round(document.getElementById('phase-L')?.getBoundingClientRect().top ?? NaN),
        );
      const stands_at = (/** @type {number} */ wanted) =>
        until(`phase 6 at ${wanted} px`, async () => Math.abs((await top()) - wanted) <= 1);
      /** Figures above the place grow until the section has its numbers. */
      const come_back_to = async (/** @type {number} */ wanted) => {
        await reload();
        await stands_at(wanted);
        await until('numbers', () =>
          window.evaluate(() => document.querySelector('#stepper .step-place[data-steps="20"]') !== null),
        );
        await stands_at(wanted);
      };
      /** The section grows above the place, and the page hears of an earlier scroll before it can observe that. */
      const grow_and_scroll = () =>
        window.evaluate(() => {
          document.documentElement.style.overflowAnchor = 'none'; // WebKit has no scroll anchoring to make up for it
          const more = document.createElement('div');
          more.style.height = '99px';
          document.getElementById('mathematics')?.prepend(more);
          document.dispatchEvent(new Event('scroll', { bubbles: true }));
        });
      /** Scrolls up by so many pixels, as a scroll bar does it, and lets the section grow at its end. */
      const scroll_and_grow = (/** @type {number} */ pixels) =>
        window.evaluate(async (by) => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          scrollBy({ top: -by, behavior: 'instant' });
          for (let i = 0; i < 3; i++) await frame();
          const more = document.createElement('div');
          more.style.height = '99px';
          document.getElementById('mathematics')?.append(more);
          for (let i = 0; i < 3; i++) await frame();
        }, pixels);

      await window.go(`${site.url}#stop-steps=20&speed=full`);
      await scroll_to(window, '#stepper .step-place[data-steps="20"]');
      await window.evaluate(() => {
        document.getElementById('phase-L')?.scrollIntoView();
        scrollBy({ top: 300, behavior: 'instant' });
      });
      const place = await top();
      assert.ok(place < -100 && place > -400, `phase 6 is at ${place} px`);
      await come_back_to(place);
      await grow_and_scroll();
      await stands_at(place);
      await scroll_and_grow(20); // as little as an engine may be wrong by when it restores the place
      await stands_at(place);
      await scroll_and_grow(300);
      await stands_at(place + 300);
      await come_back_to(place + 300);
      await window.press('Escape'); // any key will do
      await scroll_and_grow(20);
      await stands_at(place + 320);

      await window.evaluate(() => scrollTo(0, 0));
      await reload();
      await scroll_to(window, '#stepper .step-place[data-steps="20"]');
      assert.ok((await top()) > 0, 'left at the top of the page, the section begins at its beginning');
      assert.deepEqual(await problems_of(window), []);
    },
  );
});
