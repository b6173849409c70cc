/** Light, dark or as the system has it; kept in the browser. */
import { set_text } from '../figures/dom.js';
import { by_id } from './document.js';

const THEMES = ['auto', 'light', 'dark']; // auto: as the system has it
const KEY = 'glassnet-theme';

/** What the browser keeps, or undefined where storage is forbidden. @param {string} key */
function stored(key) {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string} value */
function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // without storage the choice lasts as long as the page
  }
}

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
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  apply();
}
