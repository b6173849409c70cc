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
   * @returns {Partial<Start>} as it was asked for; files: images of the visitor's own that it learns from, if it learns from
   * such, and whether they are turned
   */
  begin(run) {
    const start = this.#starts.get(run);
    for (const each of [...this.#starts.keys()]) if (each <= run) this.#starts.delete(each);
    if (start?.settings.data !== 'own') return { ...start, files: undefined, turned: undefined };
    if (start.files) [this.#files, this.#turned] = [start.files, start.turned];
    this.#are_files_known = true;
    return { ...start, files: this.#files, turned: this.#turned };
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

  /** What a new trainer has to be told, which has read no files. @param {Start} asked the newest */
  renew(asked) {
    this.#are_files_known = false;
    this.#starts.set(asked.run, asked);
    return [...this.#starts.values()];
  }

  /** The trainer is gone, and with it what it was asked for. */
  forget() {
    this.#starts.clear();
  }
}
