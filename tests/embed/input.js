/** What attributes may hold: what is none keeps the default, and is told once, in the console and by an event. */
import assert from 'node:assert/strict';
import { ATTRIBUTES, read_attribute } from '../../web/element/attributes.js';
import { test } from 'node:test';
import { to_safetensors } from '../../web/network/files/models.js';
import { create_network } from '../../web/network/network.js';
import { until, until_equal } from '../browser.js';
import { fingerprint_in_node } from './basics.js';
import { call, open, properties, said, test_in, told } from './in_pages.js';

const BAD = ['', 'abc', '-1', '1e9', 'NaN', '10px', 'a'.repeat(100_000)];
/** What is no bad input after all, by attribute. @type {Record<string, string[]>} */
const GOOD = {
  for: ['abc', '-1', '1e9', 'NaN', '10px'], // may be the id of an element that comes later
  'data-address': ['abc', '-1', '1e9', 'NaN', '10px'], // addresses relative to the page
  model: ['abc', '-1', '1e9', 'NaN', '10px'],
  classes: [''],
  seed: ['1e9'],
  'stop-steps': ['1e9'],
  autoplay: [''],
  lang: ['abc', 'NaN'], // languages may have such names
};

test('each attribute keeps its default where a text is none, and says what it expects', () => {
  for (const row of ATTRIBUTES)
    for (const text of BAD) {
      const { value, problem } = read_attribute(row, text);
      if (GOOD[row.name]?.includes(text)) {
        assert.equal(problem, undefined, `${row.name}="${text}"`);
        continue;
      }
      assert.deepEqual(value, row.standard, row.name);
      assert.equal(problem?.attribute, row.name);
      assert.ok(problem?.expected);
      assert.ok(problem.message.length < 400 && !problem.message.includes('\n'), problem.message);
      assert.ok(problem.message.includes(text.slice(0, 40)));
    }
});

test('a figure that there is not: the nearest name is suggested, and the others are shown', () => {
  const row = ATTRIBUTES[0];
  for (const [text, near] of [
    ['curve', 'loss'],
    ['weight', 'weights'],
    ['Pad', 'pad'],
    ['accuarcy', 'accuracy'],
  ])
    // prettier-ignore
    assert.match(read_attribute(row, text).problem?.message ?? '', new RegExp(`did you mean ${near}\\?`));
  const { value, problem } = read_attribute(row, 'loss curve+weights');
  assert.deepEqual(value, ['loss', 'weights']);
  assert.match(problem?.message ?? '', /the others are shown/);
  assert.equal(read_attribute(row, 'loss, weights').problem, undefined);
});

test_in(
  'bad input is told in one line and one event, and everything trains by its defaults',
  async (given) => {
    const { window } = given;
    const rows = ATTRIBUTES.filter(({ name }) => !['for', 'lang', 'model', 'data-address'].includes(name));
    const bad = rows.map(({ name }) => `${name}="10px"`).join(' ');
    await open(given, `<glass-net id="net" ${bad}></glass-net>`);
    await until('it is ready', async () => (await told(window, 'ready')).length === 1);
    const errors = await told(window, 'error');
    assert.deepEqual(
      errors.map(({ detail }) => detail.attribute).sort(),
      rows.map(({ name }) => name).sort(),
    );
    for (const { detail } of errors) {
      assert.equal(detail.value, '10px');
      assert.ok(detail.expected && detail.message.includes(detail.expected));
    }
    const lines = await said(window);
    assert.deepEqual([...lines].sort(), errors.map(({ detail }) => detail.message).sort());
    const values = await properties(window, '#net', ...rows.map(({ property }) => property));
    assert.deepEqual(values, rows.map(({ standard }) => standard)); // prettier-ignore
  },
);

