/** What a figure needs only once the visitor comes near it. */
import { NEAR, watch_view } from './dom.js';

export class Nearness {
  /**
   * @param {Element} node
   * @param {() => void} wanted called once after each begin(), as soon as the node is near what is in view
   * @param {AbortSignal} signal ends it
   */
  constructor(node, wanted, signal) {
    this.wanted = wanted;
    this.is_near = false;
    this.is_due = false;
    const tell = (/** @type {boolean} */ is_near) => {
      this.is_near = is_near;
      this.#act();
    };
    watch_view(node, tell, { margin: NEAR, signal });
  }

  /** There is something new to be wanted. */
  begin() {
    this.is_due = true;
    this.#act();
  }

  /** It is wanted wherever the visitor is. */
  hurry() {
    if (!this.is_due) return;
    this.is_due = false;
    this.wanted();
  }

  #act() {
    if (this.is_near) this.hurry();
  }
}
