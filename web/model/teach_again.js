/** Drawings that a run was taught before are taught to it, or to another one, once more. */

/** @typedef {import('./visit.js').Visit['earlier']} Examples */

/**
 * If that fails, it is said, and they are among the drawings that can be taught again.
 * @param {import('./model.js').Model} model
 * @param {number} run
 * @param {Examples} examples
 */
export async function teach_again(model, run, examples) {
  if (examples.length === 0) return;
  try {
    await model.remote.send('teach_again', { run, examples });
  } catch (error) {
    model.set({ taught: model.state.taught.filter((each) => !examples.includes(each)) });
    model.set_earlier([...model.visit.earlier, ...examples]);
    model.complain(error);
  }
}
