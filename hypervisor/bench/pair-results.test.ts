import { describe, expect, it } from 'vitest';
import { costs } from './costs.ts';
import { type PairAsked, pairResults, type PairResults } from './pair-results.ts';
import { RunFailed, type Span } from './timed-run.ts';

const asked: PairAsked = {
  loads: ['cpu', 'write'],
  variants: ['revised', 'queued'],
  epochLengths: [undefined, 1000],
  rounds: 1,
  warmUp: 2,
  seconds: 1,
  commands: 20,
  diskMs: 0,
  engine: 'auto',
};

/** A host on which the bare machine takes 10 ms for a part, the pair 15, and 12 without hashes; and what it was asked to run. */
async function run(until = Infinity): Promise<PairResults & { readonly runs: [string, Span][] }> {
  const runs: [string, Span][] = [];
  const found = await pairResults(asked, {
    time: (args, span) => {
      runs.push([args.join(' '), span]);
      if (runs.length > until) return Promise.reject(new RunFailed('it has died'));
      const ms = args.includes('--bare') ? 10 : args.includes('--hash-epochs') ? 12 : 15;
      // The bare machine does more parts in its time.
      const parts = args.includes('--bare') ? 3 : 2;
      return Promise.resolve({ parts, ms: ms * parts, residentBytes: args.includes('--bare') ? undefined : 100 << 20 });
    },
    images: { dhry: 'dhry', diskload: 'diskload' },
    disk: 'disk',
    progress: () => {},
    over: () => false,
  });
  return { ...found, runs };
}

describe('the evaluation on this host', () => {
  it('compares what bare machine and pair take for the same work, however much each has done', async () => {
    const { results, complete } = await run();
    expect(complete).toBe(true);
    expect(results.cells.map(({ np }) => np)).toEqual(
      Array.from({ length: 8 }, () => expect.closeTo(1.5, 9) as number),
    );
  });

  it('asks for a warm-up of every run, and lets the guest go on until it is stopped', async () => {
    const { runs } = await run();
    expect(runs.filter(([args]) => args.startsWith('--bare'))).toHaveLength(4);
    for (const [args, span] of runs) {
      expect(span.warmUpMs).toBe(2000);
      expect(args).toMatch(/ 1000000000 (?:dhry|diskload)$/);
    }
    const spans: unknown = Object.fromEntries(
      runs.map(([args, { ms, parts }]) => [args.split(' ').at(-1), { ms, parts }]),
    );
    expect(spans).toEqual({ dhry: { ms: 1000, parts: 1 }, diskload: { ms: 0, parts: 3 } });
  });

  it('tells what an epoch takes, what of that is hashing, and how much memory', async () => {
    const { results } = await run();
    const [whole, short] = results.epochCosts!;
    expect(whole.epochUs / whole.moreUs).toBeCloseTo(3, 9);
    expect(whole.moreUs / whole.hashUs).toBeCloseTo(5 / 3, 9);
    expect(short.epochUs).toBeCloseTo((15_000 * 1000) / (25_000 * 402.27), 9);
    expect(costs(results)).toMatch(/^1K +1\.5 +0\.5 +33\.3 % +0\.3 +20\.0 %$/m);
    expect(costs(results)).toContain("takes 84 MB at most beyond its guest's RAM");
    expect(costs({ ...results, epochCosts: undefined, memoryBytes: undefined })).toBe('');
  });

  it('keeps what it has when a run goes wrong', async () => {
    const { results, complete, failed } = await run(3);
    expect([complete, failed?.message]).toEqual([false, 'it has died']);
    expect(results.cells.map(({ load, variant, np }) => [load, variant, np])).toEqual([['cpu', 'revised', 1.5]]);
    expect(results.about).toContain('; one round at most; ');
  });
});
