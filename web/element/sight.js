/** Whether the reader sees an element, or is about to: where it stands, and whether anything hides it. */

/** @typedef {{ is_near: boolean, is_seen: boolean }} Seen is_near: within one screen of the window */

const TICK = 200; // ms between two looks at what no observer tells, such as opacity
/** In older browsers the two last have other names. */
const HIDING = {
  visibilityProperty: true,
  opacityProperty: true,
  checkOpacity: true,
  checkVisibilityCSS: true,
};

/**
 * Where a margin around the window counts. In a frame of another site no browser grants one around the outermost window, so
 * there it is around the frame: what is in a frame is near from the beginning, since its page has loaded the frame.
 */
function near_root() {
  try {
    return window.top?.document ? null : document;
  } catch {
    return document;
  }
}

export class Sight {
  #is_near = false; // by its place alone, as is_seen
  #is_seen = false;
  /** @type {Seen} what was told last */
  told = { is_near: false, is_seen: false };

  /**
   * @param {Element} node
   * @param {(seen: Seen) => void} tell now, and whenever it changes
   * @param {() => void} looked called with each look while the node is near
   */
  constructor(node, tell, looked) {
    this.node = node;
    this.tell = tell;
    this.near = new IntersectionObserver((entries) => this.#place({ is_near: is_inside(entries) }), {
      root: near_root(),
      rootMargin: '100%',
    });
    this.seen = new IntersectionObserver((entries) => this.#place({ is_seen: is_inside(entries) }));
    this.near.observe(node);
    this.seen.observe(node);
    this.timer = setInterval(() => {
      if (!this.#is_near) return;
      looked();
      this.#look();
    }, TICK);
  }

  /** @param {Partial<Seen>} place */
  #place({ is_near = this.#is_near, is_seen = this.#is_seen }) {
    this.#is_near = is_near;
    this.#is_seen = is_seen;
    this.#look();
  }

  #look() {
    const is_shown = !document.hidden && (this.node.checkVisibility?.(HIDING) ?? true);
    const now = { is_near: this.#is_near && is_shown, is_seen: this.#is_seen && is_shown };
    if (now.is_near === this.told.is_near && now.is_seen === this.told.is_seen) return;
    this.told = now;
    this.tell(now);
  }

  dispose() {
    clearInterval(this.timer);
    this.near.disconnect();
    this.seen.disconnect();
  }
}

/** @param {IntersectionObserverEntry[]} entries of which the last counts */
const is_inside = (entries) => entries[entries.length - 1].isIntersecting;
