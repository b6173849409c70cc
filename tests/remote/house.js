/** Houses whose data come from a site, which may be slow or refuse. */
import { after } from 'node:test';
import { House } from '../rooms/harness.js';
import { Site } from '../rooms/site.js';

/** @typedef {import('node:test').TestContext} TestContext */

export const site = await Site.open();
after(() => site.close());

export const SMALL = '#data=mnist&hidden=4&learning-rate=0.1&batch-size=10&seed=1';
export const FULL = `${SMALL}&speed=full`;

/** A house that is not connected yet. @param {TestContext} t @param {import('../rooms/harness.js').Options} [options] */
export function build(t, options) {
  const house = new House({ hash: FULL, surroundings: { assets: site.assets }, ...options });
  t.after(() => house.close());
  return house;
}

/** @param {TestContext} t @param {import('../rooms/harness.js').Options} [options] */
export const open = (t, options) => build(t, options).open();

/** The site is slow from now on. @param {TestContext} t @param {Site['gate']} gate */
export function slow_down(t, gate) {
  site.gate = gate;
  t.after(() => (site.gate = () => {}));
}
