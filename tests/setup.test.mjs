// What surrounds the network: types and layout of the sources, the build, set-up and the workflows.
import assert from 'node:assert/strict';
import { cp, readFile, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { MUTANTS } from './mutants/list.js';
import { new_folder, project, run } from './surroundings.js';

const BOUND = { timeout: 120_000 };

/** Whether a path belongs to the sources, and not to what was built or downloaded. @param {string} path */
const is_source = (path) => !/\.wasm$|proof\.js$|network\/types|data\/mnist$/.test(path);

/**
 * The packages that a tool of the build reaches: those that its modules import, and those whose programs it runs.
 * @param {string} tool path in the project
 */
async function packages_of(tool) {
  const { metafile } = await build({
    entryPoints: [join(project, tool)],
    absWorkingDir: project,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const imported = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !path.startsWith('node:'))
    .map(({ path }) => path);
  const sources = await Promise.all(
    Object.keys(metafile.inputs).map((path) => readFile(join(project, path), 'utf8')),
  );
  return [...imported, ...sources.flatMap((source) => source.match(/node_modules\/\S+/g) ?? [])];
}

for (const [what, tool, ...args] of [
  ['the types hold', 'tsc'],
  ['the linter finds nothing', 'eslint', '.'],
  ['the JavaScript is laid out by prettier', 'prettier', '--check', '--log-level=warn', '.'],
]) {
  test(what, BOUND, () => {
    const { status, output } = run(join(project, 'node_modules/.bin', tool), args);
    assert.equal(status, 0, output);
  });
}

test('the C is laid out by clang-format', BOUND, async (t) => {
  const files = (await readdir(join(project, 'src'))).filter((name) => /\.[ch]$/.test(name));
  const { status, output, is_missing } = run('clang-format', [
    '--dry-run',
    '-Werror',
    ...files.map((name) => `src/${name}`),
  ]);
  if (is_missing) return t.skip('clang-format is not installed');
  assert.equal(status, 0, output);
});

test('a build that is up to date does nothing', BOUND, () => {
  const { status, output } = run('make', ['--no-print-directory', '--dry-run', 'all'], { MAKEFLAGS: '' });
  assert.equal(status, 0, output);
  assert.match(output, /Nothing to be done for 'all'/);
});

test(
  'a fresh clone installs the packages before the first tool of the build that needs one',
  BOUND,
  async (t) => {
    const folder = await new_folder(t);
    for (const name of ['Makefile', 'package.json', 'package-lock.json', 'src', 'web', 'data']) {
      await cp(join(project, name), join(folder, name), { recursive: true, filter: is_source });
    }
    const { status, output } = run('make', ['--dry-run', '--directory', folder, 'all'], { MAKEFLAGS: '' });
    assert.equal(status, 0, output);
    const [before, after] = output.split(/^npm ci$/m);
    assert.ok(after, `npm ci is not among the commands:\n${output}`);
    const tools = [...before.matchAll(/^node (\S+\.mjs)/gm)].map(([, tool]) => tool);
    assert.ok(tools.length > 0, output);
    for (const tool of tools) assert.deepEqual(await packages_of(tool), [], `${tool} runs before npm ci`);
  },
);

test('an unknown part: the error lists the parts', BOUND, () => {
  const { status, output } = run(process.execPath, ['tests/run.mjs', '--only', 'nothing']);
  assert.equal(status, 1);
  assert.match(output, /There is no part 'nothing'. The parts are: .*setup/);
});

test('set-up installs nothing that is there, and says so by silence', BOUND, () => {
  assert.deepEqual(run('.setup/install', ['emscripten', 'node']), {
    status: 0,
    output: '',
    is_missing: false,
  });
});

test('set-up on a system without apt names what to install', BOUND, async (t) => {
  const folder = await new_folder(t);
  for (const tool of ['dirname', 'id']) await symlink(run('which', [tool]).output.trim(), join(folder, tool));
  const { status, output } = run('/bin/sh', ['.setup/install', 'emscripten', 'chromium'], {
    PATH: folder,
    CHROMIUM: '',
  });
  assert.equal(status, 1);
  assert.match(output, /Missing: emscripten chromium .*\nThere is no apt .* please install it/);
});

test('what the mutants change stands in the program as their list says', BOUND, async () => {
  for (const { file, from, to } of MUTANTS) {
    const text = await readFile(join(project, file), 'utf8');
    assert.equal(text.split(from).length, 2, `${file} has once: ${from}`);
    assert.notEqual(to, from);
  }
});

test('actions are named by commit', BOUND, async () => {
  for (const name of await readdir('.github/workflows')) {
    const text = await readFile(join('.github/workflows', name), 'utf8');
    const used = [...text.matchAll(/uses:\s*(\S+)/g)].map(([, action]) => action);
    for (const action of used) assert.match(action, /@[0-9a-f]{40}$/, name);
  }
});
