// Calls the C interface at random under sanitizers: `node tests/fuzz.mjs simd|scalar SECONDS [SEED]`. The seed is printed.
import { createRequire } from 'node:module';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const [build, seconds, seed = `${Date.now()}`] = argv.slice(2);
console.log(`${build}, seed ${seed}`);
// Emscripten's file loader takes a fetch() for a browser's.
Object.assign(globalThis, { fetch: undefined });
const program = fileURLToPath(new URL(`../build/fuzz/${build}.js`, import.meta.url));
argv.splice(1, argv.length, program, seconds, seed);
createRequire(import.meta.url)(program);
