/**
 * The scheduler of frames. Each animation frame draws the one part that is most overdue, and a machine that does not
 * keep up draws all parts less often, so that scrolling and drawing by hand stay smooth.
 */
const LATE = 1.25; // a frame that takes so many times the usual interval is late
const SMOOTH = 20; // ms: a frame that comes within it is not late, whatever is usual
const SLOWER = 1.25; // factor of the gaps after a late frame
const FASTER = 0.993; // and after a frame in time: about one frame in thirty is late where the machine is the limit
const SLOWEST = 8;
const HIDDEN_GAP = 1500; // ms between two drawings of what is off screen

/**
 * @typedef {object} Part
 * @property {number} gap ms between two drawings, at least
 * @property {() => void} draw
 * @property {Element} [node] the part is drawn less often while this is off screen
 * @property {boolean} [is_picture] it is not drawn at all while its node is off screen: nobody can read it there
 * @property {string[]} [needs] what has to be sent while the part is on screen, such as 'parameters'
 *
 * @typedef {Part & { is_due: boolean, is_on_screen: boolean, drawn_at: number, has_failed: boolean }} Turn
 *
 * @typedef {object} Events
 * @property {(needs: string[]) => void} [on_needs] the parts on screen need these from now on, and nothing else
 * @property {(name: string, error: unknown) => void} [on_error] a part could not be drawn; told once until it can be again
 */

export class Frames {
  /** @param {Events} [events] */
  constructor({ on_needs = () => {}, on_error = (_, error) => reportError(error) } = {}) {
    this.on_needs = on_needs;
    this.on_error = on_error;
    /** @type {Map<string, Turn>} */
    this.turns = new Map();
    this.slowness = 1; // factor by which the gaps are longer than asked for
    this.usual = 1000 / 60; // shortest recent interval between frames, ms
    this.last = 0; // time of the frame before; 0 after a pause
    this.has_drawn = false;
    this.frame = 0; // the animation frame that is asked for; 0: none
    this.needed = ''; // what was last told
    this.is_telling = false;
    this.is_disposed = false;
    this.observer = new IntersectionObserver((entries) => this.#seen(entries));
  }

  /** Adds a part, or puts another one in its place. @param {string} name @param {Part} part */
  register(name, part) {
    const before = this.turns.get(name)?.node;
    const turn = {
      ...part,
      is_due: false,
      is_on_screen: !part.is_picture,
      drawn_at: -Infinity,
      has_failed: false,
    };
    this.turns.set(name, turn);
    if (before && !this.#has(before)) this.observer.unobserve(before);
    if (part.node) {
      this.observer.unobserve(part.node); // so that it is told anew where the node is
      this.observer.observe(part.node);
    }
    this.#tell_needs();
  }

  /** Takes a part away. @param {string} name */
  remove(name) {
    const { node } = this.turns.get(name) ?? {};
    this.turns.delete(name);
    if (node && !this.#has(node)) this.observer.unobserve(node);
    this.#tell_needs();
  }

  /** @param {Element} node */
  #has(node) {
    return [...this.turns.values()].some((turn) => turn.node === node);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      for (const turn of this.turns.values()) if (turn.node === target) turn.is_on_screen = isIntersecting;
    }
    this.#tell_needs();
    if (this.#due.length > 0) this.#run();
  }

  /** A part needs something else from now on. @param {string} name @param {...string} needs */
  need(name, ...needs) {
    this.#turn(name).needs = needs;
    this.#tell_needs();
  }

  /** Tells what is needed if that has changed, once for all changes of the same moment. */
  #tell_needs() {
    if (this.is_telling) return;
    this.is_telling = true;
    queueMicrotask(() => {
      this.is_telling = false;
      const turns = [...this.turns.values()].filter((turn) => turn.is_on_screen);
      const needs = [...new Set(turns.flatMap((turn) => turn.needs ?? []))].sort();
      if (this.is_disposed || needs.join() === this.needed) return;
      this.needed = needs.join();
      this.on_needs(needs);
    });
  }

  /** These parts have something new to show. @param {...string} names */
  want(...names) {
    for (const name of names) this.#turn(name).is_due = true;
    if (this.#due.length > 0) this.#run();
  }

  #run() {
    if (this.frame || this.is_disposed) return;
    this.last = 0;
    this.has_drawn = false;
    this.#ask_for_frame();
  }

  #ask_for_frame() {
    this.frame = requestAnimationFrame((now) => this.#draw_frame(now));
  }

  /** Draws at once what is due of these parts; without names, of all. @param {...string} names */
  flush(...names) {
    const turns = names.map((name) => this.#turn(name));
    for (const turn of this.#due)
      if (names.length === 0 || turns.includes(turn)) this.#draw(turn, performance.now());
  }

  /** Draws all parts at once, also those that are not on screen. */
  draw_all() {
    for (const turn of this.turns.values()) this.#draw(turn, performance.now());
  }

  /** What there was to show is out of date. */
  forget() {
    for (const turn of this.turns.values()) turn.is_due = false;
  }

  /** Ends all drawing. */
  dispose() {
    this.is_disposed = true;
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.turns.clear();
  }

  /** What has something new to show that can be seen or read. */
  get #due() {
    return [...this.turns.values()].filter((turn) => turn.is_due && (turn.is_on_screen || !turn.is_picture));
  }

  /** @param {string} name */
  #turn(name) {
    const turn = this.turns.get(name);
    if (!turn) throw new Error(`There is no part “${name}”`);
    return turn;
  }

  /** @param {number} now */
  #draw_frame(now) {
    this.#learn(now);
    const due = this.#due;
    const next = due.reduce((a, b) => (this.#waited(b, now) > this.#waited(a, now) ? b : a), due[0]);
    const is_time = next && this.#waited(next, now) >= 1;
    this.has_drawn = is_time;
    this.frame = 0;
    if (due.length > 0) this.#ask_for_frame(); // also after the last of them, to see how long it took
    if (is_time) this.#draw(next, now);
  }

  /** An error in one part stops no other. @param {Turn} turn @param {number} now */
  #draw(turn, now) {
    turn.is_due = false;
    turn.drawn_at = now;
    try {
      turn.draw();
      turn.has_failed = false;
    } catch (error) {
      if (!turn.has_failed) this.#fail(turn, error);
    }
  }

  /** @param {Turn} turn @param {unknown} error */
  #fail(turn, error) {
    turn.has_failed = true;
    const name = [...this.turns.keys()].find((key) => this.turns.get(key) === turn) ?? '';
    this.on_error(name, error);
  }

  /** How long a part has waited, in gaps. @param {Turn} turn @param {number} now */
  #waited({ gap, is_on_screen, drawn_at }, now) {
    return (now - drawn_at) / (is_on_screen ? gap * this.slowness : HIDDEN_GAP);
  }

  /** Learns from the time that the frame before took. @param {number} now */
  #learn(now) {
    const interval = now - this.last;
    if (this.last > 0) this.usual = Math.min(interval, this.usual * 1.005);
    this.last = now;
    if (!this.has_drawn) return;
    const is_late = interval > Math.max(SMOOTH, LATE * this.usual);
    this.slowness = Math.min(SLOWEST, Math.max(1, this.slowness * (is_late ? SLOWER : FASTER)));
  }
}
