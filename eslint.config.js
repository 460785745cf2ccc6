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
    // Imports go one way: assembler -> emulator, hypervisor -> emulator, never the reverse.
    files: ['emulator/**/*.ts'],
    ignores: ['emulator/**/*.test.ts', 'emulator/**/*.processes.ts', 'emulator/**/*.conformance.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/assembler/**', '**/hypervisor/**'], message: 'emulator/ knows neither of the others' },
          ],
        },
      ],
    },
  },
  {
    files: ['assembler/**/*.ts'],
    ignores: ['assembler/**/*.test.ts', 'assembler/**/*.processes.ts', 'assembler/**/*.conformance.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/hypervisor/**'], message: 'assembler/ may import emulator/ alone' }] },
      ],
    },
  },
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
