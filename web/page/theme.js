/** Light, dark or as the system has it; kept in the browser. */
import { set_text } from '../figures/dom.js';
import { by_id } from './document.js';
import { store, stored } from './kept.js';

const THEMES = ['auto', 'light', 'dark']; // auto: as the system has it
const KEY = 'glassnet-theme';

/** Wires the button that goes through the themes. @param {() => void} changed the colours are others than before */
export function start_theme(changed) {
  let theme = stored(KEY) ?? 'auto';
  const apply = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    set_text(by_id('theme'), `Theme: ${theme}`);
  };
  by_id('theme').addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    store(KEY, theme);
    apply();
    changed();
  });
  for (const media of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(media).addEventListener('change', changed);
  apply();
}
