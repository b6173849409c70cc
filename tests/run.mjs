// Builds what is out of date, then runs the tests: `node tests/run.mjs [--only PART]`.
// A part is a file tests/PART.test.mjs. In continuous integration (CI is set) the few tests of browsers that failed run once
// more, alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run_tests } from './running.js';

const MINUTES_PER_FILE = 20; // on a busy machine; alone the longest takes five
const AT_ONCE = 2; // files, on two cores
// Two of these at once are more than two cores can do, so the longest of them begins beside the parts without a browser.
const BROWSER_PARTS = [
  'page',
  'section',
  'engines',
  'failing',
  'inputs',
  'embed',
  'frame',
  'builder',
  'screen',
  'package',
  'figures',
  'panels',
  'carried',
  'offline',
  'one_file',
  'pictures',
];
const here = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @returns {string | undefined} the part that --only names */
function chosen_part() {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' } } });
    return values.only;
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\nUsage: node tests/run.mjs [--only PART]`);
  }
}

/** Runs the same under the Node that set-up brought, where the system's is too old. */
function run_by_newer_node() {
  const newer = `${project}.setup/node/node_modules/.bin/node`;
  if (!existsSync(newer)) {
    fail(`This is Node ${process.versions.node}; the tests need 20 or newer. \`make test\` brings one.`);
  }
  process.exit(spawnSync(newer, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}

if (parseInt(process.versions.node) < 20) run_by_newer_node();
const parts = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .map((name) => name.slice(0, -'.test.mjs'.length));
const only = chosen_part();
if (only !== undefined && !parts.includes(only)) {
  fail(`There is no part '${only}'. The parts are: ${parts.join(', ')}.`);
}

const make = spawnSync('make', ['--no-print-directory', 'all'], { cwd: project, stdio: 'inherit' });
if (make.status !== 0) fail('The build failed, so no test was run. `make test` installs what it needs.');

const [longest, ...others] = BROWSER_PARTS;
const in_order = [longest, ...parts.filter((part) => !BROWSER_PARTS.includes(part)), ...others];
const files = (only === undefined ? in_order : [only]).map((part) => `${here}${part}.test.mjs`);

/** @type {Map<string, number>} seconds of the tests of each part */
const seconds = new Map();

/** The part that a test belongs to; some have a folder of their own, and some files serve several. @param {string} [file] */
function part_of(file = '') {
  const [name] = relative(here, file).split('/');
  return basename(name, '.test.mjs');
}

/** @param {{ nesting: number, file?: string, details: { duration_ms: number } }} test */
function count_time({ nesting, file, details }) {
  const part = part_of(file);
  if (nesting === 0) seconds.set(part, (seconds.get(part) ?? 0) + details.duration_ms / 1000);
}

/** Whether a browser takes part in the test, which a busy machine can hold up. @param {{ file?: string }} test */
function may_be_held_up({ file }) {
  const part = part_of(file);
  return Boolean(process.env.CI) && (BROWSER_PARTS.includes(part) || !parts.includes(part));
}

const has_passed = await run_tests(
  { files, concurrency: AT_ONCE, timeout: MINUTES_PER_FILE * 60_000 },
  may_be_held_up,
  count_time,
);
const rows = [...seconds].sort(([, a], [, b]) => b - a).map(([part, time]) => `${part} ${time.toFixed(0)}`);
console.log(`Seconds of each part, ${AT_ONCE} at once: ${rows.join(', ')}`);
process.exitCode = has_passed ? 0 : 1;
