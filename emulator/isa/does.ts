/**
 * What an instruction does, as data: the family it belongs to, and what distinguishes it within its family. Each family has
 * one function that executes its rows (../cpu/semantics). Manual: chapters 5 and 6, the pages of the rows.
 *
 * A row says with `ends` what it may change that the instructions behind it depend on; one without leaves everything but
 * its results as it was, and the next instruction (or, nullified, the one after it) follows. What an access to I/O space
 * brings about depends on its address, which no row knows.
 */

/** Why code behind an instruction may not go on as code before it did. */
export type End =
  /** It may branch, within its space. */
  | 'branch'
  /** It branches to another space, or a space register changes. */
  | 'space'
  /** The PSW changes, RFI: with the queues. */
  | 'psw'
  /** A control register changes: an interruption may become due, protection identifiers others. */
  | 'control'
  /** A control register may be read that shows what the machine doesn't control. */
  | 'environment'
  /** A translation changes. */
  | 'translation'
  /** It always ends in an interruption, or may be left to software by one. */
  | 'trap';

/** Goes on with the next instruction. */
interface GoesOn {
  readonly ends?: undefined;
}

/** The operand beside GR r2 or r: another register, or an immediate. */
type Left = 'register' | 'immediate';

/** ADD, SUB, ADDI, SUBI and their variants; a difference is a sum with the complement. */
export interface Sum extends GoesOn {
  readonly family: 'sum';
  readonly left: Left;
  /** The right operand is complemented, and 1 is added. */
  readonly subtract: boolean;
  /** Instead of 0, or 1 if it subtracts, PSW C/B's leftmost bit is added. */
  readonly carryIn: boolean;
  /** Sets PSW C/B. */
  readonly carries: boolean;
  readonly trapsOnOverflow: boolean;
  readonly trapsOnCondition: boolean;
}

/** SHxADD. */
export interface ShiftAdd extends GoesOn {
  readonly family: 'shift-add';
  readonly shift: 1 | 2 | 3;
  readonly carries: boolean;
  readonly trapsOnOverflow: boolean;
}

export interface DivideStep extends GoesOn {
  readonly family: 'divide-step';
}

/** COMCLR, COMICLR. */
export interface CompareClear extends GoesOn {
  readonly family: 'compare-clear';
  readonly left: Left;
}

export interface Logical extends GoesOn {
  readonly family: 'logical';
  readonly operation: 'or' | 'xor' | 'and' | 'and-complement';
}

/** UXOR, UADDCM, DCOR, IDCOR: conditions on digits, bytes and halfwords. */
export interface Unit extends GoesOn {
  readonly family: 'unit';
  readonly operation: 'xor' | 'add-complement' | 'decimal-correct' | 'intermediate-decimal-correct';
  readonly trapsOnCondition: boolean;
}

/** LDO, LDIL, ADDIL. */
export interface Immediate extends GoesOn {
  readonly family: 'immediate';
  /** The immediate is the left 21 bits of a word. */
  readonly left: boolean;
  /** It is added to a register. */
  readonly adds: boolean;
}

/** SHD, VSHD; `variable`, here and below: the amount or position is that of CR 11. */
export interface Shift extends GoesOn {
  readonly family: 'shift';
  readonly variable: boolean;
}

export interface ExtractField extends GoesOn {
  readonly family: 'extract';
  readonly signed: boolean;
  readonly variable: boolean;
}

export interface Deposit extends GoesOn {
  readonly family: 'deposit';
  /** What is deposited: an immediate, or GR r. */
  readonly value: Left;
  /** Over the old contents of GR t, or over zero. */
  readonly merges: boolean;
  readonly variable: boolean;
}

/**
 * How an address is made. `long`: base and displacement; `modify`: the same, and the base becomes their sum, before the
 * access if the displacement is negative; `index`: base and index, which ,s shifts and ,m adds to the base after the
 * access; `short`: base and displacement, which ,ma adds to the base after the access and ,mb before it.
 */
export type Addressing = 'long' | 'modify' | 'index' | 'short';

/** Loads of general registers, zero-extended. */
export interface Load extends GoesOn {
  readonly family: 'load';
  readonly address: Addressing;
  readonly bytes: 1 | 2 | 4;
  /** The offset is the physical address. */
  readonly absolute: boolean;
  /** Leaves zero in memory: LDCW. */
  readonly clears: boolean;
  /** By how much ,s shifts the index. */
  readonly scale: 0 | 1 | 2 | 3;
}

