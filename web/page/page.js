/** The page: it wires the controls and figures to the worker, and the address to both. */
import { difference, expected, first_run, parse_setting, read_hash, write_hash } from '../training/settings.js';
import { ContactSheet } from '../figures/contact_sheet.js';
import { Controls } from '../panels/controls.js';
import {
  at_most_every,
  by_id,
  document_is_ready,
  pause,
  press_one,
  set_text,
  when_near,
} from '../figures/dom.js';
import { choose_files, take_dropped_files } from './files.js';
import { show_followed_digit } from '../figures/followed_digit.js';
import { NetworkFigure } from '../figures/network_figure.js';
import { show_numbers, show_test, summarise } from '../figures/numbers.js';
import { RunCurves } from '../figures/run_curves.js';
import { start_settings_sheet } from './settings_sheet.js';
import { Status } from '../panels/status.js';
import { Teach } from '../panels/teach.js';
import { WrongSection } from '../figures/wrong_section.js';
import { keep_examples, kept_examples, kept_run } from '../model/visit.js';
import { connect } from '../link/port.js';
import { Mathematics } from './mathematics.js';
import { Doctor } from '../model/advice.js';
import { Keeper, start_sharing } from './share.js';
import { start_shortcuts } from './shortcuts.js';
import { start_theme } from './theme.js';
import { hash } from '../link/early.js';
import { Turns } from '../figures/frames.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {Pick<import('../link/worker.js').Start, 'files' | 'recipe' | 'parameters'>} Beginning of a run that is more than its settings
 */

const SNAPSHOT_GAP = 16; // ms
const BEGINS_ANEW = ['data', 'hidden', 'seed']; // settings that begin a new run
/** @type {Record<Config['data'], string>} */
const DATA_NAMES = { digits: 'built-in handwriting', mnist: 'MNIST', own: 'your own' };

let { config, problems } = read_hash(hash);
let runs = first_run(config); // how many have been asked for
let run = runs; // the last of them, or the one before if that could not begin
/** @typedef {{ run: number, settings: Config, is_plain: boolean, is_aside: boolean, note: string }} Shown */
/** @type {Shown | undefined} the run on show; plain: its settings tell all; aside: for the moment, not the run's own step */
let shown;
let is_plain = true; // the run that was asked for
let playing = true; // or to be, once the data are there
let is_away = false; // paused because the page is hidden
/** @type {string | undefined} folder of MNIST, if the site has it */
let mnist;
let sample = 0;
let describe = (/** @type {number} */ size) => String(size); // what it learns from, in a sentence
let greeting = ''; // what the status line says when there is nothing else
let kept = kept_run(config);
/** @type {{ run: number, steps: number } | undefined} the run that goes through its last visit again, and how far */
let way;
/** @type {import('../model/visit.js').Example[]} */
let own_examples = []; // taught to the run on show
let earlier = kept_examples(); // drawings that were taught, but not to the run on show
/** @type {any} the newest numbers, and the newest result on the test images */
let [numbers, tested] = [];

const worker = connect(
  {
    began,
    complete,
    sheet: ({ run: of, ...images }) => of === shown?.run && sheet.show(images),
    progress,
    snapshot,
    followed,
    images: (message) => wrong.show(message),
    taught,
    walk_at,
    walk_over,
    stopped,
    failed,
    told: (message) => mathematics.told(message),
  },
  () => SNAPSHOT_GAP * turns.slowness,
);
await document_is_ready();
await pause();
start_theme(() => {
  figure.recolour();
  curves.recolour();
  mathematics.recolour();
});

