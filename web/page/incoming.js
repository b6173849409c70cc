/** Files that come to the page, whatever they are: a saved network is opened, a picture goes onto the pad, the rest is read. */
import { kind_of_file } from '../../data/kinds.js';
import { image_of_picture } from '../../data/picture.js';
import { open_file } from '../network/files/open.js';

export { open_file };

/**
 * @typedef {import('../model/model.js').Model} Model
 * @typedef {{ model: Model, show_picture: (image: Uint8Array, name: string) => void }} Takers
 */

const MOST_PIXELS = 400; // of a side of a picture; more are averaged

/**
 * @param {File[]} files one or more
 * @param {Takers} takers
 * @throws {Error} that names the file and says what is wrong with it
 */
export async function take_files(files, { model, show_picture }) {
  const found = await Promise.all(files.map(kind_of_file));
  const first = (/** @type {string} */ kind) => files[found.findIndex((each) => each.kind === kind)];
  const [network, picture] = [first('network'), first('picture')];
  const are_images = found.some(({ kind }) => ['images', 'labels', 'table'].includes(kind));
  if (network) model.open_network(await open_file(network));
  else if (are_images || !picture) return model.take_files(files);
  else show_picture(await read_picture(picture), picture.name);
  const others = files.filter((file) => file !== (network ?? picture)).map(({ name }) => name);
  if (others.length > 0) model.report(`Not read: ${others.join(', ')}.`);
  return undefined;
}

/** @param {File} file @returns {Promise<Uint8Array>} 784 greys @throws {Error} if there is no digit on it */
async function read_picture(file) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is a picture that this browser cannot read: save it as PNG or JPEG.`);
  });
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = 'white'; // behind what is transparent
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const greys = Float32Array.from(
    { length: width * height },
    (_, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2],
  );
  const image = image_of_picture(greys, width, height);
  if (image.every((grey) => grey === 0)) throw new Error(`${file.name} is a picture without any ink on it.`);
  return image;
}
