/** Gives every fixup its value, once all sections have addresses, and reports those that have none. */
import type { Diagnostics, Note } from '../diagnostics/diagnostics.ts';
import type { Span } from '../diagnostics/source.ts';
import { lookalikeHint } from '../diagnostics/wording.ts';
import { evaluate, type Evaluation, type Scope, type Value } from '../expressions/evaluate.ts';
import { isLinkageSelector, isPlabelSelector } from '../expressions/field-selectors.ts';
import { place, type AssemblySymbol, type Bound } from '../expressions/bound.ts';
import { reduce } from '../expressions/reduce.ts';
import type { Fixup } from '../layout/fixup.ts';
import { selectorProblem } from '../layout/selector-problem.ts';
import { addressOf, store } from '../layout/store.ts';
import type { LinkInput } from './input.ts';
import { lineOfLeftOut } from './left-out.ts';
import { isBranch, type LongBranches } from './long-branches.ts';
import type { LinkageTable } from './linkage-table.ts';
import type { ObjectUses, Use } from './object-uses.ts';
import { applyRelocation, throughDataPointer, type Bases } from './relocate.ts';

/** Symbols that the linker defines unless the program does. */
export interface LinkerSymbols {
  /** $global$ */
  readonly pointer: AssemblySymbol;
  /** $segrel$ */
  readonly segment: AssemblySymbol;
  /** What a weak symbol is that nobody defines. */
  readonly absent: AssemblySymbol;
}

/** A definition that is one file's alone. */
interface HiddenDefinition {
  readonly file: string;
  readonly span: Span;
}

/** Tells what is wrong; in an object at the place that is found for it. */
type Tell = (use?: Use) => void;

/** Complaints about one undefined symbol in one file, before the others are left out. */
const MAX_COMPLAINTS = 3;

export class Resolver {
  private readonly inputs: readonly LinkInput[];
  private readonly scope: Scope;
  private readonly table: LinkageTable;
  private readonly branches: LongBranches;
  private readonly globals: ReadonlyMap<string, AssemblySymbol>;
  private readonly unreadArchives: readonly string[];
  private readonly diagnostics: Diagnostics;
  private readonly absent: AssemblySymbol;
  private readonly globalPointer: number;
  private readonly codeSegment: number;
  private readonly threads: Bases['threads'];
  private readonly hasIndirect: boolean;
  /** What files keep to themselves, by name; made when a symbol is missing. */
  private hidden: ReadonlyMap<string, HiddenDefinition> | undefined;
  private readonly complaints = new Map<string, number>();
  /** What is wrong in object files, to be told when they are a program: its debug information knows the lines. */
  private readonly inObjects: { fixup: Fixup; file: string; tell: Tell }[] = [];

  constructor(
    inputs: readonly LinkInput[],
    scope: Scope,
    table: LinkageTable,
    branches: LongBranches,
    { pointer, segment, absent }: LinkerSymbols,
    threads: Bases['threads'],
    globals: ReadonlyMap<string, AssemblySymbol>,
    unreadArchives: readonly string[],
    diagnostics: Diagnostics,
  ) {
    this.unreadArchives = unreadArchives;
    this.inputs = inputs;
    this.scope = scope;
    this.table = table;
    this.branches = branches;
    this.globals = globals;
    this.diagnostics = diagnostics;
    this.threads = threads;
    this.hasIndirect = inputs.some(({ symbols }) => [...symbols.all()].some(({ type }) => type === 'ifunc'));
    this.absent = absent;
    this.globalPointer = this.addressOfSymbol(scope.resolve(pointer));
    this.codeSegment = this.addressOfSymbol(segment);
  }

  /** Stores the values of all fixups of a file. What is wrong in object files is kept for {@link tellOfObjects}. */
  resolve(input: LinkInput): void {
    for (const { fixups, attributes } of input.sections.values()) {
      for (const fixup of fixups) {
        const tell = this.problemOf(fixup, attributes.allocated, input);
        if (tell === undefined) continue;
        if (input.isObject === true) this.inObjects.push({ fixup, file: input.name, tell });
        else tell();
      }
    }
  }

  /** Tells what is wrong in object files. */
  tellOfObjects(uses: () => ObjectUses): void {
    if (this.inObjects.length === 0) return;
    const found = uses();
    for (const { fixup, file, tell } of this.inObjects) {
      tell(found.of(fixup, file));
    }
  }

  /** Stores the value of a fixup, or says what is to be told of it. */
  private problemOf(fixup: Fixup, allocated: boolean, input: LinkInput): Tell | undefined {
    const { diagnostics } = this;
    const indirect = allocated && this.hasIndirect ? this.indirectUse(fixup) : undefined;
    const result = indirect === undefined ? evaluate(this.targetOf(fixup), this.scope) : undefined;
    if (result !== undefined && result.kind !== 'value') return this.unresolved(result, input);
    const problem = result === undefined ? indirect : this.store(fixup, result);
    if (problem === undefined) return undefined;
    return (use) => {
      diagnostics.error(use?.span ?? fixup.span, problem, use?.notes);
    };
  }

