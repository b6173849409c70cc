/** Files of the visitor's own on their way to the trainer's thread. */

/** @typedef {import('../training/protocol.js').Given} Given */

/** @param {Given} file @returns {Promise<Given>} what is in it */
async function contents(file) {
  if (!('stream' in file)) return file;
  return { name: file.name, size: file.size, bytes: await file.arrayBuffer() };
}

/**
 * Begins a run on images of the visitor's own. A page without an origin, such as one from a disk, reads the files before it
 * passes them on: there a worker of WebKit can read none.
 * @param {Pick<import('./model.js').Model, 'start' | 'complain'>} model
 * @param {Given[]} files
 * @param {boolean} turned whether rows and columns of the images are swapped
 */
export function pass_files(model, files, turned) {
  const begin = (/** @type {Given[]} */ read) => model.start({ data: 'own' }, { files: read, turned });
  if (globalThis.origin !== 'null') return begin(files);
  return void Promise.all(files.map(contents)).then(begin, (error) => model.complain(error));
}
