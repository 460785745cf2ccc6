/**
 * `hvft/vitest`: tests of guests in Vitest.
 *
 *     import 'hvft/vitest';
 *     await expect(guest).toSurviveEverything({ disk, depth: 2 });
 *
 * Of Vitest nothing is needed but `expect.extend`.
 */
import { expect } from 'vitest';
import { explore, type ExploreOptions } from './hypervisor/explorer/explore.ts';

/** What is to go wrong, and what is right: all of explore's options but the image. */
export type SurvivalOptions = Omit<ExploreOptions, 'image'>;

/** An executable's bytes, or what assemble() gives. */
type Guest = Uint8Array | { readonly image?: Uint8Array | undefined };

declare module 'vitest' {
  // Vitest's own has this parameter.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<T> {
    /**
     * Everything that can go wrong with the guest is tried, and nobody outside can tell. The guest is an executable's bytes, or what
     * assemble() gives. A budget that runs out is a failure. The message of a failure is hvrun explore's own report.
     */
    toSurviveEverything(options?: SurvivalOptions): Promise<void>;
  }
}

expect.extend({
  // Async, so that a test which forgets to await is told of by Vitest.
  async toSurviveEverything(guest: Guest, options: SurvivalOptions = {}) {
    await Promise.resolve();
    const image = guest instanceof Uint8Array ? guest : guest.image;
    if (!(image instanceof Uint8Array)) {
      return { pass: false, message: () => 'the guest is no executable: its sources could not be assembled' };
    }
    const { verdict, report } = explore({ ...options, image });
    return { pass: verdict === 'holds', message: () => report.join('\n') };
  },
});
