// The plan of the house: which room of web/ may import from which, what a file must not do because of its room, and how long
// any file may be.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults_of, RULES } from './rooms/arrows.js';

const project = fileURLToPath(new URL('..', import.meta.url));

/** @returns {Record<string, string>} texts of the sources by path */
function sources() {
  const in_folder = (/** @type {string} */ folder, recursive = true) =>
    readdirSync(`${project}${folder}`, { recursive }).map((name) => `${folder}/${name}`);
  const tests = in_folder('tests', false).filter((path) => path !== 'tests/package'); // which has packages of others
  const folders = tests.filter((path) => statSync(`${project}${path}`).isDirectory());
  const paths = [...tests, ...['web', 'src', 'data', ...folders].flatMap((folder) => in_folder(folder))];
  const texts = paths.filter((path) => /\.(m?js|c|h|css|html)$/.test(path));
  return Object.fromEntries(texts.map((path) => [path, readFileSync(`${project}${path}`, 'utf8')]));
}

const faults = faults_of(sources());
for (const rule of Object.keys(RULES)) test(rule, () => assert.deepEqual(faults[rule], []));

/** What each rule has to find, and what it has to let pass. @type {[string, Record<string, string>, string[]][]} */
const PLANTED = [
  [
    'no import runs back up',
    {
      'web/training/run.js': `import { Model } from '../model/model.js';`,
      'web/figures/pad.js': `export { Model } from '../model/model.js';`,
      'web/link/port.js': `const page = await import('../page/page.js');`,
      'web/network/wasm.js': `new Worker(new URL('../link/worker.js', import.meta.url));`,
      'web/panels/status.js': `import {\n  a,\n  b,\n} from '../training/run.js';`,
      'web/mathematics/views/a.js': `import '../../page/page.js';`,
      'web/model/model.js': `import { build } from '../tools/bundle.mjs';`,
      'web/attic.js': ``,
      'web/page/page.js': `import { Model } from '../model/model.js'; import '../../data/idx.js';`,
      'web/figures/numbers.js': `/** @typedef {import('../model/model.js').Model} Model */\nimport { PIXELS } from '../network/arguments.js';`,
      'web/training/loop.js': `// import { Model } from '../model/model.js';\nimport { a } from './a.js';`,
      'web/figures/words.js': `export const text = "import { a } from '../model/model.js'";`,
    },
    [
      'web/training/run.js imports web/model/model.js',
      'web/figures/pad.js imports web/model/model.js',
      'web/link/port.js imports web/page/page.js',
      'web/network/wasm.js imports web/link/worker.js',
      'web/panels/status.js imports web/training/run.js',
      'web/mathematics/views/a.js imports web/page/page.js',
      'web/model/model.js imports web/tools/bundle.mjs',
      'web/attic.js stands outside of all rooms',
    ],
  ],
  [
    'only rooms that draw touch the DOM',
    {
      'web/training/run.js': `export const title = () => document.title;`,
      'web/link/port.js': `export const { hash } = window.location;`,
      'web/model/visit.js': `globalThis.localStorage.clear();`,
      'web/model/store.js': `export const node = (root) => root.getElementById('play');`,
      'web/network/wasm.js': `export class A extends HTMLElement {}`,
      'web/model/words.js': `export const text = 'a document in a window'; // document.title`,
      'web/model/model.js': `export const f = (model) => model.document ?? { document: 1 };`,
      'web/figures/pad.js': `export const title = () => document.title;`,
    },
    [
      'web/training/run.js touches the DOM: document',
      'web/link/port.js touches the DOM: window',
      'web/model/visit.js touches the DOM: globalThis.localStorage',
      'web/model/store.js touches the DOM: .getElementById',
      'web/network/wasm.js touches the DOM: HTMLElement',
    ],
  ],
  [
    'threads are begun in link and machine_room only',
    {
      'web/page/page.js': `export const worker = new Worker('a.js');`,
      'web/training/trainer.js': `export const worker = new SharedWorker('a.js');`,
      'web/link/reach.js': `export const worker = new Worker('a.js');`,
    },
    [
      'web/page/page.js begins a thread: new Worker',
      'web/training/trainer.js begins a thread: new SharedWorker',
    ],
  ],
  [
    'the model sends no messages itself',
    {
      'web/model/remote.js': `export const send = (port) => port.postMessage('play');`,
      'web/model/model.js': `export const { port1 } = new MessageChannel();`,
      'web/link/port.js': `export const send = (port) => port.postMessage('play');`,
      'web/model/words.js': `export const text = 'Worker'; // postMessage`,
    },
    ['web/model/remote.js sends messages: postMessage', 'web/model/model.js sends messages: MessageChannel'],
  ],
  [
    'outside of entry points no module has variables',
    {
      'web/figures/pad.js': `export const a = 1;\nlet is_down = false;\nexport const f = () => (is_down = true);`,
      'web/model/model.js': `export let model;`,
      'data/idx.js': `var count = 0;`,
      'web/page/page.js': `let model;`,
      'web/model/store.js': `export function f() {\n  let a = 1;\n  return a++;\n}`,
    },
    [
      'web/figures/pad.js has a variable: let is_down',
      'web/model/model.js has a variable: export let model',
      'data/idx.js has a variable: var count',
    ],
  ],
  [
    'messages are typed',
    {
      'web/training/protocol.js': `/** @typedef {{ detail: any }} Message */`,
      'web/link/port.js': `/** any message of any kind\n * @param {Map<string, any>} messages that need any answer */`,
      'web/model/model.js': `/** @param {any} message */`,
    },
    ['web/training/protocol.js has a type: any', 'web/link/port.js has a type: any'],
  ],
  [
    'no file has more than 400 lines',
    {
      'web/page/page.js': 'f();\n'.repeat(401),
      'src/network.c': 'int a;\n'.repeat(401),
      'web/model/model.js': 'f();\n'.repeat(400),
      'web/page/style.css': 'a {}\n'.repeat(401),
      'tests/when.test.mjs': 'f();\n'.repeat(401),
    },
    ['web/page/page.js has 401 lines', 'src/network.c has 401 lines', 'tests/when.test.mjs has 401 lines'],
  ],
];

for (const [rule, files, expected] of PLANTED) {
  test(`a planted breach is found: ${rule}`, () => assert.deepEqual(faults_of(files)[rule], expected));
}

test('every rule is tried on a planted breach', () =>
  assert.deepEqual(
    PLANTED.map(([rule]) => rule),
    Object.keys(RULES),
  ));
