import js from '@eslint/js';
import globals from 'globals';

// Whether what is imported is there, and is exported, tsc says (tsconfig.json).
export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_.' }], // `_` alone is the translator, and never an argument
      'no-shadow': ['error', { builtinGlobals: false, allow: ['event'] }],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['browser/**'], languageOptions: { globals: globals.browser } },
  { files: ['browser/loader.js'], languageOptions: { globals: { WANTED: 'readonly' } } },
  { files: ['tests/**'], languageOptions: { globals: globals.node } },
];