  /** Where a branch goes in truth: to its stub; to what stands behind its delay slot, if a weak symbol is defined nowhere. */
  private targetOf(fixup: Fixup): Bound {
    const { location, expression, span } = fixup;
    const nowhere = lineOfLeftOut(fixup);
    if (nowhere !== undefined) return nowhere;
    const stub = this.branches.targetOf(fixup);
    if (stub !== undefined) return place(stub, span);
    if (!isBranch(fixup)) return expression;
    const sum = reduce(expression);
    const isAbsent =
      sum.kind === 'reduction' && sum.plus?.kind === 'symbol' && this.scope.resolve(sum.plus.symbol) === this.absent;
    return isAbsent ? place({ ...location, offset: location.offset + 8 }, span) : expression;
  }

  private store(fixup: Fixup, value: Value): string | undefined {
    const { globalPointer, codeSegment, threads } = this;
    const slot = this.table.slotOf(fixup);
    if (fixup.field.kind === 'relocation') {
      if (fixup.field.type.field === 'none') return undefined;
      return applyRelocation(fixup, fixup.field.type, value, { globalPointer, codeSegment, threads, slot });
    }
    const misplaced = selectorProblem(fixup, () => isAddress(fixup, value));
    if (misplaced !== undefined) return misplaced;
    if (slot === undefined) return store(fixup, value);
    const distance: Value = { kind: 'value', base: undefined, symbol: BigInt(slot - globalPointer), addend: 0n };
    const problem = store(fixup, distance);
    const { bytes } = fixup.location.fragment;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { offset } = fixup.location;
    if (fixup.field.kind === 'operand') view.setUint32(offset, throughDataPointer(view.getUint32(offset)));
    return problem;
  }

  private addressOfSymbol(symbol: AssemblySymbol): number {
    if (symbol.definition === undefined) return 0;
    const value = evaluate({ kind: 'symbol', symbol, span: symbol.definition.span }, this.scope);
    return value.kind === 'value' ? Number(BigInt.asUintN(32, addressOf(value))) : 0;
  }

  /** A note that points at another file's symbol of this name, which that file keeps to itself. */
  private hiddenDefinition(name: string): Note[] {
    this.hidden ??= this.hiddenDefinitions();
    const found = this.hidden.get(name);
    if (found === undefined) return [];
    const message = `${found.file} keeps its '${name}' to itself: ".globl ${name}" there would share it`;
    return [{ message, span: found.span }];
  }

  private hiddenDefinitions(): ReadonlyMap<string, HiddenDefinition> {
    const found = new Map<string, HiddenDefinition>();
    for (const { name: file, symbols } of this.inputs) {
      for (const { name, global, definition } of symbols.all()) {
        if (!global && definition !== undefined && !found.has(name)) found.set(name, { file, span: definition.span });
      }
    }
    return found;
  }

  private unreadHint(): string {
    const [archive] = this.unreadArchives;
    if (this.unreadArchives.length === 0) return '';
    return `; ${archive} holds GCC's intermediate code, in which it may be: compile that without -flto, or with -ffat-lto-objects`;
  }

  /** What is wrong with the use of a function whose address its resolver would give when the program starts. */
  private indirectUse({ expression }: Fixup): string | undefined {
    const first = expression.kind === 'binary' ? expression.left : expression;
    const symbol = first.kind === 'symbol' ? this.scope.resolve(first.symbol) : undefined;
    if (symbol?.type !== 'ifunc') return undefined;
    return `'${symbol.name}' is an indirect function: its resolver would have to run when the program starts, and PA-RISC has no relocation that says so`;
  }

  private unresolved(
    result: Exclude<Evaluation, Value>,
    { name: file, symbols, isObject }: LinkInput,
  ): Tell | undefined {
    const { diagnostics } = this;
    if (result.kind !== 'undefined') {
      const message = result.kind === 'error' ? result.message : 'the value of this is not known';
      return (use) => {
        diagnostics.error(use?.span ?? result.span, message, use?.notes);
      };
    }
    const { name } = result.symbol;
    // An object file has a place for each use, but one mistake made them all.
    const key = `${file} ${name}`;
    const times = (this.complaints.get(key) ?? 0) + 1;
    this.complaints.set(key, times);
    if (isObject === true && times > MAX_COMPLAINTS) return undefined;
    return (use) => {
      const span = use?.span ?? result.span;
      const numeric = /^(\d+)f$/.exec(name);
      if (numeric !== null) {
        diagnostics.error(span, `there is no label ${numeric[1]}: after this line`);
        return;
      }
      const hint = diagnostics.didYouMean(span, name, () => {
        const known = [...symbols.all()].filter(({ definition }) => definition !== undefined).map((each) => each.name);
        return [...known, ...this.globals.keys()];
      });
      const number = /^\$\d/.test(name) ? "; numbers are written without '$'" : '';
      const message = `undefined symbol '${name}'${hint}${number}${lookalikeHint(name)}${this.unreadHint()}`;
      diagnostics.error(span, message, [...(use?.notes ?? []), ...this.hiddenDefinition(name)]);
    };
  }
}

/** Whether an operand is about an address, however far from another one, or about a slot or a label made for a symbol. */
function isAddress({ expression, selector }: Fixup, { base }: Value): boolean {
  if (base !== undefined) return true;
  const sum = reduce(expression);
  if (sum.kind === 'error' || sum.plus === undefined) return false;
  return sum.minus !== undefined || isLinkageSelector(selector) || isPlabelSelector(selector);
}
