/** Where the page keeps networks from one visit to the next: a database of this site in the browser. */
import { createStore, delMany, entries, set } from 'idb-keyval';

const SETTLED = 1000; // ms of a run before the database is opened: nobody waits for it

const store = createStore('glassnet', 'networks'); // opened when it is first used

/** @type {import('../model/kept.js').Shelf} */
export const shelf = {
  async rows() {
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    return entries(store);
  },
  put: (key, row) => set(key, row, store),
  remove: (keys) => delMany(keys, store),
};