const status = new Status(by_id('status'));
const figure = new NetworkFigure({ drawn: send_pad });
const teacher = new Teach({
  teach: (label) => worker.send({ type: 'teach', label }),
  forget: (index) => worker.send({ type: 'forget', index }),
  again() {
    worker.send({ type: 'teach_again', examples: earlier });
    earlier = [];
  },
  drop() {
    earlier = [];
    teacher.offer(0);
    keep_examples(own_examples);
  },
});
await pause();
const curves = new RunCurves();
await pause();
const wrong = new WrongSection({ ask: (cell) => worker.send({ type: 'read_images', ...cell }) });
const sheet = new ContactSheet(by_id('sheet'), { choose: (index) => worker.send({ type: 'follow', index }) });
const controls = new Controls({ change });
start_settings_sheet();
const doctor = new Doctor(status, {
  begin_anew(changes) {
    config = { ...config, ...changes };
    playing = true;
    start();
  },
  set_rate: (rate) => change('learning-rate', String(rate)),
  well: () => status.say(greeting),
});
const keeper = new Keeper();
const turns = new Turns({
  loss: { gap: 200, draw: draw_loss, node: by_id('loss-curve'), is_picture: true },
  accuracy: {
    gap: 250,
    draw: () => curves.draw_accuracy(),
    node: by_id('accuracy-curve'),
    is_picture: true,
  },
  units: { gap: 30, draw: () => figure.draw_weights(), node: by_id('units') },
  answer: { gap: 60, draw: () => figure.draw_answer(), node: by_id('figure') },
  lines: { gap: 60, draw: () => figure.draw_lines(), node: by_id('figure'), is_picture: true },
  numbers: { gap: 200, draw: () => show_numbers(numbers), node: by_id('numbers') },
  test: { gap: 200, draw: () => show_test(tested), node: by_id('numbers') },
  matrix: { gap: 400, draw: () => wrong.draw(tested), node: by_id('wrong') },
});
const mathematics = new Mathematics(by_id('mathematics'), {
  send: worker.send,
  settings: () => shown?.settings ?? config,
  play: () => set_playing(true),
});

/* ---- to the worker ---- */

/** @param {Beginning} beginning */
function send_start(beginning) {
  run = ++runs;
  is_plain = !beginning.parameters;
  worker.send({ type: 'start', run, settings: config, playing, mnist, ...beginning });
}

function show_config() {
  controls.set(config);
  show_address();
}

const ADDRESS_GAP = 350; // ms: some browsers take only a hundred changes of the address in 30 s
const show_address = at_most_every(ADDRESS_GAP, () => history.replaceState(null, '', write_hash(config)));

/** @param {Beginning} [beginning] */
function start(beginning = {}) {
  show_config();
  send_start(beginning);
}

/** A setting by hand. @param {keyof Config} name @param {string} text */
function change(name, text) {
  const value = parse_setting(name, text);
  if (value === undefined) {
    status.warn(`${name} is ${text || 'empty'}, expected ${expected(name)}; it stays ${config[name]}.`);
    return controls.set(config);
  }
  if (value === config[name]) return controls.set(config);
  config = { ...config, [name]: value };
  if (BEGINS_ANEW.includes(name)) return start();
  if (shown) shown.settings = { ...shown.settings, [name]: value };
  show_config();
  return worker.send({ type: 'set', settings: { [name]: value } });
}

/** @param {File[]} files images of the visitor's own */
function take_files(files) {
  if (files.length === 0) return;
  config = { ...config, data: 'own' };
  start({ files });
}

/** @param {import('../network/files/json.js').Saved} network */
function open_network({ hidden, seed, steps, parameters }) {
  config = { ...config, hidden, seed };
  playing = false;
  problems = [`This network was saved at step ${steps.toLocaleString('en')}; steps count from there.`];
  start({ parameters });
}

function go_on() {
  if (!kept) return;
  const recipe = kept; // it stays kept until this visit has come further
  const { 'learning-rate': rate, 'batch-size': size } = recipe.settings;
  config = { ...config, 'learning-rate': rate, 'batch-size': size };
  start({ recipe });
  way = { run, steps: recipe.steps };
}

/** @param {boolean} value */
function set_playing(value) {
  playing = value;
  is_away = false;
  worker.send({ type: value ? 'play' : 'pause' });
  show_playing();
}

const toggle = () => set_playing(!playing || is_away);

function step() {
  playing = false;
  worker.send({ type: 'step' });
}

function finish_epoch() {
  playing = true;
  worker.send({ type: 'epoch' });
}

function send_pad() {
  const { strokes, sample: image } = figure.pad;
  teacher.enable(strokes.length > 0);
  worker.send({ type: 'pad', strokes: strokes.length ? strokes : undefined, sample: image && sample });
}

/* ---- from the worker ---- */

