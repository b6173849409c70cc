/** Pages of other people that show embed.html in a frame, and what the tests ask them. */
import { until } from '../browser.js';
import { test_in } from '../embed/in_pages.js';

export { test_in };

/**
 * @typedef {import('../embed/in_pages.js').Given} Given
 * @typedef {import('../engines.js').Window} Window
 * @typedef {{ glassnet: 1, type: string, [more: string]: any }} Message
 */

/** As WordPress writes it around every frame that it does not know. */
export const SANDBOX = 'sandbox="allow-scripts"';

/**
 * Opens a page with one frame; `globalThis.messages` in it lists all messages that have come from it.
 * @param {Given} given
 * @param {string} options query and hash of the frame's address
 * @param {{ attributes?: string, script?: string, after?: string, width?: number }} [more] script: that of the host;
 * width: px of the frame
 */
export async function open_frame({ window, hosts }, options, more = {}) {
  const {
    attributes = SANDBOX,
    script = '<script src="SITE/frame.js"></script>',
    after = '',
    width = 700,
  } = more;
  await window.viewport(1200, 800);
  const address =
    hosts.whole_page(`<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title>
    <link rel="icon" href="data:,"><style>iframe { width: ${width}px; height: 150px; border: 0; display: block }</style>
    <script>(${listen})();</script><p>An article.</p>
    <iframe id="frame" ${attributes} src="SITE/embed.html${options}" title="A network"></iframe>${script}
    <div style="height: 3000px"></div>${after}</html>`);
  await window.go(address);
}

/** Runs in the host's page. */
function listen() {
  /** @type {Message[]} */
  const messages = [];
  Object.assign(globalThis, { messages });
  addEventListener('message', ({ source, data }) => {
    const frame = /** @type {HTMLIFrameElement} */ (document.getElementById('frame'));
    if (source === frame.contentWindow) messages.push({ ...data, at: performance.now() });
  });
}

/** The messages so far. @param {Window} window @param {string} [type] @returns {Promise<Message[]>} */
export const messages = (window, type) =>
  window.evaluate(
    (of) =>
      /** @type {any} */ (globalThis).messages.filter(
        (/** @type {Message} */ each) => !of || each.type === of,
      ),
    type,
  );

/** The last state that was told. @param {Window} window @returns {Promise<Message | undefined>} */
export const last_state = async (window) => (await messages(window, 'state')).at(-1);

/** Sends messages to the frame. @param {Window} window @param {...unknown} data */
export const send = (window, ...data) =>
  window.evaluate((list) => {
    const frame = /** @type {HTMLIFrameElement} */ (document.getElementById('frame'));
    for (const each of /** @type {unknown[]} */ (list)) frame.contentWindow?.postMessage(each, '*');
  }, data);

/** @param {Window} window @param {number} steps */
export const until_steps = (window, steps) =>
  until(`${steps} steps`, async () => ((await last_state(window))?.steps ?? 0) >= steps);

/**
 * Waits until the frame has the height of its content.
 * @param {Window} window @param {string} [figure] that has to be on show @param {number} [width] px that it has to have
 * @returns {Promise<number>} px
 */
export const until_fitting = (window, figure, width) =>
  until(`the frame fits ${figure ?? 'its content'}`, async () => {
    const { content, height, is_scrolling, figures, wide } = await window.in_frame(() => ({
      content: document.body.getBoundingClientRect().height,
      height: innerHeight,
      wide: innerWidth,
      is_scrolling: document.documentElement.scrollHeight > innerHeight,
      figures: [
        ...(document.querySelector('glass-net')?.shadowRoot?.querySelectorAll('[data-figure]') ?? []),
      ].map((place) => /** @type {HTMLElement} */ (place).dataset.figure),
    }));
    const fits = figures.length > 0 && Math.abs(content - height) <= 1 && !is_scrolling;
    return fits && (!figure || figures.join() === figure) && (!width || wide === width) && height;
  });
