/** A network that nobody sees gives its trainer back, and goes on with another one where it stood. */

/** @typedef {import('./model.js').Model} Model */

const GAP = 30; // ms between two looks whether the last steps have been shown

/**
 * Ends the trainer of a network that stands. What the network has come to is kept, as in a file: parameters and the place in
 * its run. With the next connection it goes on, as from a file, with the bits of one that was never interrupted; its images
 * must be those of its settings, or the steps count on in another order of images. What is asked of it before that is done
 * then.
 * @param {Model} model of a run that has begun
 * @param {() => void} wanted called when something is asked of it that needs a trainer
 * @returns {Promise<void>}
 * @throws {Error} if it trains, if another run is on its way, or if there is no trainer; then nothing has changed
 */
export async function put_away(model, wanted) {
  const { remote, intents } = model;
  for (;;) {
    const { sent } = remote;
    const saved = await model.saved_state();
    const { asked, shown, steps, playing, is_away } = model.state;
    if (shown?.run !== asked.run || (playing && !is_away)) throw new Error('It is in use.');
    if (remote.sent === sent + 1 && !intents.is_waiting && saved.steps === steps)
      return end(model, saved, wanted);
    await new Promise((go_on) => setTimeout(go_on, GAP));
  }
}

/** @param {Model} model @param {Awaited<ReturnType<Model['saved_state']>>} state @param {() => void} wanted */
function end(model, { parameters, fingerprint, ...place }, wanted) {
  const { run, settings, files, turned } = model.state.asked;
  const { data, steps, epoch, position, images, stretches } = place;
  const saved_place = { steps, epoch, position, stretches, ...(data !== 'own' && { images }) };
  const saved = { parameters, fingerprint, place: saved_place };
  const { playing, is_away } = model.state;
  model.set({ asked: { run, settings, files, turned, saved, playing: playing && !is_away, resumes: true } });
  model.remote.put_away(wanted);
}
