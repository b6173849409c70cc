/**
 * Makes the nodes of a template of ours without the browser's parser, which pages with Trusted Types do not let a script
 * use. It knows the HTML that our templates are written in: elements that are closed, or void; attributes with or without a
 * value between quotation marks; text without entities; Lit's marks for the places of values.
 */

const TOKENS =
  /<\?([^>]*)>|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[^\s"'>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>|([^<]+)/g;
const ATTRIBUTES = /([^\s"'>=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const VOID = ['br', 'hr', 'img', 'input'];

/** A name that may be set: of an event, a property or a flag Lit only counts that there is one. @param {string} name */
const settable = (name) => name.replace(/^[.?@]/, 'x-');

/**
 * @param {string} html
 * @param {HTMLTemplateElement} template gets the nodes
 * @returns {HTMLTemplateElement} the same
 * @throws {SyntaxError} if the text is none that it knows
 */
export function parse_template(html, template) {
  const { content } = template;
  /** @type {(Element | DocumentFragment)[]} those that are open */
  const open = [content];
  let end = 0;
  for (const { 0: all, 1: mark, 2: closed, 3: tag, 4: attributes, 5: text, index } of html.matchAll(TOKENS)) {
    if (index !== end) break;
    end += all.length;
    const parent = open[open.length - 1];
    if (text !== undefined) parent.append(text);
    else if (mark !== undefined) parent.append(document.createComment(`?${mark}`));
    else if (tag === undefined) {
      if (/** @type {Element} */ (open.pop()).localName !== closed) break;
    } else {
      const element = parent.appendChild(document.createElement(tag));
      for (const [, name, ...values] of attributes.matchAll(ATTRIBUTES))
        element.setAttribute(settable(name), values.find((value) => value !== undefined) ?? '');
      if (!VOID.includes(tag)) open.push(element);
    }
  }
  if (end === html.length && open.length === 1) return template;
  throw new SyntaxError(
    `This is no template that can be made: ${html.slice(Math.max(0, end - 40), end + 40)}`,
  );
}
