/** How large the classic script is that other pages load. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const MOST = 111_500; // bytes: the tag, all figures, the thread and both modules

test(`the classic script has at most ${MOST} bytes, packed, and parses no HTML`, () => {
  const script = readFileSync(new URL('../../build/site/glassnet.js', import.meta.url));
  const packed = gzipSync(script, { level: 9 }).length;
  assert.ok(packed <= MOST, `${packed} bytes`);
  assert.doesNotMatch(script.toString(), /innerHTML|\beval\(|new Function\(/);
});
