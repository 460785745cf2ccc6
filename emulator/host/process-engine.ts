/** The engine of all processors that a process has, with V8 set for it, and what it tells of its work. */
import { compileFor } from '../cpu/engine-flags.ts';
import type { EngineFactory } from '../cpu/engine.ts';
import { type EngineName, engineOf } from '../translator/engines.ts';
import { describeStatistics, type Statistics } from '../translator/statistics.ts';

/** As {@link engineOf}; for processes alone, since V8's settings are theirs. */
export function engineOfProcess(name: EngineName, statistics?: Statistics): EngineFactory | undefined {
  if (name !== 'interpreter') compileFor('other code');
  return engineOf(name, statistics);
}

/** What the engine has done so far, and what the process takes for it; in lines, for people. */
export function describeEngine(statistics: Statistics): string[] {
  const megabytes = process.memoryUsage.rss() / 2 ** 20;
  return [...describeStatistics(statistics), `${megabytes.toFixed(0)} MB of memory resident, with the guest's RAM`];
}
