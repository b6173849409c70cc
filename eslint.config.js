// Unknown names are left to the type checker, layout to prettier: only what neither of them sees.
export default [
  { ignores: ['build/', 'node_modules/'] },
  {
    files: ['**/*.js', '**/*.mjs'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'array-callback-return': 'error',
      eqeqeq: 'error',
      'no-constant-condition': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-implicit-coercion': 'error',
      'no-loss-of-precision': 'error',
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-unreachable': 'error',
      'no-unused-vars': ['error', { args: 'after-used' }],
      'no-useless-return': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['web/**/*.js'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          ':not(TaggedTemplateExpression[tag.name=/^(html|svg)$/]) > TemplateLiteral > TemplateElement[value.cooked=/\\n +/]',
          'Literal[value=/\\n +/]',
        ].map((selector) => ({
          selector,
          message:
            'The build removes spaces at the beginning of a line (smallest.mjs). Indent with a function.',
        })),
      ],
    },
  },
];
