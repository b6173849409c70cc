// What the package says of <glass-net>: declarations for TypeScript, and custom-elements.json for editors and documentation.
// Its attributes come from their one table; what a script can call and hear stands here, and a test compares it with the class.
import { ATTRIBUTES } from '../attributes.js';
import { FIGURE_NAMES } from '../figure_names.js';

/** The types of those properties that are not numbers. @type {Record<string, string>} */
const TYPES = {
  show: 'FigureName[]',
  for: 'string | undefined',
  data: "'digits' | 'mnist'",
  dataAddress: 'string | undefined',
  model: 'string | undefined',
  classes: 'string[]',
  autoplay: 'boolean',
  theme: "'auto' | 'light' | 'dark'",
  lang: 'string',
};
/** Properties that take another form as well. @type {Record<string, string>} */
const ALSO_TAKEN = { show: 'FigureName[] | string', classes: 'string[] | string' };

/** What can be read: name, type, words. */
export const READ = [
  ['ready', 'Promise<void>', 'Resolves once the first figures are drawn; rejects with what went wrong.'],
  [
    'state',
    "'waiting' | 'loading' | 'playing' | 'paused' | 'resting' | 'failed'",
    'waiting: it was not in sight yet; resting: it plays, but is out of sight.',
  ],
  ['steps', 'number', 'Steps that the run has taken.'],
  ['epochs', 'number', 'Epochs so far, with the fraction of the one under way.'],
  ['loss', 'number', 'The mean loss of the last batch, nats; NaN before the first.'],
  [
    'accuracy',
    'number',
    'The share of the test images that was read correctly when it was measured last; NaN before that.',
  ],
  ['build', "'simd' | 'scalar' | undefined", 'Which build of the network computes.'],
  ['thread', "'worker' | 'main' | undefined", 'Where it trains.'],
];

/** What takes the place of English words. */
const WORDS = ['words', 'Record<string, string>', 'Words that take the place of English ones, by those.'];

/** What can be called: name, parameters, what the promise gives, words. */
export const CALLED = [
  ['play', '', 'void', 'Trains on.'],
  ['pause', '', 'void', 'Stops training.'],
  ['step', '', 'void', 'Takes one step; it is paused afterwards.'],
  ['epoch', '', 'void', 'Trains to the end of the epoch under way; it is paused afterwards.'],
  ['reset', '', 'void', 'Begins anew, with the same settings.'],
  ['predict', 'images: Images', 'Float32Array', 'Probabilities (m, 10) of images (m, 784).'],
  ['activations', 'images: Images', "ReturnType<Network['activations']>", 'All layers for images (m, 784).'],
  [
    'gradients',
    'images: Images, labels: Uint8Array',
    "ReturnType<Network['gradients']>",
    'Gradients of the mean loss by all parameters.',
  ],
  [
    'evaluate',
    'images?: Images, labels?: Uint8Array',
    'Evaluation',
    'Loss, accuracy and confusion; without images, of the test images of the run.',
  ],
  ['parameters', '', 'Parameters', 'Weights and biases.'],
  ['set_parameters', 'parameters: Parameters', 'void', 'Puts other weights and biases in their place.'],
  ['rasterise', 'strokes: Stroke[]', 'Uint8Array', '784 greys of a drawing.'],
  ['fingerprint', '', 'string', 'Sixteen hexadecimal digits, computed from every bit of all parameters.'],
  ['draw', 'strokes: Stroke[]', 'void', 'Puts a drawing on the pad.'],
  ['sample', 'index: number', 'void', 'Puts a test image on the pad; after the last comes the first again.'],
  ['save', "kind?: 'safetensors' | 'onnx'", 'Blob', 'The network as a file.'],
  ['open', 'blob: Blob', 'void', 'Goes on with a saved run, or begins with a saved network.'],
];

/** What can be heard: name, detail, words. */
export const HEARD = [
  ['ready', '{ settings: Record<string, unknown> }', 'Once for each run: its first figures are drawn.'],
  [
    'step',
    '{ steps: number, epochs: number, loss: number }',
    'It has trained; at most once a frame while it plays.',
  ],
  ['epoch', '{ epoch: number, loss: number, accuracy: number }', 'An epoch has ended.'],
  ['change', '{ name: string, value: unknown }', 'The reader has changed a setting or drawn.'],
  ['state', "{ state: GlassNet['state'] }", '`state` is another.'],
  ['error', '{ message: string, attribute?: string }', 'Something has gone wrong; once for each.'],
];

const PARTS = {
  frame: 'everything that it shows',
  figure: 'a figure, with its title',
  title: 'the title of a figure',
  caption: 'the words below a figure',
  tile: 'the image of a hidden unit',
  bar: 'the bar of a probability',
  curve: 'a curve with its axes',
  cell: 'a cell of the confusion matrix',
  number: 'a number that is measured',
  controls: 'the controls',
  button: 'a button',
  slider: 'a slider',
  status: 'what is said when something is wrong',
};
const LENGTHS_AND_FACES = ['serif', 'sans', 'mono', 'size', 'radius', 'gap', 'tile'];
const COLOURS = 'paper card tint rule ink ink-2 edge faint negative zero positive test warn'.split(' ');

/** @param {import('../attributes.js').Row} row */
const type_of = ({ property }) => TYPES[property] ?? 'number';

/** @param {string} text */
const plain = (text) => text.replaceAll('`', '');

