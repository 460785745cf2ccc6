import { defineConfig } from 'vitest/config';

/** For `npm run mutate` (scripts/mutate.mjs), which says which mutants and which files. */
export default defineConfig({
  test: {
    include: ['{assembler,emulator,hypervisor,kernel,examples}/**/*.test.ts'],
    // They try so much at once that a mutant each would take hours.
    exclude: ['**/explorer.test.ts', '**/differential.test.ts', 'hypervisor/monitor/guests.test.ts'],
    testTimeout: 10_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--no-warnings', '--import', new URL('./scripts/mutation/loader.mjs', import.meta.url).href],
    runner: './scripts/mutation/runner.ts',
    reporters: ['dot'],
  },
});
