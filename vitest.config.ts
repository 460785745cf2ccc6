import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

/** Tests that put other modules in the place of ours: Vitest has to load their modules itself, for each file anew. */
const MOCKING = ['**/new-*.test.ts'];

const LOADER = new URL('./scripts/typescript-loader.mjs', import.meta.url).href;

/**
 * `npm test`: the tests that need nothing but Node, except those that start our commands and kill them. A worker lets
 * Node import each module, once for all of its files: half of the time would go into modules otherwise.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: {
      sequencer: LongestFirst([
        'hypervisor/monitor/differential',
        'hypervisor/simulator/planted',
        'hypervisor/runner/guests',
        'hypervisor/guests/processor/guests',
        'hypervisor/monitor/guests',
        'hypervisor/simulator/simulation',
        'hypervisor/protocol/explorer',
      ]),
    },
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{assembler,emulator,hypervisor,kernel,examples,scripts}/**/*.test.ts'],
          exclude: MOCKING,
          isolate: false,
          experimental: { viteModuleRunner: false, nodeLoader: false },
          execArgv: ['--enable-source-maps', '--import', LOADER],
        },
      },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
});
