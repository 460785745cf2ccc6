import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

/** `npm run test:processes`: what starts our commands, kills them, and waits for what they say. It needs nothing but Node. */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples,scripts}/**/*.processes.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    sequence: {
      sequencer: LongestFirst([
        'hypervisor/readme',
        'hypervisor/hosts',
        'hypervisor/pair',
        'hypervisor/soak',
        'examples/detect',
        'examples/examples',
        'kernel/failover',
        'hypervisor/pressure',
      ]),
    },
    reporters: ['default', ['json', { outputFile: process.env['RESULTS'] ?? 'test-results/processes.json' }]],
  },
});
