/**
 * Goes on in the next turn of the event loop, once messages, timers and input have had theirs. In a browser a timeout of 0
 * would take 4 ms, so it is a message to itself; Node handles a thousand of those in one turn, so there it is `setImmediate`.
 */
export class NextTurn {
  #is_asked = false;
  #is_over = false;

  /**
   * @param {() => void} action
   * @param {{ setImmediate?: (action: () => void) => unknown }} [surroundings] what this engine has
   */
  constructor(action, { setImmediate: immediate } = globalThis) {
    const go_on = () => {
      const is_meant = this.#is_asked && !this.#is_over;
      this.#is_asked = false;
      if (is_meant) action();
    };
    this.channel = immediate ? undefined : new MessageChannel();
    if (this.channel) this.channel.port1.onmessage = go_on;
    this.send = immediate ? () => immediate(go_on) : () => this.channel?.port2.postMessage(null);
  }

  /** Asks for the action, once however often it is asked for. */
  ask() {
    if (!this.#is_asked) this.send();
    this.#is_asked = true;
  }

  /** The action does not come any more. */
  end() {
    this.#is_over = true;
    this.channel?.port1.close();
  }
}
