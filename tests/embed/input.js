/** What attributes may hold: what is none keeps the default, and is told once, in the console and by an event. */
import assert from 'node:assert/strict';
import { ATTRIBUTES, read_attribute } from '../../web/element/attributes.js';
import { test } from 'node:test';
import { until } from '../browser.js';
import { open, properties, said, test_in, told } from './in_pages.js';

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