/** Stores of general registers. */
export interface Store extends GoesOn {
  readonly family: 'store';
  readonly address: Exclude<Addressing, 'index'>;
  readonly bytes: 1 | 2 | 4;
  readonly absolute: boolean;
}

/** STBYS. */
export interface StoreBytes extends GoesOn {
  readonly family: 'store-bytes';
}

/** BL, BLR, BV, BE, BLE. */
export interface Branch {
  readonly family: 'branch';
  /** The target: the instruction's own address with a displacement or an index, a base with an index or a displacement. */
  readonly target: 'relative' | 'relative-index' | 'base-index' | 'base';
  /** Leaves the return point in GR t, with the target `base` in GR 31 and SR 0. */
  readonly links: boolean;
  readonly ends: 'branch' | 'space';
}

export interface Gate {
  readonly family: 'gate';
  readonly ends: 'branch';
}

/** MOVB, MOVIB. */
export interface MoveBranch {
  readonly family: 'move-branch';
  readonly left: Left;
  readonly ends: 'branch';
}

/** COMBT and the others: compare and branch. */
export interface CompareBranch {
  readonly family: 'compare-branch';
  readonly left: Left;
  /** Branches if the condition does not hold. */
  readonly negated: boolean;
  readonly ends: 'branch';
}

/** ADDBT and the others: add and branch. */
export interface AddBranch {
  readonly family: 'add-branch';
  readonly left: Left;
  readonly negated: boolean;
  readonly ends: 'branch';
}

/** BB, BVB. */
export interface BitBranch {
  readonly family: 'bit-branch';
  readonly variable: boolean;
  readonly ends: 'branch';
}

export interface Break {
  readonly family: 'break';
  readonly ends: 'trap';
}

/** RFI, RFIR. */
export interface Return {
  readonly family: 'return';
  /** The shadow registers are copied back. */
  readonly restores: boolean;
  readonly ends: 'psw';
}

/** SSM, RSM, MTSM. */
export interface SystemMask {
  readonly family: 'system-mask';
  readonly operation: 'set' | 'reset' | 'move';
  readonly ends: 'psw';
}

/** LDSID, MFSP. */
export interface ReadSpace extends GoesOn {
  readonly family: 'read-space';
  /** Which space register: the one that a data reference would select, or the one that the instruction names. */
  readonly register: 'selected' | 'named';
}

/** MTSP. */
export interface WriteSpace {
  readonly family: 'write-space';
  readonly ends: 'space';
}

/** MFCTL. */
export interface ReadControl {
  readonly family: 'read-control';
  readonly ends: 'environment';
}

/** MTCTL. */
export interface WriteControl {
  readonly family: 'write-control';
  readonly ends: 'control';
}

/** SYNC, SYNCDMA, DIAG: nothing that could be seen. */
export interface Nothing extends GoesOn {
  readonly family: 'nothing';
}

/** The space of a data reference, or of an instruction reference. */
type SpaceKind = 'data' | 'instruction';

export interface Probe extends GoesOn {
  readonly family: 'probe';
  readonly write: boolean;
  /** Where the level stands whose rights are asked for. */
  readonly level: Left;
}

/** LPA. */
export interface LoadPhysicalAddress extends GoesOn {
  readonly family: 'load-physical-address';
}

/** LCI. */
export interface LoadCoherenceIndex extends GoesOn {
  readonly family: 'load-coherence-index';
}

export interface ChangeTlb {
  readonly family: 'change-tlb';
  readonly operation: 'purge' | 'purge-entries' | 'insert-address' | 'insert-protection';
  readonly space: SpaceKind;
  readonly ends: 'translation';
}

/** FDC, FIC, PDC; FDCE and FICE, which know no addresses. */
export interface Cache extends GoesOn {
  readonly family: 'cache';
  readonly operation: 'flush' | 'purge' | 'flush-entries';
  readonly space: SpaceKind;
}

/** FLDW, FLDD. */
export interface FloatLoad extends GoesOn {
  readonly family: 'float-load';
  readonly address: 'index' | 'short';
  readonly bytes: 4 | 8;
}

