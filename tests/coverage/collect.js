/**
 * What the pages of a test have executed: where the folder COVERAGE_OF_PAGES is named, each page leaves a file of V8's counts
 * in it when its profile is closed.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = process.env.COVERAGE_OF_PAGES;

/**
 * Counts what a page executes from now on, through reloads too.
 * @param {import('playwright-core').Page} page of Chromium
 */
export async function collect_coverage(page) {
  if (!FOLDER) return;
  await mkdir(FOLDER, { recursive: true });
  await page.coverage.startJSCoverage({ resetOnNavigation: false });
  const context = page.context();
  const close = context.close.bind(context);
  let has_crashed = false;
  page.on('crash', () => (has_crashed = true));
  context.close = async () => {
    if (has_crashed || page.isClosed()) return close(); // what it executed is lost
    const entries = await page.coverage.stopJSCoverage();
    await writeFile(join(FOLDER, `${randomUUID()}.json`), JSON.stringify(entries));
    return close();
  };
}
