/** The page: it joins the model of one network to panels and figures, and puts both into the document. */
import { pause } from '../figures/dom.js';
import { Model } from '../model/model.js';
import { Visit } from '../model/visit.js';
import { Controls } from '../panels/controls.js';
import { Status } from '../panels/status.js';
import { Teach } from '../panels/teach.js';
import { start_address } from './address.js';
import { by_id, document_is_ready } from './document.js';
import { Drawings } from './drawings.js';
import { Mathematics } from './mathematics.js';
import { start_embedding } from './embedding.js';
import { Leading } from './leading.js';
import { start_looking_back } from './looking_back.js';
import { Naming } from './naming.js';
import { start_settings_sheet } from './settings_sheet.js';
import { start_printing } from './printing.js';
import * as site from './site.js';
import { start_sharing } from './share.js';
import { start_shortcuts } from './shortcuts.js';
import { shelf } from './shelf.js';
import { start_theme } from './theme.js';
import { start_turning } from './turning.js';
import { Why } from './why.js';

const SNAPSHOT_GAP = 16; // ms between two snapshots, at least; more where the machine does not keep up

/** A hidden page has no frames, and asks for nothing. @param {() => void} take */
const paced = (take) =>
  void requestAnimationFrame(() => setTimeout(take, SNAPSHOT_GAP * drawings.frames.slowness));

const visit = new Visit(() => localStorage);
const model = new Model({ reach: site.reach, hash: site.hash, visit, paced, shelf });

await document_is_ready();
await pause();
const drawings = new Drawings(model, site.forms);
const { controls, status, teach } = make_panels();
show_panels(new Set(['settings', 'taught', 'notice']));
const mathematics = new Mathematics(by_id('mathematics'), model, site);
const why = new Why(by_id('why'), model, { drawings, figure: site.why });
drawings.asked_why = (digit) => void why.open(digit);
start_theme(recolour);
start_printing({
  style_for_paper: site.style_for_paper,
  complete: () => mathematics.complete(),
  recolour,
  draw_all() {
    drawings.draw_all();
    mathematics.draw_all();
  },
});
start_settings_sheet();
start_looking_back(model, drawings);
start_embedding(model);
start_turning(model);
start_keys();
const naming = new Naming(model, name_classes);
const address = start_address(model, new Leading(model, drawings, mathematics, naming), naming);
start_sharing(model, (image, name) => drawings.open_picture(image, name), address);
model.addEventListener('change', (event) => show_panels(/** @type {CustomEvent} */ (event).detail));
addEventListener('error', ({ message }) => model.report(`The page has failed: ${message}`, 'trouble'));
addEventListener('pagehide', () => visit.write());
site.start_offline();
document.addEventListener('visibilitychange', () => model.set_hidden(document.hidden));
drawings.show_sample();
take_warning_away();
await model.connect();
if (!model.state.thread) drawings.make_further_down(); // without a trainer no snapshot comes, after which they are made

function recolour() {
  drawings.recolour();
  mathematics.recolour();
  why.recolour();
}

/** The warning of the document itself: from here on the status line says what is wrong, except how files are opened. */
function take_warning_away() {
  const remove = () => document.getElementById('not-started')?.remove();
  if (location.protocol === 'file:') model.addEventListener('began', remove);
  else remove();
}

/** @param {import('../figures/classes.js').Classes} classes what they are called from now on */
function name_classes(classes) {
  for (const each of [drawings, why, mathematics]) each.name_classes(classes);
  show_panels(new Set(['classes']));
}

function make_panels() {
  const places = { transport: by_id('transport'), settings: by_id('settings'), stops: by_id('stops') };
  return {
    controls: new Controls(
      places,
      {
        change: (name, text) => model.change(name, text),
        play: () => model.toggle(),
        step: () => model.step(),
        epoch: () => model.finish_epoch(),
        reset: () => model.reset(),
      },
      { is_page: true },
    ),
    status: new Status(by_id('status')),
    teach: new Teach(drawings.network.parts['below-answer'], {
      teach: (label) => model.teach(label),
      forget: (id) => model.forget(id),
      teach_again: () => model.teach_again(),
      drop_examples: () => model.drop_examples(),
    }),
  };
}

/** @param {Set<string>} changed parts of the state */
function show_panels(changed) {
  const is_any = (/** @type {string[]} */ ...names) => names.some((name) => changed.has(name));
  const { settings, playing, is_away, has_mnist, has_own, notice, taught, earlier, can_teach } = model.state;
  if (is_any('settings', 'playing', 'is_away', 'has_mnist', 'has_own'))
    controls.set({ settings, playing: playing && !is_away, has_mnist, has_own });
  if (is_any('notice')) status.show(notice);
  if (is_any('taught', 'earlier', 'can_teach', 'classes'))
    teach.set({ can_teach, taught, earlier, classes: drawings.network.classes });
}

function start_keys() {
  const { pad } = drawings.network;
  start_shortcuts([
    { key: ' ', name: 'Space', text: 'Play or pause', action: () => model.toggle() },
    { key: 's', name: 'S', text: 'One step', action: () => model.step() },
    { key: 'e', name: 'E', text: 'Train to the end of the epoch', action: () => model.finish_epoch() },
    { key: 'r', name: 'R', text: 'Reset: a new network from the same seed', action: () => model.reset() },
    { key: 'd', name: 'D', text: 'To the drawing pad', action: () => pad.focus() },
    { key: 'c', name: 'C', text: 'Clear the pad', action: () => pad.clear() },
    { key: 'x', name: 'X', text: 'A test image on the pad', action: () => drawings.show_sample() },
  ]);
}
