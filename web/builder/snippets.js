/**
 * What an author pastes into a page, a slide or a program, for what was chosen: attributes only, no styles and no comments,
 * so that MDX compiles it. Touches no DOM.
 */
import { ATTRIBUTES } from '../element/attributes.js';
import { HEIGHTS } from '../element/heights.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {320 | 700 | 1100} Width px
 *
 * @typedef {object} Choices
 * @property {string[]} show names of figures, in order
 * @property {Width} width
 * @property {number} height of the figures at that width, px
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {boolean} autoplay
 * @property {Config} settings in force on the page
 * @property {string} site URL of the site's folder, with a slash at its end
 * @property {boolean} has_picture whether a still picture stands inside the tag
 *
 * @typedef {object} Kind of place
 * @property {string} name
 * @property {string} label
 * @property {boolean} has_figures whether figures are shown there
 * @property {string} hint what has to be there besides, in a sentence
 * @property {(choices: Choices) => string} write
 */

export const WIDTHS = /** @type {const} */ ([320, 700, 1100]);
export const PICTURE = 'glassnet.png';
const GAP = 12; // px between two figures
const FOOT = 34; // px of the link below the figures in a frame: embed.css gives it 28 px, and 6 px above
const IMAGES = 10_000; // that a run is made of
const TEST_IMAGES = 2000;
const STEPS = 1000; // of a program whose page has no stop
const TITLE = 'A neural network that learns to read digits';

/** The height of figures, one below the other, as the table has it, px. @param {Pick<Choices, 'show' | 'width'>} choices */
export const table_height = ({ show, width }) =>
  show.reduce((sum, name) => sum + HEIGHTS[name][width], 0) + GAP * (show.length - 1);

/** @param {string} text for a value between double quotes */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The rows of the table that differ from what an element has by itself, with their values. @param {Choices} choices */
function chosen({ show, theme, autoplay, settings }) {
  const own = /** @type {Record<string, unknown>} */ ({ show, theme, autoplay });
  return ATTRIBUTES.flatMap((row) => {
    const value = row.setting ? settings[row.setting] : own[row.name];
    const text = value === undefined ? undefined : row.write(value);
    const is_kept = text !== undefined && row.read(text) !== undefined; // the tag has no data of one's own
    return is_kept && value !== false && text !== row.write(row.standard) ? [{ row, value, text }] : [];
  });
}

/** The attributes of the tag: names and values. @param {Choices} choices @returns {[name: string, text: string][]} */
export const attributes_of = (choices) => chosen(choices).map(({ row, text }) => [row.name, text]);

/** @param {Choices} choices */
const attributes = (choices) =>
  attributes_of(choices)
    .map(([name, text]) => (text === '' ? name : `${name}="${escaped(text)}"`))
    .join(' ');

/** @param {string} text */
const indented = (text) => text.replaceAll(/^/gm, '  ');

/** @param {Choices} choices */
function tag(choices) {
  const { site, width, height, has_picture } = choices;
  const picture = `<img src="${PICTURE}" width="${width}" height="${height}" alt="${TITLE}" />`;
  const link = `<a href="${escaped(site)}">${has_picture ? picture : TITLE}</a>`;
  return [`<glass-net ${attributes(choices)}>`, indented(link), '</glass-net>'].join('\n');
}

/** @param {string} site @param {'defer' | 'async'} when */
const script = (site, when) => `<script src="${escaped(site)}glassnet.js" ${when}></script>`;

/** @param {Choices} choices */
function frame(choices) {
  const query = new URLSearchParams(attributes_of(choices));
  const address = `${choices.site}embed.html?${`${query}`.replace(/=(&|$)/, '$1')}`;
  return `<iframe src="${escaped(address)}" width="${choices.width}" height="${choices.height + FOOT}" title="${TITLE}" loading="lazy" frameborder="0"></iframe>`;
}

/** @param {Choices} choices */
function node_program({ settings }) {
  const { hidden, seed } = settings;
  const batch = settings['batch-size'];
  const of_epochs = settings['stop-epochs'] * Math.ceil(settings.images / batch);
  const steps = settings['stop-steps'] || of_epochs || STEPS;
  return `import { create_network } from 'glassnet';

const network = await create_network({ hidden: ${hidden}, seed: ${seed} });
const digits = network.digits(${seed}, ${settings.images});
network.train(digits, { batch_size: ${batch}, learning_rate: ${settings['learning-rate']}, steps: ${steps} });
console.log(network.evaluate(network.digits(${seed}, ${TEST_IMAGES}, 'test')).accuracy);`;
}

/** A value as JavaScript. @param {unknown} value */
const literal = (value) =>
  Array.isArray(value)
    ? `'${value.join(' ')}'`
    : typeof value === 'string'
      ? `'${value.replaceAll(/['\\]/g, '\\$&')}'`
      : String(value);

/** @param {Choices} choices */
function module_of_page(choices) {
  const lines = chosen(choices).map(({ row, value }) => `net.${row.property} = ${literal(value)};`);
  return `import 'glassnet/element';

const net = document.createElement('glass-net');
${lines.join('\n')}
document.body.append(net);`;
}

/** @type {Kind[]} */
export const KINDS = [
  {
    name: 'html',
    label: 'HTML',
    has_figures: true,
    hint: 'One script is enough for all tags of a page.',
    write: (choices) => `${script(choices.site, 'defer')}\n${tag(choices)}`,
  },
  {
    name: 'markdown',
    label: 'Markdown',
    has_figures: true,
    hint: 'For sites that let HTML through; elsewhere only the link remains.',
    write: (choices) => `${script(choices.site, 'defer')}\n\n${tag(choices)}`,
  },
  {
    name: 'mdx',
    label: 'MDX',
    has_figures: true,
    hint: 'It compiles as it stands, for instance in Docusaurus.',
    write: (choices) => `${script(choices.site, 'async')}\n\n${tag(choices)}`,
  },
  {
    name: 'slides',
    label: 'Slides',
    has_figures: true,
    hint: 'A slide of reveal.js: it trains while it is shown.',
    write: (choices) =>
      `<section>\n${indented(`${script(choices.site, 'defer')}\n${tag(choices)}`)}\n</section>`,
  },
  {
    name: 'frame',
    label: 'Frame only',
    has_figures: true,
    hint: 'For sites that allow frames but no scripts from elsewhere.',
    write: frame,
  },
  {
    name: 'node',
    label: 'Node',
    has_figures: false,
    hint: 'After npm install of the package. It trains on the built-in handwriting, and shows no figures.',
    write: node_program,
  },
  {
    name: 'bundler',
    label: 'Bundler',
    has_figures: true,
    hint: 'After npm install of the package: esbuild, Rollup, webpack and Vite need no setting.',
    write: module_of_page,
  },
];

/** What the page has and the lines leave out, in sentences. @param {Kind} kind @param {Config} settings @returns {string[]} */
export function left_out({ has_figures }, { data, images }) {
  const has_own = data === 'own';
  const has_other_count = has_figures && data === 'digits' && images !== IMAGES;
  return [
    ...(has_own ? ['Your own images stay in this browser: it learns from the built-in handwriting.'] : []),
    ...(has_other_count ? [`A tag always makes ${IMAGES.toLocaleString('en')} images.`] : []),
  ];
}
