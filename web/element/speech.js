/**
 * Words and numbers as another language has them. Figures and panels write English; this replaces what they write, where it
 * stands, and only while there is something to replace.
 */

/** The words that can be replaced, one by one. */
export const WORDS = [
  'Play',
  'Pause',
  'Step',
  'Epoch',
  'Reset',
  'Speed',
  ', steps per second',
  'Clear',
  'Undo',
  'Sample',
  'Draw a digit',
  'Your drawing becomes an image of 28 × 28.',
  'Ten hidden units',
  'how the weights have changed since the start',
  'what each one looks for',
  'the gradient of the last batch',
  'learnt',
  'weights',
  'gradients',
  'Loss',
  'per image',
  'Accuracy',
  'share read correctly',
  'linear',
  'log',
  'steps',
  'log steps',
  'Table',
  'batch',
  'training, smoothed',
  'test',
  'training images',
  'test images',
  'Truth → answer',
  'on the test images',
  'Where it is most confidently wrong',
  'A hundred of its digits',
  'test accuracy',
  'samples per second',
  'fingerprint',
  'Learning rate',
  'Batch size',
  'Hidden units',
  'Seed',
  'Data',
  'Stop at step',
  'Stop after epoch',
  'Stop at accuracy, %',
  'Teach it',
  'It is a',
  'Save the network',
  'Save as ONNX',
  'Open a network …',
  'Train on IDX files …',
];

const NUMBER = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+/g;
const SPOKEN = ['aria-label', 'title'];

/** How a language writes what stands between digits. @param {string} language */
function separators(language) {
  const parts = new Intl.NumberFormat(`${language}-u-nu-latn`).formatToParts(12345678.5);
  const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? '';
  return { ',': of('group'), '.': of('decimal') };
}

export class Speech {
  /** @type {Record<string, string>} */
  #words = {};
  #language = 'en';
  #marks = separators('en');
  /** What was written in English, and what took its place: of texts, and of attributes by name. @type {WeakMap<Node, Record<string, string[]>>} */
  #known = new WeakMap();

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.root = root;
    this.observer = new MutationObserver((records) => {
      for (const { type, target, attributeName, addedNodes } of records)
        if (type === 'characterData') this.#replace(target, '');
        else if (attributeName) this.#replace(target, attributeName);
        else for (const node of addedNodes) this.#replace_all(node);
    });
  }

  /** @param {Record<string, string>} words in the place of English ones @param {string} language */
  set(words, language) {
    if (words === this.#words && language === this.#language) return;
    this.#words = words;
    this.#language = language;
    this.#marks = separators(language);
    this.observer.disconnect();
    this.#replace_all(this.root);
    const is_english =
      Object.keys(words).length === 0 && this.#marks[','] === ',' && this.#marks['.'] === '.';
    const kinds = { childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN };
    if (!is_english) this.observer.observe(this.root, { subtree: true, ...kinds });
  }

  /** @param {Node} top */
  #replace_all(top) {
    if (top instanceof Text) return this.#replace(top, '');
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = /** @type {Node | null} */ (top); node; node = walker.nextNode())
      if (node instanceof Text) this.#replace(node, '');
      else
        for (const name of SPOKEN)
          if (node instanceof Element && node.hasAttribute(name)) this.#replace(node, name);
    return undefined;
  }

  /** @param {Node} node @param {string} name of an attribute; '': the text itself */
  #replace(node, name) {
    const known = this.#known.get(node) ?? {};
    const written = node instanceof Element ? (node.getAttribute(name) ?? '') : (node.nodeValue ?? '');
    const english = known[name]?.[1] === written ? known[name][0] : written;
    const shown = this.#say(english);
    this.#known.set(node, Object.assign(known, { [name]: [english, shown] }));
    if (shown === written) return;
    if (node instanceof Element) node.setAttribute(name, shown);
    else node.nodeValue = shown;
  }

  /** @param {string} english */
  #say(english) {
    const core = english.trim().replace(/\s+/g, ' ');
    if (Object.hasOwn(this.#words, core)) return english.replace(english.trim(), () => this.#words[core]);
    return english.replace(NUMBER, (number) =>
      number.replace(/[,.]/g, (mark) => this.#marks[/** @type {',' | '.'} */ (mark)]),
    );
  }

  dispose() {
    this.observer.disconnect();
  }
}
