/**
 * What the pages of a test have executed: where the folder COVERAGE_OF_PAGES is named, each visit leaves a file of V8's counts
 * in it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Counts what a page executes from now on. Another origin is another process with counts of its own, so they are written down
 * before each visit, and when the profile is closed.
 * @param {import('playwright-core').Page} page of Chromium
 */
export async function collect_coverage(page) {
  const folder = process.env.COVERAGE_OF_PAGES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  let has_crashed = false;
  page.on('crash', () => (has_crashed = true));
  const begin = () => page.coverage.startJSCoverage({ resetOnNavigation: false });
  const write = async () => {
    if (has_crashed || page.isClosed()) return; // what it executed is lost
    const entries = await page.coverage.stopJSCoverage();
    if (entries.length > 0) await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(entries));
  };
  await begin();
  const goto = page.goto.bind(page);
  page.goto = async (...where) => {
    await write();
    await begin();
    return goto(...where);
  };
  const context = page.context();
  const close = context.close.bind(context);
  context.close = async () => {
    await write();
    return close();
  };
}
