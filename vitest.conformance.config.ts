import { defineConfig } from 'vitest/config';

/** `npm run test:conformance`: checks by the outside world (GNU binutils, gcc, QEMU for hppa; see README). */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples}/**/*.conformance.ts'],
    // npm run test:linux.
    exclude: ['examples/linux/**'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-results/conformance.json' }]],
  },
});
