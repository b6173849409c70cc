/** What the lines to paste say, without a page to paste them into. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributes_of, KINDS } from '../../web/builder/snippets.js';
import { choices } from './choices.js';

const CHOSEN = choices('https://some.site/');

/** @param {string} kind */
const lines = (kind) => KINDS.find(({ name }) => name === kind)?.write(CHOSEN) ?? assert.fail(`no ${kind}`);

test('a frame asks for what was chosen in its address, and has room for the link below the figures', () => {
  const text = lines('frame');
  const [, address] = /^<iframe src="([^"]*)"/.exec(text) ?? assert.fail(text);
  const url = new URL(address.replaceAll('&amp;', '&'));
  assert.equal(url.origin + url.pathname, 'https://some.site/embed.html');
  assert.deepEqual([...url.searchParams], attributes_of(CHOSEN));
  assert.match(address, /autoplay(&|$)/, 'a flag has no value');
  const [, height] = / width="700" height="(\d+)"/.exec(text) ?? assert.fail(text);
  assert.ok(Number(height) > CHOSEN.height);
});

test('a slide is a section of its own, with the same lines as HTML in it', () => {
  const [first, ...inner] = lines('slides').split('\n');
  assert.deepEqual([first, inner.pop()], ['<section>', '</section>']);
  assert.equal(inner.map((line) => line.replace(/^ {2}/, '')).join('\n'), lines('html'));
});

test('a module sets what was chosen as properties, each of its type', () => {
  const text = lines('bundler');
  for (const line of [
    `net.show = 'weights';`,
    `net.theme = 'dark';`,
    'net.autoplay = true;',
    'net.seed = 5;',
  ])
    assert.ok(text.split('\n').includes(line), `${line} in ${text}`);
});
