/** What a page that is about to be printed still needs: the browser does not wait, so the request does. */

/** @param {URL} url @returns {string} @throws {Error} if the site does not answer with it */
export function text_at_once(url) {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.send();
  if (request.status !== 200)
    throw new Error(`${url.pathname} could not be loaded: ${request.status} ${request.statusText}`);
  return request.responseText;
}

/** Adds a style sheet to the document. @param {URL} url @throws {Error} as text_at_once */
export function style_at_once(url) {
  const style = new CSSStyleSheet();
  style.replaceSync(text_at_once(url));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
}
