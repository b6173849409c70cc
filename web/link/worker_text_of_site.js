/**
 * Takes the place of worker_text.js on the site: the whole script of the worker is fetched as a text, so that a worker has all
 * that it begins with as soon as there is a thread for it. The page asks for the text before all scripts, by a preload link.
 */

/**
 * @param {string} folder URL of the folder in which worker.txt and what the worker loads later lie, with a slash at its end
 * @returns {Promise<string>} a module
 * @throws {Error} if the site does not give it
 */
export async function worker_text(folder) {
  const response = await fetch(`${folder}worker.txt`);
  if (!response.ok) throw new Error(`The site does not give worker.txt: it answers ${response.status}.`);
  return `const folder=${JSON.stringify(folder)};${await response.text()}`;
}
