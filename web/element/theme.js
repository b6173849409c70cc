/** The look that an element takes from where it stands. */

/** @param {Element} host @param {string} theme auto, light or dark @returns {'light' | 'dark'} */
export function theme_of(host, theme) {
  if (theme === 'light' || theme === 'dark') return theme;
  const schemes = getComputedStyle(host).colorScheme.split(/\s+/);
  const is_both = schemes.includes('light') && schemes.includes('dark');
  const is_dark = is_both ? matchMedia('(prefers-color-scheme: dark)').matches : schemes.includes('dark');
  return is_dark ? 'dark' : 'light';
}

/** What canvases are drawn with, as a text that is another one when they have to be drawn again. @param {Element} frame */
export function ink_of(frame) {
  const style = getComputedStyle(frame);
  const names = [
    '--ink',
    '--ink-2',
    '--rule',
    '--edge',
    '--faint',
    '--test',
    '--negative',
    '--zero',
    '--positive',
    '--sans',
  ];
  return names.map((name) => style.getPropertyValue(name)).join();
}

/** Gives the type of the host page to a frame. @param {Element} host @param {HTMLElement} frame */
export function take_type(host, frame) {
  const { fontFamily } = getComputedStyle(host);
  if (frame.style.getPropertyValue('--host-sans') !== fontFamily)
    frame.style.setProperty('--host-sans', fontFamily);
}

/** The language of an element: its own, or that of what it stands in, across shadow roots. @param {Element} element @returns {string} */
export function language_of(element) {
  for (
    let node = /** @type {Node | null} */ (element);
    node;
    node = node.parentNode ?? /** @type {ShadowRoot} */ (node).host ?? null
  ) {
    const text = node instanceof Element && node.getAttribute('lang');
    if (!text) continue;
    try {
      return Intl.getCanonicalLocales(text)[0];
    } catch {
      return 'en';
    }
  }
  return 'en';
}
