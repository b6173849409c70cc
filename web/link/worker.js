/**
 * The worker: it owns one session (network and data) and the loop that trains it. Plain messages go both ways.
 *
 * From the page:
 *   start  { run, settings, playing, mnist, files }   a new run, numbered by the page; the run before goes on until the
 *                              data are there. mnist: URL of the folder, if the site has one; files: the visitor's own
 *                              recipe: an earlier run to go through again; parameters: of a saved network
 *   begin                      train now with the images that have arrived
 *   cancel                     stop loading
 *   set    { settings }        some of learning rate, batch size, speed and stop rules: they act at the next step
 *   gradients { wanted }       whether snapshots bring the gradients of the last batch
 *   play, pause, step, epoch   step: one step of gradient descent; epoch: to the end of the epoch under way
 *   pad    { strokes }, { sample: index } or {}   on the pad are strokes, a test image, nothing
 *   teach  { label }           the drawing on the pad joins the training data
 *   teach_again { examples }   examples that were taught to an earlier run: { image, label }
 *   forget { index }           an example that was taught is taken back
 *   follow { index }           one built-in digit of the training data on its way from template to pixels
 *   read_images { truth, answer }   test images of a cell of the confusion matrix, or without a cell all that are misread
 *   walk   { number, batch, live }  go through a step by hand, before it at first: training pauses. batch: { kind: 'next' },
 *                              { kind: 'image', index } of the test images, or { kind: 'pad', label } for what is on the
 *                              pad. live: if it plays, it plays on, and a next batch's step stays taken
 *   walk_to { after }          the network goes to the parameters after the step, or to those before it
 *   check  { place, mistake }  compare gradients with central differences on the batch that was walked last, at one place
 *                              or at drawn ones, with a mistake on purpose or without (see mathematics/calculus_check.js)
 *   frame                      the page has drawn the last snapshot and can take another
 *   ask    { id }              for the exact state
 *
 * To the page:
 *   began    { run, settings, is_early, build, train, test } a run has begun; the sizes of its parts
 *   complete { run, train }    all images of a run that began early are there
 *   sheet    { run, images, labels }                         the first images of its training data
 *   progress { run, text, done, total, images, can_begin }   bytes of a download
 *   snapshot { run, playing, …Runner.snapshot(), pad }        one for each `frame`, when something has changed
 *   followed { run, index, label, form, inked, image }        see network.write_digit
 *   images   { run, step, truth, answer, cost, …Session.read_images() }   cost: ms that finding them took
 *   taught   { run, examples }  all examples that were taught: { image, label }
 *   walked   { run, number, live, …Step }  the step to go through, see walk.js; number: as it was asked for
 *   walk_at  { run, …WalkAt }  where the network stands in the walk
 *   walk_over { run, …WalkAt } something else has begun to train: a step that was begun is taken
 *   checked  { run, …Checked } see mathematics/calculus_check.js
 *   stopped  { run, reason }   training has paused by itself
 *   failed   { run, message, number }  a run could not begin, or its data did not arrive in full; what ran before goes on.
 *                              number: of the walk that could not begin
 *   state    { id, run, hidden, seed, parameters, steps, epochs, playing, fingerprint, loss, accuracy, confusion }
 */
import { first_run, read_hash } from '../training/settings.js';
import { check_calculus } from '../training/gradient_check.js';
import { Runner } from '../training/loop.js';
import { Session, TEST_DIGITS } from '../training/run.js';
import { load_mnist, read_own } from '../training/examples.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('../training/run.js').Source} Source
 * @typedef {{ run: number, settings: Config, playing: boolean, mnist?: string, files?: File[], recipe?: Recipe, parameters?: import('../network/network.js').Parameters }} Start
 * @typedef {import('../model/visit.js').Recipe} Recipe
 * @typedef {{ strokes?: number[][][], sample?: number }} OnPad
 * @typedef {{ image: Uint8Array, label?: number }} Seen
 * @typedef {{ kind: 'next' } | { kind: 'image', index: number } | { kind: 'pad', label: number }} Batch
 * @typedef {{ after: boolean, steps: number, fingerprint: string, is_own: boolean }} WalkAt is_own: the network has taken a
 * step on an image of the visitor's choice
 */

const READ_IMAGES = 40; // at most, on show at once

/** @type {Runner | undefined} */
let runner;
let run = 0; // the runner's
let wanted = 0; // the last that was asked for
/** @type {AbortController | undefined} */
let loading;
/** @type {Start | undefined} the run whose data are on their way */
let pending;
/** @type {(() => void) | undefined} trains with what has arrived */
let begin_early;
/** @type {OnPad} */
let pad = {};
/** @type {Seen | undefined} */
let seen;
/** @type {{ images: import('../network/arguments.js').Images, labels: Uint8Array } | undefined} the batch that was walked last */
let walked;
let wants_gradients = false;
let is_page_ready = true;
let is_changed = false;

