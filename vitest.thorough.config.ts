import { defineConfig } from 'vitest/config';

/** `npm run test:thorough`: sweeps and searches that take too long to be repeated at each change. They need nothing but Node. */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples}/**/*.thorough.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
