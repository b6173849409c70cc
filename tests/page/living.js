/** What lives in a page: listeners, observers, timers and frames. For functions that run there before all other scripts. */

/**
 * Runs in the page: `living()` tells from then on how many listeners, observers, timers and frames there are.
 */
export function watch_living() {
  /** @typedef {{ target: EventTarget, type: string, listener: unknown, is_over: () => boolean }} Listening */
  /** @type {Set<Listening>} */
  const listening = new Set();
  const observers = { ResizeObserver: new Set(), IntersectionObserver: new Set() };
  /** @type {Set<number>} */
  const waiting = new Set();
  const { addEventListener, removeEventListener } = EventTarget.prototype;

  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const { signal, once } = typeof options === 'object' ? options : {};
    const target = this ?? window;
    const entry = { target, type, listener, is_over: () => signal?.aborted === true };
    listening.add(entry);
    if (once) addEventListener.call(target, type, () => listening.delete(entry), { once, signal });
    addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    for (const each of listening)
      if (each.target === target && each.type === type && each.listener === listener) listening.delete(each);
    removeEventListener.call(target, type, listener, options);
  };

  for (const name of /** @type {const} */ (['ResizeObserver', 'IntersectionObserver'])) {
    const Native = /** @type {any} */ (window[name]);
    /** @type {any} */ (window)[name] = class extends Native {
      /** @type {Set<Element>} */
      observed = new Set();

      /** @param {Element} node @param {object} [options] */
      observe(node, options) {
        this.observed.add(node);
        observers[name].add(this);
        super.observe(node, options);
      }

      /** @param {Element} node */
      unobserve(node) {
        this.observed.delete(node);
        if (this.observed.size === 0) observers[name].delete(this);
        super.unobserve(node);
      }

      disconnect() {
        observers[name].delete(this);
        super.disconnect();
      }
    };
  }

  for (const [begin, end] of /** @type {const} */ ([
    ['setTimeout', 'clearTimeout'],
    ['requestAnimationFrame', 'cancelAnimationFrame'],
  ])) {
    const [native_begin, native_end] = [/** @type {any} */ (window)[begin], /** @type {any} */ (window)[end]];
    /** @type {any} */ (window)[begin] = (/** @type {Function} */ act, /** @type {any[]} */ ...others) => {
      const id = native_begin(
        (/** @type {any[]} */ ...given) => {
          waiting.delete(id);
          act(...given);
        },
        ...others,
      );
      waiting.add(id);
      return id;
    };
    /** @type {any} */ (window)[end] = (/** @type {number} */ id) => {
      waiting.delete(id);
      native_end(id);
    };
  }

  const counts = (/** @type {Listening} */ { target, is_over }) =>
    !is_over() && !(target instanceof AbortSignal && target.aborted);
  const living = () => ({
    listeners: [...listening].filter(counts).map(({ target, type }) => `${target.constructor.name} ${type}`),
    resize_observers: observers.ResizeObserver.size,
    intersection_observers: observers.IntersectionObserver.size,
    timers_and_frames: waiting.size,
  });
  Object.assign(window, { living });
}
