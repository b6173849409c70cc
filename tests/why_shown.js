/** What the figure of the reasons has to show of an image, and how it is read from the page. */
import { signed_decimal } from '../web/figures/format.js';
import { attribution } from '../web/network/attribution.js';

/** @typedef {import('../web/network/network.js').Network} Network */

const UNITS = 10; // that the figure shows, at most

/**
 * @param {Network} network @param {Uint8Array} image
 * @param {number} digit @param {number} [rival]
 */
export function attributed(network, image, digit, rival) {
  const { Wo, bo } = network.parameters();
  const { Ah } = network.activations(image);
  return attribution({ ...network.explain(image), Wo, bo, Ah }, digit, rival);
}

/** The numbers of the figure, as texts. @param {ReturnType<typeof attributed>} of */
export function expected_texts({ pro, contra, bias, logit, units }) {
  const order = [...units.keys()].sort((a, b) => Math.abs(units[b]) - Math.abs(units[a]) || a - b);
  return {
    sum: [pro, contra, bias, logit].map((value) => signed_decimal(value)),
    units: order.slice(0, UNITS).map((unit) => {
      const value = units[unit] === 0 ? '0' : signed_decimal(units[unit]);
      return `unit ${unit} ${value}`;
    }),
  };
}

/** The same as it stands on the page; runs there. */
export function shown_texts() {
  const texts = (/** @type {string} */ selector) =>
    [...document.querySelectorAll(selector)].map((node) => node.textContent ?? '');
  return {
    sum: ['#why-pro', '#why-contra', '#why-bias', '#why-logit'].flatMap(texts),
    units: [...document.querySelectorAll('#why-units li:not([hidden])')].map((item) =>
      [...item.querySelectorAll('.name, output')].map((node) => node.textContent).join(' '),
    ),
  };
}
