/** The policies of hosts: with each, three networks train to the bits of Node, or one sentence says what is missing. */
import assert from 'node:assert/strict';
import { until } from '../browser.js';
import { fingerprint_in_node } from './basics.js';
import { call, open, properties, test_in } from './in_pages.js';

const BASE = `default-src 'none'; script-src SITE 'wasm-unsafe-eval'`;
const NONCE = 'r4nd0m';

/**
 * @typedef {object} Policy
 * @property {string} [policy]
 * @property {'worker' | 'main' | undefined} thread where it trains; undefined: it cannot
 * @property {string} [script] the tag that loads ours
 */

/** @type {Record<string, Policy>} */
const POLICIES = {
  'no policy': { thread: 'worker' },
  'exactly the one that it needs': { policy: `${BASE}; worker-src blob:`, thread: 'worker' },
  'no worker-src': { policy: BASE, thread: 'main' },
  "'strict-dynamic' with a nonce": {
    policy: `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'`,
    thread: 'worker',
    script: `<script nonce="${NONCE}" src="SITE/glassnet.js" defer></script>`,
  },
  'trusted types that name glassnet': {
    policy: `${BASE}; worker-src blob:; require-trusted-types-for 'script'; trusted-types glassnet`,
    thread: 'worker',
  },
  'trusted types that name nobody': {
    policy: `${BASE}; worker-src blob:; require-trusted-types-for 'script'; trusted-types 'none'`,
    thread: 'main',
  },
  "no 'wasm-unsafe-eval'": {
    policy: `default-src 'none'; script-src SITE; worker-src blob:`,
    thread: undefined,
  },
};

const IDS = ['a', 'b', 'c'];
/** Side by side without a style, so that all are in sight. */
const NETS = `<table><tr>${IDS.map(
  (id, i) =>
    `<td width="290"><glass-net id="${id}" seed="${i + 1}" show="${['weights', 'loss', 'numbers'][i]}" autoplay speed="full" stop-steps="200"><b>Fallback</b></glass-net></td>`,
).join('')}</tr></table>`;

for (const [name, { policy, thread, script }] of Object.entries(POLICIES))
  test_in(`policies, ${name}: ${thread ? `trains in ${thread}` : 'says what is missing'}`, async (given) => {
    const { window, hosts } = given;
    hosts.site.asked.length = 0;
    const headers = policy ? { 'content-security-policy': policy } : undefined;
    await window.go(hosts.page(NETS, { headers, script }));
    if (!thread) return says_what_is_missing(given);
    const has_trained = async () =>
      (await Promise.all(IDS.map((id) => properties(window, `#${id}`, 'steps')))).every(
        ([steps]) => steps === 200,
      );
    await until('200 steps each', has_trained);
    for (const [i, id] of IDS.entries()) {
      assert.equal(await call(window, `#${id}`, 'fingerprint'), await fingerprint_in_node({ seed: i + 1 }));
      const where = await properties(window, `#${id}`, 'thread');
      // WebKit knows no trusted types before 26, and so no refusal of them
      assert.ok(where[0] === thread || (given.engine === 'webkit' && name.includes('trusted')), `${where}`);
    }
    assert.deepEqual(hosts.site.asked, ['/glassnet.js']);
    return undefined;
  });

/** @param {import('./in_pages.js').Given} given */
async function says_what_is_missing({ window, hosts }) {
  await until('it has failed', async () => (await properties(window, '#a', 'state'))[0] === 'failed');
  const shown = await window.evaluate(() => {
    const net = document.getElementById('a');
    const fallback = net?.querySelector('b')?.getClientRects().length ?? 0;
    return { text: net?.shadowRoot?.querySelector('.sentence')?.textContent ?? '', fallback };
  });
  assert.match(shown.text, /'wasm-unsafe-eval'/);
  assert.equal(shown.text.trim().split(/[.]\s/).length, 1);
  assert.ok(shown.fallback > 0);
  assert.match(await call(window, '#a', 'play'), /'wasm-unsafe-eval'/);
  assert.deepEqual(hosts.site.asked, ['/glassnet.js']);
}

test_in(
  'policies, sandbox="allow-scripts": trains in the worker, without an origin',
  async ({ window, hosts }) => {
    hosts.site.asked.length = 0;
    const inner = hosts.page(
      `${NETS}<script>
      addEventListener('message', async ({ source }) => {
        const nets = [...document.querySelectorAll('glass-net')];
        const fingerprints = await Promise.all(nets.map((net) => net.fingerprint()));
        source.postMessage({ origin: self.origin, steps: nets.map((net) => net.steps), threads: nets.map((net) => net.thread), fingerprints }, '*');
      });
    </script>`,
    );
    await window.go(
      hosts.whole_page(`<!doctype html><title>A frame</title><iframe sandbox="allow-scripts" width="800" height="1200" src="${inner}"></iframe>
    <script>
      addEventListener('message', ({ data }) => (globalThis.answer = data));
      setInterval(() => frames[0].postMessage('how far?', '*'), 300);
    </script>`),
    );
    const answer = () => window.evaluate(() => /** @type {any} */ (globalThis).answer);
    await until(
      '200 steps each',
      async () => (await answer())?.steps.every((/** @type {number} */ steps) => steps === 200) ?? false,
    );
    const { origin, threads, fingerprints } = await answer();
    assert.equal(origin, 'null');
    assert.deepEqual(threads, ['worker', 'worker', 'worker']);
    assert.deepEqual(fingerprints, await Promise.all([1, 2, 3].map((seed) => fingerprint_in_node({ seed }))));
    assert.deepEqual(hosts.site.asked, ['/glassnet.js']);
  },
);

test_in(
  'on the thread of the page no task computes longer than 50 ms in ten seconds',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" show="loss numbers" autoplay></glass-net>`, {
      head: `<meta http-equiv="content-security-policy" content="worker-src 'none'">`,
    });
    await until('steps', async () => (await properties(window, '#net', 'steps'))[0] > 5);
    assert.deepEqual(await properties(window, '#net', 'thread'), ['main']);
    const longest = (await window.longest_task?.(10)) ?? NaN;
    assert.ok(longest <= 50, `${longest} ms`);
  },
  ['chromium'],
);
