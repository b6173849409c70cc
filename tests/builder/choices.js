/** What is chosen in the tests of snippets. */
import { standard_config, write_hash } from '../../web/training/settings.js';

/** Settings of a page, none of them its own. */
const SETTINGS = { ...standard_config(), hidden: 12, seed: 5, 'learning-rate': 0.2, 'batch-size': 16 };

/** The part of the page's address that asks for them. */
export const ON_SCREEN = write_hash(SETTINGS);

/** The properties of an element with those settings. */
export const IN_FORCE = { hiddenUnits: 12, seed: 5, learningRate: 0.2, batchSize: 16, theme: 'dark' };

/** @param {string} site @returns {import('../../web/builder/snippets.js').Choices} */
export const choices = (site) => ({
  show: ['weights'],
  width: 700,
  height: 411,
  theme: 'dark',
  autoplay: true,
  settings: SETTINGS,
  site,
  has_picture: false,
});
