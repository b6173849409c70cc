/** What the tests of set-up, server and downloads share: the project's folder, commands in it, and folders that go away. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project. @param {string} command @param {string[]} args @param {object} [env] */
export function run(command, args, env) {
  const options = { cwd: project, encoding: 'utf8', env: { ...process.env, ...env }, timeout: 100_000 };
  const { status, stdout, stderr, error } = spawnSync(command, args, /** @type {any} */ (options));
  return { status, output: `${stdout}${stderr}`, is_missing: /** @type {any} */ (error)?.code === 'ENOENT' };
}

/** @param {import('node:test').TestContext} t */
export async function new_folder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
