/** What the trainer tells, and what it comes to in the model's state. */
import { advice } from './advice.js';
import { new_history } from './store.js';
import { teach_again } from './teach_again.js';
import { describe, difference, kept_words, offer_words, replay_words } from './words.js';
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('../training/protocol.js').Events} Events
 * @typedef {import('../training/protocol.js').Snapshot} Snapshot
 * @typedef {import('../link/port.js').EventMessage} EventMessage
 * @typedef {import('../link/port.js').SnapshotMessage} SnapshotMessage
 * @typedef {import('../link/port.js').StateMessage} StateMessage
 * @typedef {import('./model.js').Model} Model
 */

export class Messages {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
  }

  /** @param {EventMessage | SnapshotMessage | StateMessage} message */
  receive(message) {
    const { model } = this;
    if (message.type === 'event' && message.name === 'fault')
      return model.remote.drop(new Error(message.detail.message)); // what was playing until now can go on playing later
    const playing = model.intents.settle(message.seen)?.playing ?? message.playing;
    model.set({ playing: playing || model.state.is_away });
    if (message.type === 'snapshot') this.#see(message);
    else if (message.type === 'event') this.#hear(message, playing);
    return undefined;
  }

  /** @param {EventMessage} message @param {boolean} playing whether it trains, or has been promised to */
  #hear({ name, detail }, playing) {
    const { asked, shown } = this.model.state;
    if (name === 'failed') return this.#fail(detail);
    if (name === 'began') return this.#began(detail);
    if (name === 'progress') return detail.run === asked.run ? this.#progress(detail) : undefined;
    if (detail.run !== shown?.run) return undefined; // of a run that has been replaced
    switch (name) {
      case 'complete':
        return this.#complete(detail);
      case 'taught':
        return this.#see_taught(detail);
      case 'stopped':
        if (detail.run === asked.run) this.model.set({ is_away: false, playing }); // nothing is to go on
        return this.#say({ kind: 'message', text: detail.reason, choices: this.#offers });
      case 'replayed':
        return this.#say(replay_words(detail, asked.recipe?.place));
      case 'left':
        return this.#leave(detail);
      case 'going':
        return this.model.tell('going', detail);
      case 'branched':
        return this.#branch(detail.step);
    }
  }

  /** @param {import('./notices.js').Notice | undefined} notice */
  #say(notice) {
    this.model.notices.set('message', notice);
  }

  /** @param {Events['failed']} failed */
  #fail({ run, message }) {
    const { state, notices } = this.model;
    if (run !== undefined && run !== state.asked.run && run !== state.shown?.run) return;
    notices.set('progress', undefined);
    this.#say({ kind: 'trouble', text: message });
  }

  /** @param {Events['began']} began */
  #began({ is_early, is_saved, steps, ...began }) {
    const { model } = this;
    const { asked, shown: before, taught, has_own, numbers } = model.state;
    const { files, turned, saved, resumes } = model.waiting.begin(began.run);
    model.faults.end();
    if (before && resumes) return this.#resume(before, began.run);
    model.visit.begin(taught);
    const { history = new_history(steps), ...origin } = model.way_back.begin(began.run, steps);
    model.ghost = model.history.batches.length > 1 ? model.history : model.ghost;
    if (model.ghost === history) model.ghost = undefined;
    model.history = history;
    model.parameters = model.gradients = model.initial = undefined;
    model.kept.begin(began.run, () => this.#greet());
    const fresh = { has_taught: false, has_own_step: false, is_aside: false };
    const shown = { ...began, is_early, is_saved, files, turned, saved, ...fresh, ...origin };
    model.set({
      shown,
      has_own: has_own || began.settings.data === 'own',
      earlier: model.visit.earlier.length,
      steps,
      past: undefined,
      numbers: undefined,
      test: undefined,
      dead: [],
      best: undefined,
      taught: [],
    });
    if (began.run === asked.run) {
      model.notices.set('progress', undefined);
      this.#say(model.take_problems() ?? model.way_back.words_for(began.run));
    }
    model.notices.set('trouble', undefined);
    this.#greet();
    const how = before ? difference(before, shown, numbers?.stretches) : '';
    model.tell('began', { run: began.run, settings: began.settings, difference: how });
  }

  /** The run on show goes on with another trainer. @param {import('./store.js').Shown} shown @param {number} run its number there */
  #resume(shown, run) {
    const { model } = this;
    const { asked } = model.state;
    if (run === asked.run) model.set({ asked: { ...asked, saved: shown.saved, resumes: false } });
    model.change_shown({ run });
    model.notices.set('progress', undefined);
    void teach_again(model, run, model.state.taught);
  }

  /** What the line says when there is nothing else, with the offer of the last visit. */
  #greet() {
    const { shown } = this.model.state;
    if (!shown) return;
    const { run, network } = this.#offered;
    const words = [describe(shown), network && kept_words(network), run && offer_words(run)];
    const text = words.filter(Boolean).join(' ');
    this.model.notices.set('greeting', { kind: 'message', text, choices: this.#offers });
  }

  /** What there is of the last visit: a run, and a network, which goes further than a run that own images ended. */
  get #offered() {
    const { kept, visit, state } = this.model;
    const run = state.shown && visit.offer(state.shown.settings, state.steps);
    const is_part = kept.last && run && run.reached > run.steps;
    return { run: is_part ? undefined : run, network: kept.last };
  }

  get #offers() {
    const { run } = this.#offered;
    const { kept, way_back } = this.model;
    const choices = [];
    if (run) {
      const text = run.reached > run.steps ? `Go to step ${whole(run.steps)}` : 'Go on from there';
      choices.push({ text, action: () => this.model.replay_visit() });
    }
    return [...choices, ...kept.choices, ...way_back.choices];
  }

  /** @param {Events['progress']} progress */
  #progress({ run, can_begin, ...progress }) {
    const { remote, notices } = this.model;
    const choices = [{ text: 'Cancel', action: () => remote.send('cancel', { run }) }];
    const begin = { text: 'Begin with these', action: () => remote.send('begin_early', { run }) };
    if (can_begin) choices.unshift(begin);
    notices.set('progress', { kind: 'progress', ...progress, choices });
  }

  /** @param {Events['complete']} complete */
  #complete({ train }) {
    this.model.notices.set('progress', undefined);
    this.model.change_shown({ train });
    this.#greet();
  }

  /** @param {Events['taught']} taught */
  #see_taught({ examples }) {
    this.model.change_shown({ has_taught: true });
    this.model.visit.keep_examples(examples);
    this.model.set({ taught: examples, earlier: this.model.visit.earlier.length });
  }

  /** @param {Events['left']} standing */
  #leave(standing) {
    const { shown } = this.model.state;
    const has_own_step = shown?.has_own_step || (standing.is_own && standing.after);
    this.model.change_shown({ is_aside: false, has_own_step });
    this.model.tell('left', standing);
  }

  /** The run goes on from an earlier step: what it came to before stays as a ghost. @param {number} step */
  #branch(step) {
    const { model } = this;
    const { batches, tests } = (model.ghost = model.history);
    model.history = { batches: batches.until(step), tests: tests.until(step) };
    model.set({ past: undefined });
    model.tell('branched', { difference: `as it went on from step ${whole(step)}` });
  }

  /** @param {SnapshotMessage} message */
  #see({ detail: snapshot, seen, playing }) {
    const { model } = this;
    const { asked, shown, test: before } = model.state;
    const { run, settings, steps, numbers, dead, on_pad, past } = snapshot;
    if (run !== shown?.run) return;
    model.parameters = snapshot.parameters ?? model.parameters;
    model.gradients = snapshot.gradients ?? model.gradients;
    model.initial = model.initial ?? snapshot.initial; // one that was opened began when it was opened, whatever came since
    model.history.batches.append(snapshot.losses);
    for (const test of snapshot.tests) model.history.tests.append(test);
    if (model.intents.are_settings_known(seen) && !is_same(settings, shown.settings)) {
      model.change_shown({ settings });
      if (asked.run === run) model.set({ settings, asked: { ...asked, settings } });
    }
    const test = snapshot.tests.at(-1) ?? before;
    model.set({ steps, past: is_same(past, model.state.past) ? model.state.past : past });
    model.set({ test, on_pad, dead: is_same(dead, model.state.dead) ? model.state.dead : dead });
    if (numbers) this.#note(numbers);
    this.#judge(snapshot);
    model.tell('snapshot', { ...snapshot, initial: snapshot.initial && model.initial, playing });
  }

  /** @param {import('../training/protocol.js').Numbers} numbers */
  #note(numbers) {
    const { shown, past } = this.model.state;
    this.model.set({ numbers });
    if (!shown || shown.is_aside || past) return;
    const { settings } = shown;
    const { steps, stretches, fingerprint } = numbers;
    if (is_plain(shown) && settings.data !== 'own')
      this.model.visit.note({ settings, stretches, steps, fingerprint, reached: steps });
    else {
      this.model.visit.note_reached(steps);
      this.model.kept.note(steps);
    }
  }

  /** @param {Snapshot} snapshot */
  #judge({ trouble, dead, replay, steps }) {
    const { model } = this;
    const { shown, test, asked } = model.state;
    if (!shown) return;
    if (replay) {
      const text = {
        best: 'Going through the steps again, to the lowest test loss',
        fault: 'Going through the steps of this run again',
        visit: 'Going through the steps of your last visit again',
      }[asked.recipe?.place ?? 'visit'];
      const choices = [{ text: 'Stop here', action: () => model.pause() }];
      const done = { done: steps, total: replay.total, unit: /** @type {const} */ ('steps') };
      model.notices.set('progress', { kind: 'progress', text, ...done, choices });
    } else if (asked.run === shown.run && !shown.is_early) model.notices.set('progress', undefined);
    const best = trouble?.kind === 'overfit' ? trouble.best : undefined;
    if (best?.step !== model.state.best?.step) model.set({ best });
    if (!trouble) return model.notices.set('trouble', undefined);
    const can_go_back = is_plain({ ...shown, is_saved: false }) && !shown.is_aside;
    const state = { dead: dead.length, accuracy: test?.accuracy, settings: shown.settings, can_go_back };
    const { text, remedies } = advice(trouble, state);
    const choices = remedies.map((remedy) => ({ text: remedy.text, action: () => this.#help(remedy) }));
    return model.notices.set('trouble', { kind: 'trouble', text, choices });
  }

  /** @param {import('./advice.js').Remedy} remedy */
  #help({ kind, changes }) {
    if (kind === 'go back') this.model.go_back_to_best();
    else if (kind === 'set') this.model.set_live(changes);
    else this.model.start(changes, { playing: true });
  }
}

/** Whether the settings of a run tell all that its network has come from. @param {import('./store.js').Shown} shown */
const is_plain = ({ is_early, is_saved, has_taught, has_own_step }) =>
  !(is_early || is_saved || has_taught || has_own_step);

/** @param {object | undefined} a @param {object | undefined} b */
const is_same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
