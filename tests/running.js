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
 * @returns {Promise<string[]>} the names of the tests that failed; a whole file that ended badly is its path
 */
async function run_once(options, count = () => {}) {
  /** @type {string[]} */
  const failed = [];
  await new Promise((resolve, reject) => {
    run(options)
      .on('test:pass', count)
      .on('test:fail', (result) => {
        count(result);
        const { failureType } = /** @type {{ failureType?: string }} */ (result.details.error);
        if (failureType !== 'subtestsFailed') failed.push(result.name);
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
 * Runs the tests. Where `again` is true, the few that failed run once more when nothing else does: on a machine that others
 * share, a browser can be held up for longer than a test waits. What failed first is named in any case.
 * @param {Options} options
 * @param {boolean} again
 * @param {(result: Result) => unknown} [count] is told each result of the first run
 * @returns {Promise<boolean>} whether all tests have passed
 */
export async function run_tests(options, again, count) {
  const failed = await run_once(options, count);
  if (failed.length === 0) return true;
  const is_worth_it = failed.length <= AGAIN_AT_MOST && !failed.some((name) => options.files.includes(name));
  if (!again || !is_worth_it) return false;
  console.log('\nOnce more, alone:');
  const patterns = failed.map(ending_in);
  /** @type {Set<string>} */
  const passed = new Set();
  const failed_again = await run_once(
    { ...options, concurrency: 1, testNamePatterns: patterns },
    ({ name, skip }) => skip === undefined && passed.add(name),
  );
  if (failed_again.length > 0 || !failed.every((name) => passed.has(name))) return false;
  console.log(`Failed beside the others and passed alone: ${failed.join('; ')}`);
  return true;
}
