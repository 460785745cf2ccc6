/** Runs `hvrun explore --guest kernel`, and reads what it tells to programs. */
import type { Workshop } from '../../kernel/testing/tools.ts';
import type { AdversityName } from '../explorer/case.ts';
import type { Tally } from '../explorer/ledger.ts';

/** The last line that it prints. */
export interface End {
  readonly verdict: string;
  readonly adversities: readonly Tally[];
  readonly findings: readonly unknown[];
}

/** `args`: what is to be tried; within half an hour unless they say otherwise. */
export async function exploreKernel(
  workshop: Workshop,
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly end: End }> {
  const budget = args.includes('--budget') ? [] : ['--budget', '1800'];
  const { status, stdout } = await workshop.hvrun(['explore', '--guest', 'kernel', '--json', ...args, ...budget]);
  return { status, end: JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as End };
}

export function triedOf({ adversities }: End, name: AdversityName): Tally {
  const tally = adversities.find(({ adversity }) => adversity === name);
  if (tally === undefined) throw new Error(`${name} was not tried`);
  return tally;
}
