/** The runs that have been asked for and have neither begun nor been refused. */

/**
 * @typedef {import('../training/protocol.js').Start} Start
 * @typedef {{ playing?: boolean, settings?: Partial<Start['settings']> }} Change
 */

export class Waiting {
  /** @type {Map<number, Start>} by their numbers, the newest last */
  #starts = new Map();
  /** @type {import('../training/protocol.js').Given[] | undefined} images of the visitor's own, once a run has begun with them */
  #files = undefined;
  /** @type {boolean | undefined} whether their rows and columns are swapped */
  #turned = undefined;
  #are_files_known = true; // whether the trainer has read them

  /** A run is asked for. @param {Start} start @returns {Start} as the trainer has to be told */
  add(start) {
    this.#starts.set(start.run, start);
    const are_wanted = start.settings.data === 'own' && !start.files && !this.#are_files_known;
    return are_wanted ? { ...start, files: this.#files, turned: this.#turned } : start;
  }

  /**
   * A run has begun: it takes the place of those that were asked for before it.
   * @param {number} run
   * @returns {Pick<Start, 'files' | 'turned' | 'saved'>} files: images of the visitor's own that it learns from, if it learns
   * from such, and whether they are turned; saved: the network that it began with
   */
  begin(run) {
    const start = this.#starts.get(run);
    for (const each of [...this.#starts.keys()]) if (each <= run) this.#starts.delete(each);
    if (start?.settings.data !== 'own') return { saved: start?.saved };
    if (start.files) [this.#files, this.#turned] = [start.files, start.turned];
    this.#are_files_known = true;
    return { files: this.#files, turned: this.#turned, saved: start.saved };
  }

  /** A run cannot begin. @param {number} run @returns {Start | undefined} the newest of those that still may */
  refuse(run) {
    this.#starts.delete(run);
    return [...this.#starts.values()].pop();
  }

  /** What the visitor changes holds for whichever of them begins. @param {Change} change */
  change({ playing, settings }) {
    for (const [run, start] of this.#starts)
      this.#starts.set(run, {
        ...start,
        playing: playing ?? start.playing,
        settings: { ...start.settings, ...settings },
      });
  }

  /** A new trainer has been asked for nothing, and has read no files. */
  forget() {
    this.#starts.clear();
    this.#are_files_known = false;
  }
}
