/** What people meet, in Chromium, Firefox and WebKit: hands and pens on the pad, servers, the system's own colours. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { until, until_equal } from './browser.js';
import { in_each_engine, missing, open_window } from './engines.js';
import { colours_of, contrast } from './inputs/colours.js';
import { problems_of, serve_watched } from './watched_site.js';

/** @typedef {import('./engines.js').Window} Window */
/** @typedef {[x: number, y: number]} Place in shares of the pad */

const BOUND = { timeout: 240_000 };

/** @type {Awaited<ReturnType<typeof serve_watched>>} */
let site;
/** @type {Awaited<ReturnType<typeof serve_carelessly>>} */
let careless;
before(async () => {
  site = await serve_watched();
  careless = await serve_carelessly();
});
after(() => Promise.all([site.close(), careless.close()]));

const SITE = fileURLToPath(new URL('../build/site', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** @typedef {{ headers?: Record<string, string>, types?: Record<string, string>, spoilt?: (name: string, bytes: Buffer) => Buffer | undefined }} Care */

/** How a host may serve the site such that its scripts do not run. @type {Record<string, Care>} */
const CARELESS = {
  'scripts as plain text': { types: { '.js': 'text/plain' } },
  'scripts as pages': {
    spoilt: (name, bytes) => (name.endsWith('.js') ? Buffer.from('<!doctype html>') : bytes),
  },
  'a policy of its own': { headers: { 'content-security-policy': "script-src 'none'" } },
  'page.js of another version': {
    spoilt: (name, bytes) =>
      name === 'page.js' ? Buffer.from(String(bytes).replaceAll('settings-sheet', 'settings-page')) : bytes,
  },
};

/** A host that serves the site under the name of each carelessness, and without the slash at the end of its address. */
async function serve_carelessly() {
  const server = createServer(async (request, response) => {
    const [, care, name] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(request.url ?? '')) ?? [];
    const {
      headers = {},
      types = {},
      spoilt = (/** @type {string} */ _, /** @type {Buffer} */ bytes) => bytes,
    } = CARELESS[care] ?? {};
    if (care === 'glassnet' && (request.url ?? '').endsWith('/index.html'))
      return response.writeHead(301, { location: '/glassnet' }).end();
    const file = name || 'index.html';
    const known = CARELESS[care] || request.url === '/glassnet';
    const read = known && (await readFile(join(SITE, file)).catch(() => undefined));
    const bytes = read && spoilt(file, read);
    const type = { ...TYPES, ...types }[extname(file)] ?? 'application/octet-stream';
    return response.writeHead(bytes ? 200 : 404, { 'content-type': type, ...headers }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** The text of an element. @param {Window} window @param {string} id */
const text = (window, id) => window.evaluate((of) => document.getElementById(of)?.textContent ?? '', id);

/** A page that stands still, with an empty pad. @param {Window} window */
async function open_empty_pad(window) {
  await window.go(`${site.url}#stop-steps=1`);
  await until('the stop', async () => /^Stopped at step 1,/.test(await text(window, 'status-text')));
  await window.evaluate(() => document.getElementById('pad-clear')?.click());
  await until_equal('an empty pad', () => text(window, 'reading'), 'Draw a digit');
  await until_equal('nothing seen', () => seen_ink(window), 0);
}

/** How many pixels of the pad have ink in each region. @param {Window} window @param {...[number, number, number, number]} regions left, top, right, bottom in shares of the pad */
const ink = (window, ...regions) =>
  window.evaluate((parts) => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#pad canvas'));
    const copy = Object.assign(document.createElement('canvas'), {
      width: canvas.width,
      height: canvas.height,
    });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
    context.drawImage(canvas, 0, 0);
    return parts.map(([left, top, right, bottom]) => {
      const [x, y, w, h] = [left, top, right - left, bottom - top].map((share) =>
        Math.round(share * canvas.width),
      );
      const { data } = context.getImageData(x, y, w, h);
      return data.filter((value, i) => i % 4 === 3 && value > 200 && data[i - 1] > 200).length;
    });
  }, regions);

/** How many pixels of what the network sees are not black. @param {Window} window */
const seen_ink = (window) =>
  window.evaluate(() => {
    const copy = Object.assign(document.createElement('canvas'), { width: 28, height: 28 });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
    context.drawImage(/** @type {HTMLCanvasElement} */ (document.querySelector('#seen')), 0, 0);
    return context.getImageData(0, 0, 28, 28).data.filter((value, i) => i % 4 === 0 && value > 0).length;
  });

/** Where places of the pad are in the window. @param {Window} window @param {Place[]} places @returns {Promise<Place[]>} */
async function on_screen(window, places) {
  const { left, top, width, height } = await window.evaluate(() => {
    const pad = /** @type {HTMLElement} */ (document.getElementById('pad'));
    pad.scrollIntoView({ block: 'center' });
    return /** @type {DOMRect} */ (pad.getBoundingClientRect().toJSON());
  });
  return places.map(([x, y]) => [left + x * width, top + y * height]);
}

/** @typedef {[type: 'down' | 'move' | 'up', who: 'touch' | 'pen' | 'mouse', x: number, y: number, id?: number]} Touched */

/** Pointers on the pad, each of them the primary one of its kind. @param {Window} window @param {Touched[]} events */
const touch = (window, events) =>
  window.evaluate((all) => {
    const pad = /** @type {HTMLElement} */ (document.getElementById('pad'));
    const { left, top, width, height } = pad.getBoundingClientRect();
    for (const [type, pointerType, x, y, id] of all) {
      const pointerId = id ?? { touch: 101, pen: 102, mouse: 103 }[pointerType];
      const place = { clientX: left + x * width, clientY: top + y * height };
      const kind = { pointerId, pointerType, isPrimary: true, bubbles: true, cancelable: true };
      pad.dispatchEvent(new PointerEvent(`pointer${type}`, { ...kind, ...place }));
    }
  }, events);

/** The regions that hands and pens draw in below. */
const LEFT = /** @type {[number, number, number, number]} */ ([0, 0, 0.3, 1]);
const MIDDLE = /** @type {[number, number, number, number]} */ ([0.35, 0, 0.65, 1]);
const RIGHT = /** @type {[number, number, number, number]} */ ([0.7, 0, 1, 1]);

in_each_engine((engine) => {
  const options = { ...BOUND, skip: missing(engine) || false };

  test(`${engine}: a page whose scripts do not run says so and what to do`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    const ways = {
      'opened by double click': pathToFileURL(join(SITE, 'index.html')).href,
      'sent from glassnet/index.html to glassnet': `${careless.url}glassnet/index.html`,
      ...Object.fromEntries(Object.keys(CARELESS).map((name) => [name, `${careless.url}${name}/index.html`])),
    };
    for (const [way, url] of Object.entries(ways)) {
      await window.go(encodeURI(url));
      const words = await until(`a sentence: ${way}`, () =>
        window.evaluate(() => {
          const sentence = document.getElementById('not-started');
          for (const wait of sentence?.getAnimations() ?? []) wait.finish(); // a few seconds until it is shown
          if (!sentence || getComputedStyle(sentence).visibility !== 'visible') return false;
          const { left, top, right, bottom } = sentence.getBoundingClientRect();
          const is_in_sight = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
          return is_in_sight && bottom > top && sentence.innerText;
        }),
      );
      assert.match(words, /has not started.*scripts do not run.*reload.*server.*JavaScript.*address/s);
    }
    await window.go(site.url);
    await until('a start takes it away', () =>
      window.evaluate(() => !document.getElementById('not-started')),
    );
    await until('training', async () => Number((await text(window, 'steps')).replaceAll(',', '')) > 0);
  });

  test(
    `${engine}: a stroke follows one pointer, and a pen beats a touch, whichever comes first`,
    options,
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      await open_empty_pad(window);
      const clear = () => window.evaluate(() => document.getElementById('pad-clear')?.click());
      /** @type {Touched[]} */
      const in_turn = [1, 2, 3, 4].flatMap((i) => [
        /** @type {Touched} */ (['move', 'touch', 0.9, 0.5 + i / 10]),
        /** @type {Touched} */ (['move', 'pen', 0.15, 0.2 + i / 10]),
      ]);
      const [hand, pen] = /** @type {Touched[]} */ ([
        ['down', 'touch', 0.9, 0.5],
        ['down', 'pen', 0.15, 0.2],
      ]);
      for (const [who, downs] of /** @type {[string, Touched[]][]} */ ([
        ['a hand, then a pen', [hand, pen]],
        ['a hand that has moved, then a pen', [hand, ['move', 'touch', 0.9, 0.9], pen]],
        ['a pen, then a hand', [pen, hand]],
      ])) {
        await touch(window, [...downs, ...in_turn]);
        const [left, middle, right] = await ink(window, LEFT, MIDDLE, RIGHT);
        assert.ok(left > 500, `${who}: ${left} pixels of the pen's`);
        assert.deepEqual([middle, right], [0, 0], who);
        // the pen is lifted, the hand stays and moves; then the pen writes on
        await touch(window, [
          ['up', 'pen', 0.15, 0.6],
          ['move', 'touch', 0.9, 0.3],
          ['down', 'pen', 0.15, 0.7],
          ['move', 'pen', 0.15, 0.9],
          ['up', 'pen', 0.15, 0.9],
          ['up', 'touch', 0.9, 0.3],
        ]);
        const after_all = await ink(window, LEFT, MIDDLE, RIGHT);
        assert.ok(after_all[0] > left, `${who}: the second stroke`);
        assert.deepEqual(after_all.slice(1), [0, 0], who);
        for (let strokes = 0; strokes < 2; strokes++)
          await window.evaluate(() => document.getElementById('pad-undo')?.click());
        assert.deepEqual(await ink(window, LEFT), [0], `${who}: two strokes, nothing of the hand's to undo`);
        await clear();
      }
      for (const [who, other] of /** @type {[string, Touched][]} */ ([
        ['a mouse during a touch', ['down', 'mouse', 0.9, 0.5]],
        ['another touch', ['down', 'touch', 0.9, 0.5, 7]],
      ])) {
        await touch(window, [
          ['down', 'touch', 0.15, 0.2],
          other,
          ['move', 'touch', 0.15, 0.4],
          ['move', other[1], 0.9, 0.9, other[4]],
          ['move', 'touch', 0.15, 0.8],
          ['up', other[1], 0.9, 0.9, other[4]],
          ['move', 'touch', 0.15, 0.9],
          ['up', 'touch', 0.15, 0.9],
        ]);
        const [left, middle, right] = await ink(window, LEFT, MIDDLE, RIGHT);
        assert.ok(left > 500, who);
        assert.deepEqual([middle, right], [0, 0], who);
        await clear();
      }
      await touch(window, [
        ['down', 'touch', 0.9, 0.2],
        ['move', 'touch', 0.9, 0.8],
        ['up', 'touch', 0.9, 0.8],
      ]);
      assert.ok((await ink(window, RIGHT))[0] > 500, 'a finger alone draws');
      assert.deepEqual(await problems_of(window), []);
    },
  );

  test(`${engine}: what the network gets is seen on the pad`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    await open_empty_pad(window);
    assert.deepEqual(await ink(window, [0, 0, 1, 1]), [0]);
    await window.drag(await on_screen(window, [[0.5, 0.5]]));
    await until('a dot for the network', async () => (await seen_ink(window)) > 0);
    assert.ok((await ink(window, [0.45, 0.45, 0.55, 0.55]))[0] > 200, 'a dot on the empty pad');
    await window.evaluate(() => document.getElementById('pad-clear')?.click());
    const one = /** @type {Place[]} */ ([
      [0.5, 0.2],
      [0.5, 0.5],
      [0.5, 0.8],
    ]);
    await window.drag(await on_screen(window, one));
    assert.deepEqual(await ink(window, RIGHT), [0]);
    await window.drag(await on_screen(window, [[0.95, 0.9]]));
    assert.ok((await ink(window, [0.9, 0.85, 1, 0.95]))[0] > 200, 'a dot beside a one');
    for (const [what, points] of /** @type {[string, Touched[]][]} */ ([
      ['a line of nearly no length', [['move', 'pen', 0.2, 0.500001]]],
      ['many points in one place', Array(5).fill(['move', 'pen', 0.2, 0.5])],
    ])) {
      await window.evaluate(() => document.getElementById('pad-clear')?.click());
      await touch(window, [['down', 'pen', 0.2, 0.5], ...points, ['up', 'pen', 0.2, 0.5]]);
      await until(`${what}, for the network`, async () => (await seen_ink(window)) > 0);
      assert.ok((await ink(window, [0.15, 0.45, 0.25, 0.55]))[0] > 200, what);
    }
    await window.evaluate(() => document.getElementById('pad-clear')?.click());
    // far beside the pad and back: what is drawn there lies on its edge, not out of sight
    await touch(window, [
      ['down', 'pen', 0.5, 0.2],
      ['move', 'pen', 3, 0.2],
      ['move', 'pen', 3, 0.8],
      ['move', 'pen', 0.5, 0.8],
      ['up', 'pen', 0.5, 0.8],
    ]);
    assert.ok((await ink(window, [0.97, 0.3, 1, 0.7]))[0] > 200, 'the line on the edge');
    assert.deepEqual(await problems_of(window), []);
  });
});

/* ---- the system's own colours ---- */

/** What has to have two colours that can be told apart, and how much of it the second one is at least. @type {Record<string, [selector: string, share: number]>} */
const SEEN = {
  'strokes on the pad': ['#pad', 0.01],
  'the activation of a unit': ['.unit .activation', 0.03],
  'the track and thumb of a slider': ['#controls input[type=range]', 0.02],
  'the keys of the curves': ['.series span', 0.02],
  'the word of the main button': ['#play', 0.01],
  'a cell that is right': ['.confusion .right', 0.02],
};

in_each_engine((engine) => {
  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    const options = { ...BOUND, skip: missing(engine) || false };
    test(`${engine}: with forced colours all that carries meaning is seen, ${theme}`, options, async (t) => {
      const window = await open_window(engine, { dark, forced: true });
      const file = join(await mkdtemp(join(tmpdir(), 'glassnet-')), 'screen.png');
      t.after(async () => {
        await window.close();
        await rm(dirname(file), { recursive: true });
      });
      await window.go(`${site.url}#speed=full&stop-steps=600`);
      await until('the stop', async () => /^Stopped at step 600/.test(await text(window, 'status-text')));
      const is_forced = await window.evaluate(() => matchMedia('(forced-colors: active)').matches);
      assert.equal(is_forced, engine !== 'webkit', 'WebKitGTK has no forced colours, the others have');
      if (!is_forced) return;
      await window.evaluate(() => document.getElementById('pad-clear')?.click());
      const stroke = /** @type {Place[]} */ ([[0.3, 0.2], [0.7, 0.2], [0.4, 0.8]]); // prettier-ignore
      await window.drag(await on_screen(window, stroke));
      await until('a reading', async () => (await text(window, 'reading')) !== 'Draw a digit');
      const is_bar_seen = async () => {
        await window.evaluate(() => {
          const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.class-row')]);
          const share_of = (/** @type {HTMLElement} */ row) =>
            parseFloat(row.querySelector('output')?.textContent ?? '0');
          rows.sort((first, second) => share_of(second) - share_of(first));
          rows.forEach((row, rank) => (row.dataset.rank = `${rank}`));
        });
        const [most, least] = [0, 9].map((rank) => `.class-row[data-rank="${rank}"] .bar`);
        const [full, empty] = [await colours_of(window, most, file), await colours_of(window, least, file)];
        return contrast(full[0].colour, empty[0].colour) >= 3;
      };
      await until('the bars of the probabilities', is_bar_seen);
      for (const [what, [selector, share]] of Object.entries(SEEN)) {
        const colours = await colours_of(window, selector, file);
        const [{ colour: ground }] = colours;
        const others = colours.filter(({ colour }) => contrast(colour, ground) >= 3);
        const sum = others.reduce((all, each) => all + each.share, 0);
        assert.ok(sum >= share, `${what}: ${(100 * sum).toFixed(2)} % can be told from ${ground}`);
      }
      const [pressed, other] = await Promise.all(
        ['true', 'false'].map((value) => `.switch button[aria-pressed="${value}"]`),
      );
      const [a, b] = [await colours_of(window, pressed, file), await colours_of(window, other, file)];
      assert.notDeepEqual(a[0].colour, b[0].colour, 'the pressed choice');
      const heat = await Promise.all([await colours_of(window, '.confusion .right', file)]);
      const wrong = await colours_of(
        window,
        '.confusion td:not(.right), .confusion button:not(.right)',
        file,
      );
      assert.ok(contrast(heat[0][0].colour, wrong[0].colour) >= 1.3, 'the heat of the matrix');
      const scale = await colours_of(window, '.legend-bar', file);
      assert.ok(scale.length > 20, `the scale of the weights has ${scale.length} colours`);
      const pad = await colours_of(window, '#pad', file);
      assert.deepEqual(pad[0].colour, [0, 0, 0], 'the pad keeps its colours: white on black');
    });
  }
});
