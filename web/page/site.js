/**
 * What the page gets from its site: threads, and what is fetched when it is needed. In the page of one file inside.js takes
 * the place of this module, and has the same things at hand.
 */
import * as early from '../link/early.js';
import { reacher } from '../link/reach.js';
import { policy } from '../link/trusted.js';
import { late } from '../training/late.js';
import { style_at_once, text_at_once } from './at_once.js';
import { start_offline as keep_for_later } from './offline.js';
import { add_style_sheets } from './style_sheets.js';

const assets = new URL('.', import.meta.url);

/** The part of the address behind #, as it was when the page began. */
export const { hash } = early;

/** The ways to a trainer. */
export const reach = reacher(assets.href, early);

/** What the machine room needs: the folder with the two modules. @type {import('../machine_room/view.js').Where} */
export const where = { assets };

/**
 * The forms of the built-in handwriting.
 * @returns {Promise<import('../../data/strokes.js').Form[]>}
 * @throws {Error} if the site does not give strokes.txt and what reads it
 */
export async function forms() {
  const reader = late(import('../../data/strokes.js'), 'What reads strokes.txt');
  const response = await fetch(new URL('data/strokes.txt', assets));
  if (!response.ok)
    throw new Error(`The site does not give data/strokes.txt: it answers ${response.status}.`);
  return (await reader).parse_strokes(await response.text());
}

/** Text and style sheets of the page without scripts. @param {string} html */
function parts_of(html) {
  const trusted = policy().createHTML(html); // the site's own page
  const page = new DOMParser().parseFromString(trusted, 'text/html');
  const main = page.querySelector('main');
  if (!main) throw new Error('mathematics.html has no <main>, so it is not the page of the derivation');
  return { main, styles: [...page.querySelectorAll('link[rel=stylesheet]')] };
}

/**
 * The derivation, with its style: its text, and what makes it live.
 * @returns {Promise<{ text: Element[], start: typeof import('../mathematics/section.js').start }>}
 * @throws {Error} if the site does not give all of it
 */
export async function derivation() {
  const script = import('../mathematics/section.js');
  script.catch(() => {}); // said below, when its turn comes
  const response = await fetch(new URL('mathematics.html', assets));
  if (!response.ok)
    throw new Error(`mathematics.html could not be loaded: ${response.status} ${response.statusText}`);
  const { main, styles } = parts_of(await response.text());
  await add_style_sheets(styles.map((link) => new URL(link.getAttribute('href') ?? '', assets).href));
  const { start } = await script;
  return { text: [...main.children], start };
}

/** The text of the derivation, with its style, for a page that cannot wait. @returns {Element[]} */
export function derivation_at_once() {
  const { main } = parts_of(text_at_once(new URL('mathematics.html', assets)));
  style_at_once(new URL('mathematics/section.css', assets));
  return [...main.children];
}

/**
 * A script and the style of what it shows, both fetched at once.
 * @template Part
 * @param {Promise<Part>} script an import() @param {string} style its name
 * @returns {Promise<Part>} rejects if the site does not give both
 */
async function with_style(script, style) {
  script.catch(() => {}); // said below, when its turn comes
  await add_style_sheets([new URL(style, assets).href]);
  return script;
}

/** The figure that says why the network answers so. @throws {Error} if the site does not give it */
export const why = () => with_style(import('../figures/why.js'), 'why.css');

/**
 * The builder of snippets, the same one each time.
 * @type {(() => Promise<import('../builder/builder.js').Builder>) | undefined} undefined: there is no site; rejects if it
 *   does not give it
 */
export const builder = async () =>
  (await with_style(import('../builder/builder.js'), 'builder.css')).builder_of(assets.href);

/** Keeps the page for a visit without a network. */
export const start_offline = () => keep_for_later(assets);

/** Adds the style for paper. */
export const style_for_paper = () => style_at_once(new URL('print.css', assets));
