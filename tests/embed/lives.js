/** How networks live: they start when they are near, rest out of sight, move with their elements and end with them. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { until } from '../browser.js';
import { fingerprint_in_node } from './basics.js';
import { call, open, properties, said, test_in, told, until_state, until_at_rest } from './in_pages.js';

/** Counts workers in the page. */
const COUNTED = `<script>
  globalThis.workers = { now: 0, most: 0 };
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      workers.most = Math.max(workers.most, ++workers.now);
    }
    terminate() {
      super.terminate();
      if (!this.is_ended) workers.now--;
      this.is_ended = true;
    }
  };
</script>`;

/** @param {import('./in_pages.js').Window} window @returns {Promise<{ now: number, most: number }>} */
const workers = (window) => window.evaluate(() => /** @type {any} */ (globalThis).workers);

const FAR = '<div style="height: 5000px"></div>';

test_in(
  'it starts within one screen, plays in sight, rests out of sight, and takes no step there',
  async (given) => {
    const { window } = given;
    await open(given, `${FAR}<glass-net id="net" show="loss" autoplay speed="full"></glass-net>${FAR}`, {
      head: COUNTED,
    });
    await sleep(600);
    assert.deepEqual(await properties(window, '#net', 'state', 'steps'), ['waiting', 0]);
    assert.equal((await workers(window)).most, 0);
    await window.evaluate(() =>
      scrollTo(0, /** @type {HTMLElement} */ (document.getElementById('net')).offsetTop - innerHeight * 1.5),
    );
    await until_state(window, '#net', 'paused'); // it is there, but nobody sees it
    assert.deepEqual(await properties(window, '#net', 'steps'), [0]);
    await window.evaluate(() => document.getElementById('net')?.scrollIntoView());
    await until_state(window, '#net', 'playing');
    await until('steps', async () => (await properties(window, '#net', 'steps'))[0] > 100);
    await window.evaluate(() => scrollTo(0, 0));
    await until_state(window, '#net', 'resting');
    const before = await until_at_rest(window, '#net');
    await window.evaluate(() => document.getElementById('net')?.scrollIntoView());
    await until('it goes on', async () => (await properties(window, '#net', 'steps'))[0] > before);
    assert.deepEqual(await said(window), []);
  },
);

test_in('what hides it stops it: opacity, visibility, display, a closed <details>', async (given) => {
  const { window } = given;
  await open(
    given,
    `<div id="slide"><glass-net id="net" show="loss" autoplay></glass-net></div>
    <details><summary>More</summary><glass-net id="inner" show="loss" autoplay></glass-net></details>`,
  );
  await until_state(window, '#net', 'playing');
  for (const style of ['opacity: 0', 'visibility: hidden', 'display: none']) {
    await window.evaluate((css) => document.getElementById('slide')?.setAttribute('style', css), style);
    await until_state(window, '#net', 'resting');
    await window.evaluate(() => document.getElementById('slide')?.removeAttribute('style'));
    await until_state(window, '#net', 'playing');
  }
  assert.deepEqual(await properties(window, '#inner', 'state'), ['waiting']);
  await window.evaluate(() => document.querySelector('details')?.toggleAttribute('open', true));
  await until_state(window, '#inner', 'playing');
});

