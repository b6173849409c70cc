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
 * The element with this id.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 * @throws {Error} if the page has none
 */
export function by_id(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`The page has no element with the id "${id}"`);
  return /** @type {Kind} */ (/** @type {unknown} */ (node));
}

/** Resolves once all elements are there, with their style. */
export async function document_is_ready() {
  if (document.readyState === 'loading') {
    await new Promise((ready) => document.addEventListener('DOMContentLoaded', ready, { once: true }));
  }
  /** @type {NodeListOf<HTMLLinkElement>} */
  const links = document.querySelectorAll('link[rel="stylesheet"]');
  await Promise.all(
    [...links].map(
      (link) =>
        link.sheet ??
        new Promise((ready) => {
          for (const event of ['load', 'error']) link.addEventListener(event, ready, { once: true });
        }),
    ),
  );
}

/**
 * Tells whether the node is in view, or within a margin of it, now and whenever that changes.
 * @param {Element} node @param {(is_in_view: boolean) => void} tell @param {string} [margin]
 */
export function watch_view(node, tell, margin = '0px') {
  // on a busy page several changes come at once, and the last counts
  const observer = new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting), {
    rootMargin: margin,
  });
  observer.observe(node);
  return observer;
}

/** Acts once the node is within half a screen of what is in view. @param {Element} node @param {() => void} action */
export function when_near(node, action) {
  const observer = watch_view(node, near, '50%');
  /** @param {boolean} is_near */
  function near(is_near) {
    if (!is_near) return;
    observer.disconnect();
    action();
  }
}

/** Lets the browser do what waits, such as the start of a worker. */
export const pause = () => new Promise((go_on) => setTimeout(go_on));

/** Sets the text only where it differs: unchanged text costs no layout. @param {Node} node @param {string} text */
export function set_text(node, text) {
  if (node.textContent !== text) node.textContent = text;
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
 */
export function move_by_arrows(grid, columns) {
  grid.addEventListener('keydown', (event) => {
    const buttons = /** @type {HTMLElement[]} */ ([...grid.querySelectorAll('button:not(:disabled)')]);
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
  });
}

/**
 * Buttons of which one is pressed.
 * @param {string[]} ids
 * @param {(id: string) => void} choose another one has been pressed
 */
export function press_one(ids, choose) {
  const buttons = ids.map((id) => by_id(id));
  for (const button of buttons) {
    button.addEventListener('click', () => {
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
      choose(button.id);
    });
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