/** FSTW, FSTD. */
export interface FloatStore extends GoesOn {
  readonly family: 'float-store';
  readonly address: 'index' | 'short';
  readonly bytes: 4 | 8;
}

/** CLDW, CSTW and the others: of a unit that the instruction names. */
export interface CoprocessorAccess {
  readonly family: 'coprocessor-access';
  readonly address: 'index' | 'short';
  readonly bytes: 4 | 8;
  readonly write: boolean;
  readonly ends: 'trap';
}

/** Class 0; `halves`, here and below: major opcode 0E, which reaches single halves of registers. */
export interface FloatUnary extends GoesOn {
  readonly family: 'float-unary';
  readonly operation: 'copy' | 'absolute' | 'square-root' | 'round';
  readonly halves: boolean;
}

/** Class 1. */
export interface FloatConvert extends GoesOn {
  readonly family: 'float-convert';
  readonly operation: 'float-to-float' | 'fixed-to-float' | 'float-to-fixed' | 'float-to-fixed-truncated';
  readonly halves: boolean;
}

/** FCMP. */
export interface FloatCompare extends GoesOn {
  readonly family: 'float-compare';
  readonly halves: boolean;
}

/** FTEST. */
export interface FloatTest extends GoesOn {
  readonly family: 'float-test';
}

/** FLOATING-POINT IDENTIFY. */
export interface FloatIdentify extends GoesOn {
  readonly family: 'float-identify';
}

/** Class 3. */
export interface FloatBinary extends GoesOn {
  readonly family: 'float-binary';
  readonly operation: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly halves: boolean;
}

/** XMPYU. */
export interface MultiplyIntegers extends GoesOn {
  readonly family: 'multiply-integers';
}

/** FMPYADD, FMPYSUB. */
export interface FloatMultiple extends GoesOn {
  readonly family: 'float-multiple';
  readonly operation: 'add' | 'subtract';
  readonly double: boolean;
}

/** Operations of assist processors: COPR, SPOP0 and the others. */
export interface Assist {
  readonly family: 'assist';
  /** Floating point may be meant, if the unit that the instruction names is its. */
  readonly floatingPoint: boolean;
  readonly ends: 'trap';
}

export type Does =
  | Sum
  | ShiftAdd
  | DivideStep
  | CompareClear
  | Logical
  | Unit
  | Immediate
  | Shift
  | ExtractField
  | Deposit
  | Load
  | Store
  | StoreBytes
  | Branch
  | Gate
  | MoveBranch
  | CompareBranch
  | AddBranch
  | BitBranch
  | Break
  | Return
  | SystemMask
  | ReadSpace
  | WriteSpace
  | ReadControl
  | WriteControl
  | Nothing
  | Probe
  | LoadPhysicalAddress
  | LoadCoherenceIndex
  | ChangeTlb
  | Cache
  | FloatLoad
  | FloatStore
  | CoprocessorAccess
  | FloatUnary
  | FloatConvert
  | FloatCompare
  | FloatTest
  | FloatIdentify
  | FloatBinary
  | MultiplyIntegers
  | FloatMultiple
  | Assist;

export type Family = Does['family'];

/** What rows of the family `F` do. */
export type DoesOf<F extends Family> = Extract<Does, { readonly family: F }>;

/** A sum: plain addition of registers, but for what is given. */
export function sum({
  left = 'register',
  subtract = false,
  carryIn = false,
  carries = true,
  trapsOnOverflow = false,
  trapsOnCondition = false,
}: Partial<Omit<Sum, 'family'>> = {}): Sum {
  return { family: 'sum', left, subtract, carryIn, carries, trapsOnOverflow, trapsOnCondition };
}

export function load(
  address: Addressing,
  bytes: 1 | 2 | 4,
  { absolute = false, clears = false }: Partial<Pick<Load, 'absolute' | 'clears'>> = {},
): Load {
  // The index of LDCWX counts in doublewords.
  const scale = clears ? 3 : bytes === 4 ? 2 : bytes === 2 ? 1 : 0;
  return { family: 'load', address, bytes, absolute, clears, scale };
}

export function store(
  address: Store['address'],
  bytes: 1 | 2 | 4,
  { absolute = false }: Partial<Pick<Store, 'absolute'>> = {},
): Store {
  return { family: 'store', address, bytes, absolute };
}
