/**
 * What translated code calls when it doesn't find a page in the caches of reads or writes (../cpu/translation-cache.ts): it is
 * brought there, or the access is left to the interpreter, which does whatever has to be done.
 */
import type { Core } from '../cpu/core.ts';
import { translateData } from '../cpu/translation.ts';
import { SCRATCH } from '../layout.ts';
import type { Statistics } from './statistics.ts';

/** By the offset's bits that must be 0. */
type Fill = (offset: number, space: number, alignment: number) => number;

/** For one processor; each returns 0 if the interpreter must make the access. */
export function fillFunctions(
  core: Core,
  statistics: Statistics,
): { readonly fillReads: Fill; readonly fillWrites: Fill } {
  const { scratch, memory } = core;

  function translated(space: number, offset: number, write: boolean, alignment: number): number | undefined {
    statistics.misses += 1;
    const address = translateData(core, space, offset, { read: !write, write, alignment });
    if (core.takeFault() !== 0 || address >>> 0 >= memory.size) return undefined;
    return address;
  }

  const context = (): number => scratch[SCRATCH.DATA_CONTEXT];
  const spaceTag = (space: number): number => space & scratch[SCRATCH.SPACE_MASK];

  return {
    fillReads: (offset, space, alignment) => {
      const address = translated(space, offset, false, alignment);
      if (address === undefined) return 0;
      core.reads.set(offset, context(), spaceTag(space), address);
      return 1;
    },
    fillWrites: (offset, space, alignment) => {
      const address = translated(space, offset, true, alignment);
      if (address === undefined || memory.watched[address >>> 12] !== 0) return 0;
      core.writes.set(offset, context(), spaceTag(space), address);
      memory.touch(address);
      return 1;
    },
  };
}
