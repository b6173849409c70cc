/** A Model whose questions stay open until the test answers them, and timers that fire when the test says so. */
import assert from 'node:assert/strict';

/** @typedef {{ question: any, resolve: (answer: any) => void, reject: (reason: Error) => void }} Asked */

export class FakeModel extends EventTarget {
  state = { shown: {} };
  /** @type {Record<'step_by_hand' | 'stand' | 'check_gradients', Asked[]>} */
  asked = { step_by_hand: [], stand: [], check_gradients: [] };

  /** @param {keyof FakeModel['asked']} kind @param {any} question @returns {Promise<any>} */
  #ask(kind, question) {
    return new Promise((resolve, reject) => this.asked[kind].push({ question, resolve, reject }));
  }

  step_by_hand = (/** @type {any} */ question) => this.#ask('step_by_hand', question);
  stand = (/** @type {any} */ question) => this.#ask('stand', question);
  check_gradients = (/** @type {any} */ question) => this.#ask('check_gradients', question);

  /** Dispatches an event. @param {string} type @param {object} [detail] */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The last question of a kind. @param {keyof FakeModel['asked']} kind */
  last(kind) {
    const question = this.asked[kind].at(-1);
    assert.ok(question, `nothing of the kind ${kind} has been asked`);
    return question;
  }
}

/** Timers that fire when the test says so. */
export function fake_timers() {
  /** @type {{ action: () => void, delay: number }[]} */
  let waiting = [];
  return {
    waiting: () => waiting.map(({ delay }) => delay),
    /** @param {() => void} action @param {number} delay */
    after(action, delay) {
      const timer = { action, delay };
      waiting.push(timer);
      return () => void (waiting = waiting.filter((each) => each !== timer));
    },
    /** Fires all timers of this delay. @param {number} delay */
    fire(delay) {
      const due = waiting.filter((each) => each.delay === delay);
      waiting = waiting.filter((each) => each.delay !== delay);
      for (const { action } of due) action();
    },
  };
}

/** All promises that are settled have been followed. */
export const settled = () => new Promise((go_on) => setImmediate(go_on));
