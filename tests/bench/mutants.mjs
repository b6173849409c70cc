/**
 * Whether the tests notice small changes of the program:  node tests/bench/mutants.mjs [TEXT]
 * Each mutant of tests/mutants/list.js is applied to a copy of the project, what it concerns is built again, and the parts of
 * the tests that are named with it are run until one fails. It prints which mutants lived; those without an explanation are an
 * error. With TEXT, only the mutants of files whose names have it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import { text as text_of } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MUTANTS } from '../mutants/list.js';

const MOST_LIVING = 4;
const PATIENCE = 120_000; // ms for one part; a change that lets it run for ever is noticed too
const project = fileURLToPath(new URL('../..', import.meta.url));
const copy = join(mkdtempSync(join(tmpdir(), 'mutants-')), 'glassnet');
cpSync(project, copy, {
  recursive: true,
  preserveTimestamps: true,
  filter: (from) => !['.git', 'node_modules'].includes(basename(from)),
});
symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));

/**
 * Runs a command, and ends it with all that it has begun if it takes too long.
 * @param {string} command @param {string[]} args
 * @returns {Promise<{ status: number | null, stdout: string }>}
 */
async function run(command, ...args) {
  const child = spawn(command, args, { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'], detached: true }); // a group of its own
  const { pid } = child;
  const timer = setTimeout(() => pid && process.kill(-pid, 'SIGKILL'), PATIENCE);
  const ended = once(child, 'close');
  const stdout = await text_of(child.stdout);
  const [status] = await ended;
  clearTimeout(timer);
  return { status, stdout };
}

/** The tests of a part that fail; the part itself, if it does not come to its end. @param {string} part @returns {Promise<string[]>} */
async function failing(part) {
  const { status, stdout } = await run('node', '--test', '--test-reporter=tap', `tests/${part}.test.mjs`);
  const names = [...stdout.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name]) => name);
  return status === 0 || names.length > 0 ? names : [`all of ${part}`];
}

/** What fails without any change: it notices nothing. @type {Map<string, string[]>} */
const before = new Map();

/** The first test that notices. @param {import('../mutants/list.js').Mutant} mutant @returns {Promise<string | undefined>} undefined: it lives */
async function noticed({ file, parts }) {
  if (file.startsWith('src/') && (await run('make', 'web/network/proof.js')).status !== 0) return 'the build';
  for (const part of parts) {
    const found = (await failing(part)).find((name) => !before.get(part)?.includes(name));
    if (found) return `${part}: ${found}`;
  }
  return undefined;
}

let unexplained = 0;
let living = 0;
const chosen = MUTANTS.filter(({ file }) => file.includes(argv[2] ?? ''));
try {
  for (const part of new Set(chosen.flatMap(({ parts }) => parts))) {
    before.set(part, await failing(part));
    if (before.get(part)?.length) console.log(`Fails without a change: ${part}: ${before.get(part)}`);
  }
  for (const mutant of chosen) {
    const path = join(copy, mutant.file);
    const text = readFileSync(path, 'utf8');
    if (text.split(mutant.from).length !== 2) throw new Error(`${mutant.file} has not once: ${mutant.from}`);
    writeFileSync(
      path,
      text.replace(mutant.from, () => mutant.to),
    );
    const killed_by = await noticed(mutant);
    writeFileSync(path, text);
    if (mutant.file.startsWith('src/')) await run('make', 'web/network/proof.js');
    if (!killed_by) living++;
    if (!killed_by && !mutant.why) unexplained++;
    const outcome = killed_by ? `noticed by ${killed_by}` : `LIVED. ${mutant.why ?? 'Not explained.'}`;
    console.log(`${mutant.file}: ${JSON.stringify(mutant.from)} → ${JSON.stringify(mutant.to)}: ${outcome}`);
  }
} finally {
  rmSync(join(copy, '..'), { recursive: true });
}
console.log(`${living} of ${chosen.length} lived, ${unexplained} of them without an explanation.`);
if (unexplained > 0 || living > MOST_LIVING) process.exitCode = 1;
