// Bundles the command-line tools into dist/, so that they start fast: of each a short file that comes first, and others that it asks for.
// Run by `npm ci` (the prepare script) and before the tests.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFirmware } from './firmware.mjs';
import { keepCode } from './keep-code.mjs';
import { buildLoads, buildSimulatorGuests } from './simulator-guests.mjs';
import { writeNotices } from './third-party.mjs';

const { build } = await import('esbuild').catch(() => {
  console.error('hvft: what builds it is not installed; `npm ci` in this folder comes first');
  process.exit(1);
});

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Entry points by output name; bins are made executable. */
const bins = { hvasm: 'launch/hvasm.ts', hvrun: 'hypervisor/hvrun.ts' };
/** The library, which needs no Node.js: that any module of Node's is asked for is an error of the build. */
const library = { index: 'index.ts', vitest: 'vitest.ts' };
const modules = {
  'explore-worker': 'hypervisor/explorer/host/worker.ts',
  'tls-thread': 'hypervisor/links/tls-thread.ts',
};
/**
 * What is started often, as CommonJS: a process or a thread comes up faster with it, by 5 to 10 ms of 60 and of 40; and what
 * comes from a bundle (launch/bundle.ts).
 */
const started = {
  replica: 'launch/replica.ts',
  'link-reader': 'hypervisor/links/link-reader.ts',
  assembler: 'assembler/main.ts',
  main: 'hypervisor/main.ts',
  'local-replica': 'hypervisor/local-replica.ts',
  bench: 'hypervisor/bench/bench.ts',
};

// npm packs what `prepack` has made, after a `prepare` that comes here: the types (./types.mjs) stay.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== 'types') rmSync(join(dist, name), { recursive: true });
}
const common = /** @satisfies {import('esbuild').BuildOptions} */ ({
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // The one that runs the tests, whose expect it is.
  external: ['vitest'],
  // Their licences are in a file of their own (./third-party.mjs).
  legalComments: 'none',
  metafile: true,
  // Half the text to read at each start. Names stay: stack traces need them.
  minifyWhitespace: true,
  minifySyntax: true,
});
const bundles = [
  await build({
    ...common,
    entryPoints: filesOf(library),
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
  }),
  await build({
    ...common,
    entryPoints: filesOf({ ...bins, ...modules }),
    format: 'esm',
    // Lets bundled CommonJS dependencies (commander) reach Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  }),
  await build({
    ...common,
    entryPoints: filesOf(started),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  }),
];
writeNotices(
  dist,
  bundles.map(({ metafile }) => metafile),
);
for (const name of Object.keys(bins)) {
  const file = join(dist, `${name}.js`);
  if (existsSync(file)) chmodSync(file, 0o755);
}
makeLauncher(join(dist, 'hvrun.js'));
buildFirmware(root);
buildSimulatorGuests(root);
buildLoads(root);
await keepCode(root);

/**
 * The files that are there, by output name.
 * @param {Record<string, string>} entries
 */
function filesOf(entries) {
  const files = Object.entries(entries).map(
    ([name, file]) => /** @type {[string, string]} */ ([name, join(root, file)]),
  );
  return Object.fromEntries(files.filter(([, file]) => existsSync(file)));
}

/**
 * A bin that is a script of the shell first, which says which signals are ignored, and then becomes Node, which would forget
 * it (hypervisor/commands/ignored-signals.ts), and spares it the reading of certificates that nothing here asks for. To Node the
 * shell's line is a string and a comment.
 * @param {string} bin
 */
function makeLauncher(bin) {
  const [, code] = readFileSync(bin, 'utf8').split(/^#!.*\n/);
  const find = 'while read -r name mask; do [ "$name" = SigIgn: ] && break; done 2>/dev/null </proc/self/status';
  const become = 'unset NODE_EXTRA_CA_CERTS; HVRUN_SIGNALS="$$:$mask" exec node "$0" "$@"';
  writeFileSync(bin, `#!/bin/sh\n':' //; mask=; ${find}; ${become}\n${code}`);
}