test_in(
  'properties take and give values in force, 0 stays 0, and what they are given stands in the attributes',
  async (given) => {
    const { window } = given;
    await open(
      given,
      `<glass-net id="net" show="numbers" learning-rate="0" seed="0" stop-steps="0"></glass-net>`,
    );
    await until('it is ready', async () => (await told(window, 'ready')).length === 1);
    const names = [
      'learningRate',
      'seed',
      'stopSteps',
      'hiddenUnits',
      'autoplay',
      'show',
      'speed',
      'theme',
      'data',
    ];
    assert.deepEqual(await properties(window, '#net', ...names), [
      0,
      0,
      0,
      10,
      false,
      ['numbers'],
      200,
      'auto',
      'digits',
    ]);
    const texts = await window.evaluate(() => {
      const net = /** @type {any} */ (document.getElementById('net'));
      Object.assign(net, {
        learningRate: 0.5,
        hiddenUnits: 3,
        speed: Infinity,
        autoplay: true,
        show: ['loss', 'pad'],
      });
      const { learningRate, hiddenUnits, speed } = net;
      net.batchSize = 'many';
      const values = [learningRate, hiddenUnits, speed === Infinity, net.batchSize];
      return [
        ...values,
        ...['learning-rate', 'hidden-units', 'speed', 'autoplay', 'show'].map((name) =>
          net.getAttribute(name),
        ),
      ];
    });
    assert.deepEqual(texts, [0.5, 3, true, 32, '0.5', '3', 'full', '', 'loss pad']);
    await until('another run', async () => (await told(window, 'ready')).length === 2);
    const ready = (await told(window, 'ready'))[1];
    assert.equal(ready.detail.settings.hiddenUnits, 3);
    assert.equal(ready.detail.settings.learningRate, 0.5);
  },
);

/** The file of a run with seed 2 after so many steps. @param {number} steps */
async function saved_run(steps) {
  const network = await create_network({ hidden: 10, seed: 2 });
  network.train(network.digits(2, 10_000), { batch_size: 32, learning_rate: 0.1, steps });
  const bytes = to_safetensors(network.parameters(), {
    seed: 2,
    data: 'digits',
    epoch: 0,
    position: 32 * steps,
    steps,
    stretches: [{ step: 0, learning_rate: 0.1, batch_size: 32 }],
  });
  network.free();
  return bytes;
}

test_in(
  'the saved network of model="…" goes on with its bits, at first and in place of another',
  async (given) => {
    const { window, hosts } = given;
    for (const steps of [3, 5]) hosts.file(`saved/${steps}.safetensors`, await saved_run(steps));
    await open(given, `<glass-net id="net" show="loss" model="saved/3.safetensors"></glass-net>`);
    await until('it is ready', async () => (await told(window, 'ready')).length === 1);
    assert.deepEqual(await properties(window, '#net', 'steps', 'seed', 'state'), [3, 2, 'paused']);
    assert.equal(await call(window, '#net', 'step'), null);
    assert.equal(await call(window, '#net', 'fingerprint'), await fingerprint_in_node({ seed: 2 }, 4));
    await window.evaluate(() => {
      const net = document.getElementById('net');
      net?.setAttribute('model', 'saved/5.safetensors');
      net?.setAttribute('speed', '60');
    });
    const state = () => properties(window, '#net', 'steps', 'speed');
    await until_equal('the other one, and what was set with it', state, [5, 60]);
    const fingerprint = await fingerprint_in_node({ seed: 2 }, 5);
    assert.equal(await call(window, '#net', 'fingerprint'), fingerprint);
    assert.deepEqual([await told(window, 'error'), await said(window)], [[], []]);
    await window.evaluate(() => document.getElementById('net')?.setAttribute('model', 'none.safetensors'));
    const [message] = await until('an error', async () => (await said(window)).length > 0 && said(window));
    assert.match(
      message,
      /none\.safetensors" could not be opened: .* 404; the network that is there stays\.$/,
    );
    assert.equal(await call(window, '#net', 'fingerprint'), fingerprint);
  },
);

test_in(
  'a network of model="…" that cannot be opened is told once, and it begins without it',
  async (given) => {
    const { window, hosts } = given;
    const bytes = await saved_run(3);
    bytes[bytes.length - 5] ^= 1;
    hosts.file('damaged.safetensors', bytes);
    hosts.file('page.safetensors', '<!doctype html><title>A site that answers everything</title>');
    for (const [name, reason] of /** @type {[string, RegExp][]} */ ([
      ['missing.safetensors', /the site answers 404; it begins without it\.$/],
      ['page.safetensors', /page\.safetensors.*; it begins without it\.$/],
      ['damaged.safetensors', /damaged\.safetensors.*; it begins without it\.$/],
    ])) {
      await open(given, `<glass-net id="net" show="loss" seed="2" model="${name}"></glass-net>`);
      assert.equal(await call(window, '#net', 'step'), null);
      assert.equal(await call(window, '#net', 'fingerprint'), await fingerprint_in_node({ seed: 2 }, 1));
      const errors = await told(window, 'error');
      assert.equal(errors.length, 1);
      const { attribute, value, expected, message } = errors[0].detail;
      assert.deepEqual(
        [attribute, value, expected],
        ['model', new URL(name, hosts.host.url).href, 'a saved network'],
      );
      assert.match(message, reason);
      assert.deepEqual(await said(window), [message]);
    }
  },
);
