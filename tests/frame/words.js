/** What the frame reads and writes, without a browser: addresses, messages, the description for oEmbed, its size. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { is_ready_of_wordpress, read_message } from '../../web/embed/messages.js';
import { read_options, secret_of } from '../../web/embed/options.js';
import { oembed, site_address } from '../../web/tools/oembed.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(join(project, path), 'utf8');

/** @param {string} search @param {string} [hash] */
const options = (search, hash = '') => {
  const { attributes, unknown } = read_options({ search, hash });
  return [Object.fromEntries(attributes), unknown];
};

test('options are the attributes of the tag, in the query and behind #, which wins', () => {
  assert.deepEqual(options('?show=weights+loss&hidden=10&autoplay'), [
    { show: 'weights loss', 'hidden-units': '10', autoplay: '' },
    [],
  ]);
  assert.deepEqual(options('?hidden-units=3&seed=1', '#hidden=4'), [{ 'hidden-units': '4', seed: '1' }, []]);
  assert.deepEqual(options('?learningRate=0&learning-rate=0.5'), [{ 'learning-rate': '0.5' }, []]);
  assert.deepEqual(options('', '#classes=a,b%20c'), [{ classes: 'a,b c' }, []]);
  assert.deepEqual(options('', ''), [{}, []]);
  assert.deepEqual(options('?for=net&utm_source=x&toString=1&__proto__=1'), [
    {},
    ['for', 'utm_source', 'toString', '__proto__'],
  ]);
});

test("WordPress's mark is never an option, wherever it stands", () => {
  assert.deepEqual(options('?seed=1', '#?secret=aB3'), [{ seed: '1' }, []]);
  assert.deepEqual(options('?seed=1', '#seed=2#?secret=aB3'), [{ seed: '2' }, []]);
  assert.equal(secret_of('#?secret=aB3'), 'aB3');
  assert.equal(secret_of('#seed=2#?secret=aB3'), 'aB3');
  for (const hash of [
    '',
    '#',
    '#secret=a',
    '#?secret=',
    '#?secret=a-b',
    '#?secret=a"]',
    `#?secret=${'a'.repeat(65)}`,
  ])
    assert.equal(secret_of(hash), undefined, hash);
  assert.ok(is_ready_of_wordpress({ message: 'ready', secret: 'aB3' }, 'aB3'));
  for (const data of [null, 'ready', [], { message: 'ready' }, { message: 'ready', secret: 'b' }])
    assert.ok(!is_ready_of_wordpress(data, 'aB3'));
});

test('messages are orders and settings of the table; whatever else there is, is nothing', () => {
  for (const type of ['play', 'pause', 'step', 'reset', 'hello'])
    assert.equal(read_message({ glassnet: 1, type }), type);
  const none = [
    undefined, null, 0, NaN, '', 'play', [], ['play'], {}, { type: 'play' }, { glassnet: 2, type: 'play' },
    { glassnet: '1', type: 'play' }, { glassnet: 1 }, { glassnet: 1, type: 'PLAY' }, { glassnet: 1, type: ['play'] },
    { glassnet: 1, type: 'epoch' }, { glassnet: 1, type: 'remove' }, { glassnet: 1, type: 'constructor' },
    { glassnet: 1, type: 'set' }, { glassnet: 1, type: 'set', settings: null }, { glassnet: 1, type: 'set', settings: 'seed=1' },
    { glassnet: 1, type: 'set', settings: ['seed'] }, { glassnet: 1, type: 'set', settings: { seed: {} } },
    { glassnet: 1, type: 'set', settings: { show: [1] } }, { glassnet: 1, type: 'set', settings: { seed: 1n } },
  ]; // prettier-ignore
  for (const data of none) assert.equal(read_message(data), undefined, String(data));
});

