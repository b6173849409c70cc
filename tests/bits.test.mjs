/** The same bits everywhere: Node and native compilers here, the engines of browsers in the part engines. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NETWORKS, trained, TRAINING } from './bits.js';
import { BUILDS } from './support.js';

const BOUND = { timeout: 120_000 };
const SHIM = new URL('../web/network/network.js', import.meta.url).href;
const project = fileURLToPath(new URL('..', import.meta.url));

for (const build of BUILDS)
  test(`Node has the fingerprints that are written down: ${build}`, BOUND, async () => {
    for (const { hidden, fingerprint } of NETWORKS)
      assert.equal(
        await trained({ shim: SHIM, hidden, build, training: TRAINING }),
        fingerprint,
        `${hidden} units`,
      );
  });

/** The core without what only JavaScript needs, and the kernels that define what is computed. */
const SOURCES = readdirSync(`${project}src`)
  .filter((name) => name.endsWith('.c') && !['exports.c', 'kernels_simd.c'].includes(name))
  .map((name) => `src/${name}`);

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    timeout: 100_000,
  });
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout;
}

for (const compiler of ['gcc', 'clang']) {
  const is_missing = spawnSync(compiler, ['--version']).status !== 0;
  const options = { ...BOUND, skip: is_missing && `${compiler} is not installed` };
  test(`a native program has the fingerprints that are written down: ${compiler}`, options, () => {
    mkdirSync(`${project}build/native`, { recursive: true });
    const program = `${project}build/native/bits.${compiler}`;
    const flags = ['-std=c11', '-O2', '-ffp-contract=off', '-fno-math-errno', '-Isrc', '-Ibuild'];
    run(compiler, [...flags, 'tests/bits.c', ...SOURCES, '-lm', '-o', program]);
    const { digits, seed, batch_size, learning_rate, steps } = TRAINING;
    for (const { hidden, fingerprint } of NETWORKS) {
      const numbers = [hidden, digits, seed, batch_size, learning_rate, steps].map(String);
      assert.equal(run(program, numbers).trim(), fingerprint, `${hidden} units`);
    }
  });
}
