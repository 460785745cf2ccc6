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
import { checkOptions, isRecord } from './emulator/options/check-options.ts';
import { isTagged } from './emulator/options/kinds.ts';
import { turnOfEventLoop } from './emulator/scheduler.ts';
import { explorationOf, type ExploreResult } from './hypervisor/explorer/explore.ts';
import { type ExploreOptions, SURVIVAL_KINDS } from './hypervisor/explorer/options.ts';

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

/** The exploration that was asked for last. They come one after the other: each has its budget of time. */
let last: Promise<unknown> = Promise.resolve();

expect.extend({
  // Async, so that a test which forgets to await is told of by Vitest.
  async toSurviveEverything(guest: Guest | null | undefined, options: SurvivalOptions = {}) {
    checkOptions('toSurviveEverything', options, SURVIVAL_KINDS);
    // What says nothing of what can go wrong is a failure with .not as without it.
    const failure = (words: string): { pass: boolean; message: () => string } => ({
      pass: this.isNot,
      message: () => words,
    });
    const image = imageOf(guest);
    if (image === undefined) return failure(whyNone(guest));
    // Vitest 3 doesn't tell whose test it is, and so not when that is over.
    const exploration = last.then(() => explored({ ...options, image }, this.task?.context.signal));
    last = exploration.catch(() => {});
    const result = await exploration;
    if (typeof result === 'string') return failure(result);
    const { verdict, undisturbed, report } = result;
    // Many reporters show the first line alone: a finding, or else the verdict.
    const lines = result.findings.length > 0 ? report : [...report.slice(-1), ...report.slice(0, -1)];
    const words = lines.join('\n');
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

/**
 * What comes of it, or why the guest can't be booted. The event loop has turns meanwhile: Vitest 3 fails a run in which a test has none
 * for a minute. When the test is over, as when its time is up, so is this.
 */
async function explored(options: ExploreOptions, over?: AbortSignal): Promise<ExploreResult | string> {
  try {
    const exploration = explorationOf(options);
    for (;;) {
      if (over?.aborted) return 'the test was over before all was tried';
      const step = exploration.next();
      if (step.done) return step.value;
      if (step.value.type === 'progress') await turnOfEventLoop();
    }
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    return `the guest can't be booted: ${error.message}`;
  }
}