/** @param {object} message @param {Transferable[]} [transfer] */
const post = (message, transfer = []) => postMessage(message, { transfer });

/** @param {unknown} error */
const text_of = (error) => (error instanceof Error ? error.message : String(error));

/* ---- a run begins ---- */

/** @param {Start} message */
async function start(message) {
  loading?.abort();
  const controller = (loading = new AbortController());
  begin_early = undefined;
  wanted = message.run;
  pending = message;
  try {
    const source = await source_of(message, controller.signal);
    if (run !== message.run) await begin(message, source);
    else if (runner) post({ type: 'complete', run, train: runner.session.train_set.size });
  } catch (error) {
    const text = controller.signal.aborted ? 'Loading was cancelled.' : text_of(error);
    if (loading === controller) post({ type: 'failed', run: message.run, message: text });
  }
  if (loading === controller) loading = begin_early = pending = undefined;
}

/** @param {Start} message @param {Source} [source] @param {boolean} [is_early] not all of its images are there */
async function begin(message, source, is_early = false) {
  const { hidden, seed } = message.settings;
  const session = await Session.begin({ hidden, seed, source });
  if (message.parameters) session.network.set_parameters(message.parameters);
  if (message.run !== wanted) return session.free();
  runner?.free();
  walked = undefined;
  runner = new Runner(session, message.settings, {
    changed,
    stopped: (reason) => post({ type: 'stopped', run: message.run, reason }),
    walked_away: () => tell_walk('walk_over'),
  });
  runner.wants_gradients = wants_gradients;
  run = message.run;
  post({
    type: 'began',
    run,
    settings: message.settings,
    is_early,
    build: session.network.build,
    train: session.train_set.size,
    test: source?.test.labels.length ?? TEST_DIGITS,
  });
  const { recipe } = message;
  if (recipe) runner.replay(recipe.stretches, recipe.steps);
  else if (message.playing) runner.play();
  else changed();
  setTimeout(show_images, 0); // the first step comes before them
}

function show_images() {
  if (!runner) return;
  post({ type: 'sheet', run, ...runner.session.sheet() });
  read_pad();
}

/** What has been loaded, for the next run. @type {{ mnist?: Source, own?: Source }} */
const kept = {};

/** @param {Start} message @param {AbortSignal} signal @returns {Promise<Source | undefined>} undefined: built-in handwriting */
async function source_of(message, signal) {
  const { data } = message.settings;
  if (data === 'digits') return undefined;
  if (data === 'mnist') return (kept.mnist ??= await mnist(message, signal));
  if (message.files) kept.own = await read_own(message.files, { signal, on_progress: progress_of(message) });
  if (!kept.own) throw new Error('There are no images of your own yet: drop IDX files on the page.');
  return kept.own;
}

/** Tells the page, not more often than it can show. @param {Start} message */
function progress_of(message) {
  let told = -Infinity;
  return (/** @type {import('../training/examples.js').Progress} */ progress) => {
    if (performance.now() - told < 50 && progress.done !== progress.total) return;
    told = performance.now();
    post({ type: 'progress', run: message.run, ...progress, can_begin: begin_early !== undefined });
  };
}

/** @param {Start} message @param {AbortSignal} signal */
async function mnist(message, signal) {
  if (!message.mnist) throw new Error('This site has no MNIST. `make data` and `make` put it there.');
  return load_mnist(message.mnist, {
    signal,
    on_progress: progress_of(message),
    on_piece(train, test, piece) {
      if (run === message.run) runner?.session.train_set.append(piece.images, piece.labels);
      else begin_early = () => void begin(message, { train, test }, true);
    },
  });
}

/* ---- the pad ---- */

function read_pad() {
  if (!runner) return;
  seen = undefined;
  if (pad.strokes?.length) seen = { image: runner.session.network.rasterise(pad.strokes) };
  else if (pad.sample !== undefined) seen = runner.session.test_example(pad.sample);
  changed();
}

/* ---- a step by hand ---- */

/** @param {Batch} batch @returns {import('../training/step_by_hand.js').Own | undefined} undefined: the next batch */
function own_image(batch) {
  if (batch.kind === 'next') return undefined;
  if (batch.kind === 'image') {
    const { image, label } = /** @type {Runner} */ (runner).session.test_example(batch.index);
    return { kind: 'image', image, label };
  }
  if (!seen) throw new Error('There is nothing on the pad: draw a digit first.');
  return { kind: 'pad', image: seen.image, label: batch.label };
}

/** @param {'walk_at' | 'walk_over'} type */
function tell_walk(type) {
  if (!runner) return;
  const { network, walk, has_own_step, steps } = runner.session;
  const after = walk?.is_after ?? true;
  post({ type, run, after, steps, fingerprint: network.fingerprint(), is_own: has_own_step });
}

