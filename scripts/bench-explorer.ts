/**
 * `npm run bench:explorer`: cases a second of processor time, for each adversity, on the kernel that writes to its disk; and what the
 * time goes to, by the samples of V8's own profiler. Each run is a process of its own; the adversities take turns, and medians count.
 *
 *     npm run bench:explorer                all adversities
 *     npm run bench:explorer -- moments     one of them
 */
import { compileFor } from '../emulator/cpu/engine-flags.ts';
import { execFileSync } from 'node:child_process';
import { type Profiler, Session } from 'node:inspector/promises';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../emulator/board.ts';
import { adversitiesOf, USUAL_OPTIONS } from '../hypervisor/explorer/adversities/adversities.ts';
import { ADVERSITIES, type AdversityName } from '../hypervisor/explorer/case.ts';
import { codeInUse } from '../hypervisor/explorer/host/code-in-use.ts';
import { undisturbed } from '../hypervisor/explorer/reference.ts';
import { loadBuiltInGuest } from '../hypervisor/simulator/host/load-guest.ts';
import { median } from './figures.ts';

const RUNS = 3;
/** Seconds of processor time of one run, and of what goes before, in which V8 comes to know the code. */
const SECONDS = 3;
const WARM_UP_SECONDS = 2;
/** Cases from one look at the clock to the next: a look takes a tenth of a millisecond. */
const LOOK_EVERY = 8;
/** What is run: it writes to its disk, and reads what it has written. */
const APPEND = 'run work 2 0';

/** What the time goes to: the innermost of these functions in whose call a sample falls. */
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['execution', ['burst', 'fetchAndExecute', 'boot']],
  ['restore', ['restore']],
  ['save', ['save', 'snapshot']],
  ['judging', ['standsAt', 'judgeView', 'judge', 'looksLike', '#judge']],
  ['enumeration', ['walk', '#footprintOf', 'cases', '#enumerate']],
  // Protocol, links and bus.
  ['pair', ['simulate', 'goOn', 'ForkedRuns']],
];

interface Measured {
  /** Cases a second of processor time. */
  readonly rate: number;
  /** By kind, shares of the time; the rest is everything else. */
  readonly shares: Readonly<Record<string, number>>;
}

const GUESTS = new URL('../simulator/', import.meta.url);

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function measure(name: AdversityName): Promise<Measured> {
  const { image, disk } = loadBuiltInGuest('kernel', GUESTS);
  const world = { disk, input: new Uint8Array(0), ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES };
  const reference = undisturbed({ name: 'kernel', image, append: APPEND, ...world });
  if ('verdict' in reference) throw new Error(reference.what);
  compileFor(codeInUse(name, reference));
  const run = (seconds: number): number => {
    const until = processorSeconds() + seconds;
    let cases = 0;
    while (processorSeconds() < until) {
      const [adversity] = adversitiesOf([name], reference, USUAL_OPTIONS);
      for (const one of adversity.cases()) {
        const { verdict } = adversity.run(one, { told: false });
        if (verdict !== 'holds') throw new Error(`${one.key}: ${verdict}`);
        cases += 1;
        if (cases % LOOK_EVERY === 0 && processorSeconds() >= until) break;
      }
    }
    return cases / (seconds + processorSeconds() - until);
  };
  run(WARM_UP_SECONDS);
  const rate = run(SECONDS);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  run(SECONDS);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return { rate, shares: sharesOf(profile) };
}

function sharesOf({ nodes, samples = [] }: Profiler.Profile): Record<string, number> {
  const kinds = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [root] = nodes;
  const visit = (id: number, outer: string): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    const own = KINDS.find(([, functions]) => functions.includes(callFrame.functionName))?.[0] ?? outer;
    kinds.set(id, own);
    for (const child of children) visit(child, own);
  };
  visit(root.id, 'other');
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id));
  const busy = samples.filter((id) => !idle.has(id));
  const shares: Record<string, number> = {};
  for (const id of busy) shares[kinds.get(id)!] = (shares[kinds.get(id)!] ?? 0) + 1 / busy.length;
  return shares;
}

const [argument] = process.argv.slice(2);
if (argument?.startsWith('{')) {
  console.log(JSON.stringify(await measure((JSON.parse(argument) as { name: AdversityName }).name)));
} else {
  const names = ADVERSITIES.filter((name) => argument === undefined || name === argument);
  const measured = new Map(names.map((name) => [name, [] as Measured[]]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const name of names) {
      const answer = execFileSync(process.execPath, [process.argv[1], JSON.stringify({ name })]);
      measured.get(name)!.push(JSON.parse(answer.toString()) as Measured);
    }
  }
  const kinds = [...KINDS.map(([kind]) => kind), 'other'];
  console.log(`medians of ${RUNS} runs, cases a second of processor time, and what it goes to`);
  console.log(`${''.padEnd(10)}${'cases/s'.padStart(10)}${kinds.map((kind) => kind.padStart(13)).join('')}`);
  for (const [name, runs] of measured) {
    const rate = Math.round(median(runs.map((one) => one.rate)));
    const shares = kinds.map((kind) => `${Math.round(100 * median(runs.map((one) => one.shares[kind] ?? 0)))} %`);
    console.log(`${name.padEnd(10)}${String(rate).padStart(10)}${shares.map((share) => share.padStart(13)).join('')}`);
  }
}
