/** What the builder's tests share: the built site in a browser, and the pages of others. */
import { after, before } from 'node:test';
import { until, open_site } from '../browser.js';
import { open_hosts } from '../embed/hosts.js';

export const BOUND = { timeout: 120_000 };

/** @type {{ site: Awaited<ReturnType<typeof open_site>>, hosts: Awaited<ReturnType<typeof open_hosts>> }} */
export const place = Object.create(null);
before(async () => {
  place.site = await open_site();
  place.hosts = await open_hosts();
});
after(() => Promise.all([place.site?.close(), place.hosts?.close()]));

/** The lines to paste. @param {import('playwright-core').Page} page */
export const snippet = (page) => page.locator('#builder .snippet').innerText();

/** The preview's network, if there is one. @param {import('playwright-core').Page} page */
export const preview = (page) =>
  page.evaluate(() => {
    const net = /** @type {any} */ (document.querySelector('#builder glass-net'));
    if (!net) return null;
    return {
      show: net.show?.join(' '),
      hidden: net.hiddenUnits,
      trains: net.steps > 0,
      width: net.offsetWidth,
    };
  });

/** Opens the page and its builder. @param {string} hash @param {Parameters<typeof place.site.open>[1]} [options] */
export async function open_builder(hash, options) {
  const page = await place.site.open(hash, options);
  await page.locator('#embed-this').click();
  await until('the preview trains', async () => (await preview(page))?.trains);
  return page;
}