test_in(
  'moved a hundred times it has lost no step; removed, its worker ends; put back, it begins anew',
  async (given) => {
    const { window } = given;
    await open(
      given,
      `<div id="a"><glass-net id="net" show="loss numbers" autoplay></glass-net></div><div id="b"></div>`,
      { head: COUNTED },
    );
    await until('steps', async () => (await properties(window, '#net', 'steps'))[0] > 20);
    const counts = await window.evaluate(async () => {
      const net = /** @type {any} */ (document.getElementById('net'));
      const list = [net.steps];
      for (let i = 0; i < 100; i++) {
        const parent = /** @type {any} */ (document.getElementById(i % 2 ? 'a' : 'b'));
        if (i % 3 === 0 && parent.moveBefore) parent.moveBefore(net, null);
        else if (i % 3 === 1) parent.insertBefore(net, null);
        else parent.append(net);
        if (i % 10 === 0) await new Promise((go_on) => setTimeout(go_on, 20));
        list.push(net.steps);
      }
      return list;
    });
    assert.ok(
      counts.every((count, i) => i === 0 || count >= counts[i - 1]),
      counts.join(),
    );
    assert.equal((await workers(window)).most, 1);
    await until(
      'it plays on',
      async () => (await properties(window, '#net', 'steps'))[0] > (counts.at(-1) ?? 0),
    );
    await window.evaluate(() => {
      Object.assign(globalThis, { net: document.getElementById('net') });
      document.getElementById('net')?.remove();
    });
    await until('no worker', async () => (await workers(window)).now === 0);
    const began_at = await window.evaluate(
      () =>
        new Promise((done) => {
          const { net } = /** @type {any} */ (globalThis);
          net.addEventListener('ready', () => done(net.steps), { once: true });
          document.body.append(net);
        }),
    );
    assert.ok(began_at < 20, `it begins anew, at step ${began_at}`);
    assert.equal((await told(window, 'ready')).length, 2);
    assert.deepEqual(await said(window), []);
  },
);

test_in(
  'twenty on a page never have more than six workers; one out of sight follows an order, and the first goes on with its bits',
  async (given) => {
    const { window, engine } = given;
    const visited = engine === 'chromium' ? 20 : 8; // in the others each worker takes seconds
    const nets = Array.from(
      { length: 20 },
      (_, i) =>
        `<div style="height: 700px"><glass-net id="net${i}" show="loss" autoplay seed="${i}"></glass-net></div>`,
    );
    await open(given, nets.join(''), { head: COUNTED });
    await until('the first has trained', async () => (await properties(window, '#net0', 'steps'))[0] > 60);
    for (let i = 1; i < visited; i++) {
      await until(`net${i} has trained`, async () => {
        await window.evaluate((id) => document.getElementById(id)?.scrollIntoView(), `net${i}`); // again, in case the page has moved
        return (await properties(window, `#net${i}`, 'steps'))[0] > 2;
      });
    }
    const [steps] = await properties(window, '#net0', 'steps');
    assert.equal(await call(window, '#net10', 'step'), null); // it is out of sight
    const [far] = await properties(window, '#net10', 'steps');
    assert.equal(await call(window, '#net10', 'fingerprint'), await fingerprint_in_node({ seed: 10 }, far));
    await window.evaluate(() => scrollTo(0, 0));
    await until(
      'the first goes on',
      async () => (await properties(window, '#net0', 'steps'))[0] > steps + 20,
    );
    assert.equal(await call(window, '#net0', 'pause'), null);
    const [end] = await properties(window, '#net0', 'steps');
    assert.equal(await call(window, '#net0', 'fingerprint'), await fingerprint_in_node({ seed: 0 }, end));
    assert.ok((await workers(window)).most <= 6, `${(await workers(window)).most} workers`);
    assert.equal((await told(window, 'ready')).filter(({ id }) => id === 'net0').length, 1);
    assert.deepEqual(await said(window), []);
  },
);

