/**
 * What other commands ask a running hvrun, over a socket that only its user can reach: one line of JSON each way, then the
 * connection ends.
 */
import type { PairStatus } from '../bus/status.ts';

export type Ask = 'status' | 'join';

/** Characters of a line, its end included: of a question, and of an answer. */
export const MAX_ASK = 256;
export const MAX_ANSWER = 65_536;

/** What hvrun knows of its run besides. */
export interface RunStatus extends PairStatus {
  /** hvrun's own process. */
  readonly hvrun: number;
  /** As the command line named it. */
  readonly image: string;
  readonly uptimeSeconds: number;
  readonly protocol: string;
  /** Instructions of an epoch that nothing ends early. */
  readonly epochLength: number;
  readonly earlyEnds: boolean;
}

export type Answer =
  | { readonly type: 'status'; readonly status: RunStatus }
  | { readonly type: 'joining' }
  /** What was asked can't be done. */
  | { readonly type: 'refused'; readonly reason: string };

/** The question in a line, or undefined. */
export function parseAsk(line: string): Ask | undefined {
  const ask = parse(line)?.ask;
  return ask === 'status' || ask === 'join' ? ask : undefined;
}

/** The answer in a line of the same user's hvrun, or undefined if it is of another version, or none. */
export function parseAnswer(line: string): Answer | undefined {
  const answer = parse(line);
  if (answer?.type === 'joining') return { type: 'joining' };
  if (answer?.type === 'refused' && typeof answer.reason === 'string')
    return { type: 'refused', reason: answer.reason };
  const status = answer?.status;
  const whole = typeof status === 'object' && status !== null && 'hvrun' in status && 'term' in status;
  return answer?.type === 'status' && whole ? { type: 'status', status: status as RunStatus } : undefined;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
