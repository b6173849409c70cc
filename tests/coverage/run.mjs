/**
 * How much of the program the tests execute:  make coverage
 *
 * JavaScript: V8's counts of the parts that run in Node and of the pages that run in Chromium, the worker's scripts by the
 * tests of Node. C: gcc's counts of the program that runs under the sanitizers, tests/sanitize.c, with the scalar kernels and,
 * through SIMDe (libsimde-dev), with those for SIMD. Each number that is below its bar is an error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../bench/tables.js';

const { CoverageReport } = createRequire(import.meta.url)('monocart-coverage-reports'); // installed by make coverage
const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(project, 'build/coverage');
// In all of them the scripts are not minified, so tests of their sizes fail.
const IN_CHROMIUM = [
  'page',
  'section',
  'figures',
  'panels',
  'builder',
  'inputs',
  'failing',
  'pictures',
  'offline',
  'embed',
  'engines',
  'screen',
];
const NOT_COUNTED = ['package', 'setup', 'fuzz']; // no lines of their own
const C_BARS = { lines: 97, branches: 90 };
const JAVASCRIPT_BARS = { lines: 96 };
const ROOMS = ['training', 'link', 'model']; // which have tests of their own in Node
const ROOM_BARS = { lines: 95 };

/** @param {string} command @param {string[]} args @param {object} [options] */
function run(command, args, options) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1e9,
    ...options,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/* ---- C ---- */

/**
 * Lines and branches of src/ that the program under the sanitizers executes.
 * @param {'scalar' | 'simd'} build
 */
function coverage_of_c(build) {
  const objects = join(folder, build);
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  writeFileSync(join(objects, 'wasm_simd128.h'), '#include <simde/wasm/simd128.h>\n');
  const other = build === 'simd' ? 'scalar' : 'simd';
  const left_out = ['exports.c', `kernels_${other}.c`];
  const sources = readdirSync(join(project, 'src')).filter(
    (name) => name.endsWith('.c') && !left_out.includes(name),
  );
  const simde = build === 'simd' ? ['-msse4.2', '-DSIMDE_ENABLE_NATIVE_ALIASES', '-w'] : ['-Wall', '-Wextra'];
  const options = ['--coverage', '-O0', '-std=c11', '-ffp-contract=off', ...simde];
  const paths = [...sources.map((name) => join(project, 'src', name)), join(project, 'tests/sanitize.c')];
  const include = [objects, join(project, 'src'), join(project, 'build')].map((path) => `-I${path}`);
  const program = join(objects, 'sanitize');
  run('gcc', [...options, ...include, ...paths, '-lm', '-o', program], { cwd: objects });
  run(program, [], { cwd: objects });
  const counted = readdirSync(objects).filter((name) => name.endsWith('.gcda'));
  const count = { lines: [0, 0], branches: [0, 0] };
  const seen = new Set();
  for (const line of run('gcov', ['--json-format', '--stdout', '-b', ...counted], { cwd: objects })
    .trim()
    .split('\n')) {
    for (const { file, lines } of JSON.parse(line).files) {
      if (!file.startsWith(join(project, 'src/')) || seen.has(file)) continue;
      if (file.endsWith('.c')) seen.add(file);
      for (const { count: times, branches } of lines) {
        count.lines[0] += times > 0 ? 1 : 0;
        count.lines[1] += 1;
        for (const branch of branches) {
          count.branches[0] += branch.count > 0 ? 1 : 0;
          count.branches[1] += 1;
        }
      }
    }
  }
  return { lines: count.lines[0] / count.lines[1], branches: count.branches[0] / count.branches[1] };
}

/** Whether SIMD can be compiled for this machine. */
const has_simde = () =>
  spawnSync('gcc', ['-E', '-include', 'simde/wasm/simd128.h', '-x', 'c', '/dev/null']).status === 0;

/* ---- JavaScript ---- */

const in_node = join(folder, 'node');
const in_pages = join(folder, 'pages');
const site = join(project, 'build/site');

/**
 * Runs a part of the tests; one that fails counts as far as it came.
 * @param {string} part @param {NodeJS.ProcessEnv} [more] what it is told besides
 */
function run_part(part, more) {
  const env = { ...process.env, NODE_V8_COVERAGE: in_node, ENGINES: 'chromium', ...more };
  const options = { cwd: project, env, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1e9 };
  const { status, stdout } = spawnSync(process.execPath, ['tests/run.mjs', '--only', part], options);
  if (status === 0) return;
  console.log(`Part ${part} has failures:\n${stdout.slice(stdout.indexOf('failing tests:'))}`);
}

/** The path of a source in the project; '' for anything else. @param {string} path */
const in_project = (path) => /(?:^|\/)((?:web|data)\/[^?]+\.js)$/.exec(path)?.[1] ?? '';

/**
 * @typedef {{ sourcePath: string, summary: Record<'lines' | 'branches', { total: number, covered: number }> }} Counted a source
 * @param {'node' | 'all'} from all: Node and the pages of Chromium
 * @returns {Promise<Counted[]>}
 */
