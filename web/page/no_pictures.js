/** Takes the place of pictures.js in the page of one file, which has no room for it. */

/** Says where pictures are saved. @param {import('../model/model.js').Model} model */
export const save_pictures = (model) =>
  model.report('This one file cannot save pictures or films: the page on its site can.');
