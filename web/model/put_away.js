/** A network that nobody sees gives its trainer back, and goes on with another one where it stood. */

/** @typedef {import('./model.js').Model} Model */

/**
 * Ends the trainer of a network. What the network has come to is kept, as in a file: parameters and the place in its run.
 * @param {Model} model of a run that has begun
 * @returns {Promise<() => void>} goes on with another trainer. As from a file, the run has the bits of one that was never
 * interrupted; its images must be those of its settings, or the steps count on in another order of images.
 * @throws {Error} if there is no trainer that could say it; then nothing has changed
 */
export async function put_away(model) {
  const { parameters, fingerprint, ...place } = await model.saved_state();
  const { data, steps, epoch, position, images, stretches } = place;
  model.remote.put_away();
  const run = { steps, epoch, position, stretches, ...(data !== 'own' && { images }) };
  const saved = { parameters, fingerprint, place: run };
  return () => {
    const { asked, shown } = model.state;
    model.start({}, { files: asked.files ?? shown?.files, saved, resumes: true });
  };
}