test('settings of a message are checked by the table, one by one', () => {
  const read_settings = (/** @type {object} */ settings) => {
    const changes = read_message({ glassnet: 1, type: 'set', settings });
    assert.ok(typeof changes === 'object');
    return changes;
  };
  const good = {
    show: ['loss', 'pad'],
    hidden: 3,
    learningRate: 0,
    speed: Infinity,
    autoplay: false,
    theme: null,
  };
  assert.deepEqual(read_settings(good), {
    attributes: [
      ['show', 'loss pad'],
      ['hidden-units', '3'],
      ['learning-rate', '0'],
      ['speed', 'full'],
      ['autoplay', undefined],
      ['theme', undefined],
    ],
    problems: [],
  });
  const bad = { seed: NaN, 'batch-size': 1e9, for: 'net', __proto__x: 1, data: 'own', show: 'nothing' };
  const { attributes, problems } = read_settings(bad);
  assert.deepEqual(attributes, []);
  assert.equal(problems.length, Object.keys(bad).length);
  assert.match(problems.join('\n'), /seed can be a whole number/);
  assert.match(problems.join('\n'), /There is no setting for\./);
});

test('the page for frames has all it needs inside, under a policy that names its own script and style', () => {
  const html = read('build/site/embed.html');
  const [, policy] = /** @type {RegExpExecArray} */ (
    /Content-Security-Policy"\s+content="([^"]*)"/.exec(html)
  );
  for (const [tag, directive] of [['script', 'script-src'], ['style', 'style-src']]) {
    const texts = [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, text]) => text);
    assert.equal(texts.length, 1);
    const hash = createHash('sha256').update(texts[0]).digest('base64');
    assert.match(policy, new RegExp(`${directive} 'sha256-${hash.replace(/[+]/g, '\\+')}'`));
  } // prettier-ignore
  assert.ok(!policy.includes('unsafe-inline') && !policy.includes("'unsafe-eval'"));
  assert.doesNotMatch(
    html.replace(/<script>[^]*?<\/script>/, ''),
    /\b(?:src|srcset)=|<link rel="stylesheet"/,
  );
});

test('the page for frames adds at most 4 KB to the script with the tag', () => {
  const packed = (/** @type {string} */ name) => gzipSync(read(`build/site/${name}`), { level: 9 }).length;
  const added = packed('embed.html') - packed('glassnet.js');
  assert.ok(added <= 4096, `${added} bytes`);
});

test("the host's snippet has at most ten lines", () => {
  assert.ok(read('web/embed/frame.js').trimEnd().split('\n').length <= 10);
  assert.equal(read('build/site/frame.js'), read('web/embed/frame.js'));
});

test('with SITE_URL the pages lead to a description of the frame by absolute addresses; without, to none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'glassnet-site-'));
  const write = (/** @type {string[]} */ ...address) =>
    execFileSync(
      'node',
      [`${project}web/tools/embed_page.mjs`, `${project}build/embed.js`, folder, ...address],
      {
        stdio: 'pipe',
      },
    );
  try {
    write('https://some.site/net');
    const description = JSON.parse(readFileSync(join(folder, 'oembed.json'), 'utf8'));
    assert.deepEqual(description, oembed('https://some.site/net/'));
    assert.match(
      description.html,
      /^<iframe src="https:\/\/some\.site\/net\/embed\.html\?show=[a-z+]+" width="\d+" height="\d+"><\/iframe>$/,
    );
    assert.deepEqual([description.version, description.type], ['1.0', 'rich']);
    for (const name of ['index.html', 'embed.html'])
      assert.match(
        readFileSync(join(folder, name), 'utf8'),
        /<link rel="alternate" type="application\/json\+oembed" href="https:\/\/some\.site\/net\/oembed\.json"/,
      );
    write('');
    assert.throws(() => readFileSync(join(folder, 'oembed.json')));
    for (const name of ['index.html', 'embed.html'])
      assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /json\+oembed/);
    for (const bad of ['net', '/net', 'file:///net', 'https://some.site/?a', 'javascript:1'])
      assert.throws(() => site_address(bad), /SITE_URL/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
