/** The engine of all processors that a process has, with V8 set for it. */
import { compileFor } from '../cpu/engine-flags.ts';
import type { EngineFactory } from '../cpu/engine.ts';
import { type EngineName, engineOf } from '../translator/engines.ts';
import type { Statistics } from '../translator/statistics.ts';

/** As {@link engineOf}; for processes alone, since V8's settings are theirs. */
export function engineOfProcess(name: EngineName, statistics?: Statistics): EngineFactory | undefined {
  if (name !== 'interpreter') compileFor('other code');
  return engineOf(name, statistics);
}
