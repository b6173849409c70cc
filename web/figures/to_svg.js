/** A figure as an SVG image: its boxes as boxes, its text as text, its plots as lines, its canvases as pictures. */
import { create_svg, create } from './dom.js';
import { baseline_of, SvgContext } from './svg_context.js';

/** @typedef {import('./plot.js').Plot} Plot */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

const MARGIN = 12; // px around the figure

/** What only a screen can use. */
const LEFT_OUT =
  '[hidden], .term-phrase, .below, .pad-tools .buttons, .ask-why, .switch, select, details, .readout, .plot-cursor, .plot-dot, .quiet';

/**
 * @param {HTMLElement} root of the figure
 * @param {Plot[]} plots in it, which are drawn as lines
 * @param {string} background colour
 * @returns {string} the text of the image
 */
export function to_svg(root, plots, background) {
  const box = root.getBoundingClientRect();
  const [left, top] = [box.left - MARGIN, box.top - MARGIN];
  const [width, height] = [box.width + 2 * MARGIN, box.height + 2 * MARGIN];
  const svg = create_svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height });
  svg.append(create_svg('rect', { width, height, fill: background }));
  new Drawing(svg, { left, top }, plots).add(root);
  return new XMLSerializer().serializeToString(svg);
}

class Drawing {
  /** @param {SVGElement} svg @param {{ left: number, top: number }} origin px in the window @param {Plot[]} plots */
  constructor(svg, origin, plots) {
    this.svg = svg;
    this.origin = origin;
    this.plots = plots;
  }

