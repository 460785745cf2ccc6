/**
 * `hvft/vitest`: tests of guests in Vitest.
 *
 *     import 'hvft/vitest';
 *     await expect(guest).toSurviveEverything({ disk, depth: 2 });
 *
 * Of Vitest nothing is needed but `expect.extend`.
 */
import { expect } from 'vitest';
import type { Diagnostic } from './assembler/diagnostics/diagnostics.ts';
import { renderDiagnostics } from './assembler/diagnostics/render.ts';
import { BootError } from './emulator/boot.ts';
import { isRecord } from './emulator/options/check-options.ts';
import { isTagged } from './emulator/options/kinds.ts';
import { explore, type ExploreResult } from './hypervisor/explorer/explore.ts';
import type { ExploreOptions } from './hypervisor/explorer/options.ts';

/** What is to go wrong, and what is right: all of explore's options but the image. */
export type SurvivalOptions = Omit<ExploreOptions, 'image'>;

/** An executable's bytes, or what assemble() gives. */
type Guest =
  Uint8Array | { readonly image?: Uint8Array | undefined; readonly diagnostics?: readonly Diagnostic[] | undefined };

declare module 'vitest' {
  // Vitest's own has this parameter.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<T> {
    /**
     * Everything that can go wrong with the guest is tried, and nobody outside can tell. The guest is an executable's bytes, or what
     * assemble() gives. A budget that runs out is a failure. The message of a failure is hvrun explore's own report.
     *
     * With `.not`, something that goes wrong must be seen outside: a guest that is no executable or fails undisturbed is a failure
     * here, too, and so is a budget that runs out.
     */
    toSurviveEverything(options?: SurvivalOptions): Promise<void>;
  }
}

expect.extend({
  // Async, so that a test which forgets to await is told of by Vitest.
  async toSurviveEverything(guest: Guest | null | undefined, options: SurvivalOptions = {}) {
    await Promise.resolve();
    // What says nothing of what can go wrong is a failure with .not as without it.
    const failure = (words: string): { pass: boolean; message: () => string } => ({
      pass: this.isNot,
      message: () => words,
    });
    const image = imageOf(guest);
    if (image === undefined) return failure(whyNone(guest));
    const result = explored({ ...options, image });
    if (typeof result === 'string') return failure(result);
    const { verdict, undisturbed, report } = result;
    const words = report.join('\n');
    if (undisturbed !== undefined || verdict === 'undecided') return failure(words);
    return { pass: verdict === 'holds', message: () => words };
  },
});

function imageOf(guest: unknown): Uint8Array | undefined {
  const image = isRecord(guest) && !isTagged(guest, 'Uint8Array') ? guest['image'] : guest;
  return isTagged(image, 'Uint8Array') ? (image as Uint8Array) : undefined;
}

/** Why there is no image. */
function whyNone(guest: Guest | null | undefined): string {
  if (!isRecord(guest) || !('image' in guest)) {
    return "the guest is no executable: expected an executable's bytes, a Uint8Array, or what assemble() gives";
  }
  const { diagnostics = [] } = guest;
  return ['the guest is no executable: its sources could not be assembled', renderDiagnostics(diagnostics)]
    .join('\n')
    .trimEnd();
}

/** What comes of it, or why the guest can't be booted. */
function explored(options: ExploreOptions): ExploreResult | string {
  try {
    return explore(options);
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    return `the guest can't be booted: ${error.message}`;
  }
}
