/** The runner of the tests: what fails is said, and what fails by bad luck is run once more where that is asked for. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const BOUND = { timeout: 60_000 };

/** @type {Record<string, string>} */
const FILES = {
  'steady.test.mjs': `
    import { test } from 'node:test';
    test('steady', () => {});`,
  'unlucky.test.mjs': `
    import { existsSync, writeFileSync } from 'node:fs';
    import { describe, test } from 'node:test';
    describe('a suite', () => {
      test('lucky (at last)?', () => {
        const mark = new URL('mark', import.meta.url);
        if (existsSync(mark)) return;
        writeFileSync(mark, '');
        throw new Error('bad luck');
      });
      test('beside it', () => {});
    });`,
  'wrong.test.mjs': `
    import { test } from 'node:test';
    test('wrong', () => { throw new Error('a fault'); });`,
  'broken.test.mjs': `throw new Error('no test was defined');`,
};

/**
 * Runs some of the files.
 * @param {import('node:test').TestContext} t @param {string[]} names @param {string} [again] a function, as text, that says whether a failure may be bad luck
 */
async function run(t, names, again = '() => true') {
  const folder = await mkdtemp(join(tmpdir(), 'running-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of names) await writeFile(join(folder, name), FILES[name]);
  const files = names.map((name) => join(folder, name));
  await writeFile(
    join(folder, 'main.mjs'),
    `import { run_tests } from ${JSON.stringify(new URL('running.js', import.meta.url).href)};
     const options = { files: ${JSON.stringify(files)}, concurrency: 2, timeout: 30_000 };
     process.exitCode = (await run_tests(options, ${again})) ? 0 : 1;`,
  );
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }; // or it would count as a part of this test
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'main.mjs')], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout };
}

test('tests that pass run once', BOUND, async (t) => {
  const { status, stdout } = await run(t, ['steady.test.mjs']);
  assert.equal(status, 0, stdout);
  assert.doesNotMatch(stdout, /Once more/);
});

test('a test that failed fails the run where nothing else is asked for', BOUND, async (t) => {
  const { status, stdout } = await run(t, ['steady.test.mjs', 'unlucky.test.mjs'], '() => false');
  assert.equal(status, 1, stdout);
  assert.doesNotMatch(stdout, /Once more/);
});

test('a test that fails and then passes alone is named, and runs without the others', BOUND, async (t) => {
  const { status, stdout } = await run(t, ['steady.test.mjs', 'unlucky.test.mjs']);
  assert.equal(status, 0, stdout);
  const [, once_more] = stdout.split('Once more, alone:');
  assert.match(once_more, /✔ lucky \(at last\)\?/);
  assert.doesNotMatch(once_more, /✔ (steady|beside it) /); // newer Nodes name files without a test
  assert.match(once_more, /Failed beside the others and passed alone: lucky \(at last\)\?\n/);
});

test('a fault fails the second time too, also beside bad luck', BOUND, async (t) => {
  const { status, stdout } = await run(t, ['unlucky.test.mjs', 'wrong.test.mjs']);
  assert.equal(status, 1, stdout);
  assert.match(stdout, /Once more, alone:[^]*✖ wrong/);
});

test('a failure that is no bad luck fails the run at once', BOUND, async (t) => {
  const is_luck = `({ file }) => !file.endsWith('wrong.test.mjs')`;
  const { status, stdout } = await run(t, ['unlucky.test.mjs', 'wrong.test.mjs'], is_luck);
  assert.equal(status, 1, stdout);
  assert.doesNotMatch(stdout, /Once more/);
});

test('a file that ends before it defines a test is a fault', BOUND, async (t) => {
  const { status, stdout } = await run(t, ['steady.test.mjs', 'broken.test.mjs']);
  assert.equal(status, 1, stdout);
});
