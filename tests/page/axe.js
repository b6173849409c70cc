/** What axe-core finds on the page. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

/** Why it is left out, if it is. */
export const NO_AXE = !existsSync(file) && 'axe-core is not installed';

/** The rules whose findings depend on the theme. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * Most of axe's time goes into contrasts and into places of what is right, so the latter are left out, and a second theme
 * needs the rules about colours only.
 * @param {import('../browser.js').Page} page
 * @param {{ parts?: string[], is_second_theme?: boolean }} [what] parts: selectors, by default the whole page;
 * is_second_theme: the same was looked at in the other theme
 * @returns {Promise<string[]>} each finding with the first place of it
 */
export async function findings(page, { parts, is_second_theme = false } = {}) {
  const is_there = await page.evaluate(() => Object.hasOwn(globalThis, 'axe'));
  if (!is_there) await page.evaluate(await readFile(file, 'utf8'));
  const rules = is_second_theme ? { runOnly: OF_COLOURS } : {};
  const { violations } = await page.evaluate(
    ([where, options]) =>
      /** @type {any} */ (globalThis).axe.run(where ? { include: where } : document, options),
    /** @type {const} */ ([parts, { ...rules, resultTypes: ['violations'] }]),
  );
  return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].target}`);
}

/**
 * Shows the page in the other theme, which it takes from the system.
 * @param {import('../browser.js').Page} page @param {'light' | 'dark'} colorScheme
 */
export async function set_theme(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
}
