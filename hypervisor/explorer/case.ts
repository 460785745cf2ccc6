/**
 * A case: something that can go wrong in a run, written as a key that alone rebuilds it.
 *
 *     doubt:7=not,9=performed          command 7 ends uncertain, not performed; in what follows, command 9 does, performed
 *     moments:disk/12@+3               the interrupt of command 12 comes 3 instructions later than it could
 *     moments:1=not,disk/3@+5          command 1 ends uncertain, not performed; then command 3 is over 5 instructions after it was given
 *     crashes:primary@step=118         the primary dies before its step 118
 *     power:kept@12,9=lost,lost@3      power goes when command 12 is over, and in the run after that when its command 3 is
 *     power:1=not,lost@2               command 1 ends uncertain, not performed; then power goes when command 2 is over
 *
 * A key is the name of its adversity, a colon, and faults in the order in which they strike, each a subject, = or @, and how
 * or when. There is one way to write each, so equal cases have equal keys.
 */

/** The four kinds of things that go wrong, in the order in which they are tried. */
export const ADVERSITIES = ['doubt', 'moments', 'crashes', 'power'] as const;
export type AdversityName = (typeof ADVERSITIES)[number];

export interface Case {
  readonly adversity: AdversityName;
  /** See {@link printKey}. */
  readonly key: string;
  /** How many cases that cannot differ from it it stands for, itself among them: 1 or more. */
  readonly stands: number;
}

/** One thing that goes wrong. */
export interface Fault {
  /** What it befalls: `7`, `disk/12`, `primary`. */
  readonly subject: string;
  /** `=`: what becomes of it; `@`: when. */
  readonly relation: '=' | '@';
  /** `not`, `+3`, `step=118`. */
  readonly value: string;
}

/** What a key says. */
export interface Faults {
  readonly adversity: AdversityName;
  /** At least one. */
  readonly faults: readonly Fault[];
}

/** Characters of a key, and faults in it, at most: it stands on a command line. */
export const MAX_KEY = 1000;
const MAX_FAULTS = 64;

const FAULT = /^([a-z0-9][a-z0-9/+-]*)([=@])([a-z0-9+][a-z0-9/+.=:-]*)$/;

/** The key of a case. Throws an Error if it would be none: our own mistake. */
export function printKey({ adversity, faults }: Faults): string {
  const key = `${adversity}:${faults.map(({ subject, relation, value }) => subject + relation + value).join(',')}`;
  if (parseKey(key) === undefined) throw new Error(`no key of a case: ${key}`);
  return key;
}

/** What a key says; undefined if it is none. Whether there are such subjects and values is the adversity's to say. */
export function parseKey(key: string): Faults | undefined {
  if (key.length > MAX_KEY) return undefined;
  const colon = key.indexOf(':');
  const adversity = ADVERSITIES.find((name) => name === key.slice(0, colon));
  const words = key.slice(colon + 1).split(',');
  if (adversity === undefined || words.length > MAX_FAULTS) return undefined;
  const faults = words.flatMap((word): Fault[] => {
    const [, subject, relation, value] = FAULT.exec(word) ?? [];
    return subject === undefined ? [] : [{ subject, relation: relation as Fault['relation'], value }];
  });
  return faults.length === words.length ? { adversity, faults } : undefined;
}
