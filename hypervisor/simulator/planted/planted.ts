/**
 * `npm run planted [-- RUNS [WORDS]]`: plants each bug (whose name has these words), runs its guest with it until it was
 * found ten times, or so many runs, and prints in how many of how many it was found, and by which rule. Exit status 1 if a
 * bug escapes.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measure } from '../campaign.ts';
import type { Baseline } from '../undisturbed.ts';
import type { BuiltInGuest } from '../built-in-guests.ts';
import { loadBuiltInGuest } from '../host/load-guest.ts';
import { PLANTED_BUGS } from './bugs.ts';
import { type Catch, hunt } from './hunt.ts';
import { buildWithBug } from './planted-build.ts';

const DEFAULT_RUNS = 1000;
/** A bug that was found in so many runs need not be looked for in more. */
const ENOUGH = 10;

/** `script`: the script that runs this; the checkout is the folder above it. */
export async function reportPlantedBugs(script: string, args: readonly string[]): Promise<number> {
  const runs = args[0] === undefined ? DEFAULT_RUNS : Number(args[0]);
  if (!Number.isInteger(runs) || runs < 1) {
    console.error(`planted: the number of runs is a whole number from 1, not '${args[0]}'`);
    return 64;
  }
  const bugs = PLANTED_BUGS.filter(({ name }) => name.includes(args.slice(1).join(' ')));
  const root = join(dirname(fileURLToPath(script)), '..');
  const folder = new URL('dist/simulator/', `${pathToFileURL(root).href}/`);
  const baselines = new Map<BuiltInGuest, Baseline>();
  const width = Math.max(0, ...bugs.map(({ name }) => name.length));
  console.log(`${'planted bug'.padEnd(width)}  caught  first seed  by`);
  let escaped = 0;
  for (const bug of bugs) {
    const guest = loadBuiltInGuest(bug.guest ?? 'drill', folder);
    const baseline = baselines.get(bug.guest ?? 'drill') ?? measure(guest);
    baselines.set(bug.guest ?? 'drill', baseline);
    const found = hunt(await buildWithBug(bug, root, guest, baseline), runs, ENOUGH);
    if (found.caught === 0) escaped += 1;
    console.log(`${bug.name.padEnd(width)}  ${describe(found)}`);
  }
  console.log(`${bugs.length - escaped} of ${bugs.length} caught, in at most ${runs} runs each`);
  return escaped === 0 ? 0 : 1;
}

function describe({ runs, caught, firstSeed, rules }: Catch): string {
  const share = `${String(caught).padStart(4)}/${runs}`;
  const by = [...rules].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${rule} ${count}`);
  return `${share.padEnd(8)}  ${String(firstSeed ?? '-').padStart(6)}  ${by.join(', ')}`;
}
