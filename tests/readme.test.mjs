/** The README is true: its snippet runs, what it names is there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const BOUND = { timeout: 30_000 };
const project = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', project), 'utf8');

test('the snippet runs as it stands, and learns', BOUND, async () => {
  const [, snippet] = /** @type {RegExpMatchArray} */ (readme.match(/```js\n([^]*?)```/));
  const shim = new URL('web/network.js', project).href;
  assert.match(snippet, /from '\.\/web\/network\.js'/);
  const code = `${snippet.replace('./web/network.js', shim)}\nexport { losses, accuracy, loss, confusion, probabilities };`;
  const { losses, accuracy, loss, confusion, probabilities } = await import(
    `data:text/javascript,${encodeURIComponent(code)}`
  );
  assert.equal(losses.length, 1875);
  assert.ok(accuracy >= 0.8, `accuracy ${accuracy}`);
  assert.ok(loss <= 0.7, `loss ${loss}`);
  assert.equal(
    confusion.reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n),
    2000,
  );
  assert.equal(probabilities.length, 10);
});

test('the parts are those that there are', BOUND, () => {
  const [, list] = /** @type {RegExpMatchArray} */ (readme.match(/`--only PART` one part: ([^.]*)\./));
  const parts = readdirSync(new URL('tests/', project))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => name.slice(0, -'.test.mjs'.length));
  assert.deepEqual(list.split(/,\s+/), parts.sort());
});

test('linked files, pictures and targets of make are there', BOUND, () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path);
  assert.ok(links.length >= 2);
  for (const path of links) assert.ok(existsSync(new URL(path, project)), path);
  const makefile = readFileSync(new URL('Makefile', project), 'utf8');
  for (const [, target] of readme.matchAll(/\bmake (\w+)/g))
    assert.match(makefile, new RegExp(`^${target}:`, 'm'), `make ${target}`);
});
