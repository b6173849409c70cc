/**
 * The table of the derivation: every quantity with its shape, and every equation with the C functions that compute it, in
 * the order of a step. Formulas, figures, code views and tests are made from it.
 *
 * D = 784 pixels, H hidden units, K = 10 classes, m samples in the batch; a shape is rows × columns.
 */

/**
 * @typedef {'X' | 'Y' | 'Wh' | 'bh' | 'Zh' | 'Ah' | 'Wo' | 'bo' | 'Zo' | 'Ao' | 'L' | 'dZo' | 'dWo' | 'dbo' | 'dAh' | 'dZh' | 'dWh' | 'dbh' | 'rate' | 'E' | 'c'} Name
 * @typedef {'D' | 'H' | 'K' | 'm' | '1'} Extent
 */

/** @type {Record<Name, { tex: string, plain: string, rows: Extent, columns: Extent, text: string }>} plain: the name where no formula can be set */
export const QUANTITIES = {
  X: { tex: 'X', plain: 'X', rows: 'D', columns: 'm', text: 'input' },
  Y: { tex: 'Y', plain: 'Y', rows: 'K', columns: 'm', text: 'truth, one-hot' },
  Wh: { tex: 'W_\\mathrm{h}', plain: 'W_h', rows: 'H', columns: 'D', text: 'hidden weights' },
  bh: { tex: 'b_\\mathrm{h}', plain: 'b_h', rows: 'H', columns: '1', text: 'hidden biases' },
  Zh: { tex: 'Z_\\mathrm{h}', plain: 'Z_h', rows: 'H', columns: 'm', text: 'hidden pre-activation' },
  Ah: { tex: 'A_\\mathrm{h}', plain: 'A_h', rows: 'H', columns: 'm', text: 'hidden activation' },
  Wo: { tex: 'W_\\mathrm{o}', plain: 'W_o', rows: 'K', columns: 'H', text: 'output weights' },
  bo: { tex: 'b_\\mathrm{o}', plain: 'b_o', rows: 'K', columns: '1', text: 'output biases' },
  Zo: { tex: 'Z_\\mathrm{o}', plain: 'Z_o', rows: 'K', columns: 'm', text: 'logits' },
  Ao: { tex: 'A_\\mathrm{o}', plain: 'A_o', rows: 'K', columns: 'm', text: 'probabilities' },
  L: { tex: 'L', plain: 'L', rows: '1', columns: '1', text: 'loss, nats' },
  dZo: {
    tex: '\\text{d}Z_\\mathrm{o}',
    plain: 'dZ_o',
    rows: 'K',
    columns: 'm',
    text: 'error of the logits',
  },
  dWo: {
    tex: '\\text{d}W_\\mathrm{o}',
    plain: 'dW_o',
    rows: 'K',
    columns: 'H',
    text: 'gradient of the output weights',
  },
  dbo: {
    tex: '\\text{d}b_\\mathrm{o}',
    plain: 'db_o',
    rows: 'K',
    columns: '1',
    text: 'gradient of the output biases',
  },
  dAh: {
    tex: '\\text{d}A_\\mathrm{h}',
    plain: 'dA_h',
    rows: 'H',
    columns: 'm',
    text: 'error of the hidden activation',
  },
  dZh: {
    tex: '\\text{d}Z_\\mathrm{h}',
    plain: 'dZ_h',
    rows: 'H',
    columns: 'm',
    text: 'error of the hidden pre-activation',
  },
  dWh: {
    tex: '\\text{d}W_\\mathrm{h}',
    plain: 'dW_h',
    rows: 'H',
    columns: 'D',
    text: 'gradient of the hidden weights',
  },
  dbh: {
    tex: '\\text{d}b_\\mathrm{h}',
    plain: 'db_h',
    rows: 'H',
    columns: '1',
    text: 'gradient of the hidden biases',
  },
  rate: { tex: '\\eta', plain: 'η', rows: '1', columns: '1', text: 'learning rate' },
  E: { tex: 'E', plain: 'E', rows: 'K', columns: 'D', text: 'effective template of the chosen sample' },
  c: { tex: 'c', plain: 'c', rows: 'K', columns: '1', text: 'effective bias of the chosen sample' },
};