async function coverage_of_javascript(from) {
  const ours = /^file:.*\/(web|data)\/|^http:\/\/127\.0\.0\.1:\d+\/[\w/]+\.js$/;
  const is_ours = (/** @type {string} */ url) => ours.test(url) && !url.includes('/node_modules/');
  const report = new CoverageReport({
    outputDir: join(folder, `report-${from}`),
    reports: ['v8-json'],
    logging: 'error',
    entryFilter: (/** @type {{ url: string }} */ entry) => is_ours(entry.url),
    sourceFilter: (/** @type {string} */ path) => in_project(path) !== '' && !/\/(tools|build)\//.test(path),
    sourcePath: (/** @type {string} */ path) => in_project(path) || path,
  });
  await report.addFromDir(in_node);
  for (const name of from === 'all' ? readdirSync(in_pages) : []) {
    const entries = JSON.parse(readFileSync(join(in_pages, name), 'utf8'));
    const mapped = entries.filter(has_map).map(with_map);
    if (mapped.length > 0) await report.add(mapped);
  }
  return (await report.generate())?.files ?? [];
}

/** Where the map of a script of the site is. @param {{ url: string }} entry */
const map_of = ({ url }) => join(site, `${new URL(url).pathname}.map`);
const has_map = (/** @type {{ url: string }} */ entry) => existsSync(map_of(entry));

/** With its map, whose sources are those of the project: bundling changes some of them within their lines. @param {{ url: string }} entry */
function with_map(entry) {
  const sourceMap = JSON.parse(readFileSync(map_of(entry), 'utf8'));
  /** @type {string[]} */
  const sources = sourceMap.sources;
  const sourcesContent = sources.map((path, i) =>
    in_project(path) ? readFileSync(join(project, in_project(path)), 'utf8') : sourceMap.sourcesContent[i],
  );
  return { ...entry, sourceMap: { ...sourceMap, sourcesContent } };
}

/** Executed lines and branches of the sources that a pattern names. @param {Counted[]} files @param {RegExp} pattern */
function sum(files, pattern) {
  const chosen = files.filter(({ sourcePath }) => pattern.test(sourcePath));
  const share = (/** @type {'lines' | 'branches'} */ of) => {
    const total = (/** @type {'total' | 'covered'} */ what) =>
      chosen.reduce((all, { summary }) => all + summary[of][what], 0);
    return total('covered') / total('total');
  };
  return { lines: share('lines'), branches: share('branches') };
}

/* ---- all of it ---- */

let missed = 0;
/** @param {string} what @param {{ lines: number, branches: number }} shares @param {{ lines?: number, branches?: number }} [bars] */
function row(what, { lines, branches }, bars = {}) {
  const is_missed = 100 * lines < (bars.lines ?? 0) || 100 * branches < (bars.branches ?? 0);
  if (is_missed) missed += 1;
  const wanted = bars.branches ? `${bars.lines} %, ${bars.branches} %` : bars.lines ? `${bars.lines} %` : '';
  return [what, percent(lines), percent(branches), is_missed ? `**${wanted}**` : wanted];
}

rmSync(folder, { recursive: true, force: true });
const rows = [row('C, scalar', coverage_of_c('scalar'), C_BARS)];
if (has_simde()) rows.push(row('C, SIMD', coverage_of_c('simd'), C_BARS));
else console.log('The kernels for SIMD are left out: libsimde-dev is not installed.');

const parts = readdirSync(join(project, 'tests'))
  .filter((name) => name.endsWith('.test.mjs'))
  .map((name) => basename(name, '.test.mjs'))
  .filter((part) => !NOT_COUNTED.includes(part));
for (const part of parts.filter((each) => !IN_CHROMIUM.includes(each))) run_part(part);
const node_alone = await coverage_of_javascript('node');
for (const room of ROOMS)
  rows.push(row(`web/${room}, by Node alone`, sum(node_alone, new RegExp(`^web/${room}/`)), ROOM_BARS));
// V8 counts wrongly in minified functions that wait, so the pages run scripts as they are written. They are made anew afterwards.
process.once('exit', () => {
  for (const name of readdirSync(site, { encoding: 'utf8', recursive: true }))
    if (/\.(js|map)$/.test(name)) rmSync(join(site, name));
});
run(process.execPath, ['web/tools/bundle.mjs', site, '--source-maps']);
run(process.execPath, ['web/tools/bundle_element.mjs', join(site, 'glassnet.js'), '--source-maps']);
for (const part of IN_CHROMIUM) run_part(part, { COVERAGE_OF_PAGES: in_pages });
const all = await coverage_of_javascript('all');
const rooms = new Set(all.map(({ sourcePath }) => /^(web\/\w+|data)\//.exec(sourcePath)?.[1] ?? 'web'));
for (const room of [...rooms].sort()) rows.push(row(room, sum(all, new RegExp(`^${room}/`))));
rows.push(row('JavaScript, all of it', sum(all, /./), JAVASCRIPT_BARS));
console.log(table(['what', 'lines', 'branches', 'at least'], rows));
const worst = all.filter(({ summary }) => summary.lines.total - summary.lines.covered > 8);
for (const { sourcePath, summary } of worst)
  console.log(`${sourcePath}: ${summary.lines.covered} of ${summary.lines.total} lines`);
if (missed > 0) process.exit(1);
