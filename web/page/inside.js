/** Takes the place of site.js in the page of one file, which has everything inside and fetches nothing. */
import { parse_strokes } from '../../data/strokes.js';
import * as figures from '../figures/why.js';
import { carried_reacher, worker_maker } from '../link/carried.js';
import { start } from '../mathematics/section.js';
import { unpack } from '../network/unpack.js';
import carried from './carried_threads.js';
import packed_derivation from './derivation.packed';
import packed_strokes from './strokes.packed';

export const { hash } = location;

export const reach = carried_reacher(carried, { hash: hash || '#' });

const make_worker = worker_maker(carried);

/** @type {import('../machine_room/view.js').Where} the modules are known by the ends of their addresses */
export const where = { assets: new URL('carried:///'), begin: () => make_worker('.serve_race(self)') };

/** @param {string} packed @returns {string} */
const text_of = (packed) => new TextDecoder().decode(unpack(packed));

export const forms = async () => parse_strokes(text_of(packed_strokes));

/** The text of the derivation, unpacked when it is needed. @returns {Element[]} */
export function derivation_at_once() {
  const { body } = new DOMParser().parseFromString(text_of(packed_derivation), 'text/html');
  return [...body.children];
}

export const derivation = async () => ({ text: derivation_at_once(), start });

/** Others can load the tag from a site only. @type {typeof import('./site.js').builder} */
export const builder = undefined;

export const why = async () => figures;

/** Nothing is missing, with a network or without. */
export const [style_for_paper, start_offline] = [() => {}, () => {}];
