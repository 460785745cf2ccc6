// Which way imports run is .dependency-cruiser.mjs's affair.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/'] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'prefer-const': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  // Scripts are plain JavaScript: checked by tsc, but not for the types of JSON.
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    // The protocol is a pure state machine: no clocks, sockets or randomness inside.
    files: ['hypervisor/protocol/**/*.ts'],
    ignores: ['hypervisor/protocol/**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'the protocol is pure' }] }],
      'no-restricted-globals': ['error', 'Date', 'performance', 'process', 'setTimeout', 'setInterval', 'setImmediate'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
);
