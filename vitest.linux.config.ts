import { defineConfig } from 'vitest/config';

/** `npm run test:linux` (scripts/test-linux.mjs): a kernel and a disk that are not of this repository. */
export default defineConfig({
  test: {
    include: ['examples/linux/*.conformance.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    // Some of them wait for half a minute, which is time for others.
    maxWorkers: 2,
    reporters: ['verbose', ['json', { outputFile: 'test-results/linux.json' }]],
  },
});
