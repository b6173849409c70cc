/** Choices that the browser keeps from one visit to the next, where storage is not forbidden. */

/** What the browser keeps under a key. @param {string} key @returns {string | undefined} undefined: nothing, or storage is forbidden */
export function stored(key) {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value for the next visit. @param {string} key @param {string} value */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // without storage the choice lasts as long as the page
  }
}
