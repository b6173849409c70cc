// Writes the declarations of the shim, made from its comments: `node web/tools/types.mjs web/network/types`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));
const web = join(project, 'web');

/** The scripts that others import. */
const SCRIPTS = ['network/network.js', 'network/files/models.js'];

/** The declarations that those scripts have, relative to web/network/. */
const TYPES = [
  'network.d.ts',
  'arguments.d.ts',
  'data_set.d.ts',
  'drawing.d.ts',
  'wasm.d.ts',
  'files/models.d.ts',
  'files/onnx.d.ts',
  'files/safetensors.d.ts',
  'files/saved_run.d.ts',
];

/** What the compiler is told to write the declarations. @param {string} folder */
const settings_for_types = (folder) => ({
  extends: join(project, 'tsconfig.json'),
  compilerOptions: {
    declaration: true,
    emitDeclarationOnly: true,
    noEmit: false,
    rootDir: join(web, 'network'),
    outDir: folder,
  },
  include: [join(web, 'network/*.d.ts')],
  exclude: [],
  files: SCRIPTS.map((source) => join(web, source)),
});

/**
 * Writes the declarations into a folder. Arrays get no type arguments, which compilers before TypeScript 5.7 do not know.
 * @param {string} out
 */
export function write_types(out) {
  const folder = `${out}-made`;
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'tsconfig.json');
  writeFileSync(settings, JSON.stringify(settings_for_types(folder)));
  execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', settings], { stdio: 'inherit' });
  for (const name of TYPES) {
    const text = readFileSync(join(folder, name), 'utf8');
    const plain = text.replaceAll(/\b((?:Uint8|Uint16|Uint32|Float32)Array)<ArrayBuffer(?:Like)?>/g, '$1');
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, plain);
  }
  rmSync(folder, { recursive: true });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  write_types(resolve(process.argv[2]));
