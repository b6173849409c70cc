/** The equations as rows of pictures. A string is a sign between two pictures; `after` is a parameter after the step. */

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('./quantities.js').ParameterName} ParameterName
 * @typedef {{ operand: Name, is_transposed?: boolean }} Operand
 * @typedef {{ result: Name }} Result
 * @typedef {{ after: ParameterName }} After
 * @typedef {{ number: Name }} Lone a quantity that is a single number
 * @typedef {(string | Operand | Result | After | Lone)[]} Expression
 */

/** @param {Name} operand */
const _ = (operand) => ({ operand });

/** @param {Name} operand */
const transposed = (operand) => ({ operand, is_transposed: true });

/** @param {ParameterName} name @returns {Expression} */
const descent = (name) => [
  _(name),
  '−',
  { number: 'rate' },
  _(/** @type {Name} */ (`d${name}`)),
  '=',
  { after: name },
];

/** The equations of each phase, by its id. @type {Record<string, Expression[]>} */
export const EXPRESSIONS = {
  X: [[{ result: 'X' }], [{ result: 'Y' }]],
  Zh: [[_('Wh'), _('X'), '+', _('bh'), '=', { result: 'Zh' }]],
  Ah: [['max(', _('Zh'), ', 0)', '=', { result: 'Ah' }]],
  Zo: [[_('Wo'), _('Ah'), '+', _('bo'), '=', { result: 'Zo' }]],
  Ao: [['softmax(', _('Zo'), ')', '=', { result: 'Ao' }]],
  L: [['−(1/m) Σ', _('Y'), 'log', _('Ao'), '=', { result: 'L' }]],
  dZo: [[_('Ao'), '−', _('Y'), '=', { result: 'dZo' }]],
  dWo: [
    ['(1/m)', _('dZo'), transposed('Ah'), '=', { result: 'dWo' }],
    ['(1/m) Σ', _('dZo'), '=', { result: 'dbo' }],
  ],
  dAh: [[transposed('Wo'), _('dZo'), '=', { result: 'dAh' }]],
  dZh: [[_('dAh'), '⊙ [', _('Zh'), '> 0 ]', '=', { result: 'dZh' }]],
  dWh: [
    ['(1/m)', _('dZh'), transposed('X'), '=', { result: 'dWh' }],
    ['(1/m) Σ', _('dZh'), '=', { result: 'dbh' }],
  ],
  why: [
    [_('Wo'), '( [', _('Zh'), '> 0 ] ⊙', _('Wh'), ')', '=', { result: 'E' }],
    [_('E'), _('X'), '+', _('c'), '=', { result: 'Zo' }],
  ],
  update: [descent('Wh'), descent('bh'), descent('Wo'), descent('bo')],
};