test_in('one that waits for a trainer gives up its place out of reach, and takes it again', async (given) => {
  const { window } = given;
  const six = Array.from({ length: 6 }, (_, i) => `<glass-net id="net${i}" show="controls"></glass-net>`);
  await open(
    given,
    `<div style="position: fixed; top: 0; width: 400px; height: 700px">${six.join('')}</div>
     <div id="before" style="height: 1100px"></div>`,
    { head: COUNTED },
  );
  for (let i = 0; i < 6; i++) await until_state(window, `#net${i}`, 'paused');
  await window.evaluate(() =>
    document.body.insertAdjacentHTML('beforeend', '<glass-net id="late" show="controls"></glass-net>'),
  );
  /** How much it needs a trainer: 1 within reach, 0 beyond it. @param {number} expected */
  const until_rank = (expected) =>
    until(`a rank of ${expected}`, () =>
      window.evaluate((rank) => {
        const late = /** @type {any} */ (document.getElementById('late'));
        return late.network.rank === rank;
      }, expected),
    );
  await until_rank(1);
  assert.deepEqual(await properties(window, '#late', 'state'), ['waiting']);
  const move = (/** @type {number} */ height) =>
    window.evaluate(
      (pixels) => document.getElementById('before')?.setAttribute('style', `height: ${pixels}px`),
      height,
    );
  await move(9000);
  await until_rank(0);
  await window.evaluate(() => document.getElementById('net0')?.remove());
  await until('a worker has ended', async () => (await workers(window)).now === 5);
  assert.deepEqual(await properties(window, '#late', 'state'), ['waiting']);
  await move(1100);
  await until_state(window, '#late', 'paused');
  assert.deepEqual(await workers(window), { now: 6, most: 6 });
  assert.deepEqual(await said(window), []);
});

test_in('fifty that come and go leave no worker and no node behind', async (given) => {
  const { window } = given;
  await open(given, `<div id="place"></div>`, { head: COUNTED });
  const left = await window.evaluate(async () => {
    const place = /** @type {HTMLElement} */ (document.getElementById('place'));
    /** @type {WeakRef<Element>[]} */
    const refs = [];
    for (let i = 0; i < 50; i++) {
      const net = document.createElement('glass-net');
      net.setAttribute('show', 'loss weights controls');
      net.setAttribute('autoplay', '');
      place.append(net);
      refs.push(new WeakRef(net));
      await new Promise((go_on) => setTimeout(go_on, i % 5 === 0 ? 150 : 10));
      net.remove();
    }
    await new Promise((go_on) => setTimeout(go_on, 1000));
    return /** @type {any} */ (globalThis).workers.now;
  });
  assert.equal(left, 0);
  assert.deepEqual(await said(window), []);
});

test_in(
  'every attribute is changed a thousand times at random while it plays, and it still plays',
  async (given) => {
    const { window } = given;
    await open(given, `<glass-net id="net" autoplay show="loss"></glass-net>`);
    await until_state(window, '#net', 'playing');
    await window.evaluate(async (figures) => {
      const net = /** @type {HTMLElement} */ (document.getElementById('net'));
      let state = 1;
      const random = (/** @type {number} */ n) => (state = (state * 48271) % 2147483647) % n;
      /** @type {Record<string, () => string | null>} */
      const values = {
        show: () => figures.filter(() => random(4) === 0).join(' ') || 'loss',
        'hidden-units': () => String(1 + random(20)),
        seed: () => String(random(100)),
        'learning-rate': () => String(random(10) / 20),
        'batch-size': () => String(1 + random(60)),
        speed: () => (random(2) ? 'full' : String(1 + random(1000))),
        'stop-accuracy': () => '0',
        'stop-epochs': () => '0',
        theme: () => ['auto', 'light', 'dark'][random(3)],
        lang: () => ['en', 'de', 'fr'][random(3)],
        autoplay: () => (random(2) ? '' : null),
        data: () => 'digits',
        classes: () => (random(2) ? 'a, b, c, d, e, f, g, h, i, j' : null),
      };
      const names = Object.keys(values);
      for (let i = 0; i < 1000; i++) {
        const name = names[random(names.length)];
        const value = values[name]();
        if (value === null) net.removeAttribute(name);
        else net.setAttribute(name, value);
        if (i % 20 === 0) await new Promise((go_on) => setTimeout(go_on, 5));
      }
      net.setAttribute('show', 'loss numbers');
    }, FIGURE_NAMES);
    await until_state(window, '#net', 'playing');
    const [steps] = await properties(window, '#net', 'steps');
    await until('steps', async () => (await properties(window, '#net', 'steps'))[0] !== steps);
    assert.deepEqual(await said(window), []);
  },
);
