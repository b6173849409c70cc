/** What all figures have in common: a container that they fill and leave empty again, and parts with names. */

export class Figure {
  /** @param {HTMLElement} container for this figure alone */
  constructor(container) {
    this.container = container;
    /** @type {Record<string, HTMLElement>} the nodes of interest by name; each also has its name in its attribute `part` */
    this.parts = {};
    this.life = new AbortController();
  }

  /** Aborted by dispose(): whatever listens or observes ends with it. */
  get signal() {
    return this.life.signal;
  }

  /**
   * Names nodes of the figure.
   * @param {Record<string, HTMLElement>} parts
   */
  name_parts(parts) {
    for (const [name, node] of Object.entries(parts)) node.part.add(name);
    Object.assign(this.parts, parts);
  }

  /** The size of the container has changed: places at once what is placed by script, without waiting to be told. */
  fit() {}

  /** The colours or fonts that the container's tokens name have changed. */
  recolour() {}

  /** Ends all listeners, observers and timers, and empties the container. The figure cannot be used again. */
  dispose() {
    this.life.abort();
    this.container.replaceChildren();
  }
}
