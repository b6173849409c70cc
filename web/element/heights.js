/**
 * The natural heights of the figures, px, at these widths of the element, px: with ten hidden units and text of 16 px. The
 * builder of snippets and a test take them from here.
 * @type {Record<string, { 320: number, 700: number, 1100: number }>}
 */
export const HEIGHTS = {
  network: { 320: 807, 700: 375, 1100: 361 },
  pad: { 320: 237, 700: 295, 1100: 295 },
  learnt: { 320: 255, 700: 411, 1100: 443 },
  weights: { 320: 255, 700: 411, 1100: 443 },
  gradients: { 320: 255, 700: 411, 1100: 443 },
  probabilities: { 320: 320, 700: 312, 1100: 312 },
  loss: { 320: 252, 700: 252, 1100: 252 },
  accuracy: { 320: 252, 700: 252, 1100: 252 },
  confusion: { 320: 390, 700: 390, 1100: 390 },
  mistakes: { 320: 464, 700: 256, 1100: 256 },
  images: { 320: 350, 700: 223, 1100: 323 },
  numbers: { 320: 251, 700: 199, 1100: 84 },
  controls: { 320: 164, 700: 102, 1100: 102 },
  settings: { 320: 494, 700: 194, 1100: 134 },
  teach: { 320: 94, 700: 94, 1100: 94 },
  files: { 320: 237, 700: 128, 1100: 128 },
};
