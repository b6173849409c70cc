/** Small tools that the figures share. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean>} [attributes] true: present without a value; false: absent
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function create(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * A node of an SVG image.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function create_svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/**
 * @typedef {{ margin?: string, signal?: AbortSignal }} Watching margin: what counts as in view beyond the edges of the screen;
 * signal: ends it
 */

/**
 * Tells whether the node is in view, or within a margin of it, now and whenever that changes.
 * @param {Element} node
 * @param {(is_in_view: boolean) => void} tell
 * @param {Watching} [watching]
 */
export function watch_view(node, tell, { margin = '0px', signal } = {}) {
  // on a busy page several changes come at once, and the last counts
  const observer = new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting), {
    rootMargin: margin,
  });
  observer.observe(node);
  end_with(signal, observer);
}

/** How far below the screen, in parts of its height, a node is near. */
export const NEAR = '30%';

/**
 * Acts once, when the node comes near what is in view.
 * @param {Element} node
 * @param {() => void} action
 * @param {Watching} [watching]
 */
export function when_near(node, action, { margin = NEAR, signal } = {}) {
  const done = new AbortController();
  signal?.addEventListener('abort', () => done.abort(), { signal: done.signal });
  const near = (/** @type {boolean} */ is_near) => {
    if (!is_near) return;
    done.abort();
    action();
  };
  watch_view(node, near, { margin, signal: done.signal });
}

/**
 * Acts when the node's size is known, and whenever it changes.
 * @param {Element} node
 * @param {() => void} action
 * @param {AbortSignal} signal ends it
 */
export function watch_size(node, action, signal) {
  const observer = new ResizeObserver(action);
  observer.observe(node);
  end_with(signal, observer);
}

/**
 * How many pixels of the window a pixel of the node's layout takes: one, unless something around it is zoomed or transformed.
 * @param {HTMLElement} node
 */
export function scale_of(node) {
  const [{ width }, whole] = [node.getBoundingClientRect(), node.offsetWidth];
  return Math.abs(width - whole) < 1 ? 1 : width / whole; // `whole` is rounded
}

/**
 * Where something stands, in pixels of the layout from the corner of a container, at whatever scale that is seen.
 * @param {HTMLElement} container
 * @returns {(node: Element | Range) => DOMRect}
 */
export function boxes_in(container) {
  const { left, top } = container.getBoundingClientRect();
  const scale = scale_of(container);
  return (node) => {
    const box = node.getBoundingClientRect();
    return new DOMRect(
      (box.left - left) / scale,
      (box.top - top) / scale,
      box.width / scale,
      box.height / scale,
    );
  };
}

/** @param {AbortSignal | undefined} signal @param {{ disconnect: () => void }} observer */
export const end_with = (signal, observer) =>
  signal?.addEventListener('abort', () => observer.disconnect(), { once: true });

/** Lets the browser do what waits, such as the start of a worker. */
export const pause = () => new Promise((go_on) => setTimeout(go_on));

/**
 * Sets the text only where it differs: unchanged text costs no layout. The text node is replaced rather than changed: if it
 * stayed, a right-aligned number that becomes longer would count as a layout shift.
 * @param {Node} node @param {string} text
 */
export function set_text(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Gives a node these children in this order. Those that stay are not taken out, so that none of them loses the focus.
 * @param {Element} parent @param {Element[]} children
 */
export function keep_children(parent, children) {
  const staying = new Set(children);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  const focused = children.findIndex((child) => child.matches(':focus-within'));
  const [before, from] =
    focused < 0 ? [[], children] : [children.slice(0, focused), children.slice(focused + 1)];
  if (focused >= 0) children[focused].before(...before);
  for (const child of from) parent.append(child);
}

/** @param {HTMLCanvasElement} canvas */
export function context_of(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas');
  return context;
}

/**
 * Arrow keys, Home and End move the focus among the buttons of a grid, of which one is in the tab order.
 * @param {HTMLElement} grid
 * @param {() => number} columns how many buttons stand in a row
 * @param {AbortSignal} [signal] ends it
 */
export function move_by_arrows(grid, columns, signal) {
  const move = (/** @type {KeyboardEvent} */ event) => {
    const buttons = /** @type {HTMLElement[]} */ ([
      ...grid.querySelectorAll('button:not(:disabled, [hidden])'),
    ]);
    const from = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    /** @type {Record<string, number>} */
    const places = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from - columns(),
      ArrowDown: from + columns(),
      Home: 0,
      End: buttons.length - 1,
    };
    const to = buttons[places[event.key]];
    if (from < 0 || !(event.key in places)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!to) return;
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
  };
  grid.addEventListener('keydown', move, { signal });
}

/**
 * Makes a change. If what has the focus is gone after it, hidden or disabled, the focus goes on to another element, so that
 * the Tab key continues from where the reader is.
 * @param {HTMLElement} container what changes is in here
 * @param {() => void} change
 * @param {() => HTMLElement | null | undefined} next what takes the focus over
 */
export function keep_focus(container, change, next) {
  const root = /** @type {Document | ShadowRoot} */ (container.getRootNode());
  const focused = container.contains(root.activeElement) ? root.activeElement : null;
  change();
  if (focused && !can_have_focus(focused)) next()?.focus({ preventScroll: true });
}

/** @param {Element} node */
const can_have_focus = (node) =>
  !node.matches(':disabled') &&
  node.getClientRects().length > 0 &&
  getComputedStyle(node).visibility === 'visible';

/**
 * Buttons of which one is pressed.
 * @param {HTMLElement[]} buttons
 * @param {(button: HTMLElement) => void} choose one has been pressed
 * @param {AbortSignal} signal ends it
 */
export function choose_one(buttons, choose, signal) {
  for (const button of buttons) {
    const press = () => {
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
      choose(button);
    };
    button.addEventListener('click', press, { signal });
  }
}

/**
 * A function that acts at once, but not again before `gap` ms are over; a call in between acts at their end.
 * @param {number} gap
 * @param {() => void} action
 */
export function at_most_every(gap, action) {
  let last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const act = () => {
    clearTimeout(timer); // one that is late would act once more
    timer = undefined;
    last = performance.now();
    action();
  };
  return () => {
    const rest = last + gap - performance.now();
    if (rest <= 0) act();
    else timer ??= setTimeout(act, rest);
  };
}
