/**
 * The plan of the rooms in web/, and what a file must not do because of the room that it is in. Every rule takes the texts
 * of files by their paths, so that it can be tried on made-up ones.
 */
import { posix } from 'node:path';
import { transformSync } from 'esbuild';

/** @typedef {{ path: string, text: string, code: string, words: string }} Source text: as it stands; code: without
 * comments; words: without comments and without what is between quotation marks */

const BELOW_MODEL = ['link', 'training', 'network', 'data'];
const BELOW_ELEMENT = ['model', 'panels', 'figures', ...BELOW_MODEL];
const BELOW_PAGE = ['builder', 'element', 'mathematics', 'machine_room', ...BELOW_ELEMENT];

/** Which rooms a room may import from, besides itself. @type {Record<string, string[]>} */
const ARROWS = {
  page: BELOW_PAGE,
  embed: BELOW_PAGE,
  builder: ['element', ...BELOW_ELEMENT],
  element: BELOW_ELEMENT,
  mathematics: ['model', 'figures', 'training', 'machine_room', 'network', 'data'],
  machine_room: ['figures', 'link', 'network', 'training', 'data'],
  panels: ['figures', 'data'],
  figures: ['data'],
  model: BELOW_MODEL,
  link: ['training', 'network', 'data'],
  training: ['network', 'data'],
  network: ['data'],
  data: [],
  tools: ['network'], // what packs asks what unpacks
};

/** Files that every room may use: arithmetic on plain arrays, checks of arguments and the table of settings, without wasm. */
const FOR_ALL = [
  'web/network/arguments.js',
  'web/network/attribution.js',
  'web/network/numbers.js',
  'web/training/settings.js',
];
const DOM_ROOMS = [
  'page',
  'embed',
  'builder',
  'element',
  'panels',
  'figures',
  'mathematics',
  'machine_room',
  'tools',
];
const WORKER_ROOMS = ['link', 'machine_room'];
const ENTRIES = ['web/page/page.js', 'web/link/worker.js', 'web/link/early.js', 'web/machine_room/worker.js'];
const MESSAGE_FILES = ['web/training/protocol.js', 'web/link/port.js'];
const MOST_LINES = 400;
const TABLES =
  /\.(css|txt|json|html|svg)$|^web\/mathematics\/table\.js$|^tests\/files\/refused\.js$|^src\/polynomials\.h$/;

const DOM =
  /(?<![.\w$])(?:document|window|localStorage|sessionStorage|customElements|requestAnimationFrame|cancelAnimationFrame|getComputedStyle|matchMedia|(?:HTML|SVG)\w*Element|Element|ShadowRoot|(?:Resize|Intersection|Mutation)Observer|DOMParser)\b(?!\s*:)|\b(?:globalThis|self)\.(?:document|window|localStorage|sessionStorage)\b|\.(?:getElementById|querySelector(?:All)?|createElement(?:NS)?|innerHTML)\b/;

/** @param {string} path @returns {string | undefined} the folder that says what a file may do */
export function room_of(path) {
  if (path === 'web/network.js') return 'network'; // its front door
  const [top, folder, ...rest] = path.split('/');
  if (top === 'data') return 'data';
  return top === 'web' && rest.length > 0 ? folder : undefined;
}

/** @param {string} path @param {string} text @returns {Source} */
function source_of(path, text) {
  const is_script = /\.m?js$/.test(path);
  const printed = is_script ? transformSync(text, { charset: 'utf8' }).code : ''; // with double quotes
  const string_or_comment = /"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/.*$/gm;
  const code = printed.replace(string_or_comment, (part) => (part.startsWith('"') ? part : ''));
  return { path, text, code, words: code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""') };
}

/** The files that a script loads: static and dynamic imports, and URLs beside itself. @param {Source} source */
function loaded_by({ path, code }) {
  const forms = [
    /^(?:import|export)\b[^;]*?\bfrom "([^"]+)"/gm,
    /^import "([^"]+)"/gm,
    /\bimport\(\s*"([^"]+)"\s*\)/g,
    /\bnew URL\(\s*"([^"]+)",\s*import\.meta\.url\s*\)/g,
  ];
  const names = forms.flatMap((form) => [...code.matchAll(form)].map(([, name]) => name));
  const scripts = names.filter((name) => /^\.{1,2}\/.*\.m?js$/.test(name));
  return scripts.map((name) => posix.join(posix.dirname(path), name));
}

/** @param {Source} source @returns {string[]} arrows that the plan does not have */
function wrong_arrows(source) {
  const from = room_of(source.path);
  if (!from) return [`${source.path} stands outside of all rooms`];
  const is_drawn = (/** @type {string} */ target) => {
    const to = room_of(target) ?? '';
    return to === from || FOR_ALL.includes(target) || ARROWS[from]?.includes(to);
  };
  return loaded_by(source)
    .filter((target) => !is_drawn(target))
    .map((target) => `${source.path} imports ${target}`);
}

/** @param {string} path @param {RegExpExecArray | null} found @param {string} what */
const found_in = (path, found, what) => (found ? [`${path} ${what}: ${found[0].trim()}`] : []);

/** @type {Record<string, (source: Source) => string[]>} */
export const RULES = {
  'no import runs back up': wrong_arrows,

  'only rooms that draw touch the DOM': ({ path, words }) =>
    DOM_ROOMS.includes(room_of(path) ?? '') ? [] : found_in(path, DOM.exec(words), 'touches the DOM'),

  'threads are begun in link and machine_room only': ({ path, words }) =>
    WORKER_ROOMS.includes(room_of(path) ?? '')
      ? []
      : found_in(path, /\bnew (?:Shared)?Worker\b/.exec(words), 'begins a thread'),

  'the model sends no messages itself': ({ path, words }) =>
    room_of(path) !== 'model'
      ? []
      : found_in(path, /\bpostMessage\b|\bMessageChannel\b|\bWorker\b/.exec(words), 'sends messages'),

  'outside of entry points no module has variables': ({ path, words }) =>
    ENTRIES.includes(path)
      ? []
      : found_in(path, /^(?:export )?(?:let|var) [\w$[{, ]+/m.exec(words), 'has a variable'),

  'messages are typed': ({ path, text }) =>
    MESSAGE_FILES.includes(path) ? found_in(path, any_type(text), 'has a type') : [],

  'no file has more than 400 lines': ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > MOST_LINES && !TABLES.test(path) ? [`${path} has ${lines} lines`] : [];
  },
};

/** The first `any` between the braces of a type, in a comment. @param {string} text */
function any_type(text) {
  const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  const types = comments.flatMap((comment) => comment.match(/\{[\s\S]*\}|@typedef[\s\S]*/g) ?? []);
  return /(?<=[<(|:,&=]\s*|\{\s*)any\b(?!\s+\w)/.exec(types.join('\n'));
}

/**
 * @param {Record<string, string>} files texts by path
 * @returns {Record<string, string[]>} for each rule, the sentences about files that break it
 */
export function faults_of(files) {
  const paths = Object.keys(files).filter((path) => !/^(src|tests)\//.test(path) && /\.m?js$/.test(path));
  const scripts = paths.map((path) => source_of(path, files[path]));
  const others = Object.keys(files)
    .filter((path) => !paths.includes(path))
    .map((path) => ({ path, text: files[path], code: '', words: '' }));
  const is_about = (/** @type {string} */ rule) =>
    rule.includes('lines') ? [...scripts, ...others] : scripts;
  return Object.fromEntries(
    Object.entries(RULES).map(([rule, check]) => [rule, is_about(rule).flatMap(check)]),
  );
}
