// The C interface, called at random under AddressSanitizer and UndefinedBehaviorSanitizer, with memory that runs out.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BUILDS } from './support.js';

const BOUND = { timeout: 300_000 };
const SECONDS = 10; // for each build; `make fuzz` goes on for an hour
const project = fileURLToPath(new URL('..', import.meta.url));

for (const build of BUILDS)
  test(`no sequence of calls goes wrong, with enough memory or without: ${build}`, BOUND, (t) => {
    const options = /** @type {const} */ ({ cwd: project, encoding: 'utf8' });
    const made = spawnSync('make', ['-s', `build/fuzz/${build}.js`], options);
    assert.equal(made.status, 0, made.stderr);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['tests/fuzz.mjs', build, `${SECONDS}`],
      options,
    );
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /\d+ sequences, no fault/);
    t.diagnostic(stdout.trim());
  });
