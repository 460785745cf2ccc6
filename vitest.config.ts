import { defineConfig } from 'vitest/config';

/** `npm test`: everything that needs nothing but Node. */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples,scripts}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
