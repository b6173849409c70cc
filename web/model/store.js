/**
 * The one place where the page's knowledge of a network is kept: a frozen state, replaced at each change, and big arrays by
 * reference. No DOM; runs in the page's thread and in Node.
 */
import { LossHistory, TestHistory } from './history.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {import('../training/protocol.js').Start} Start
 * @typedef {import('../network/network.js').Parameters} NetworkParameters
 * @typedef {{ batches: LossHistory, tests: TestHistory }} History
 *
 * @typedef {object} Shown the run on show
 * @property {number} run
 * @property {Config} settings in force
 * @property {'simd' | 'scalar'} build
 * @property {string} [note] why the build is not the one that comes first
 * @property {number} train images that it learns from
 * @property {number} test images that it is tested on
 * @property {boolean} is_early it began while its images were still arriving
 * @property {boolean} is_saved it began with a network from a file
 * @property {boolean} has_taught examples of the visitor's own are or were among its data
 * @property {boolean} has_own_step it has a step on an image of the visitor's choice
 * @property {boolean} is_aside for the moment, the network shows such a step
 * @property {import('../training/protocol.js').Given[] | undefined} files images of the visitor's own that it learns from
 * @property {boolean | undefined} turned whether their rows and columns are swapped
 * @property {Start['saved']} saved the network that it began with, if that came from a file
 *
 * @typedef {object} State
 * @property {Start} asked the run that was asked for; the one on show goes on until its data are there
 * @property {Shown | undefined} shown
 * @property {Config} settings of the run that was asked for: in force, or on their way to the trainer
 * @property {boolean} playing whether it trains, or has been promised to
 * @property {boolean} is_away paused because the page is hidden
 * @property {number} steps
 * @property {import('../training/protocol.js').Snapshot['past']} past while the run stands at an earlier step of its own
 * @property {import('../training/protocol.js').Numbers | undefined} numbers
 * @property {import('../training/run.js').Evaluation | undefined} test
 * @property {number[]} dead
 * @property {import('../training/best.js').BestPlace | undefined} best where the test loss was lowest, if it learns by heart
 * since
 * @property {import('../training/protocol.js').Seen | undefined} on_pad
 * @property {boolean} can_teach whether there is a drawing on the pad
 * @property {import('../training/run.js').TaughtExample[]} taught
 * @property {number} earlier drawings that can be taught again
 * @property {boolean} has_mnist
 * @property {boolean} has_own whether images of the visitor's own have been loaded
 * @property {import('./notices.js').Notice | undefined} notice
 * @property {'worker' | 'main' | undefined} thread where it trains
 */

/** @returns {History} */
/** @param {number} [steps] that the run had come to already @returns {History} */
export const new_history = (steps) => ({ batches: new LossHistory(steps), tests: new TestHistory() });

export class Store extends EventTarget {
  /** @type {Set<keyof State>} */
  #changed = new Set();
  /** @type {WeakMap<object, (event: Event) => void>} what takes the place of each listener */
  #guarded = new WeakMap();

  /**
   * @param {Config} settings of the first run
   * @param {number} earlier drawings that can be taught again
   * @param {(error: Error) => void} failed an exception in a listener: told once, until the listener works again
   * @param {boolean} playing whether the first run trains once it is there
   */
  constructor(settings, earlier, failed, playing) {
    super();
    this.failed = failed;
    /** @type {State} */
    this.state = Object.freeze({
      asked: { run: 1, settings, playing },
      shown: undefined,
      settings,
      playing,
      is_away: false,
      steps: 0,
      past: undefined,
      numbers: undefined,
      test: undefined,
      dead: [],
      best: undefined,
      on_pad: undefined,
      can_teach: false,
      taught: [],
      earlier,
      has_mnist: false,
      has_own: false,
      notice: undefined,
      thread: undefined,
    });
    /** @type {NetworkParameters | undefined} */
    this.parameters = undefined;
    /** @type {NetworkParameters | undefined} of the last batch */
    this.gradients = undefined;
    /** @type {import('../training/initial.js').Initial | undefined} where the network on show began */
    this.initial = undefined;
    this.history = new_history();
    /** @type {History | undefined} of the run before, if it got anywhere, or of this one as it went on before it branched */
    this.ghost = undefined;
  }

  /**
   * Replaces parts of the state; for the model's own files. Listeners hear of it once, by the event `change` with the names
   * of those parts, after all that changes in the same task.
   * @param {Partial<State>} parts
   */
  set(parts) {
    const names = /** @type {(keyof State)[]} */ (Object.keys(parts));
    const changed = names.filter((name) => parts[name] !== this.state[name]);
    if (changed.length === 0) return;
    this.state = Object.freeze({ ...this.state, ...parts });
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell_changes());
    for (const name of changed) this.#changed.add(name);
  }

  #tell_changes() {
    const changed = this.#changed;
    this.#changed = new Set();
    this.tell('change', changed);
  }

  /**
   * As any EventTarget's; an exception in the listener is told.
   * @override
   * @param {string} type @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   */
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener && this.#guard(listener), options);
  }

  /**
   * @override
   * @param {string} type @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | EventListenerOptions} [options]
   */
  removeEventListener(type, listener, options) {
    super.removeEventListener(type, listener && this.#guard(listener), options);
  }

  /** @param {EventListenerOrEventListenerObject} listener @returns {(event: Event) => void} */
  #guard(listener) {
    const known = this.#guarded.get(listener);
    if (known) return known;
    let has_failed = false;
    const guarded = (/** @type {Event} */ event) => {
      try {
        if (typeof listener === 'function') listener.call(this, event);
        else listener.handleEvent(event);
        has_failed = false;
      } catch (error) {
        if (has_failed) return;
        has_failed = true;
        this.failed(error instanceof Error ? error : new Error(String(error)));
      }
    };
    this.#guarded.set(listener, guarded);
    return guarded;
  }

  /** @param {Partial<Shown>} changes */
  change_shown(changes) {
    if (this.state.shown) this.set({ shown: { ...this.state.shown, ...changes } });
  }

  /** @param {'change' | 'began' | 'snapshot' | 'standing' | 'left' | 'going' | 'branched'} type @param {unknown} detail */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