/** The manifest of custom elements, schema 1.0.0. @param {string} version of the package @returns {object} */
export function custom_elements(version) {
  const attributes = ATTRIBUTES.map((row) => ({
    name: row.name,
    fieldName: row.property,
    description: `${row.values}. Takes effect: ${row.effect}.`,
    type: { text: type_of(row) },
    ...(row.shown && { default: plain(row.shown) }),
  }));
  const properties = ATTRIBUTES.filter(({ property }) => property !== 'lang').map((row) => ({
    kind: 'field',
    name: row.property,
    description: `${row.values}. Reading it gives the value in force.`,
    type: { text: type_of(row) },
    attribute: row.name,
    reflects: true,
  }));
  const read = [...READ, WORDS].map(([name, text, description]) => ({
    kind: 'field',
    name,
    description,
    type: { text },
    ...(name !== 'words' && { readonly: true }),
  }));
  const methods = CALLED.map(([name, parameters, gives, description]) => ({
    kind: 'method',
    name,
    description,
    parameters: parameters_of(parameters),
    return: { type: { text: `Promise<${gives}>` } },
  }));
  const element = {
    kind: 'class',
    name: 'GlassNet',
    description: 'A neural network that trains where it stands, in the figures that `show` names.',
    customElement: true,
    tagName: 'glass-net',
    superclass: { name: 'LitElement', package: 'lit' },
    attributes,
    members: [...properties, ...read, ...methods],
    events: HEARD.map(([name, detail, description]) => ({
      name,
      description,
      type: { text: `CustomEvent<${detail}>` },
    })),
    slots: [
      { name: '', description: 'What is shown until the figures are drawn, and where scripts do not run.' },
    ],
    cssParts: Object.entries(PARTS).map(([name, description]) => ({ name, description })),
    cssProperties: [
      ...COLOURS.map((name) => ({ name: `--glassnet-${name}`, syntax: '<color>' })),
      ...LENGTHS_AND_FACES.map((name) => ({ name: `--glassnet-${name}` })),
    ],
  };
  const path = 'element.js';
  const of = { name: 'GlassNet', module: path };
  const exported = [
    { kind: 'js', name: 'GlassNet', declaration: of },
    { kind: 'custom-element-definition', name: 'glass-net', declaration: of },
  ];
  const module = { kind: 'javascript-module', path, declarations: [element], exports: exported };
  return { schemaVersion: '1.0.0', readme: 'README.md', package: { version }, modules: [module] };
}

/** @param {string} text such as `images: Images, labels?: Uint8Array` */
function parameters_of(text) {
  return text
    .split(', ')
    .filter(Boolean)
    .map((each) => {
      const [name, type] = each.split(/\??: /);
      return { name, optional: each.includes('?:'), type: { text: type } };
    });
}

/** The declarations of `glassnet/element`. @returns {string} */
export function declarations() {
  const names = FIGURE_NAMES.map((name) => `'${name}'`).join(' | ');
  const properties = ATTRIBUTES.filter(({ property }) => property !== 'lang').flatMap((row) => {
    const type = type_of(row);
    const line = `${plain(row.values)}. Takes effect: ${row.effect}.`;
    const name = row.property;
    return ALSO_TAKEN[name]
      ? [`/** ${line} */`, `get ${name}(): ${type};`, `set ${name}(value: ${ALSO_TAKEN[name]});`]
      : [`/** ${line} */`, `${name}: ${type};`];
  });
  const read = [...READ, WORDS].flatMap(([name, type, words]) => [
    `/** ${words} */`,
    `${name === 'words' ? '' : 'readonly '}${name}: ${type};`,
  ]);
  const methods = CALLED.flatMap(([name, parameters, gives, words]) => [
    `/** ${words} */`,
    `${name}(${parameters}): Promise<${gives}>;`,
  ]);
  const listeners = ['add', 'remove'].flatMap((verb) => [
    `${verb}EventListener<Type extends keyof GlassNetEventMap>(type: Type, listener: (this: GlassNet, event: GlassNetEventMap[Type]) => unknown, options?: boolean | AddEventListenerOptions): void;`,
    `${verb}EventListener<Type extends keyof HTMLElementEventMap>(type: Type, listener: (this: GlassNet, event: HTMLElementEventMap[Type]) => unknown, options?: boolean | AddEventListenerOptions): void;`,
    `${verb}EventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;`,
  ]);
  const events = HEARD.flatMap(([name, detail, words]) => [
    `/** ${words} */`,
    `${name}: CustomEvent<${detail}>;`,
  ]);
  const indented = (/** @type {string[]} */ lines, depth = 1) =>
    lines.map((line) => '    '.repeat(depth) + line).join('\n');
  return `import type { Evaluation, Images, Network, Parameters, Stroke } from './network.js';
/** What \`show\` can name. */
export type FigureName = ${names};
/** The events of a <glass-net>; they do not bubble. */
export interface GlassNetEventMap {
${indented(events)}
}
/** <glass-net>: a neural network that trains where it stands, in the figures that \`show\` names. */
export declare class GlassNet extends HTMLElement {
    /** Which build of the sources it is. */
    static readonly version: string;
${indented([...properties, ...read, ...methods, ...listeners])}
}
declare global {
    interface HTMLElementTagNameMap {
        'glass-net': GlassNet;
    }
}
`;
}
