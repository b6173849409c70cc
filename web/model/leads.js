/**
 * What there is to try: one line at a time, which changes once it has been followed. A teacher's own lines stand in the
 * address (`try=…`); they are text and nothing else. No DOM; the storage is given.
 */
import { said_in, write_hash } from '../training/settings.js';

/**
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {Pick<Storage, 'getItem' | 'setItem'>} Storing
 *
 * @typedef {object} Seen what a line is held against
 * @property {boolean} is_drawn there is a drawing on the pad
 * @property {number} run that is on show
 * @property {Config} settings in force
 *
 * @typedef {object} Lead
 * @property {string} text what to try
 * @property {string} [look] what to look at, once it has been followed
 * @property {'draw' | Partial<Config>} [sets] what following its link does: to the pad, or a new run with these settings
 * @property {(now: Seen, before: Seen) => boolean} [is_followed] before: when the line came
 *
 * @typedef {object} Line what to show
 * @property {string} text
 * @property {string | undefined} href the address that its link stands for; undefined: it has no link
 * @property {boolean} has_next whether another line follows
 */

/** A network that learns well, and stays as fast as it is. */
const PLAIN = { hidden: 10, 'learning-rate': 0.1, 'batch-size': 32 };

/** @type {Lead[]} */
const LEADS = [
  {
    text: 'Draw a 3. Right? Now a sloppy one.',
    look: 'Is it right? Clear the pad and draw a sloppier one: which digit comes second?',
    sets: 'draw',
    is_followed: ({ is_drawn }) => is_drawn,
  },
  {
    text: 'Reset, and watch unit 7.',
    look: 'Unit 7 begins as noise; strokes come out of it within a few dozen steps.',
    sets: PLAIN,
    is_followed: (now, before) => now.run !== before.run && now.settings.hidden > 7,
  },
  {
    text: 'Set the rate to 5. What dies?',
    look: 'A grey tile has died: its unit is 0 for every image, so no gradient reaches it.',
    sets: { ...PLAIN, 'learning-rate': 5 },
    is_followed: ({ settings }) => settings['learning-rate'] >= 5,
  },
  {
    text: 'One hidden unit: how far does it get?',
    look: 'One number has to tell ten digits apart: which ones does it give up?',
    sets: { ...PLAIN, hidden: 1 },
    is_followed: ({ settings }) => settings.hidden === 1,
  },
  {
    text: 'Full speed for a minute: which curve turns round?',
    look: 'When the test loss rises while training goes on falling, it learns by heart.',
    sets: { ...PLAIN, speed: Infinity },
    is_followed: ({ settings }) => settings.speed === Infinity,
  },
];

const KEY = 'glassnet-leads';
const MOST_DISMISSED = 20; // that are kept
const MOST_TRIES = 5;
const LENGTH = 120; // characters of one line
// control characters, and those that turn the direction of what follows
const UNSEEN = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * The lines that stand in an address.
 * @param {string} hash the part of it behind #, with or without #
 * @returns {string[]} plain text, none longer than can be shown
 */
export function read_tries(hash) {
  const texts = said_in(hash).getAll('try');
  return texts.map(one_line).filter(Boolean).slice(0, MOST_TRIES);
}

/** @param {string} text */
function one_line(text) {
  const letters = [...text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()];
  return letters.length > LENGTH
    ? `${letters
        .slice(0, LENGTH - 1)
        .join('')
        .trim()}…`
    : letters.join('');
}

/** The part of the address behind # for these lines. @param {string[]} tries @returns {string} to be joined to others */
export const write_tries = (tries) => tries.map((text) => `&try=${encodeURIComponent(text)}`).join('');

export class Leads {
  #at = 0; // the line on show
  #has_followed = false;
  /** @type {Seen | undefined} when the line came */
  #before = undefined;
  /** @type {Seen | undefined} */
  #now = undefined;
  /** @type {string[]} the lines in the address */
  tries = [];

  /** @param {() => Storing} storage may throw, as `localStorage` does where storage is forbidden */
  constructor(storage) {
    this.storage = storage;
    /** @type {string[]} */
    this.dismissed = this.#read();
  }

  #read() {
    try {
      const kept = JSON.parse(this.storage().getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
    } catch {
      return [];
    }
  }

  /** The lines of an address take the place of those before. @param {string[]} tries */
  set_tries(tries) {
    if (JSON.stringify(tries) === JSON.stringify(this.tries)) return;
    this.tries = tries;
    this.#show(0);
  }

  /** @returns {Lead[]} */
  get #all() {
    return this.tries.length > 0 ? this.tries.map((text) => ({ text })) : LEADS;
  }

  /** @returns {Lead | undefined} */
  get #lead() {
    const is_dismissed = this.dismissed.includes(this.#name);
    return is_dismissed ? undefined : this.#all[this.#at];
  }

  /** What is kept of lines that were dismissed. */
  get #name() {
    return this.tries.length > 0 ? this.tries.join('\n') : 'built in';
  }

  /** @param {number} at */
  #show(at) {
    this.#at = at;
    this.#has_followed = false;
    this.#before = this.#now;
  }

  /** Something has changed, which may be what the line says. @param {Seen} now */
  see(now) {
    this.#now = now;
    this.#before ??= now;
    this.#has_followed ||= this.#lead?.is_followed?.(now, this.#before) ?? false;
  }

  /** @returns {Line | undefined} undefined: nothing is to be tried any more */
  get line() {
    const lead = this.#lead;
    if (!lead) return undefined;
    const has_next = this.#at < this.#all.length - 1;
    if (this.#has_followed) return { text: lead.look ?? lead.text, href: undefined, has_next };
    const { sets } = lead;
    const settings = this.#now?.settings;
    const href = sets === 'draw' ? '#pad' : sets && settings && write_hash({ ...settings, ...sets });
    return { text: lead.text, href, has_next };
  }

  /** What following the link of the line does. */
  get sets() {
    return this.#lead?.sets;
  }

  /** On to the next line. */
  next() {
    if (this.#at < this.#all.length - 1) this.#show(this.#at + 1);
  }

  /** No line is shown any more, now and in later visits. */
  dismiss() {
    this.dismissed = [...this.dismissed, this.#name].slice(-MOST_DISMISSED);
    try {
      this.storage().setItem(KEY, JSON.stringify(this.dismissed));
    } catch {
      // where nothing can be kept, it is dismissed for this visit
    }
  }
}
