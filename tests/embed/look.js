/** How networks look in the pages of others: pictures, what sticks out, what lies on top of something else, what axe says. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '../browser.js';

const PICTURES = fileURLToPath(new URL('../../build/embed-pictures/', import.meta.url));
const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const HEIGHT = 1300; // px of a picture

/** @typedef {import('./in_pages.js').Given} Given */

rmSync(PICTURES, { recursive: true, force: true });
mkdirSync(PICTURES, { recursive: true });

/** In the page: `globalThis.networks()` gives all elements in sight, those in shadow roots of the page too. */
function list_networks() {
  /** @param {Document | ShadowRoot} root @returns {HTMLElement[]} */
  const within = (root) =>
    [...root.querySelectorAll('*')].flatMap((node) =>
      node.localName === 'glass-net'
        ? /** @type {HTMLElement} */ (node)
        : node.shadowRoot
          ? within(node.shadowRoot)
          : [],
    );
  const networks = () => within(document).filter((node) => node.getClientRects().length > 0);
  Object.assign(globalThis, { networks });
}

/** Scrolls to a part that is not drawn yet. Runs in the page. @param {number} at which network @returns {boolean} whether all are */
function is_drawn(at) {
  const net = /** @type {any} */ (globalThis).networks()[at];
  const places = [...net.shadowRoot.querySelectorAll('.place')];
  const is_empty = (/** @type {HTMLElement} */ place) =>
    place.childElementCount === 0 ||
    [...place.querySelectorAll('.units:not([data-drawn])')].some((each) => each.getClientRects().length > 0);
  const empty = places.find(is_empty);
  (empty ?? net).scrollIntoView({ block: empty ? 'center' : 'start' });
  return net.steps > 60 && places.length > 0 && !empty;
}

/** What is wider than its place, what is cut, texts on top of others. Runs in the page. @param {number} at which network */
function faults_of_look(at) {
  const net = /** @type {any} */ (globalThis).networks()[at];
  const root = /** @type {ShadowRoot} */ (net.shadowRoot);
  const frame = /** @type {HTMLElement} */ (root.querySelector('.frame'));
  const box = frame.getBoundingClientRect();
  const name = (/** @type {Element} */ node) =>
    `${node.localName}.${node.className} ${node.textContent?.trim().slice(0, 20)}`;
  const is_shown = (/** @type {Element} */ node) =>
    node.getClientRects().length > 0 && !clipped.some((each) => each.contains(node));
  const clipped = [...root.querySelectorAll('.frame *')].filter((node) => {
    const { clipPath, clip, opacity, visibility } = getComputedStyle(node);
    return clipPath !== 'none' || clip !== 'auto' || opacity === '0' || visibility === 'hidden';
  });
  const all = [...root.querySelectorAll('.frame *')].filter(is_shown);
  const faults = [];
  for (const node of all.filter((each) =>
    each.matches('button, h2, output, label, input, select, .unit, canvas'),
  )) {
    const { left, right, width } = node.getBoundingClientRect();
    if (left < box.left - 1 || right > box.right + 1) faults.push(`${name(node)} sticks out`);
    if (width === 0) faults.push(`${name(node)} has no width`);
  }
  const texts = all.flatMap((node) =>
    [...node.childNodes]
      .filter((child) => child instanceof Text && child.data.trim() !== '')
      .map((child) => {
        const range = document.createRange();
        range.selectNodeContents(child);
        return { node, rect: range.getBoundingClientRect() };
      }),
  );
  for (const { node } of texts) {
    const { overflowX, textOverflow } = getComputedStyle(node);
    const is_cut =
      overflowX !== 'visible' && textOverflow !== 'ellipsis' && node.scrollWidth > node.clientWidth + 1;
    if (is_cut && node.clientWidth > 0) faults.push(`${name(node)} is cut`);
  }
  texts.forEach((a, i) =>
    texts.slice(i + 1).forEach((b) => {
      if (a.node.contains(b.node) || b.node.contains(a.node)) return;
      const across = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
      const down = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
      if (across > 2 && down > 4) faults.push(`${name(a.node)} lies on ${name(b.node)}`);
    }),
  );
  return faults;
}

/**
 * Looks at all networks of the page that is open: takes a picture of each, and checks that nothing sticks out, nothing is cut,
 * nothing lies on something else, and, in Chromium, that axe finds nothing.
 * @param {Given} given @param {string} name of the page; a network with an id of its own adds that
 */
export async function look_at({ window, engine }, name) {
  await window.viewport(900, HEIGHT);
  await window.evaluate(list_networks);
  const ids = await window.evaluate(() =>
    /** @type {any} */ (globalThis).networks().map((/** @type {Element} */ net) => net.id),
  );
  assert.ok(ids.length > 0);
  for (const [at, id] of ids.entries()) {
    const what = id && id !== 'net' ? id : name;
    await until(`${what} is drawn`, () => window.evaluate(is_drawn, at));
    await take_pictures(window, at, `${PICTURES}${what.replaceAll(' ', '-')}-${engine}`);
    assert.deepEqual(await window.evaluate(faults_of_look, at), [], what);
  }
  await window.viewport(900, 800);
  if (engine === 'chromium') assert.deepEqual(await findings(window), [], name);
}

/** A picture of each screen of a network. @param {Given['window']} window @param {number} at @param {string} path */
async function take_pictures(window, at, path) {
  const height = await window.evaluate(
    (which) => /** @type {any} */ (globalThis).networks()[which].offsetHeight,
    at,
  );
  for (let from = 0; from < height; from += HEIGHT) {
    if (from > 0) await window.evaluate((pixels) => scrollBy(0, pixels), HEIGHT);
    await window.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null)))),
    );
    await window.screenshot(`${path}${from > 0 ? `-from-${from}` : ''}.png`);
  }
}

/** What axe finds in the networks of the page. @param {Given['window']} window @returns {Promise<string[]>} */
export const findings = (window) =>
  window.evaluate(async (source) => {
    new Function(source)();
    const { axe } = /** @type {any} */ (globalThis);
    const nets = [...document.querySelectorAll('glass-net')];
    const { violations } = await axe.run(nets, { resultTypes: ['violations'], preload: false });
    return violations.map(
      (/** @type {any} */ { id, nodes }) =>
        `${id}: ${nodes.map((/** @type {any} */ node) => node.html.slice(0, 120)).slice(0, 3)}`,
    );
  }, AXE);

/** Puts all pictures on one sheet, build/embed-pictures/sheet.png. @param {Given} given */
export async function make_sheet({ window, hosts }) {
  const names = readdirSync(PICTURES).filter((name) => name !== 'sheet.png');
  const pictures = names.map((name) => {
    const data = readFileSync(`${PICTURES}${name}`).toString('base64');
    return `<figure style="margin: 0">${name}<img style="width: 100%" alt="" src="data:image/png;base64,${data}"></figure>`;
  });
  const columns = 'display: grid; grid-template-columns: repeat(9, 1fr); gap: 6px; font: 11px sans-serif';
  await window.viewport(2400, 420 * Math.ceil(names.length / 9));
  await window.go(
    hosts.whole_page(`<!doctype html><title>Places</title><body style="${columns}">${pictures.join('')}`),
  );
  await window.screenshot(`${PICTURES}sheet.png`);
  await window.viewport(900, 800);
}