/** @param {any} message */
function began({ run: of, settings, is_early, build, train, test }) {
  const before = shown?.settings;
  const comparable = is_early
    ? 'not to be compared: its images were still arriving'
    : 'the same in every browser';
  shown = {
    run: of,
    settings,
    is_plain: is_plain && !is_early,
    is_aside: false,
    note: `fingerprint, ${comparable}`,
  };
  show_note();
  turns.forget();
  turns.want('loss', 'accuracy');
  figure.begin(settings.hidden);
  curves.begin(before ? difference(before, settings) : '');
  wrong.begin();
  keeper.begin();
  earlier = kept_examples();
  own_examples = [];
  teacher.list([]);
  teacher.offer(earlier.length);
  doctor.told = undefined;
  const name = DATA_NAMES[/** @type {Config['data']} */ (settings.data)];
  controls.offer(settings.data);
  controls.set(config);
  set_text(by_id('sheet-subtitle'), name);
  by_id('followed').hidden = settings.data !== 'digits';
  const is_new = before?.data !== settings.data || before?.seed !== settings.seed;
  if (settings.data === 'digits' && is_new) {
    when_near(by_id('followed'), () => worker.send({ type: 'follow', index: 0 }));
  }
  const kernels = build === 'simd' ? 'SIMD' : 'scalar';
  describe = (size) =>
    `Learns from ${size.toLocaleString('en')} images of ${name}, is tested on ${test.toLocaleString('en')} others; ${kernels} kernels.`;
  greeting = describe(train);
  greet();
}

/** @param {{ run: number, train: number }} message */
function complete({ run: of, train }) {
  if (of !== shown?.run) return;
  greeting = describe(train);
  greet();
}

/** The run of the last visit, if there is one to go on with. */
const offer = () => (kept ? [{ text: 'Go on from there', action: go_on }] : []);

function greet() {
  if (problems.length) status.warn(problems.join(' '));
  else if (kept) {
    const text = `${greeting} Your last visit came to step ${kept.steps.toLocaleString('en')}.`;
    status.say(text, offer());
  } else status.say(greeting);
  problems = [];
}

/** @param {any} message */
function progress({ run: of, can_begin, ...download }) {
  if (of !== run) return;
  const choices = [{ text: 'Cancel', action: () => worker.send({ type: 'cancel' }) }];
  if (can_begin) choices.unshift({ text: 'Begin with these', action: () => worker.send({ type: 'begin' }) });
  status.progress(download, choices);
}

/** @param {any} message */
function snapshot({ run: of, playing: is_playing, losses, tests, dead, trouble, ...message }) {
  if (!shown || of !== shown.run) return;
  if (!is_playing && playing && !is_away && of === run) playing = false;
  show_playing();
  document.documentElement.dataset.training = is_playing ? 'playing' : 'paused';
  const { parameters, gradients, pad } = message;
  const is_new_image = figure.take(parameters, gradients, pad);
  figure.mark_dead(dead);
  curves.take(losses, tests);
  turns.want('answer', 'lines');
  if (parameters || gradients) turns.want('units');
  if (losses.length) turns.want('loss');
  if (tests.length) {
    tested = tests.at(-1);
    turns.want('loss', 'accuracy', 'test', 'matrix');
  }
  if (message.numbers) note(message.numbers);
  if (way && way.run === of) go_on_way(way.steps, is_playing);
  if (!is_playing) turns.flush();
  else if (is_new_image) turns.flush('answer', 'lines');
  if (message.numbers) summarise(is_playing);
  doctor.see(trouble, { dead: dead.length, accuracy: tested?.accuracy, settings: shown.settings });
}

/** The way through the last visit's steps: how far it is. @param {number} total @param {boolean} is_playing */
function go_on_way(total, is_playing) {
  const { steps } = numbers;
  if (is_playing && steps < total) {
    const text = 'Going through the steps of your last visit again';
    const choices = [{ text: 'Stop here', action: () => set_playing(false) }];
    return status.progress({ text, done: steps, total, unit: 'steps' }, choices);
  }
  way = undefined;
  return status.say(
    steps < total ? greeting : `Back at step ${total.toLocaleString('en')} of your last visit.`,
  );
}

function draw_loss() {
  curves.draw_loss();
  const is_first = curves.now.batches.steps > 0 && !performance.getEntriesByName('first-loss').length;
  if (is_first) performance.mark('first-loss');
}

/** @param {any} newest */
function note(newest) {
  numbers = newest;
  turns.want('numbers');
  const { steps, fingerprint, stretches } = numbers;
  if (kept && steps > kept.steps) kept = undefined; // this visit has come further than the last
  if (shown?.is_plain && !shown.is_aside && !kept)
    keeper.note({ settings: shown.settings, steps, fingerprint, stretches });
  else keeper.note(undefined);
}

function show_playing() {
  set_text(by_id('play'), playing && !is_away ? 'Pause' : 'Play');
}

/** @param {any} message */
function taught({ run: of, examples }) {
  if (!shown || of !== shown.run) return;
  shown.is_plain = false;
  shown.note = 'fingerprint; your own examples are in it';
  show_note();
  teacher.list(examples);
  own_examples = examples;
  keep_examples([...earlier, ...examples]);
  teacher.offer(earlier.length);
}

