/** What axe-core finds on the page. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

/** Why it is left out, if it is. */
export const NO_AXE = !existsSync(file) && 'axe-core is not installed';

/** @param {import('../browser.js').Page} page @returns {Promise<string[]>} each finding with the first place of it */
export async function findings(page) {
  await page.evaluate(await readFile(file, 'utf8'));
  const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].target}`);
}
