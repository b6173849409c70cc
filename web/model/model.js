/**
 * What the page knows of one network, and what can be done with it. The model takes the user's intents, asks the trainer
 * for what they mean, and believes the trainer. Runs on the page's thread, and without a page in Node.
 *
 * Events: `change` (detail: set of the names of the parts of the state that changed), `began` (run, settings, difference),
 * `snapshot`, `standing`, `left` and `going` (see training/protocol.js), `branched` (difference).
 */
import { Disconnected } from '../link/port.js';
import {
  begins_new_run,
  is_same_run,
  parse_setting,
  read_hash,
  refusal,
  show_setting,
} from '../training/settings.js';
import { Faults } from './faults.js';
import { Intents } from './intents.js';
import { Kept } from './kept.js';
import { Messages } from './messages.js';
import { Notices } from './notices.js';
import { beginning_of } from './opened.js';
import { pass_files } from './own_files.js';
import { Remote } from './remote.js';
import { Questions } from './questions.js';
import { teach_again } from './teach_again.js';
import { Waiting } from './waiting.js';
import { WayBack } from './way_back.js';

/**
 * @typedef {import('./store.js').Config} Config
 * @typedef {import('./store.js').Start} Start
 * @typedef {import('../training/protocol.js').Need} Need
 */

/** @param {unknown} error */
const message_of = (error) => (error instanceof Error ? error.message : String(error));

export class Model extends Questions {
  /** @type {{ needs: Need[] }} */
  #needs = { needs: [] };
  /** @type {import('../training/protocol.js').OnPad} */
  #pad = {};
  /** @type {string[]} what to say once the run that was asked for has begun */
  #problems;
  #runs = 1; // that have been asked for: no number is given twice
  waiting = new Waiting();
  #messages = new Messages(this);

  /**
   * @param {object} given
   * @param {import('../link/reach.js').Reach} given.reach
   * @param {string} given.hash the part of the address behind #
   * @param {import('./visit.js').Visit} given.visit
   * @param {(take: () => void) => void} given.paced calls `take` when the next snapshot may come
   * @param {boolean} [given.playing] whether the first run trains once it is there
   * @param {boolean} [given.asks_offers] whether it asks the site which data it has
   * @param {import('./kept.js').Shelf} [given.shelf] by default no networks are kept
   */
  constructor({ reach, hash, visit, paced, playing = true, asks_offers = true, shelf }) {
    const { config, problems } = read_hash(hash);
    const failed = (/** @type {Error} */ error) => this.#fail(error);
    const remote = new Remote({
      reach,
      paced,
      received: (message) => this.#messages.receive(message),
      failed,
      restore: () => this.#restore(),
      lost: (error) => (this.waiting.forget(), this.faults.lost(error)),
    });
    super(config, visit.earlier.length, failed, playing, remote);
    this.#problems = problems;
    this.asks_offers = asks_offers;
    /** @type {string | undefined} URL of the folder with the files of MNIST; by default the site's */
    this.folder = undefined;
    this.visit = visit;
    this.kept = new Kept(this, shelf);
    this.intents = new Intents();
    this.faults = new Faults(this);
    this.way_back = new WayBack(this);
    this.notices = new Notices(() => this.set({ notice: this.notices.highest }));
  }

  /**
   * Says something on the status line.
   * @param {string} text @param {'message' | 'trouble' | 'failure'} [kind] trouble: something is wrong, but it goes on
   * @param {keyof Config} [about] the setting whose value it refuses
   */
  report(text, kind = 'message', about = undefined) {
    this.notices.set(kind === 'failure' ? 'failure' : 'message', { kind, text, about });
  }

  /**
   * Says why something failed, unless nobody waits for it any more: another run has begun, or the trainer is gone, which
   * has been said. @param {unknown} error
   */
  complain(error) {
    const is_overtaken = error instanceof Error && ['Overtaken', 'Disconnected'].includes(error.name);
    if (!is_overtaken) this.report(message_of(error), 'trouble');
  }

