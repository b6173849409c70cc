/** A project that has the npm package, as somebody gets it who installs it, and what only these tests need. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NETWORKS, TRAINING } from '../bits.js';

export const project = fileURLToPath(new URL('../..', import.meta.url));
export const tools = fileURLToPath(new URL('../package/', import.meta.url));
export const need = createRequire(join(tools, 'package.json'));
export const run = promisify(execFile);

const skip =
  !existsSync(join(tools, 'node_modules/.package-lock.json')) &&
  'the packages of tests/package are not installed: `make test` does it';

/** How long a test may take, and why it is left out, if it is. */
export const BOUND = { timeout: 120_000, skip };

/** @param {string} folder @param {string[]} packages installed with what npm has already, where that is enough */
const npm_install = (folder, packages) =>
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { cwd: folder });

/** Makes the package, and an empty project that has it. */
async function install() {
  if (skip) return { home: '', files: [], tarball: '' };
  await run('make', ['--no-print-directory', 'package'], { cwd: project });
  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const tarball = join(project, `build/glassnet-${version}.tgz`);
  const files = (await run('tar', ['-tzf', tarball])).stdout.trim().split('\n');
  const home = await mkdtemp(join(tmpdir(), 'glassnet-package-'));
  await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  await npm_install(home, [tarball]);
  return { home, files, tarball };
}

/** The project, the files of the package, and the package itself. */
export const { home, files, tarball } = await install();
after(() => home && rm(home, { recursive: true, force: true }));

const [{ hidden, fingerprint }] = NETWORKS;

/** Trains as tests/bits.json says and prints the fingerprint; `create_network` and `models` are there. */
export const PROGRAM = `
  const network = await create_network({ hidden: ${hidden}, seed: ${TRAINING.seed} });
  network.train(network.digits(${TRAINING.seed}, ${TRAINING.digits}), ${JSON.stringify(TRAINING)});
  const model = models.from_safetensors(models.to_safetensors(network.parameters()));
  const result = [network.fingerprint(), model.fingerprint, models.to_onnx(model.parameters).length > 1000].join(' ');`;
export const RESULT = `${fingerprint} ${fingerprint} true`;
