// Writes what the package says of <glass-net>: `node web/element/build/describe.mjs build/package VERSION`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { custom_elements, declarations } from './description.mjs';

const [, , folder, version] = argv;
writeFileSync(join(folder, 'custom-elements.json'), `${JSON.stringify(custom_elements(version), null, 2)}\n`);
writeFileSync(join(folder, 'types/element.d.ts'), declarations());
