import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

/** `npm test`: the tests that need nothing but Node, except those that start our commands and kill them. */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples,scripts}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: {
      sequencer: LongestFirst([
        'hypervisor/monitor/differential',
        'hypervisor/simulator/planted',
        'hypervisor/runner/guests',
        'emulator/guests/guests',
        'hypervisor/monitor/guests',
        'hypervisor/simulator/simulation',
        'hypervisor/protocol/explorer',
      ]),
    },
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
