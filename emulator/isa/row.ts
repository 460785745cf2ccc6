/**
 * What a row of the instruction table holds, and the function that draws one. The rows are in ./instructions.ts and
 * ./floating-point.ts.
 */
import type { ConditionSet } from './conditions.ts';
import type { Does } from './does.ts';
import { parseNumbers, parseOperands, type Operand, type OperandSyntax } from './operands.ts';
import { parsePattern, type Pattern } from './pattern.ts';

/**
 * Ordinary: its effect depends on the machine's state alone, and a guest executes it by itself. Environment: it reads what
 * the machine doesn't control (the paper's environment instructions). Privileged: it reaches what only the most privileged
 * level, 0, may, so a monitor does it for its guest.
 */
export type InstructionClass = 'ordinary' | 'environment' | 'privileged';

/** A row whose class depends on the register that it names: privileged, but for those given. */
export interface ClassByRegister {
  readonly register: 'sr' | 'cr';
  readonly ordinary: readonly number[];
  readonly environment: readonly number[];
}

/** How a row's completers other than conditions set the bits u, a and m. */
export type ModifyCompleters =
  /** Indexed: ,s (u) ,m (m) ,sm (both). */
  | 'index'
  /** Short displacement: ,ma (m) ,mb (a and m). */
  | 'short'
  /** STBYS: ,b ,e (a), with ,m (m). */
  | 'bytes'
  /** System: ,m (m). */
  | 'simple';

/** Operand formats of floating-point instructions: see FORMATS in ./completers.ts. */
export type FormatCompleters = 'fmt' | 'fmt-single' | 'd-single' | 'convert' | 'convert-single' | 'single' | 'double';

/** Cache control hints in cc: loads take ,sl (2); stores ,bc (1) and ,sl (2); semaphores ,co (1). */
export type CacheHints = 'load' | 'store' | 'semaphore';

interface Details {
  /** The mnemonic, if the name is another. */
  readonly mnemonic?: string;
  /** Names of the operands that stand as completers, with commas. */
  readonly numbers?: string;
  /** The conditions that c (and f) can hold. */
  readonly condition?: ConditionSet;
  /** Names that mean this row or its negated partner, by the condition: `comb` is COMBT or COMBF. */
  readonly either?: readonly string[];
  readonly modify?: ModifyCompleters;
  readonly hints?: CacheHints;
  readonly formats?: FormatCompleters;
  /** The row can be meant only if some operand is the right half of a floating-point register. */
  readonly rightHalf?: boolean;
  /** Stands for those words of its pattern that no row before it takes. */
  readonly general?: boolean;
  /** Other ways to write the row, with the completers they imply: `add,l` is ADDL. */
  readonly spellings?: readonly string[];
  /** Ordinary, unless given. */
  readonly class?: InstructionClass | ClassByRegister;
  /** Only the most privileged level may execute it, though a guest does so without its monitor: LDWA and STWA. */
  readonly onlyLevel0?: boolean;
}

export interface Instruction<Name extends string = string> extends Omit<
  Details,
  'mnemonic' | 'numbers' | 'class' | 'either' | 'spellings'
> {
  /** What the row is called in our code; each row has its own. */
  readonly name: Name;
  /** What it is called in source: HP's mnemonic, in small letters. Of rows with the same, the first that fits is meant. */
  readonly mnemonic: string;
  /** The row's number: its place in the table. */
  readonly index: number;
  readonly pattern: Pattern;
  /** Operands that stand as completers, before all others: COPR's unit and operation. */
  readonly numbers: readonly Operand[];
  readonly operands: readonly OperandSyntax[];
  /** What it does to the machine. */
  readonly does: Does;
  readonly class: InstructionClass | ClassByRegister;
  readonly either: readonly string[];
  /**
   * It tests the negation: with the names in `either`, a condition with f = 1 means this row, one with f = 0 its partner.
   */
  readonly negated: boolean;
  readonly spellings: readonly string[];
  /** Has the completer ,n. */
  readonly nullify: boolean;
}

export type Row<Name extends string> = Omit<Instruction<Name>, 'index'>;

export function row<const Name extends string>(
  name: Name,
  bits: string,
  operands: string,
  does: Does,
  details: Details = {},
): Row<Name> {
  const pattern = parsePattern(bits);
  return {
    name,
    mnemonic: name,
    pattern,
    operands: parseOperands(operands),
    does,
    negated: 'negated' in does && does.negated,
    class: 'ordinary',
    either: [],
    spellings: [],
    nullify: pattern.fields.some((field) => field.name === 'n'),
    ...details,
    numbers: parseNumbers(details.numbers ?? ''),
  };
}
