/**
 * Who may speak on the status line. Each speaker owns a slot, sets it and clears it; the line shows the one of highest
 * rank. A message answers something that the visitor has just done, so for some seconds it also comes before trouble and
 * progress, which last and come back.
 *
 * @typedef {{ text: string, action: () => void }} Choice a button below the text
 * @typedef {{ kind: 'message' | 'trouble' | 'failure', text: string, choices?: Choice[] }} Words
 * @typedef {{ kind: 'progress', text: string, done: number, total?: number, unit?: 'bytes' | 'steps', images?: number, choices?: Choice[] }} Progress
 * @typedef {(Words | Progress) & { about?: string }} Notice about: the setting whose value it refuses
 * @typedef {'failure' | 'progress' | 'trouble' | 'message' | 'greeting'} Slot
 */

/** @type {Slot[]} */
const RANKS = ['failure', 'progress', 'trouble', 'message', 'greeting'];
/** @type {Slot[]} while a message is fresh */
const FRESH_RANKS = ['failure', 'message', 'progress', 'trouble', 'greeting'];
const FRESH = 6000; // ms

export class Notices {
  /** @type {Partial<Record<Slot, Notice>>} */
  #slots = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} while a message is fresh */
  #timer = undefined;

  /** @param {() => void} changed another notice may be the highest now */
  constructor(changed) {
    this.changed = changed;
  }

  /** The one to show. @returns {Notice | undefined} */
  get highest() {
    const slot = (this.#timer === undefined ? RANKS : FRESH_RANKS).find((name) => this.#slots[name]);
    return slot && this.#slots[slot];
  }

  /** Whether it answers something that was done, and is no diagnosis. @param {Notice} notice */
  is_message(notice) {
    return notice === this.#slots.message;
  }

  /** @param {Slot} slot @param {Notice | undefined} notice undefined: nothing to say */
  set(slot, notice) {
    if (notice === this.#slots[slot]) return;
    this.#slots[slot] = notice;
    if (slot === 'message') this.#freshen(notice !== undefined);
    this.changed();
  }

  /** Takes away the refusal of a value, as its setting has a valid one now. @param {string} about the setting */
  withdraw(about) {
    if (this.#slots.message?.about === about) this.set('message', undefined);
  }

  /** @param {boolean} is_fresh */
  #freshen(is_fresh) {
    this.dispose();
    if (!is_fresh) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.changed();
    }, FRESH);
    /** @type {{ unref?: () => void }} */ (this.#timer).unref?.(); // in Node it does not keep the process alive
  }

  /** Ends the timer. */
  dispose() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
