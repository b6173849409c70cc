// What the page says and does in Chromium, Firefox and WebKit when something that it relies on fails.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until, until_equal } from './browser.js';
import { in_each_engine, missing, open_window, press_button, text } from './engines.js';
import { same_in_node } from './page/reading.js';
import { problems_of, serve_watched, serve_wrongly, statuses_of } from './watched_site.js';

/** @typedef {import('./watched_site.js').Fault} Fault */

const BOUND = { timeout: 360_000 };
const RUN = { hidden: 12, seed: 7, batch_size: 20, learning_rate: 0.2, steps: 500 };
const ADDRESS = 'hidden=12&seed=7&batch-size=20&learning-rate=0.2&speed=full&stop-steps=500';

/** @type {Awaited<ReturnType<typeof serve_watched>>} */
let site;
/** @type {Awaited<ReturnType<typeof serve_watched>>} one whose worker does what a test tells it, be it the end of it */
let trapped;
before(async () => {
  site = await serve_watched();
  trapped = await serve_trapped();
});
after(() => Promise.all([site.close(), trapped.close()]));

async function serve_trapped() {
  const folder = await mkdtemp(join(tmpdir(), 'trapped-'));
  const early = await readFile(new URL('../build/site/early.js', import.meta.url), 'utf8');
  const listen = `\nconst trap = new BroadcastChannel('trap');
  const outcome = (action) => action().then(() => 'open', ({ name }) => name);
  trap.onmessage = async ({ data }) => {
    if (data === 'for (;;);') for (;;);
    if (data === 'self.close();') self.close();
    if (!data.elsewhere) return;
    trap.postMessage({
      outcomes: [
        await outcome(() => fetch(data.here)),
        await outcome(() => fetch(data.elsewhere, { mode: 'no-cors' })),
        await outcome(async () => eval('1')),
        await outcome(async () => new Function('return 1')()),
        await outcome(() => import(data.elsewhere + 'early.js')),
      ],
    });
  };`;
  const add = `const Plain = Blob;
    globalThis.Blob = class extends Plain {
      constructor(parts, options) { super([...parts, ${JSON.stringify(listen)}], options); }
    };`;
  await writeFile(join(folder, 'early.js'), `${add}\n${early}`);
  const served = await serve_watched({ 'early.js': join(folder, 'early.js') }, [], { is_bare: true });
  await rm(folder, { recursive: true });
  return served;
}

/** @param {import('./engines.js').Window} window */
const fingerprint_in = async (window) => (await text(window, 'fingerprint')).replaceAll(' ', '');