/** In the section on the mathematics, the network has gone to after, or before, a step. @param {import('../link/worker.js').WalkAt & { run: number }} message */
function walk_at({ run: of, after, is_own }) {
  if (!shown || of !== shown.run) return;
  shown.is_aside = is_own && after;
  show_note();
}

/** @param {import('../link/worker.js').WalkAt & { run: number }} message that it has gone there for good */
function walk_over({ run: of, after, is_own }) {
  if (!shown || of !== shown.run) return;
  shown.is_aside = false;
  if (is_own && after) {
    shown.is_plain = false;
    shown.note = OWN_STEP;
  }
  show_note();
}

const OWN_STEP = 'fingerprint; a step on an image of your choice is in it';

function show_note() {
  if (shown) set_text(by_id('fingerprint-note'), shown.is_aside ? OWN_STEP : shown.note);
}

/** @param {{ reason: string }} message */
function stopped({ reason }) {
  playing = false;
  show_playing();
  status.say(reason, offer());
}

/** @param {{ run: number | undefined, message: string }} message */
function failed({ run: of, message }) {
  if (of !== undefined && of !== run) return;
  status.warn(message);
  if (shown?.run === run) return;
  if (shown) {
    config = shown.settings; // what ran before goes on
    run = shown.run;
    show_config();
  } else if (config.data !== 'digits') {
    config = { ...config, data: 'digits' };
    problems = [message, 'The built-in handwriting takes its place.'];
    start();
  }
}

/** @param {any} digit */
async function followed(digit) {
  sheet.mark(digit.index);
  await show_followed_digit(by_id('followed'), digit).catch((error) => status.warn(error.message));
}

/* ---- the page ---- */

function show_sample() {
  sample++;
  figure.pad.show_sample(new Uint8Array(784)); // its pixels come from the worker
  send_pad();
}

function pause_while_hidden() {
  if (document.hidden && playing) {
    is_away = true;
    worker.send({ type: 'pause' });
  } else if (!document.hidden && is_away) {
    set_playing(true);
    status.say('Training paused while the page was hidden, and goes on.');
  }
}

function wire() {
  const actions = {
    play: toggle,
    step,
    epoch: finish_epoch,
    reset: () => start(),
    'pad-sample': show_sample,
  };
  for (const [id, action] of Object.entries(actions)) by_id(id).addEventListener('click', action);
  by_id('pad-clear').addEventListener('click', () => figure.pad.clear());
  by_id('pad-undo').addEventListener('click', () => figure.pad.undo());
  press_one(['linear', 'logarithmic'], (chosen) => curves.set_scale(chosen === 'logarithmic'));
  press_one(['show-weights', 'show-gradients'], (chosen) => {
    const wanted = chosen === 'show-gradients';
    figure.show_gradients(wanted);
    worker.send({ type: 'gradients', wanted });
  });
  take_dropped_files(take_files);
  choose_files(by_id('own-images'), take_files);
  start_sharing({ status, ask: worker.ask, open: open_network });
  start_shortcuts([
    { key: ' ', name: 'Space', text: 'Play or pause', action: toggle },
    { key: 's', name: 'S', text: 'One step', action: step },
    { key: 'e', name: 'E', text: 'Train to the end of the epoch', action: finish_epoch },
    { key: 'r', name: 'R', text: 'Reset: a new network from the same seed', action: () => start() },
    { key: 'd', name: 'D', text: 'To the drawing pad', action: () => by_id('pad').focus() },
    { key: 'c', name: 'C', text: 'Clear the pad', action: () => figure.pad.clear() },
    { key: 'x', name: 'X', text: 'A test image on the pad', action: show_sample },
  ]);
  addEventListener('hashchange', () => {
    ({ config, problems } = read_hash(location.hash));
    start();
  });
  document.addEventListener('visibilitychange', pause_while_hidden);
}

/** Whether the site has MNIST: a list of files that every site has, so that asking is no error. */
async function probe_mnist() {
  const folder = new URL('data/mnist/', document.baseURI).href;
  const list = await fetch(`${folder}files.txt`).then((file) => (file.ok ? file.text() : ''));
  if (!list.includes('train-images')) return;
  mnist = folder;
  controls.offer('mnist');
}

wire();
show_config();
worker.open();
show_sample();
await probe_mnist();
if (run === 0) start(); // with MNIST, which had to be looked for
