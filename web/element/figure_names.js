/** The figures that `show` can name, apart from how they are made: attributes are checked without loading them. */
export const FIGURE_NAMES = [
  'network',
  'pad',
  'learnt',
  'weights',
  'gradients',
  'probabilities',
  'loss',
  'accuracy',
  'confusion',
  'mistakes',
  'images',
  'numbers',
  'controls',
  'settings',
  'teach',
  'files',
];
