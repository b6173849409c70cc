// MNIST over a bad connection: what has arrived is kept, the rest is asked for, and the whole is checked.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { load_mnist } from '../web/training/examples.js';
import { Source } from '../web/training/source.js';
import { Bench, BOUND, outcome, until } from './rooms/harness.js';
import { made_up, Site } from './rooms/site.js';

const IMAGES = 'train-images-idx3-ubyte';
const LENGTH = 16 + 60 * 784; // bytes of that file
const HASTE = { pauses: [1, 1], silence: 5000 };

/** @typedef {import('../web/training/examples.js').Downloads} Downloads */

/** A site, and what is kept of its files in a visit. */
async function visit() {
  const site = await Site.open();
  after(() => site.close());
  return { site, downloads: /** @type {Downloads} */ (new Map()) };
}

/** @param {{ site: Site, downloads: Downloads }} visit @param {Partial<Parameters<typeof load_mnist>[2]>} [options] */
async function load({ site, downloads }, options) {
  const source = new Source();
  const { signal } = new AbortController();
  const told = { on_progress() {}, on_piece() {} };
  const folder = `${site.assets}data/mnist/`;
  await load_mnist(folder, source, { signal, ...told, downloads, patience: HASTE, ...options });
  return source;
}

/** @param {Source} source @param {Site} site */
function check_whole(source, site) {
  assert.deepEqual(source.train.labels, site.train.labels);
  assert.deepEqual(source.train.images, new Uint8Array(site.train.images));
  assert.deepEqual(source.test.images, new Uint8Array(site.test.images));
}

/** The first bytes that were asked for of the training images. @param {Site} site */
const begun = (site) => site.asked.filter(({ name }) => name === IMAGES).map(({ from }) => from);

test('a download that is cut off goes on where it was, by itself', BOUND, async () => {
  const here = await visit();
  here.site.faults[IMAGES] = { cut: 10_000, times: 3 };
  check_whole(await load(here), here.site);
  assert.deepEqual(begun(here.site), [0, 10_000, 20_000, 30_000], 'three times it was cut off on its way');
  assert.equal(here.downloads.size, 0, 'nothing is kept once all is there');
});

test('where a site gives no parts, a download that is cut off skips what it has', BOUND, async () => {
  const here = await visit();
  Object.assign(here.site, { gives_parts: false, version: undefined });
  here.site.faults[IMAGES] = { cut: LENGTH - 1, times: 1 };
  check_whole(await load(here), here.site);
  assert.deepEqual(begun(here.site), [0, 0]);
});

test('a site that falls silent is given up and asked again; one that stays so is said', BOUND, async () => {
  const here = await visit();
  const patience = { pauses: [1, 1], silence: 200 };
  here.site.faults[IMAGES] = { cut: 20_000, is_silent: true, times: 1 };
  check_whole(await load(here, { patience }), here.site);
  here.site.faults[IMAGES] = { cut: 0, is_silent: true };
  await assert.rejects(
    load(here, { patience }),
    /could not be loaded: the site has been silent for too long/,
  );
});

test(
  'a download that fails keeps what it has for the next attempt of the visit, and says so',
  BOUND,
  async () => {
    const here = await visit();
    here.site.faults[IMAGES] = { cut: 20_000, times: 1 };
    here.site.gate = () => Promise.reject(new Error('not reached'));
    const failing = load(here);
    await until(() => begun(here.site).length === 1, 'its beginning');
    here.site.faults[IMAGES] = { status: 503 };
    const { message } = /** @type {{ message: string }} */ (await outcome(failing));
    assert.match(
      message,
      /^train-images-idx3-ubyte\.gz could not be loaded: .*503.* The 0\.0 of 0\.0 MB that have arrived are kept: choose it again to get the rest\.$/,
    );
    here.site.asked = [];
    here.site.faults = {};
    here.site.gate = () => {};
    check_whole(await load(here), here.site);
    assert.deepEqual(here.site.asked, [{ name: IMAGES, from: 20_000 }], 'nothing else was asked for again');
  },
);

test('a download that somebody cancels goes on when it is asked for again', BOUND, async () => {
  const here = await visit();
  const controller = new AbortController();
  here.site.gate = (piece) => (piece === 3 ? new Promise(() => {}) : undefined);
  const cancelled = load(here, {
    signal: controller.signal,
    on_progress: ({ text, done }) =>
      text.includes('training') && done > 3 * 5 * 784 - 1 && controller.abort(),
  });
  await assert.rejects(cancelled, { name: 'AbortError' });
  here.site.gate = () => {};
  here.site.asked = [];
  check_whole(await load(here), here.site);
  assert.deepEqual(here.site.asked, [{ name: IMAGES, from: 3 * 5 * 784 }]);
});

test('of a file that is another one now, no part is used', BOUND, async () => {
  for (const change of [
    (/** @type {Site} */ site) => (site.version = '"2"'),
    (/** @type {Site} */ site) => (site.instead[IMAGES] = Buffer.alloc(LENGTH + 1)),
  ]) {
    const here = await visit();
    here.site.faults[IMAGES] = { cut: 20_000, times: 1 };
    const loading = load(here, { patience: { pauses: [50] } });
    await until(() => begun(here.site).length === 1, 'its beginning');
    change(here.site);
    await assert.rejects(loading, /train-images-idx3-ubyte\.gz has changed on the site while it was loading/);
    here.site.instead = {};
    check_whole(await load(here), here.site);
    assert.equal(begun(here.site).at(-1), 0);
  }
});

test('a file whose parts do not fit together is refused, and nothing of it is kept', BOUND, async () => {
  const here = await visit();
  here.site.instead['train-labels-idx1-ubyte'] = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 3, 11]);
  await assert.rejects(load(here), /label 1 is 11/);
  assert.equal(here.downloads.size, 0);
});

test('a file that is not there is said at once, and by its status', BOUND, async () => {
  const here = await visit();
  here.site.faults['t10k-labels-idx1-ubyte'] = { status: 404 };
  await assert.rejects(load(here), /The site does not give t10k-labels-idx1-ubyte\.gz: it answers 404/);
  assert.equal(here.site.asked.length, 1);
});

test(
  'a run that is asked for while MNIST is loading for another takes over what has arrived',
  BOUND,
  async () => {
    const { site } = await visit();
    /** @type {(() => void)[]} */
    const held = [];
    site.gate = (piece) => (piece === 2 ? new Promise((go_on) => void held.push(() => go_on())) : undefined);
    const bench = new Bench({ assets: site.assets });
    const first = outcome(bench.start({ data: 'mnist', hidden: 3 }));
    await until(() => bench.trainer.asked?.can_begin && held.length === 1, 'a part has arrived');
    const second = bench.start({ data: 'mnist', hidden: 4 }, { run: 2 });
    await until(() => held.length === 2, 'the rest is asked for');
    held.forEach((go_on) => go_on());
    await Promise.all([first, second]);
    assert.deepEqual([bench.run.network.hidden, bench.run.train_set.size], [4, 60]);
    assert.deepEqual(bench.run.train_set.labels(), made_up(60).labels);
    assert.ok(begun(site)[1] > 0);
    bench.trainer.dispose();
  },
);
