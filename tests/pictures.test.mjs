// Pictures of what is on show, and the film of a run: they open in the browsers that made them, and show what they should.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until, until_equal } from './browser.js';
import { ENGINES, missing, open_window } from './engines.js';
import { problems_of, serve_watched } from './watched_site.js';

const BOUND = { timeout: 120_000 };
const STEPS = 12;
const FIGURES = ['Network', 'Weight images', 'Loss', 'Accuracy'];

/** @typedef {{ type: string, bytes: string }} Saved bytes: base64 */

/** @type {Awaited<ReturnType<typeof serve_watched>>} */
let site;
before(async () => (site = await serve_watched()));
after(() => site.close());

/** What is saved in the page from now on is kept there. @param {import('./engines.js').Window} window */
const catch_files = (window) =>
  window.evaluate(() => {
    /** @type {Blob[]} */
    const saved = [];
    Object.assign(globalThis, { saved });
    URL.createObjectURL = (blob) => `#${saved.push(/** @type {Blob} */ (blob))}`;
    HTMLAnchorElement.prototype.click = () => {};
  });

/** Presses a button of the dialog, and waits for what it saves. @param {import('./engines.js').Window} window @param {string} label @returns {Promise<Saved>} */
async function save(window, label) {
  await window.evaluate((name) => {
    /** @type {HTMLElement} */ (document.querySelector(`#pictures [aria-label="${name}"]`)).click();
  }, label);
  await until(`${label} is saved`, () =>
    window.evaluate(() => /** @type {any} */ (globalThis).saved.length > 0),
  );
  return window.evaluate(async () => {
    const blob = /** @type {any} */ (globalThis).saved.pop();
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return { type: blob.type, bytes: btoa(text) };
  });
}

/** Opens a picture and looks at it. @param {import('./engines.js').Window} window @param {Saved} saved */
const look = (window, saved) =>
  window.evaluate(async ({ type, bytes }) => {
    const image = new Image();
    image.src = `data:${type};base64,${bytes}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), {
      width: image.width,
      height: image.height,
    });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: image.width, height: image.height, colours: new Set(new Uint32Array(data.buffer)).size };
  }, saved);

/** Opens a film. @param {import('./engines.js').Window} window @param {Saved} saved */
const play = (window, saved) =>
  window.evaluate(async ({ type, bytes }) => {
    const video = document.createElement('video');
    const heard = (/** @type {string} */ name) =>
      new Promise((done) => video.addEventListener(name, done, { once: true }));
    const loaded = heard('loadedmetadata');
    video.src = `data:${type};base64,${bytes}`;
    await loaded;
    if (video.duration === Infinity) {
      const known = heard('durationchange'); // streams say it once somebody goes to their end
      video.currentTime = 1e6;
      await known;
    }
    const { duration, videoWidth: width, videoHeight: height } = video;
    return { duration, width, height };
  }, saved);

/** @param {import('./engines.js').Window} window */
const steps_in = (window) => window.evaluate(() => document.getElementById('steps')?.dataset.value);

/** The page, once it has taken its steps. @param {import('./engines.js').Engine} engine @param {import('node:test').TestContext} t */
async function open_stopped(engine, t) {
  const window = await open_window(engine);
  t.after(() => window.close());
  await window.go(`${site.url}#stop-steps=${STEPS}&speed=full`);
  await until('the steps', async () => (await steps_in(window)) === String(STEPS));
  return window;
}

for (const engine of ENGINES.filter((name) => name !== 'webkit')) {
  test(
    `${engine}: figures as SVG and PNG, and the film, open and have their size`,
    { ...BOUND, skip: missing(engine) || false },
    async (t) => {
      const window = await open_stopped(engine, t);
      await catch_files(window);
      await window.click('#save-pictures');
      await until('the dialog', () => window.evaluate(() => document.querySelector('#pictures') !== null));
      /** @type {Record<string, Saved>} */
      const saved = {};
      for (const name of FIGURES.flatMap((title) => [`${title} as SVG`, `${title} as PNG`]))
        saved[name] = await save(window, name);
      saved.film = await save(window, 'Film of the weights');
      assert.equal(await steps_in(window), String(STEPS), 'the page is in the present again');
      assert.deepEqual(await problems_of(window), []);
      await window.go('about:blank'); // whose policy lets films be played
      for (const title of FIGURES) {
        const [svg, png] = [saved[`${title} as SVG`], saved[`${title} as PNG`]];
        const [drawn, picture] = [await look(window, svg), await look(window, png)];
        assert.ok(drawn.width > 300 && drawn.colours > 20, `${title}: ${JSON.stringify(drawn)}`);
        assert.ok(
          Math.abs(picture.width - 2 * drawn.width) <= 2 && picture.colours > 20,
          JSON.stringify(picture),
        );
      }
      const texts = (/** @type {string} */ title) =>
        [
          ...Buffer.from(saved[`${title} as SVG`].bytes, 'base64')
            .toString()
            .matchAll(/<text[^>]*>([^<]*)/g),
        ].map(([, text]) => text);
      for (const text of ['Loss', 'step 0', 'test', 'training, smoothed'])
        assert.ok(texts('Loss').includes(text), text);
      for (const text of ['100 %', 'test images']) assert.ok(texts('Accuracy').includes(text), text);
      for (const text of ['Ten hidden units', 'Draw a digit', '9'])
        assert.ok(texts('Network').includes(text), text);
      const film = await play(window, saved.film);
      t.diagnostic(`${saved.film.type}, ${JSON.stringify(film)}, ${saved.film.bytes.length} characters`);
      assert.ok(film.duration > 1 && film.duration <= 10, `${film.duration} s`);
      assert.deepEqual([film.width, film.height], [960, 540]);
    },
  );

  test(
    `${engine}: a picture of the past has its mark; a film that cannot be made is refused in a sentence`,
    { ...BOUND, skip: missing(engine) || false },
    async (t) => {
      const window = await open_stopped(engine, t);
      const scrubber = (/** @type {string} */ attribute) =>
        window.evaluate((name) => document.getElementById('scrubber')?.getAttribute(name), attribute);
      await window.evaluate(() => document.getElementById('scrubber')?.focus());
      await until('the way back', async () => (await scrubber('aria-valuetext')) !== null);
      await window.press('ArrowLeft');
      const mark = () => window.evaluate(() => document.getElementById('loss-curve-mark')?.textContent ?? '');
      await until_equal('a past step', mark, `step ${STEPS - 1}`);
      await catch_files(window);
      await window.evaluate(() => Object.assign(globalThis, { MediaRecorder: undefined }));
      await window.click('#save-pictures');
      await until('the dialog', () => window.evaluate(() => document.querySelector('#pictures') !== null));
      const { bytes } = await save(window, 'Loss as SVG');
      const picture = Buffer.from(bytes, 'base64').toString();
      assert.ok(picture.includes(`>step ${STEPS - 1}<`), 'the step that is marked');
      assert.equal(picture.match(/<circle /g)?.length, 1, 'its ring');
      await window.evaluate(() => {
        /** @type {any} */ (document.querySelector('#pictures [aria-label="Film of the weights"]')).click();
      });
      const said = () =>
        window.evaluate(() => document.querySelector('#pictures [role=status]')?.textContent);
      await until_equal('why there is no film', said, 'This browser makes no videos, so there is no film.');
      assert.deepEqual(await problems_of(window), []);
    },
  );
}
