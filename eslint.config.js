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
    // What a web page can carry uses nothing that only Node.js has (and imports nothing of it: .dependency-cruiser.mjs).
    files: ['{assembler,emulator}/**/*.ts', 'hypervisor/{wire,protocol,monitor,simulator}/**/*.ts'],
    ignores: [
      '**/*.{test,processes,conformance,thorough}.ts',
      '**/testing/**',
      'emulator/host/**',
      'assembler/{main,command-line,output-files}.ts',
      'hypervisor/simulator/{host,planted}/**',
      // Where there is no setImmediate it does without.
      'emulator/scheduler.ts',
    ],
    rules: { 'no-restricted-globals': ['error', 'Buffer', 'process', 'setImmediate'] },
  },
  {
    // What hvrun says is worded in hypervisor/words/; what a command reports, in the files of its report.
    files: ['hypervisor/{bus,commands,control,links,recording,runner}/**/*.ts', 'hypervisor/*.ts'],
    ignores: ['**/*.{test,processes,conformance,thorough}.ts', '**/testing/**', 'hypervisor/commands/*-report.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'CallExpression[callee.name=/^(say|tell|tellTrouble)$/]',
          'CallExpression[callee.property.name=/^(tell|refuse|trouble|happened)$/]',
          'NewExpression[callee.name=/^(Failure|BusLost|CopyError|FifoError|LobbyError|NoFolder|RecordingError)$/]',
        ].map((what) => ({
          selector: `${what} > :matches(Literal[value=/ /], TemplateLiteral)`,
          message: 'Sentences for people have their home in hypervisor/words/.',
        })),
      ],
    },
  },
  {
    // The protocol is a pure state machine: no clocks, sockets or randomness inside.
    files: ['hypervisor/protocol/**/*.ts'],
    ignores: ['hypervisor/protocol/**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Buffer', 'Date', 'performance', 'process', 'setTimeout', 'setInterval', 'setImmediate'],
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
);
