/** What came of a case: its verdict, and what there is to say of it. Plain data, which can go from worker to worker and into a file. */

/** The three there are. Undecided: time or budget ran out, or the case could not be built. */
export type VerdictKind = 'holds' | 'broken' | 'undecided';

/** What is looked at from outside. */
export type Outside =
  /** The console's stream and raw ports, in the order in which bytes were printed. */
  | 'console'
  | 'disk'
  /** Where the control rod went. */
  | 'actuator'
  /** The guest's exit status, another one than the right one. */
  | 'status'
  /** The machine stopped the guest (status 70). */
  | 'stop'
  /** The guest rests, and nothing can wake it. */
  | 'asleep'
  /** It has not come to an end in many times the instructions that the undisturbed run took. */
  | 'endless'
  /** A checker's own words: the user's, or a rule of the simulator's. */
  | 'check';

/** The first that somebody outside could see. */
export interface Difference {
  readonly outside: Outside;
  /** In a sentence's words, without a full stop: "byte 37 of the console is 'x', not 'y'". */
  readonly words: string;
  /** The first byte that differs: its number in the console's output or on the disk. */
  readonly at?: number;
}

/** The named reasons, of which causes/ has one rule a file. */
export const RULES = [
  'ignored-uncertain',
  'took-it-for-done',
  'repeats-otherwise',
  'gives-up',
  'stopped-at-retry',
  'not-repeated',
  'repeats-unrepeatable',
  'repeat-shows',
  'retries-for-ever',
  'out-of-order',
  'breaks-the-ring',
  'lost-in-reset',
  'acknowledges-before-it-looks',
  'lost-wake-up',
  'not-awaited',
  'touches-buffer',
  'no-flush-between',
  'flush-not-awaited',
  'torn-write',
  'half-done',
  'told-too-early',
] as const;
export type Rule = (typeof RULES)[number];

/** Why it is broken, where a rule knows it. */
export interface Cause {
  readonly rule: Rule;
  /** A sentence's words, without a full stop: "the driver took the uncertain command 7 for done". */
  readonly words: string;
}

/** A place in the guest's program. */
export interface CodePlace {
  /** Physical address of the instruction. */
  readonly address: number;
  /** `disk.s:12`, if the image has line numbers. */
  readonly line?: string;
  /** `<wait+0x8>`, if the image has symbols. */
  readonly label?: string;
  /** The instruction's source text. */
  readonly text?: string;
  /** In the guest's kernel: the system call for which it was at work, if the program has names. In a program: the call by which it came there. */
  readonly call?: CodePlace;
}

/** Where something in a story happens; a report draws a line for each. `disk`, `console`, `actuator` are devices. */
export type Lane = 'guest' | 'primary' | 'backup' | 'link' | 'bus' | (string & {});

/** One thing that happened in a run. */
export interface StoryEvent {
  /** Instructions that the guest had completed by then; on a pair, those of the machine that acts, or of the lane's. */
  readonly at: number;
  /** Virtual time in microseconds, where the run has one beside its instructions. */
  readonly us?: number;
  readonly lane: Lane;
  readonly kind:
    'command' | 'completion' | 'interrupt' | 'message' | 'fault' | 'crash' | 'failover' | 'join' | 'boot' | 'end';
  /** "command 7, disk write of sector 40". */
  readonly words: string;
  /** The number of the command that it is about, from 1, in this run. */
  readonly command?: number;
  /** Where the guest was. */
  readonly place?: CodePlace;
}

export interface CaseResult {
  readonly verdict: VerdictKind;
  /** Of a broken case. */
  readonly difference?: Difference;
  /** Of an undecided case: why it is. */
  readonly why?: string;
  readonly cause?: Cause;
  /** Where in the driver it went wrong. */
  readonly place?: CodePlace;
  /** Of one command in doubt: it was not performed, no other command was given for it, and nobody outside could tell. */
  readonly unrepeated?: true;
  /** What happened around what went wrong, in the order of time. Empty unless the case was run to be told: see Adversity.run. */
  readonly story: readonly StoryEvent[];
  /** Instructions that were executed for it. */
  readonly instructions: number;
}