in_each_engine((engine) => {
  const options = { ...BOUND, skip: missing(engine) || false };

  test(`${engine}: without one of its scripts the page says so`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    for (const name of ['page.js', 'early.js']) {
      const broken = await serve_watched({}, [name]);
      t.after(() => broken.close());
      await window.go(broken.url);
      const is_seen = () =>
        window.evaluate(() => {
          const sentence = /** @type {HTMLElement} */ (document.getElementById('not-started'));
          return sentence?.getClientRects().length > 0 && getComputedStyle(sentence).visibility === 'visible';
        });
      await until(`a sentence without ${name}`, is_seen);
    }
    await window.go(site.url);
    const is_taken_away = () => window.evaluate(() => !document.getElementById('not-started'));
    await until('a start, which takes it away', is_taken_away);
    assert.deepEqual(await problems_of(window), []);
  });

  test(
    `${engine}: what the site gives wrongly is said, and the page trains all the same`,
    options,
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      const changed = (/** @type {number} */ at) => (/** @type {Uint8Array} */ bytes) =>
        bytes.map((byte, i) => (i === at ? byte ^ 255 : byte));
      const simd = '/network.simd.wasm';
      const list = '/data/mnist/files.txt';
      const scalar = /network\.simd\.wasm .*, so the scalar build computes\./;
      const no_list = /The list of this site's files, .*files\.txt, could not be loaded/;
      /** @type {[what: string, path: string, fault: Fault, said: RegExp, data: string][]} */
      const cases = [
        ['the list of MNIST is cut off', list, 'reset', no_list, 'mnist'],
        ['the list of MNIST never comes', list, 'never', no_list, 'mnist'],
        ['a byte of the module is another', simd, changed(20806), scalar, 'digits'],
        ['the module is cut short', simd, (bytes) => bytes.subarray(0, 5000), scalar, 'digits'],
        ['the module is a page', simd, () => Buffer.from('<h1>Not found</h1>'), scalar, 'digits'],
        ['the module’s connection is cut', simd, 'reset', scalar, 'digits'],
      ];
      /** @type {Record<string, Fault>} */
      const faults = {};
      const host = await serve_wrongly(site.url, faults);
      t.after(() => host.close());
      const expected = (await same_in_node(RUN)).network.fingerprint();
      for (const [what, path, fault, said, data] of cases) {
        faults[path] = fault;
        await window.go(`${host.url}?${encodeURIComponent(what)}#data=${data}&${ADDRESS}`);
        await until(`${what}: a sentence`, async () =>
          (await statuses_of(window)).some((words) => said.test(words)),
        );
        await until_equal(`${what}: training`, () => text(window, 'steps'), '500');
        assert.equal((await text(window, 'play')).trim(), 'Play', what);
        await until_equal(`${what}: its bits`, () => fingerprint_in(window), expected);
        delete faults[path];
      }
    },
  );

  test(`${engine}: without the worker’s script the page trains on its own thread`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    /** @type {Record<string, Fault>} */
    const faults = {};
    const host = await serve_wrongly(site.url, faults);
    t.after(() => host.close());
    const expected = (await same_in_node(RUN)).network.fingerprint();
    const fallbacks = () =>
      window.evaluate(() =>
        performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('main_thread.js')),
      );
    /** @type {[what: string, fault: Fault][]} */
    const cases = [
      ['it is a page', () => Buffer.from('<h1>Not found</h1>')],
      ['its connection is cut', 'reset'],
    ];
    for (const [what, fault] of cases) {
      faults['/worker.txt'] = fault;
      await window.go(`${host.url}?${encodeURIComponent(what)}#data=digits&${ADDRESS}`);
      await until_equal(`${what}: training`, () => text(window, 'steps'), '500');
      await until_equal(`${what}: its bits`, () => fingerprint_in(window), expected);
      assert.equal((await fallbacks()).length, 1, what);
    }
  });

  test(`${engine}: a kept run and a file that are not what they say are found out`, options, async (t) => {
    const window = await open_window(engine);
    t.after(() => window.close());
    await window.go(`${site.url}mathematics.html`); // which keeps nothing itself
    const kept = {
      hash: '#seed=1',
      steps: 300,
      stretches: [{ step: 0, learning_rate: 0.1, batch_size: 32 }],
    };
    await window.evaluate(
      (run) => localStorage.setItem('glassnet-run', JSON.stringify({ ...run, fingerprint: '0'.repeat(16) })),
      kept,
    );
    await window.go(`${site.url}#seed=1&speed=1`); // which says nothing else for long
    await until('an offer', async () => /300/.test(await text(window, 'status-text')));
    await press_button(window, '#status button');
    const says = (/** @type {RegExp} */ words) => async () => words.test(await text(window, 'status-text'));
    await until('the difference', says(/its fingerprint is another one/));
    const steps = async () => Number(await text(window, 'steps'));
    await until('its steps', async () => (await steps()) >= 300);
    for (const [name, content, words] of /** @type {[string, string, RegExp][]} */ ([
      ['none.json', '{"format":"glassnet network 1","hidden":10,"seed":1}', /none\.json.*expected/],
      ['page.safetensors', '<!doctype html><title>404</title>', /page\.safetensors/],
    ])) {
      await window.evaluate(
        ([file, bytes]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], file));
          document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
          );
        },
        [name, content],
      );
      await until(`${name} is refused`, says(words));
      assert.ok((await steps()) >= 300, 'the network on show stays');
    }
  });

  test(
    `${engine}: a worker that ends or never returns is noticed, and the same network trains on`,
    options,
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      const traps = { 'it ends': 'self.close();', 'it never returns': 'for (;;);' };
      for (const [what, trap] of Object.entries(traps)) {
        await window.go(`${trapped.url}?${trap.length}#hidden=5&speed=full`);
        await until('training', async () => Number((await text(window, 'steps')).replaceAll(',', '')) > 100);
        await window.evaluate((code) => new BroadcastChannel('trap').postMessage(code), trap);
        await until(what, async () => /does not work any more/.test(await text(window, 'status-text')));
        assert.equal((await text(window, 'play')).trim(), 'Play');
        await press_button(window, '#status button');
        const is_back = async () => /with the same fingerprint/.test(await text(window, 'status-text'));
        await until('the same network', is_back);
        assert.match(await text(window, 'status-text'), /^Back at step [\d,]+, with the same fingerprint\.$/);
      }
    },
  );

  test(
    `${engine}: the worker is under the page’s policy, by whatever host it is served`,
    options,
    async (t) => {
      const window = await open_window(engine);
      t.after(() => window.close());
      await window.go(`${trapped.url}#hidden=5&speed=1`);
      await until('training', async () => (await text(window, 'steps')) !== '0');
      const outcomes = await window.evaluate(
        async ([here, elsewhere]) => {
          const trap = new BroadcastChannel('trap');
          const heard = new Promise(
            (hear) => (trap.onmessage = ({ data }) => data.outcomes && hear(data.outcomes)),
          );
          trap.postMessage({ here, elsewhere });
          return heard;
        },
        [`${trapped.url}icon.svg`, site.url],
      );
      const [own, ...others] = /** @type {string[]} */ (outcomes);
      assert.equal(own, 'open', 'of its own site it reads what it needs');
      assert.deepEqual(others, ['TypeError', 'EvalError', 'EvalError', 'TypeError']);
      const refused = await window.evaluate(() => {
        const attempts = [
          () => (document.createElement('p').innerHTML = '<b>text</b>'),
          () => new Worker('early.js'),
          () => new DOMParser().parseFromString('<p>', 'text/html'),
        ];
        return attempts.map((attempt) => {
          try {
            return attempt() && 'open';
          } catch (error) {
            return /** @type {Error} */ (error).name;
          }
        });
      });
      const has_types = await window.evaluate(() => 'trustedTypes' in globalThis);
      if (has_types) assert.deepEqual(refused, ['TypeError', 'TypeError', 'TypeError']);
      else t.diagnostic(`${engine} has no Trusted Types`);
    },
  );
});
