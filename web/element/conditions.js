/** Conditions that somebody waits for. Runs in any thread. */

export class Conditions {
  /** @type {Set<{ is_met: () => boolean, resolve: () => void, reject: (error: Error) => void }>} */
  #all = new Set();

  /** @param {() => boolean} is_met @returns {Promise<void>} resolves once it is met; rejects with what `refuse` is given */
  until(is_met) {
    return new Promise((resolve, reject) => {
      this.#all.add({ is_met, resolve, reject });
      this.settle();
    });
  }

  /** Something has changed. */
  settle() {
    for (const each of this.#all) {
      if (!each.is_met()) continue;
      this.#all.delete(each);
      each.resolve();
    }
  }

  /** None of them will be met. @param {string} reason a sentence */
  refuse(reason) {
    for (const each of this.#all) each.reject(new Error(reason));
    this.#all.clear();
  }
}