  /** @param {DOMRect} rect @returns {Box} */
  #box({ left, top, width, height }) {
    const [x, y] = [left - this.origin.left, top - this.origin.top];
    return { left: x, top: y, width, height };
  }

  /** @param {keyof SVGElementTagNameMap} tag @param {Record<string, string | number>} attributes @param {string[]} text */
  #draw(tag, attributes, ...text) {
    this.svg.append(create_svg(tag, attributes, ...text));
  }

  /** Draws an element with all that is in it. @param {Element} node */
  add(node) {
    const style = getComputedStyle(node);
    if (node.matches(LEFT_OUT) || style.display === 'none' || style.visibility === 'hidden') return;
    if (style.clipPath !== 'none') return; // for those who listen
    const box = this.#box(node.getBoundingClientRect());
    const { left: x, top: y, width, height } = box;
    if (node instanceof SVGElement) return this.#add_lines(node, box);
    const plot = this.plots.find(({ canvas }) => canvas === node);
    if (plot) return this.#add_plot(plot, box);
    if (node instanceof HTMLCanvasElement)
      return this.#draw('image', {
        href: node.toDataURL(),
        x,
        y,
        width,
        height,
        preserveAspectRatio: 'none',
        'image-rendering': 'pixelated',
      });
    this.#add_box(node, style, box);
    const outer = this.svg;
    const is_cut = style.overflowY !== 'visible';
    if (is_cut)
      this.svg = create_svg('svg', { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` });
    for (const child of node.childNodes) {
      if (child instanceof Element) this.add(child);
      else if (child.nodeType === Node.TEXT_NODE) this.#add_text(child, style);
    }
    if (is_cut) outer.append(this.svg);
    this.svg = outer;
    return this.#add_mark(node, box);
  }

  /** Lines that are SVG already, with the style that they have here. @param {SVGElement} svg @param {Box} box */
  #add_lines(svg, { left, top }) {
    const group = create_svg('g', { transform: `translate(${left} ${top})` });
    for (const path of svg.querySelectorAll('path')) {
      const { stroke, strokeWidth, fill, opacity } = getComputedStyle(path);
      const d = path.getAttribute('d') ?? '';
      group.append(create_svg('path', { d, stroke, 'stroke-width': strokeWidth, fill, opacity }));
    }
    this.svg.append(group);
  }

  /** @param {Plot} plot @param {Box} box */
  #add_plot(plot, { left, top, width }) {
    const context = new SvgContext(`clip-${this.plots.indexOf(plot)}`);
    plot.redraw(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)));
    const transform = `translate(${left} ${top}) scale(${width / plot.canvas.width})`;
    this.svg.append(create_svg('g', { transform }, ...context.nodes));
  }

  /** Background, border and outline. @param {Element} node @param {CSSStyleDeclaration} style @param {Box} box */
  #add_box(node, style, { left: x, top: y, width, height }) {
    const rx = parseFloat(style.borderTopLeftRadius) || 0;
    const { backgroundColor, backgroundImage, backgroundSize } = style;
    const fill = (/** @type {string} */ colour, /** @type {number} */ across) =>
      this.#draw('rect', { x, y, width: across, height, rx, fill: colour });
    if (!/, 0\)$|transparent/.test(backgroundColor)) fill(backgroundColor, width);
    const colours = backgroundImage.match(/rgba?\([^)]*\)/g) ?? [''];
    if (colours.length > 2) this.#add_gradient(colours, { x, y, width, height, rx });
    else if (colours[0]) fill(colours[0], (width * (parseFloat(backgroundSize) || 0)) / 100);
    const lined = [
      ['border-top', 0],
      ['outline', parseFloat(style.outlineOffset)],
    ];
    for (const [name, out] of /** @type {[string, number][]} */ (lined)) {
      const line = parseFloat(style.getPropertyValue(`${name}-width`));
      if (!(line > 0) || style.getPropertyValue(`${name}-style`) === 'none') continue;
      const beyond = out + (name === 'outline' ? line / 2 : -line / 2);
      const place = { x: x - beyond, y: y - beyond, width: width + 2 * beyond, height: height + 2 * beyond };
      const stroke = style.getPropertyValue(`${name}-color`);
      this.#draw('rect', { ...place, rx, fill: 'none', stroke, 'stroke-width': line });
    }
  }

  /** @param {string[]} colours from left to right @param {Record<string, number>} box */
  #add_gradient(colours, box) {
    const stops = colours.map((colour, i) =>
      create_svg('stop', { offset: i / (colours.length - 1), 'stop-color': colour }),
    );
    this.svg.append(create_svg('linearGradient', { id: 'legend' }, ...stops));
    this.#draw('rect', { ...box, fill: 'url(#legend)' });
  }

  /** What stands before or after a text: the line of a key, the ring of a mark. @param {Element} node @param {Box} box */
  #add_mark(node, { left, top, width, height }) {
    const style = getComputedStyle(node, node.matches('.plot-mark') ? '::before' : '::after');
    if (node.matches('.series span')) {
      const is_ghost = node.matches('.ghost');
      const [x1, x2, y] = [left + width - 18, left + width, top + height / 2];
      const stroke = is_ghost ? style.borderTopColor : style.backgroundColor;
      const line = {
        x1,
        x2,
        y1: y,
        y2: y,
        stroke,
        'stroke-width': 3,
        'stroke-dasharray': is_ghost ? '5 4' : '',
      };
      this.#draw('line', line);
    } else if (node.matches('.plot-mark')) {
      const ring = { stroke: style.borderTopColor, 'stroke-width': 2, fill: style.backgroundColor };
      this.#draw('circle', { cx: left, cy: top, r: 4, ...ring });
    }
  }

  /** A text, line by line. @param {Node} node @param {CSSStyleDeclaration} style */
  #add_text(node, style) {
    const range = document.createRange();
    /** @type {{ text: string, box: Box }[]} */
    const lines = [];
    for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\S+\s*/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.trimEnd().length);
      const box = this.#box(range.getBoundingClientRect());
      const last = lines.at(-1);
      if (last && Math.abs(last.box.top - box.top) < 2) last.text += word;
      else if (box.width > 0) lines.push({ text: word, box });
    }
    const { fontStyle, fontWeight, fontSize, fontFamily, color: fill } = style;
    const share = baseline_of(`${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`);
    for (const { text, box } of lines) {
      const place = { x: box.left, y: box.top + share * box.height };
      const type = { 'font-family': fontFamily, 'font-size': fontSize, 'font-weight': fontWeight };
      this.#draw('text', { ...place, ...type, fill }, text.trimEnd());
    }
  }
}

/**
 * @param {string} svg its text @param {number} [density] pixels of the picture to one of the image
 * @returns {Promise<Blob>} the same as PNG
 */
export async function to_png(svg, density = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = create('canvas', { width: image.width * density, height: image.height * density });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('This browser makes no PNG of it.')))),
  );
}
