/** Runs files of tests and prints what becomes of each, as the runner of all tests does it. */
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const AGAIN_AT_MOST = 5; // failed tests: more of them are no bad luck

/**
 * @typedef {{ files: string[], concurrency: number, timeout: number, testNamePatterns?: RegExp[] }} Options as `run` of
 * node:test takes them
 * @typedef {import('node:test').EventData.TestPass | import('node:test').EventData.TestFail} Result of a test or a suite
 */

/** @param {string} text @returns {RegExp} what finds tests of this name; newer Nodes put the names of the suites before it */
const ending_in = (text) => new RegExp(`${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);

/**
 * Runs the tests and prints their results.
 * @param {Options} options
 * @param {(result: Result) => unknown} [count] is told each result
 * @returns {Promise<Result[]>} those of the tests that failed; a whole file that ended badly has its path as its name
 */
async function run_once(options, count = () => {}) {
  /** @type {Result[]} */
  const failed = [];
  await new Promise((resolve, reject) => {
    run(options)
      .on('test:pass', count)
      .on('test:fail', (result) => {
        count(result);
        const { failureType } = /** @type {{ failureType?: string }} */ (result.details.error);
        if (failureType !== 'subtestsFailed') failed.push(result);
      })
      .compose(without_the_unchosen)
      .pipe(new spec())
      .on('end', resolve)
      .on('error', reject)
      .pipe(process.stdout, { end: false });
  });
  return failed;
}

/** Leaves out what Node 20 says of each test that has another name: its start, and that it was left out. @param {AsyncIterable<any>} events */
async function* without_the_unchosen(events) {
  let start;
  for await (const event of events) {
    const is_unchosen = event.data?.skip === 'test name does not match pattern';
    if (start && !is_unchosen) yield start;
    start = event.type === 'test:start' ? event : undefined;
    if (!start && !is_unchosen) yield event;
  }
}

/**
 * Runs the tests. The few that failed run once more when nothing else does, if all of them are such that a busy machine can
 * make them fail: a browser can be held up for longer than a test waits. What failed first is named in any case.
 * @param {Options} options
 * @param {(result: Result) => boolean} may_be_held_up whether a failure may be bad luck
 * @param {(result: Result) => unknown} [count] is told each result of the first run
 * @returns {Promise<boolean>} whether all tests have passed
 */
export async function run_tests(options, may_be_held_up, count) {
  const failed = await run_once(options, count);
  if (failed.length === 0) return true;
  const names = failed.map(({ name }) => name);
  const may_be_luck = failed.every(
    (result) => !options.files.includes(result.name) && may_be_held_up(result),
  );
  if (failed.length > AGAIN_AT_MOST || !may_be_luck) return false;
  console.log('\nOnce more, alone:');
  const patterns = names.map(ending_in);
  /** @type {Set<string>} */
  const passed = new Set();
  const failed_again = await run_once(
    { ...options, concurrency: 1, testNamePatterns: patterns },
    ({ name, skip }) => skip === undefined && passed.add(name),
  );
  if (failed_again.length > 0 || !names.every((name) => passed.has(name))) return false;
  console.log(`Failed beside the others and passed alone: ${names.join('; ')}`);
  return true;
}
