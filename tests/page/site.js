/** The built site, served without MNIST, whatever lies in the project. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open_site } from '../browser.js';

const SITE = fileURLToPath(new URL('../../build/site', import.meta.url));

export const plain_site = await mkdtemp(join(tmpdir(), 'glassnet-'));
await cp(SITE, plain_site, { recursive: true, filter: (from) => !from.endsWith('.gz') });
await writeFile(join(plain_site, 'data', 'mnist', 'files.txt'), '');
export const site = await open_site(plain_site);

after(async () => {
  await site.close();
  await rm(plain_site, { recursive: true });
});
