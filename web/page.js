/** The page: it wires the controls and figures to the worker, and the address to both. */
import { parse_strokes } from '../data/strokes.js';
import { expected, parse_setting, read_hash, write_hash } from './config.js';
import { ContactSheet } from './elements/contact_sheet.js';
import { Controls } from './elements/controls.js';
import { by_id, set_text } from './elements/dom.js';
import { show_followed_digit } from './elements/followed_digit.js';
import { NetworkFigure } from './elements/network_figure.js';
import { show_numbers, show_test } from './elements/numbers.js';
import { RunCurves } from './elements/run_curves.js';
import { Status } from './elements/status.js';
import { connect } from './link.js';
import { start_shortcuts } from './shortcuts.js';
import { start_theme } from './theme.js';

/** @typedef {import('./config.js').Config} Config */

const BEGINS_ANEW = ['data', 'hidden', 'seed']; // settings that begin a new run
const DATA_NAMES = { digits: 'built-in handwriting', mnist: 'MNIST' };

const worker = connect({ began, sheet: draw_sheet, progress, snapshot, followed, stopped, failed });
const status = new Status(by_id('status'));
const figure = new NetworkFigure({ drawn: send_pad });
const curves = new RunCurves();
const sheet = new ContactSheet(by_id('sheet'), { choose: (index) => worker.send({ type: 'follow', index }) });
const controls = new Controls({ change });

let { config, problems } = read_hash(location.hash);
let run = 0; // the last that was asked for
/** @type {{ run: number, settings: Config } | undefined} the run on show */
let shown;
let playing = true; // or to be, once the data are there
let is_away = false; // paused because the page is hidden
/** @type {string | undefined} folder of MNIST, if the site has it */
let mnist;
let sample = 0;

/* ---- to the worker ---- */

function start() {
  run++;
  controls.set(config);
  history.replaceState(null, '', write_hash(config));
  worker.send({ type: 'start', run, settings: config, playing, mnist });
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
  controls.set(config);
  history.replaceState(null, '', write_hash(config));
  return worker.send({ type: 'set', settings: config });
}

/** @param {boolean} value */
function set_playing(value) {
  playing = value;
  is_away = false;
  worker.send({ type: value ? 'play' : 'pause' });
  show_playing();
}

function send_pad() {
  const { strokes, sample: image } = figure.pad;
  worker.send({ type: 'pad', strokes: strokes.length ? strokes : undefined, sample: image && sample });
}

/* ---- from the worker ---- */

/** @param {any} message */
function began({ settings, build, train, test, ...message }) {
  const is_same_data = shown?.settings.data === settings.data && shown?.settings.seed === settings.seed;
  shown = { run: message.run, settings };
  figure.begin(settings.hidden);
  curves.begin();
  set_text(by_id('sheet-subtitle'), DATA_NAMES[/** @type {Config['data']} */ (settings.data)]);
  by_id('followed').hidden = settings.data !== 'digits';
  if (settings.data === 'digits' && !is_same_data) worker.send({ type: 'follow', index: 0 });
  const count = (/** @type {number} */ n) => n.toLocaleString('en');
  const kernels = build === 'simd' ? 'SIMD' : 'scalar';
  const text = `Learns from ${count(train)} images of ${DATA_NAMES[/** @type {Config['data']} */ (settings.data)]}, is tested on ${count(test)} others; ${kernels} kernels.`;
  if (problems.length) status.warn(problems.join(' '));
  else status.say(text);
  problems = [];
}

/** @param {any} message */
function draw_sheet({ run: of, images, labels }) {
  if (of === shown?.run) sheet.draw({ images, labels });
}

/** @param {any} message */
function progress({ run: of, text, done, total, images, can_begin }) {
  if (of !== run) return;
  const bytes = (/** @type {number} */ n) => (n / 1e6).toFixed(1);
  const part = total ? `${bytes(done)} of ${bytes(total)} MB` : `${bytes(done)} MB`;
  const here = images > 0 ? `, ${images.toLocaleString('en')} images` : '';
  const choices = [{ text: 'Cancel', action: cancel }];
  if (can_begin) choices.unshift({ text: 'Begin with these', action: () => worker.send({ type: 'begin' }) });
  status.progress(`${text}: ${part}${here}`, done, total, choices);
}

