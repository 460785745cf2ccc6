/**
 * The conditions that instructions test, by the names that assembler source gives them. Manual: tables 5-1 to 5-7, 6-13, 6-14.
 * A condition is the field c (and, where the instruction has one, the negation bit f).
 */

export interface Condition {
  /** As written in source, without the comma; '' is the condition "never". */
  readonly name: string;
  readonly c: number;
  readonly f: number;
}

/** Conditions 1 to 7 plain and negated: `names` are those for c = 1..7 with f = 0, then with f = 1; null: undefined. */
function negatable(names: readonly (string | null)[], never = '', always = 'tr'): readonly Condition[] {
  const rest = names.map((name, i) => ({ name, c: (i % 7) + 1, f: i < 7 ? 0 : 1 }));
  return [{ name: never, c: 0, f: 0 }, { name: always, c: 0, f: 1 }, ...rest].filter(
    (condition): condition is Condition => condition.name !== null,
  );
}

export const CONDITIONS = {
  /** Table 5-4. */
  add: negatable(['=', '<', '<=', 'nuv', 'znv', 'sv', 'od', '<>', '>=', '>', 'uv', 'vnz', 'nsv', 'ev']),
  /** Table 5-3, for subtracts and compares. */
  compare: negatable(['=', '<', '<=', '<<', '<<=', 'sv', 'od', '<>', '>=', '>', '>>=', '>>', 'nsv', 'ev']),
  /** Table 5-5. */
  logical: negatable(['=', '<', '<=', null, null, null, 'od', '<>', '>=', '>', null, null, null, 'ev']),
  /** Table 5-6. */
  unit: negatable([null, 'sbz', 'shz', 'sdc', null, 'sbc', 'shc', null, 'nbz', 'nhz', 'ndc', null, 'nbc', 'nhc']),
  /** Table 5-7, for shift, extract, deposit and MOVB: eight conditions in c, no negation bit. */
  shift: ['', '=', '<', 'od', 'tr', '<>', '>=', 'ev'].map((name, c): Condition => ({ name, c, f: 0 })),
  /** Table 6-13: FCMP. */
  float: [
    ...['false?', 'false', '?', '!<=>', '=', '=t', '?=', '!<>', '!?>=', '<', '?<', '!>=', '!?>', '<=', '?<=', '!>'],
    ...['!?<=', '>', '?>', '!<=', '!?<', '>=', '?>=', '!<', '!?=', '<>', '!=', '!=t', '!?', '<=>', 'true?', 'true'],
  ].map((name, c): Condition => ({ name, c, f: 0 })),
  /** Table 6-14: FTEST. */
  test: [
    { name: '', c: 0, f: 0 },
    { name: 'acc', c: 1, f: 0 },
    { name: 'rej', c: 2, f: 0 },
    { name: 'acc8', c: 5, f: 0 },
    { name: 'rej8', c: 6, f: 0 },
    { name: 'acc6', c: 9, f: 0 },
    { name: 'acc4', c: 13, f: 0 },
    { name: 'acc2', c: 17, f: 0 },
  ],
  /** BB and BVB: the bit is 1, the bit is 0. */
  bit: [
    { name: '<', c: 2, f: 0 },
    { name: '>=', c: 6, f: 0 },
  ],
} as const satisfies Record<string, readonly Condition[]>;

export type ConditionSet = keyof typeof CONDITIONS;
