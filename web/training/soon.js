/** What a trainer needs in every visit, but not before its first step. Runs in any thread. */
export { read_images } from './read_images.js';
export { keep_places } from './timeline.js';