function cancel() {
  worker.send({ type: 'cancel' });
}

/** @param {any} message */
function snapshot({ run: of, playing: is_playing, losses, test, numbers, parameters, pad }) {
  if (of !== shown?.run) return;
  if (!is_playing && playing && !is_away && of === run) playing = false;
  show_playing();
  document.documentElement.dataset.training = is_playing ? 'playing' : 'paused';
  figure.update(parameters, pad);
  curves.update(losses, test, !is_playing);
  if (losses.length && !performance.getEntriesByName('first-loss').length) performance.mark('first-loss');
  if (test) show_test(test);
  if (numbers) show_numbers(numbers);
}

function show_playing() {
  set_text(by_id('play'), playing && !is_away ? 'Pause' : 'Play');
}

/** @param {{ reason: string }} message */
function stopped({ reason }) {
  playing = false;
  show_playing();
  status.say(reason);
}

/** @param {{ run: number | undefined, message: string }} message */
function failed({ run: of, message }) {
  if (of !== undefined && of !== run) return;
  status.warn(message);
  if (shown?.run === run) return;
  if (!shown) {
    if (config.data === 'digits') return;
    config = { ...config, data: 'digits' };
    problems = [message, 'The built-in handwriting takes its place.'];
    start();
    return;
  }
  config = shown.settings; // what ran before goes on
  run = shown.run;
  controls.set(config);
  history.replaceState(null, '', write_hash(config));
}

/** @type {Promise<import('../data/strokes.js').Form[]> | undefined} */
let forms;

/** @param {any} digit */
async function followed(digit) {
  forms ??= fetch(new URL('data/strokes.txt', document.baseURI)).then(async (file) =>
    parse_strokes(await file.text()),
  );
  sheet.mark(digit.index);
  show_followed_digit(by_id('followed'), digit, await forms);
}

/* ---- the page ---- */

const toggle = () => set_playing(!playing || is_away);

function step() {
  playing = false;
  worker.send({ type: 'step' });
}

function finish_epoch() {
  playing = true;
  worker.send({ type: 'epoch' });
}

async function copy_link() {
  try {
    await navigator.clipboard.writeText(location.href);
    status.say('The link is copied: it opens this page with the same data, network and seed.');
  } catch {
    status.warn('This browser does not let the page copy; the address above is the link.');
  }
}

function wire() {
  const actions = { play: toggle, step, epoch: finish_epoch, reset: start, 'copy-link': copy_link };
  for (const [id, action] of Object.entries(actions)) by_id(id).addEventListener('click', action);
  by_id('pad-clear').addEventListener('click', () => figure.pad.clear());
  by_id('pad-undo').addEventListener('click', () => figure.pad.undo());
  by_id('pad-sample').addEventListener('click', show_sample);
  start_shortcuts([
    { key: ' ', name: 'Space', text: 'Play or pause', action: toggle },
    { key: 's', name: 'S', text: 'One step', action: step },
    { key: 'e', name: 'E', text: 'Train to the end of the epoch', action: finish_epoch },
    { key: 'r', name: 'R', text: 'Reset: a new network from the same seed', action: start },
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

/** Whether the site has MNIST: a list of files that every site has, so that asking is no error. */
async function probe_mnist() {
  const folder = new URL('data/mnist/', document.baseURI).href;
  const list = await fetch(`${folder}files.txt`).then((file) => (file.ok ? file.text() : ''));
  if (!list.includes('train-images')) return;
  mnist = folder;
  controls.offer_mnist();
}

wire();
start_theme(() => {
  figure.recolour();
  curves.recolour();
});
if (config.data === 'mnist') await probe_mnist();
start();
show_sample();
if (!mnist) await probe_mnist();
