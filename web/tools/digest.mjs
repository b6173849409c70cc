// Which build a bundle belongs to: a short digest of all scripts.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));

/** @returns {string} */
export function digest() {
  const hash = createHash('sha256');
  for (const name of readdirSync(web, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.js')) hash.update(name).update(readFileSync(join(web, name)));
  return hash.digest('hex').slice(0, 12);
}