/**
 * On a copy: training may go on meanwhile.
 * @param {{ place?: import('../training/central_difference.js').Place, mistake?: import('../training/plain_network.js').Mistake }} message
 */
async function check({ place, mistake }) {
  if (!runner) return;
  const { session, settings } = runner;
  const of = run;
  const batch = walked ?? session.sheet();
  const copy = await session.copy();
  const options = { place, mistake, rate: settings['learning-rate'], random: Math.random };
  const checked = await check_calculus(copy, batch, options);
  copy.free();
  post({ type: 'checked', run: of, ...checked });
}

/* ---- snapshots ---- */

function changed() {
  is_changed = true;
  if (is_page_ready) queueMicrotask(send_snapshot); // after all that changes in the same slice
}

function send_snapshot() {
  if (!runner || !is_page_ready || !is_changed) return;
  is_page_ready = is_changed = false;
  const snapshot = runner.snapshot();
  is_changed = false; // the snapshot may have measured, and shows it
  const on_pad = seen && { ...seen, ...runner.session.network.activations(seen.image) };
  const { losses, parameters, gradients } = snapshot;
  const arrays = [losses, ...Object.values(parameters ?? {}), ...Object.values(gradients ?? {})];
  const buffers = arrays.map((array) => array.buffer);
  post({ type: 'snapshot', run, playing: runner.playing, ...snapshot, pad: on_pad }, buffers);
}

/** @param {number} id */
function tell_state(id) {
  if (!runner) return post({ type: 'state', id });
  const { session, steps, playing } = runner;
  const { loss, accuracy, confusion } = runner.evaluate();
  const fingerprint = session.network.fingerprint();
  const parameters = session.network.parameters();
  return post({
    type: 'state',
    id,
    hidden: session.network.hidden,
    seed: session.network.seed,
    parameters,
    run,
    steps,
    epochs: session.epochs,
    playing,
    fingerprint,
    loss,
    accuracy,
    confusion,
  });
}

function tell_taught() {
  if (runner) post({ type: 'taught', run, examples: runner.session.taught });
}

/* ---- messages ---- */

/** @type {Record<string, (message: any) => void | Promise<void>>} */
const handlers = {
  start,
  begin: () => begin_early?.(),
  cancel: () => loading?.abort(),
  set({ settings }) {
    if (pending) Object.assign(pending.settings, settings);
    runner?.set(settings);
  },
  play() {
    if (pending) pending.playing = true;
    runner?.play();
  },
  pause() {
    if (pending) pending.playing = false;
    runner?.pause();
  },
  gradients({ wanted: is_wanted }) {
    if (runner) runner.wants_gradients = wants_gradients = is_wanted;
    changed();
  },
  step: () => runner?.step(),
  epoch: () => runner?.finish_epoch(),
  pad({ strokes, sample }) {
    pad = { strokes, sample };
    read_pad();
  },
  teach({ label }) {
    if (!runner || !seen || !pad.strokes) return;
    runner.leave_walk();
    runner.session.teach(seen.image, label);
    tell_taught();
  },
  teach_again({ examples }) {
    for (const { image, label } of examples) runner?.session.teach(image, label);
    tell_taught();
  },
  forget({ index }) {
    runner?.leave_walk();
    runner?.session.forget(index);
    tell_taught();
  },
  follow({ index }) {
    if (!runner || runner.settings.data !== 'digits') return;
    const { network } = runner.session;
    post({ type: 'followed', run, index, ...network.write_digit(network.seed, index) });
  },
  read_images({ truth, answer }) {
    if (!runner) return;
    const before = performance.now();
    const read = runner.session.read_images({ truth, answer }, READ_IMAGES);
    post({
      type: 'images',
      run,
      step: runner.steps,
      truth,
      answer,
      ...read,
      cost: performance.now() - before,
    });
  },
  walk({ number, batch, live }) {
    if (!runner) return;
    const is_live = live && runner.playing;
    const step = runner.walk(own_image(batch), is_live);
    walked = step;
    post({ type: 'walked', run, number, live: is_live, ...step });
  },
  walk_to({ after }) {
    runner?.walk_to(after);
    if (runner?.session.walk) tell_walk('walk_at');
  },
  check,
  frame() {
    is_page_ready = true;
    send_snapshot();
  },
  ask: ({ id }) => tell_state(id),
};

addEventListener('message', async ({ data }) => {
  try {
    await handlers[data.type](data);
  } catch (error) {
    post({ type: 'failed', run, message: text_of(error), number: data.number });
  }
});

// The first run need not wait for the page, which is on its way: its name is the address (see thread.js).
const { config: settings } = read_hash(/** @type {Window} */ (self).name);
if (first_run(settings)) void start({ run: first_run(settings), settings, playing: true });
