/**
 * How many networks of a page may have a trainer at once. One that wants a trainer when all are taken gets that of a network
 * of lower rank, of which the one that has rested longest is put away; without such a one, it waits. Runs in any thread.
 */

/**
 * @typedef {object} Guest a network
 * @property {number} rank how near it is to the reader; one of the highest rank keeps its trainer
 * @property {() => void} begin it may have a trainer now
 * @property {() => Promise<void>} leave gives its trainer back; rejects if it cannot, and then keeps it
 */

export class Berths {
  /** @type {Guest[]} those that may have a trainer; the later one begins to rest, the later it stands */
  #guests = [];
  /** @type {Guest[]} */
  #queue = [];
  #is_serving = false;
  #has_changed = false; // since it began to serve

  /** @param {number} most */
  constructor(most) {
    this.most = most;
  }

  /** How many may have a trainer. */
  get count() {
    return this.#guests.length;
  }

  /** A network wants a trainer. @param {Guest} guest */
  ask(guest) {
    if (!this.#guests.includes(guest) && !this.#queue.includes(guest)) this.#queue.push(guest);
    void this.#serve();
  }

  /** The rank of a network is another. @param {Guest} guest */
  move(guest) {
    const at = this.#guests.indexOf(guest);
    if (at >= 0) this.#guests.push(...this.#guests.splice(at, 1));
    void this.#serve();
  }

  /** A network wants no trainer any more. @param {Guest} guest */
  give_up(guest) {
    this.#guests = this.#guests.filter((each) => each !== guest);
    this.#queue = this.#queue.filter((each) => each !== guest);
    void this.#serve();
  }

  async #serve() {
    this.#has_changed = this.#is_serving;
    if (this.#is_serving) return;
    this.#is_serving = true;
    const refused = new Set();
    while (this.#queue.length > 0) {
      const next = this.#queue.reduce((best, each) => (each.rank > best.rank ? each : best));
      if (this.#guests.length < this.most) {
        this.#queue = this.#queue.filter((each) => each !== next);
        this.#guests.push(next);
        next.begin();
        continue;
      }
      const leaving = this.#guests
        .filter((each) => each.rank < next.rank && !refused.has(each))
        .sort((a, b) => a.rank - b.rank)[0];
      if (!leaving && !this.#has_changed) break;
      if (!leaving) {
        refused.clear(); // one that could not leave may be able to by now
        this.#has_changed = false;
        continue;
      }
      refused.add(leaving);
      const has_left = await leaving.leave().then(() => true, () => false); // prettier-ignore
      if (has_left) this.#guests = this.#guests.filter((each) => each !== leaving);
    }
    this.#is_serving = false;
  }
}
