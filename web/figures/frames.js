/**
 * What the page shows while it trains, in turns: a frame draws one part, and on a machine that does not keep up the
 * parts are drawn less often, so that scrolling and drawing by hand stay smooth beside them.
 */
const LATE = 1.25; // a frame that takes so many times the usual interval is late
const SMOOTH = 20; // ms: a frame that comes within it is not late, whatever is usual
const SLOWER = 1.25; // what a late frame does to the gaps
const FASTER = 0.993; // and a frame in time: so about one frame in thirty is late where the machine is the limit
const SLOWEST = 8;
const HIDDEN_GAP = 1500; // ms, of what is off screen

/**
 * @typedef {object} Part
 * @property {number} gap ms between two drawings, at least
 * @property {() => void} draw
 * @property {Element} [node] off screen it is drawn less often
 * @property {boolean} [is_picture] or not at all: nobody can read it there
 *
 * @typedef {Part & { is_due: boolean, is_on_screen: boolean, drawn_at: number }} Turn
 */

/** @template {string} Name */
export class Turns {
  /** @param {Record<Name, Part>} parts */
  constructor(parts) {
    /** @type {Map<string, Turn>} */
    this.turns = new Map();
    for (const [name, part] of /** @type {[string, Part][]} */ (Object.entries(parts))) {
      this.turns.set(name, { ...part, is_due: false, is_on_screen: !part.is_picture, drawn_at: -Infinity });
    }
    this.slowness = 1; // by which the gaps are longer than asked for
    this.usual = 1000 / 60; // ms between frames, the shortest of late
    this.last = 0; // time of the frame before, if it followed the one before it
    this.has_drawn = false;
    this.is_running = false;
    this.#watch();
  }

  #watch() {
    const turns = [...this.turns.values()].filter((turn) => turn.node);
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        for (const turn of turns) if (turn.node === target) turn.is_on_screen = isIntersecting;
      }
      if (this.#due.length > 0) this.#run();
    });
    for (const { node } of turns) if (node) observer.observe(node);
  }

  /** These parts have something new to show. @param {...Name} names */
  want(...names) {
    for (const name of names) this.#turn(name).is_due = true;
    if (this.#due.length > 0) this.#run();
  }

  #run() {
    if (this.is_running) return;
    this.is_running = true;
    this.last = 0;
    this.has_drawn = false;
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Draws at once what is due of these parts; without names, of all. @param {...Name} names */
  flush(...names) {
    const turns = names.map((name) => this.#turn(name));
    for (const turn of this.#due)
      if (names.length === 0 || turns.includes(turn)) draw(turn, performance.now());
  }

  /** What there was to show is out of date. */
  forget() {
    for (const turn of this.turns.values()) turn.is_due = false;
  }

  /** What has something new to show that can be seen or read. */
  get #due() {
    return [...this.turns.values()].filter((turn) => turn.is_due && (turn.is_on_screen || !turn.is_picture));
  }

  /** @param {Name} name */
  #turn(name) {
    const turn = this.turns.get(name);
    if (!turn) throw new Error(`There is no part “${name}”`);
    return turn;
  }

  /** @param {number} now */
  #frame(now) {
    this.#learn(now);
    const due = this.#due;
    const next = due.reduce((a, b) => (this.#waited(b, now) > this.#waited(a, now) ? b : a), due[0]);
    const is_time = next && this.#waited(next, now) >= 1;
    if (is_time) draw(next, now);
    this.has_drawn = is_time;
    this.is_running = due.length > 0; // and once more after the last, to see how long it took
    if (this.is_running) requestAnimationFrame((then) => this.#frame(then));
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

/** @param {Turn} turn @param {number} now */
function draw(turn, now) {
  turn.is_due = false;
  turn.drawn_at = now;
  turn.draw();
}