/**
 * @typedef {object} Phase
 * @property {string} id
 * @property {string} title
 * @property {Name[]} from quantities that the phase reads
 * @property {Name[]} to quantities that the phase computes
 * @property {string[]} functions in src/network.c, or in the file named before a colon
 * @property {string[]} kernels that those functions call: each is in kernels_scalar.c and in kernels_simd.c
 */

/** @type {Phase[]} */
export const PHASES = [
  {
    id: 'X',
    title: 'Input',
    from: [],
    to: ['X', 'Y'],
    functions: ['batch.c:chunk_add_greys'],
    kernels: ['pack_greys', 'scale_greys'],
  },
  {
    id: 'Zh',
    title: 'Hidden layer',
    from: ['Wh', 'X', 'bh'],
    to: ['Zh'],
    functions: ['hidden_forward'],
    kernels: ['gather_rows'],
  },
  { id: 'Ah', title: 'ReLU', from: ['Zh'], to: ['Ah'], functions: ['hidden_activate'], kernels: ['relu'] },
  {
    id: 'Zo',
    title: 'Output layer',
    from: ['Wo', 'Ah', 'bo'],
    to: ['Zo'],
    functions: ['output_forward'],
    kernels: ['gather_rows'],
  },
  {
    id: 'Ao',
    title: 'Softmax',
    from: ['Zo'],
    to: ['Ao'],
    functions: ['output_activate'],
    kernels: ['softmax'],
  },
  { id: 'L', title: 'Loss', from: ['Ao', 'Y'], to: ['L'], functions: ['loss_sum'], kernels: ['log_floats'] },
  {
    id: 'dZo',
    title: 'Error of the logits',
    from: ['Ao', 'Y'],
    to: ['dZo'],
    functions: ['output_error'],
    kernels: [],
  },
  {
    id: 'dWo',
    title: 'Output gradients',
    from: ['dZo', 'Ah'],
    to: ['dWo', 'dbo'],
    functions: ['output_gradients'],
    kernels: ['scatter_rows', 'sum_rows'],
  },
  {
    id: 'dAh',
    title: 'Back through the output layer',
    from: ['Wo', 'dZo'],
    to: ['dAh'],
    functions: ['transpose_output_weights', 'hidden_activation_error'],
    kernels: ['transpose_panel', 'gather_rows'],
  },
  {
    id: 'dZh',
    title: 'Back through the ReLU',
    from: ['dAh', 'Zh'],
    to: ['dZh'],
    functions: ['hidden_error'],
    kernels: ['relu_mask'],
  },
  {
    id: 'dWh',
    title: 'Hidden gradients',
    from: ['dZh', 'X'],
    to: ['dWh', 'dbh'],
    functions: ['hidden_weight_gradient', 'hidden_bias_gradient'],
    kernels: ['scatter_rows', 'sum_rows'],
  },
  {
    id: 'update',
    title: 'Update',
    from: ['rate', 'dWh', 'dbh', 'dWo', 'dbo'],
    to: ['Wh', 'bh', 'Wo', 'bo'],
    functions: ['update', 'hidden_weight_descend'],
    kernels: ['descend', 'descend_rows'],
  },
];

/**
 * What is no part of a step: the logits of one image once more, as sums over its pixels.
 * @type {Phase}
 */
export const EXPLANATION = {
  id: 'why',
  title: 'Why an answer',
  from: ['Wo', 'Zh', 'Wh', 'bh', 'bo', 'X', 'c'],
  to: ['E', 'Zo'],
  functions: ['effective_template', 'effective_bias', 'contributions'],
  kernels: ['relu_mask', 'gather_rows'],
};