  /** An exception in the model or in whoever listens to it. @param {Error} error */
  #fail(error) {
    this.report(`The page has failed: ${error.message}`, 'failure');
  }

  /** What there is to say about the run that was asked for, once. @returns {import('./notices.js').Words | undefined} */
  take_problems() {
    const text = this.#problems.join(' ');
    this.#problems = [];
    const kind = this.state.asked.saved ? 'message' : 'trouble'; // where a network comes from is no trouble
    return text ? { kind, text } : undefined;
  }

  /* ---- the trainer ---- */

  /** Connects to a trainer and begins the run that was asked for. */
  async connect() {
    this.set({ thread: await this.remote.connect() });
    if (!this.asks_offers) return;
    try {
      const { mnist } = await this.remote.send('offers');
      this.set({ has_mnist: mnist });
    } catch (error) {
      const is_told = error instanceof Disconnected || this.state.asked.settings.data === 'mnist';
      if (!is_told) this.report(message_of(error), 'trouble');
    }
  }

  /** A new trainer is told everything. */
  #restore() {
    this.intents.forget();
    this.remote.send('need', this.#needs);
    this.remote.send('show_on_pad', this.#pad);
    for (const start of this.waiting.renew(this.state.asked)) this.#send_start(start);
  }

  /** Ends the trainer; whoever waits for an answer is refused. */
  dispose() {
    this.visit.write();
    this.kept.dispose();
    this.notices.dispose();
    this.remote.dispose();
  }

  /* ---- runs ---- */

  /**
   * Asks for a new run. The one on show goes on until its data are there, and if they cannot be had.
   * @param {Partial<Config>} [changes] to the settings
   * @param {Partial<Pick<Start, 'playing' | 'files' | 'turned' | 'recipe' | 'saved' | 'resumes'>>} [beginning]
   * @param {string[]} [problems] what to say once it has begun
   */
  start(changes = {}, { playing = this.state.playing, ...beginning } = {}, problems = []) {
    const before = this.state.asked;
    const settings = { ...before.settings, ...changes };
    if (before.resumes) this.waiting.add(before); // it goes on if this one cannot begin
    this.way_back.keep();
    this.#problems = problems;
    this.notices.set('message', undefined); // it answered something that was done before
    this.faults.clear();
    const is_away = playing && this.state.is_away; // it plays once somebody sees it again
    const asked = { run: ++this.#runs, settings, playing: playing && !is_away, ...beginning };
    this.set({ asked, settings, playing, is_away });
    this.#send_start(asked);
    if (this.remote.is_lost && !this.remote.is_put_away) void this.connect();
  }

  /** Without a trainer it waits for the next one. @param {Start} start */
  #send_start(start) {
    const { remote, intents, folder } = this;
    const answer = remote.send('start', { ...this.waiting.add(start), folder });
    answer.catch((error) => this.#could_not_start(start, error));
    intents.play(start.playing, remote.sent);
    intents.change_settings(remote.sent);
  }

  /** @param {Start} refused @param {unknown} error */
  #could_not_start({ run, settings }, error) {
    if (error instanceof Disconnected) return; // that has been said, or the run waits for the next trainer
    const { asked, shown, playing } = this.state;
    const before = this.waiting.refuse(run);
    if (run !== asked.run) return; // overtaken
    this.notices.set('progress', undefined);
    const message = message_of(error);
    const kept =
      before ?? (shown && { run: shown.run, settings: shown.settings, playing, saved: shown.saved });
    if (kept) {
      // what was asked for before goes on loading, or what is on show goes on, if the trainer has it
      this.set({ asked: kept, settings: kept.settings });
      if (before || !this.faults.stand(message)) this.notices.set('message', this.kept.beside(message));
      return undefined;
    }
    const is_hopeless = settings.data === 'digits' || /** @type {Error} */ (error).name === 'ModuleError';
    if (is_hopeless) return this.faults.stand(message, asked.playing);
    const instead = 'The built-in handwriting takes its place.';
    return this.start({ data: 'digits' }, { playing: asked.playing }, [message, instead]);
  }

  /** A new network with the same settings. The one before can come back. */
  reset() {
    this.way_back.reset();
  }

  /** Goes through the run of the last visit again. */
  replay_visit() {
    const { shown, steps } = this.state;
    const kept = shown && this.visit.offer(shown.settings, steps);
    if (!kept) return;
    const { settings, ...recipe } = kept;
    const { 'learning-rate': rate, 'batch-size': size } = settings;
    this.start({ 'learning-rate': rate, 'batch-size': size }, { playing: true, recipe });
  }

  /** Goes through the run on show again, as far as the place where its test loss was lowest. */
  go_back_to_best() {
    const { best, shown } = this.state;
    if (!best || !shown) return;
    const { step: steps, stretches, fingerprint } = best;
    const { learning_rate, batch_size } = stretches.findLast(({ step }) => step < steps) ?? stretches[0];
    const settings = { ...shown.settings, 'learning-rate': learning_rate, 'batch-size': batch_size };
    const recipe = { stretches, steps, fingerprint, place: /** @type {const} */ ('best') };
    this.start(settings, { playing: true, recipe, saved: shown.saved });
  }

  /** Trains on images of the visitor's own. @param {import('./own_files.js').Given[]} files @param {boolean} [turned] rows and columns are swapped */
  take_files(files, turned = false) {
    if (files.length > 0) pass_files(this, files, turned);
  }

  /**
   * Goes on with a saved run, or begins with a saved network.
   * @param {Awaited<ReturnType<typeof import('../network/files/open.js').open_file>>} opened
   */
  open_network({ hidden, parameters, fingerprint, run, earlier }) {
    const { changes, saved, text } = beginning_of({ hidden, run, earlier });
    this.start(changes, { playing: false, saved: { parameters, fingerprint, ...saved } }, [text]);
  }

  /**
   * The address has changed. A new run begins only if it says so; a fragment that is not about settings does nothing.
   * @param {string} hash @returns {boolean} whether it is about settings
   */
  open_address(hash) {
    const { config, problems, is_about } = read_hash(hash);
    const { settings } = this.state;
    if (!is_about) return false;
    if (!is_same_run(config, settings)) return (this.start(config, {}, problems), true);
    if (problems.length > 0) this.report(problems.join(' '), 'trouble');
    const changes = Object.entries(config).filter(
      ([name, value]) => value !== settings[/** @type {keyof Config} */ (name)],
    );
    if (changes.length > 0) this.set_live(Object.fromEntries(changes));
    return true;
  }

  /* ---- training ---- */

  /** @param {'play' | 'pause' | 'step' | 'finish_epoch'} name @param {boolean} playing what it comes to */
  #intend(name, playing) {
    if (this.faults.way_on) return this.faults.way_on.action();
    const { asked } = this.state;
    this.waiting.change({ playing });
    this.remote.send(name, { run: asked.run });
    this.intents.play(playing, this.remote.sent);
    this.set({ asked: { ...asked, playing }, playing, is_away: false });
  }

  play() {
    this.#intend('play', true);
  }

  pause() {
    this.#intend('pause', false);
  }

  toggle() {
    if (this.state.playing && !this.state.is_away) this.pause();
    else this.play();
  }

  /** One step, then it stands. */
  step() {
    this.#intend('step', false);
  }

  /** To the end of the epoch under way. */
  finish_epoch() {
    this.#intend('finish_epoch', true);
  }

  /** Pauses while nobody sees the page, and goes on afterwards. @param {boolean} is_hidden */
  set_hidden(is_hidden) {
    if (is_hidden) this.kept.flush();
    if (this.set_away(is_hidden) && !is_hidden)
      this.report('Training paused while the page was hidden, and goes on.');
  }

  /**
   * Pauses while nobody sees the network, and goes on afterwards.
   * @param {boolean} is_unseen @returns {boolean} whether that changes anything
   */
  set_away(is_unseen) {
    const { playing, is_away, asked } = this.state;
    if (is_unseen === is_away || !playing) return false;
    if (!is_unseen) return (this.play(), true);
    this.waiting.change({ playing: false });
    this.remote.send('pause', { run: asked.run });
    this.set({ is_away: true });
    return true;
  }

  /**
   * A setting by hand. What it cannot be is refused with a message.
   * @param {keyof Config} name @param {string} text
   */
  change(name, text) {
    const { settings } = this.state;
    const value = parse_setting(name, text);
    if (value === undefined)
      return this.report(refusal(name, text, show_setting(name, settings[name])), 'trouble', name);
    this.notices.withdraw(name);
    if (value === settings[name]) return undefined;
    return begins_new_run(name) ? this.start({ [name]: value }) : this.set_live({ [name]: value });
  }

  /** Settings that act at the next step. @param {Partial<Config>} changes */
  set_live(changes) {
    const { asked, shown } = this.state;
    const settings = { ...asked.settings, ...changes };
    this.waiting.change({ settings: changes });
    this.remote.send('set', { run: asked.run, settings: changes });
    this.intents.change_settings(this.remote.sent);
    this.set({ asked: { ...asked, settings }, settings });
    if (shown) this.change_shown({ settings: { ...shown.settings, ...changes } });
  }

  /** What snapshots have to bring. @param {Need[]} needs */
  want(needs) {
    this.#needs = { needs };
    this.remote.send('need', this.#needs);
  }

  /* ---- the pad, and teaching ---- */

  /** @param {number[][][]} strokes on the pad; none: it is empty */
  show_strokes(strokes) {
    this.#show({ strokes: strokes.length > 0 ? strokes : undefined });
  }

  /** @param {number} sample number of a test image */
  show_sample(sample) {
    this.#show({ sample });
  }

  /** @param {{ image: Uint8Array, label?: number }} example an image that was opened, or changed */
  show_example(example) {
    this.#show({ example });
  }

  /** @param {import('../training/protocol.js').OnPad} pad */
  #show(pad) {
    this.#pad = pad;
    const is_picture = pad.example !== undefined && pad.example.label === undefined;
    this.set({ can_teach: pad.strokes !== undefined || is_picture });
    this.remote.send('show_on_pad', pad);
  }

  /** The drawing on the pad joins the training data. @param {number} label */
  teach(label) {
    this.remote.send('teach', { run: this.run, label });
  }

  /** Takes back an example. @param {number} id */
  forget(id) {
    this.remote.send('forget', { run: this.run, id });
  }

  /** @param {import('./visit.js').Visit['earlier']} earlier drawings that are not taught to this run */
  set_earlier(earlier) {
    this.visit.earlier = earlier;
    this.set({ earlier: earlier.length });
  }

  /** Teaches the drawings of earlier runs to this one; if that fails, they can be taught again. */
  teach_again() {
    const { earlier } = this.visit;
    this.set_earlier([]);
    return teach_again(this, this.run, earlier);
  }

  /** Forgets the drawings of earlier runs for good. */
  drop_examples() {
    this.set_earlier([]);
    this.visit.keep_examples(this.state.taught);
  }
}
