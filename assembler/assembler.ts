/**
 * Reads one source file statement by statement into a {@link Unit}: macros and conditions decide what is read, then
 * labels, directives and instructions change the unit.
 */
import { SourceText, type Origin, type Span } from './diagnostics/source.ts';
import { textOf, type Services } from './directives/directive.ts';
import { WORDS_DIRECTIVES } from './directives/lines.ts';
import { assign, defineFormula } from './directives/symbols.ts';
import { REFUSED } from './directives/refused.ts';
import { directives } from './directives/table.ts';
import { constantNow } from './expressions/bind.ts';
import type { Bound } from './expressions/bound.ts';
import {
  encodeInstruction,
  instructionNames,
  isInstruction,
  type Encoded,
  type InstructionStatement,
} from './instructions/encode.ts';
import { findRegister } from './instructions/registers.ts';
import { withRegisters } from './instructions/register-names.ts';
import { DelaySlots } from './instructions/delay-slot.ts';
import { KnownLines } from './instructions/known-lines.ts';
import { KnownShapes } from './instructions/known-shapes.ts';
import { mnemonicElsewhere } from './instructions/other-names.ts';
import { splitAlternate, substituteAlternate, takeLocals } from './macros/alternate.ts';
import { splitArguments, type TextArgument } from './macros/arguments.ts';
import { CONDITION_DIRECTIVES, Conditionals, OPENING_CONDITIONS } from './macros/conditionals.ts';
import { bindArguments, isProblem, parseMacroHeader, substitute, type Macro } from './macros/macro.ts';
import { BLOCK_OPENERS, operationName, Reader, statementSpan, type Block } from './macros/reader.ts';
import type { IToken } from 'chevrotain';
import type { Argument, Expression, Label, Operation } from './syntax/ast.ts';
import { tokenizeLines, type TokenizedStatement } from './syntax/lexer.ts';
import { Colon, Decimal, Name } from './syntax/tokens.ts';
import { parseStatement, type OperationKind } from './syntax/parser.ts';
import type { FileAccess, Unit } from './unit.ts';

/** Directives whose arguments are text. */
const TEXT_DIRECTIVES: ReadonlySet<string> = new Set([
  '.macro',
  '.irp',
  '.irpc',
  '.purgem',
  '.ifb',
  '.ifnb',
  '.ifc',
  '.ifnc',
  '.ifeqs',
  '.ifnes',
  '.irep',
  '.irepc',
  ...REFUSED.keys(),
]);

/** Directives about the reading itself, which take parsed arguments. */
const READING_DIRECTIVES: ReadonlySet<string> = new Set([
  '.rept',
  '.rep',
  '.endr',
  '.endm',
  '.exitm',
  '.mexit',
  '.end',
  '.altmacro',
  '.noaltmacro',
  ...[...CONDITION_DIRECTIVES].filter((name) => !TEXT_DIRECTIVES.has(name)),
]);

const MAX_DEPTH = 100;
/** Characters that macros and repetitions may produce: enough for any program, and an end to endless ones. */
const MAX_EXPANSION = 8 * 1024 * 1024;
/** An expansion counts as so many characters more, since an empty one takes time too. */
const EXPANSION_COST = 100;

export interface AssemblerOptions {
  readonly files: FileAccess;
  readonly includePaths: readonly string[];
  readonly ownIncludes: ReadonlyMap<string, string>;
  readonly listing: boolean;
}

export class Assembler implements Services {
  readonly files: FileAccess;
  readonly includePaths: readonly string[];
  readonly ownIncludes: ReadonlyMap<string, string>;
  private readonly unit: Unit;
  private readonly listing: boolean;
  private readonly macros = new Map<string, Macro>();
  /** What names are, as far as they were met; forgotten when macros come or go. */
  private readonly kinds = new Map<string, OperationKind>();
  private readonly conditionals = new Conditionals();
  private readonly readers: Reader[] = [];
  private readonly delaySlots = new DelaySlots();
  private readonly knownLines = new KnownLines();
  private readonly knownShapes = new KnownShapes();
  private callNumber = 0;
  /** Macros work as after .altmacro. */
  private alternate = false;
  private localNumber = 0;
  private expanded = 0;

  constructor(unit: Unit, options: AssemblerOptions) {
    this.unit = unit;
    this.files = options.files;
    this.includePaths = options.includePaths;
    this.ownIncludes = options.ownIncludes;
    this.listing = options.listing;
  }

  /** Reads the unit's source to its end, or until there are too many errors. */
  run(): void {
    this.include(this.unit.source);
    while (!this.unit.diagnostics.full) {
      const reader = this.readers.at(-1);
      if (reader === undefined) return;
      const line = reader.peekLine();
      if (line !== undefined && this.repeatLine(line)) {
        reader.skipLine(line);
        continue;
      }
      const statement = reader.read();
      if (statement === undefined) this.leave();
      else this.statement(statement);
    }
  }

  /** Assembles a line that is known from before; false if it isn't, or if there is something to be said about it. */
  private repeatLine(line: string): boolean {
    const word = this.knownLines.get(line);
    if (word === undefined || this.listing || this.unit.lines.active) return false;
    if (this.conditionals.skipping) return true;
    const { section } = this.unit;
    if (!section.takesInstruction) return false;
    section.appendWord(word);
    return true;
  }

  /** Assembles a statement of a known shape; false if it isn't one, or if there is something to be said about it. */
  private repeatShape(tokenized: TokenizedStatement): boolean {
    const { unit } = this;
    const { tokens, error } = tokenized;
    // A name given to a register makes another instruction of what looks the same.
    if (this.listing || error !== undefined || unit.registers.size > 0 || !unit.section.takesInstruction) return false;
    const start = afterNamedLabels(tokens);
    if (start === tokens.length) return false;
    unit.updateDot();
    const encoding = this.knownShapes.encode(tokenized, start, this.bindOperand);
    if (encoding === undefined) return false;
    if (start > 0) this.defineLabels(tokenized);
    const first = tokens[start].startOffset;
    this.append(encoding, tokenized.source.span(first, statementSpan(tokenized).end));
    return true;
  }

  include(source: SourceText): void {
    this.readers.push(new Reader(source, this.conditionals.depth));
  }

  /** At the end of a text: what it opened it must have closed. */
  private leave(): void {
    const reader = this.readers.pop();
    if (reader === undefined) return;
    while (this.conditionals.depth > reader.conditionalDepth) {
      const span = this.conditionals.innermost;
      this.unit.diagnostics.error(span, 'this condition has no .endif');
      this.conditionals.close();
    }
    reader.atEnd?.();
  }

  private statement(tokenized: TokenizedStatement): void {
    if (this.conditionals.skipping) {
      const name = operationName(tokenized);
      if (name === undefined || !CONDITION_DIRECTIVES.has(name)) return;
      if (OPENING_CONDITIONS.has(name)) {
        this.conditionals.open(false, statementSpan(tokenized));
        return;
      }
    }
    if (this.repeatShape(tokenized)) return;
    const { diagnostics } = this.unit;
    const parsed = tokenized.error === undefined ? parseStatement(tokenized, this.classify) : undefined;
    const error = tokenized.error ?? parsed?.error;
    if (error !== undefined || parsed?.statement === undefined) {
      if (error !== undefined) diagnostics.error(error.span, error.message);
      this.recover(tokenized);
      return;
    }
    const { labels, operation } = parsed.statement;
    this.unit.updateDot();
    const start = this.unit.here();
    const assignsLabel = operation?.kind === 'directive' && this.isLabelAssignment(operation);
    if (!assignsLabel) for (const label of labels) this.defineLabel(label);
    if (operation !== undefined) this.operation(operation, labels, tokenized);
    if (this.listing) {
      const end = this.unit.section.here();
      const span = statementSpan(tokenized);
      this.unit.listing.push({ span, start: end.section === start.section ? start : end, end });
    }
  }

  /** Keeps labels, and blocks whose first line is wrong, so that one error doesn't cause others. */
  private recover(tokenized: TokenizedStatement): void {
    const name = operationName(tokenized);
    this.defineLabels(tokenized);
    if (name === undefined) return;
    if (OPENING_CONDITIONS.has(name)) this.conditionals.open(false, statementSpan(tokenized));
    else if (BLOCK_OPENERS.has(name)) this.takeBlock(name, tokenized);
  }

  /** The labels with a colon of a statement that wasn't parsed. */
  private defineLabels({ source, tokens }: TokenizedStatement): void {
    this.unit.updateDot();
    for (let at = 0; tokens.at(at + 1)?.tokenType === Colon; at += 2) {
      const { image: name, startOffset, tokenType } = tokens[at];
      const span = source.span(startOffset, startOffset + name.length);
      if (tokenType === Name) this.defineLabel({ kind: 'named', name, span });
      else if (tokenType === Decimal) this.defineLabel({ kind: 'numeric', name, span });
      else return;
    }
  }

  private readonly classify = (name: string): OperationKind | undefined => {
    let kind = this.kinds.get(name);
    if (kind === undefined) {
      kind = this.kindOf(name.toLowerCase());
      if (kind !== undefined) this.kinds.set(name, kind);
    }
    return kind;
  };

  private kindOf(lower: string): OperationKind | undefined {
    if (this.macros.has(lower) || TEXT_DIRECTIVES.has(lower)) return 'text';
    if (lower.startsWith('.')) return WORDS_DIRECTIVES.has(lower) ? 'words' : 'directive';
    return isInstruction(lower) ? 'instruction' : undefined;
  }

  private defineLabel({ kind, name, span }: Label): void {
    const { unit } = this;
    const { symbols, diagnostics } = unit;
    const location = this.unit.here();
    if (kind === 'numeric') {
      symbols.defineNumeric(name.replace(/^0+(?=\d)/, ''), location, span);
      return;
    }
    unit.lines.label(location, span);
    const dot = location.section.isAbsolute ? unit.bind({ kind: 'here', span }) : undefined;
    const isNumber = dot?.kind === 'constant' && symbols.definitionOf(name) === undefined;
    const note = isNumber ? symbols.assign(name, dot, span) : symbols.defineLabel(name, location, span);
    if (note !== undefined) diagnostics.error(span, `'${name}' is defined twice`, [note]);
  }

  private operation(operation: Operation, labels: readonly Label[], tokenized: TokenizedStatement): void {
    switch (operation.kind) {
      case 'assignment':
        if (operation.name.name === '.') this.setLocation(operation.value, operation.span);
        else if (operation.once) defineFormula(operation.name, operation.value, this.unit);
        else assign(operation.name, operation.value, this.unit);
        return;
      case 'instruction': {
        const encoding = this.instruction(operation);
        if (encoding === undefined) return;
        if (labels.length === 0) this.knownLines.add(tokenized, operation, encoding);
        const start = afterNamedLabels(tokenized.tokens);
        const isMnemonic = tokenized.tokens[start].startOffset === operation.mnemonic.span.start;
        if (isMnemonic) this.knownShapes.add(tokenized, start, encoding);
        return;
      }
      case 'directive':
        this.directive(operation, labels, tokenized);
        return;
      case 'text':
        this.textOperation(operation, tokenized);
    }
  }

  /** `. = . + 16` is `.org . + 16`. */
  private setLocation(value: Extract<Operation, { kind: 'assignment' }>['value'], span: Span): void {
    const argument: Argument = { kind: 'value', selector: undefined, value, span: value.span };
    directives.get('.org')?.run({ name: { name: '.org', span }, args: [argument], span }, this.unit, this);
  }

  /** Encodes and appends an instruction; undefined, with a diagnostic given, if something is wrong with it. */
  private instruction(operation: InstructionStatement): Encoded | undefined {
    const { unit } = this;
    const { mnemonic } = operation;
    if (this.classify(mnemonic.name) !== 'instruction') {
      this.unknownInstruction(operation);
      return undefined;
    }
    const encoding = encodeInstruction(withRegisters(operation, unit.registers), this.bindOperand);
    if (!encoding.ok) {
      unit.diagnostics.error(encoding.span, encoding.message);
      return undefined;
    }
    if (!unit.section.takesInstruction) {
      this.refuseInstruction(operation.span);
      return undefined;
    }
    this.append(encoding, operation.span);
    return encoding;
  }

  private unknownInstruction({ mnemonic, completers, operands }: InstructionStatement): void {
    const { name, span } = mnemonic;
    const { diagnostics } = this.unit;
    const directive = `.${name.toLowerCase()}`;
    let hint = mnemonicElsewhere(name);
    if (hint === '' && (directives.has(directive) || READING_DIRECTIVES.has(directive))) {
      hint = `; directives begin with a dot: ${directive}`;
    }
    if (hint === '') hint = diagnostics.didYouMean(name, [...instructionNames(), ...this.macros.keys()]);
    const isLabel = hint === '' && operands.length === 0 && completers.length === 0;
    if (isLabel) hint = '; a label has a colon behind it, or begins in column 1';
    diagnostics.error(span, `unknown instruction or macro '${name}'${hint}`);
    if (isLabel) this.defineLabel({ kind: 'named', name, span });
  }

  /** Appends an instruction to a section that takes one. */
  private append({ row, word, nullifies, pending }: Encoded, span: Span): void {
    const { section, diagnostics } = this.unit;
    const { lines } = this.unit;
    const location = this.unit.here();
    if (lines.active) lines.instruction(location, span);
    section.appendWord(word);
    if (this.delaySlots.isBranchInSlot(row, nullifies, location)) {
      diagnostics.warning(span, 'this branch stands in the delay slot of the one before', 'delay-slot');
    }
    for (const { operand, selector, expression, span } of pending) {
      const field = { kind: 'operand', operand, of: row } as const;
      section.fixups.push({ location, field, selector, expression, span });
    }
  }

  private readonly bindOperand = (expression: Expression): Bound | undefined => this.unit.bind(expression);

  /** Says why an instruction can't stand at the end of the present section. */
  private refuseInstruction(span: Span): void {
    const { section, diagnostics } = this.unit;
    if ((section.offset ?? 0) % 4 !== 0) {
      const message = `instructions stand at multiples of 4, not at offset ${section.offset}: .align 4 is missing`;
      diagnostics.error(span, message);
    } else if (section.attributes.nobits) {
      diagnostics.error(span, `section ${section.name} holds zeros alone: no instructions, and no data but 0`);
    } else {
      this.unit.checkRoom(4, span);
    }
  }

  /** `name .equ value` and `name: .equ value` give the label a value instead of a place. */
  private isLabelAssignment({ name, args }: Extract<Operation, { kind: 'directive' }>): boolean {
    return args.length === 1 && ['.equ', '.set', '.reg'].includes(name.name.toLowerCase());
  }

  private directive(
    operation: Extract<Operation, { kind: 'directive' }>,
    labels: readonly Label[],
    tokenized: TokenizedStatement,
  ): void {
    const { name, args, span } = operation;
    const lower = name.name.toLowerCase();
    const { diagnostics } = this.unit;
    if (READING_DIRECTIVES.has(lower)) {
      this.readingDirective(lower, args, span, tokenized);
      return;
    }
    const found = directives.get(lower);
    if (found === undefined) {
      const hint = diagnostics.didYouMean(lower, [...directives.keys(), ...READING_DIRECTIVES, ...TEXT_DIRECTIVES]);
      diagnostics.error(name.span, `unknown directive '${name.name}'${hint}`);
      return;
    }
    const label = labels.at(-1);
    if (this.isLabelAssignment(operation) && label !== undefined) {
      if (lower === '.reg') this.nameRegister(label, args[0]);
      else this.assignLabel(label, args[0]);
      return;
    }
    if (args.length < found.min || args.length > found.max) {
      const range = found.min === found.max ? String(found.min) : `${found.min} to ${found.max}`;
      diagnostics.error(
        span,
        `${lower} takes ${found.max === Infinity ? `${found.min} or more` : range} arguments, not ${args.length}`,
      );
      return;
    }
    found.run({ name, args, span }, this.unit, this);
  }

  /** `name: .reg %r5` */
  private nameRegister({ name }: Label, argument: Argument): void {
    const { registers, diagnostics } = this.unit;
    const text = argument.kind === 'value' ? textOf(argument.span) : '';
    const register = registers.get(text) ?? (findRegister(text) === undefined ? undefined : text);
    if (register === undefined) diagnostics.error(argument.span, 'expected a register, such as %r5');
    else registers.set(name, register);
  }

  private assignLabel(label: Label, argument: Argument): void {
    if (argument.kind === 'value' && argument.selector === undefined) assign(label, argument.value, this.unit);
    else this.unit.diagnostics.error(argument.span, 'expected a value');
  }

  private readingDirective(name: string, args: readonly Argument[], span: Span, tokenized: TokenizedStatement): void {
    const { diagnostics } = this.unit;
    switch (name) {
      case '.rept':
      case '.rep':
        this.repeat(args, span, tokenized);
        return;
      case '.endr':
        diagnostics.error(span, '.endr without .rept, .irp or .irpc');
        return;
      case '.endm':
        diagnostics.error(span, '.endm without .macro');
        return;
      case '.altmacro':
      case '.noaltmacro':
        this.alternate = name === '.altmacro';
        if (args.length > 0) diagnostics.error(args[0].span, `${name} takes no arguments`);
        return;
      case '.exitm':
      case '.mexit':
        this.exitMacro(span);
        return;
      case '.end':
        // Old compilers write it behind each function: the source goes on.
        if (args.length > 0) diagnostics.error(args[0].span, '.end takes no arguments');
        return;
      default:
        this.condition(name, args, span);
    }
  }

  private condition(name: string, args: readonly Argument[], span: Span): void {
    const { conditionals } = this;
    let problem: string | undefined;
    if (name === '.else' || name === '.elsec') problem = conditionals.else();
    else if (name === '.endif' || name === '.endc') problem = conditionals.close();
    else if (name === '.elseif')
      problem = conditionals.elseif(conditionals.wantsElseif && this.holds('.if', args, span));
    else conditionals.open(this.holds(name, args, span), span);
    if (problem !== undefined) this.unit.diagnostics.error(span, problem);
  }

  private holds(name: string, args: readonly Argument[], span: Span): boolean {
    const [argument] = args as readonly (Argument | undefined)[];
    const { diagnostics, symbols } = this.unit;
    if (argument?.kind !== 'value' || args.length !== 1) {
      diagnostics.error(span, `${name} takes one ${name.includes('def') ? 'symbol' : 'expression'}`);
      return false;
    }
    if (name.includes('def')) {
      if (argument.value.kind !== 'symbol') {
        diagnostics.error(argument.span, `${name} takes a symbol`);
        return false;
      }
      const defined = symbols.definitionOf(argument.value.name) !== undefined;
      return name === '.ifdef' ? defined : !defined;
    }
    const value = constantNow(argument.value, 'a condition', this.unit);
    return value !== undefined && CONDITION_TESTS[name](value);
  }

  private textOperation(operation: Extract<Operation, { kind: 'text' }>, tokenized: TokenizedStatement): void {
    const { name, rest, span } = operation;
    const lower = name.name.toLowerCase();
    const macro = this.macros.get(lower);
    if (macro !== undefined) this.callMacro(macro, rest, span);
    else if (REFUSED.has(lower)) this.unit.diagnostics.error(span, REFUSED.get(lower) ?? '');
    else if (lower === '.macro') this.defineMacro(rest, tokenized);
    else if (lower === '.purgem') this.purgeMacro(rest);
    else if (lower.startsWith('.if')) this.textCondition(lower, rest, span);
    else this.iterate(lower, rest, span, tokenized);
  }

  private defineMacro(rest: Span, tokenized: TokenizedStatement): void {
    const { diagnostics } = this.unit;
    const header = parseMacroHeader(rest);
    const block = this.takeBlock('.macro', tokenized);
    if (isProblem(header)) {
      diagnostics.error(header.span, header.message);
      return;
    }
    if (block === undefined) return;
    const { name, parameters, span } = header;
    const earlier = this.macros.get(name.toLowerCase());
    if (earlier !== undefined) {
      const note = { message: `'${name}' is defined here already`, span: earlier.span };
      diagnostics.error(span, `macro '${name}' is defined twice`, [note]);
      return;
    }
    const { source } = span;
    this.forgetNames();
    this.macros.set(name.toLowerCase(), {
      name,
      parameters,
      body: block.text,
      source,
      firstLine: block.firstLine,
      span,
    });
  }

  /** Macros have come or gone: a name can mean something else from here on. */
  private forgetNames(): void {
    this.kinds.clear();
    this.knownLines.clear();
    this.knownShapes.clear();
  }

  private purgeMacro(rest: Span): void {
    this.forgetNames();
    for (const { text, span } of splitArguments(rest)) {
      if (!this.macros.delete(text.toLowerCase())) this.unit.diagnostics.error(span, `there is no macro '${text}'`);
    }
  }

  private callMacro(macro: Macro, rest: Span, span: Span): void {
    const given = this.argumentsOf(rest);
    if (given === undefined) return;
    const values = bindArguments(macro, rest, given);
    if (isProblem(values)) {
      const note = { message: `'${macro.name}' is defined here`, span: macro.span };
      this.unit.diagnostics.error(values.span.start < values.span.end ? values.span : span, values.message, [note]);
      return;
    }
    const text = this.substitute(macro.body, values, true);
    const note = `in expansion of macro '${macro.name}'`;
    this.expand(text, macro.source.name, macro.firstLine, { kind: 'macro', note, span });
  }

  /** The arguments behind a macro's name; undefined, with a diagnostic given, if one has no value. */
  private argumentsOf(rest: Span): readonly TextArgument[] | undefined {
    if (!this.alternate) return splitArguments(rest);
    const list: TextArgument[] = [];
    for (const { text, span, expression } of splitAlternate(rest)) {
      const number = expression === undefined ? '' : this.numberOf(expression);
      if (number === undefined) return undefined;
      list.push({ text: text + number, span });
    }
    return list;
  }

  /** The value of an argument `%expression`, in decimal digits. */
  private numberOf(span: Span): string | undefined {
    const text = span.source.text.slice(span.start, span.end);
    const origin: Origin = { kind: 'macro', note: 'in this argument', span };
    const source = new SourceText(span.source.name, `\t.long ${text}`, origin, span.source.locate(span.start).line);
    const [statement] = tokenizeLines(source, 0).statements;
    const parsed = statement.error === undefined ? parseStatement(statement, this.classify) : statement;
    if (parsed.error !== undefined) this.unit.diagnostics.error(parsed.error.span, parsed.error.message);
    const operation = 'statement' in parsed ? parsed.statement?.operation : undefined;
    const argument = operation?.kind === 'directive' ? operation.args.at(0) : undefined;
    if (argument?.kind === 'value') return constantNow(argument.value, 'the argument', this.unit)?.toString();
    if (parsed.error === undefined) this.unit.diagnostics.error(span, 'expected an expression behind %');
    return undefined;
  }

  /** Puts arguments into a body. @param hasLocals LOCAL lines make names for this call alone */
  private substitute(body: string, values: ReadonlyMap<string, string>, hasLocals: boolean): string {
    const call = this.callNumber++;
    if (!this.alternate) return substitute(body, values, call);
    const { body: rest, names } = hasLocals ? takeLocals(body) : { body, names: [] };
    const own = names.map((name): [string, string] => [name, localName(++this.localNumber)]);
    return substituteAlternate(rest, new Map([...values, ...own]), call);
  }

  /** Goes on in produced text, unless there is too much of it. */
  private expand(text: string, name: string, firstLine: number, origin: Origin): Reader | undefined {
    const { diagnostics } = this.unit;
    const { span } = origin;
    this.expanded += text.length + EXPANSION_COST;
    if (span.source.depth >= MAX_DEPTH) {
      diagnostics.error(span, `macros are nested more than ${MAX_DEPTH} deep: does this one call itself?`);
      this.stop();
    } else if (this.expanded > MAX_EXPANSION) {
      diagnostics.error(span, `macros and repetitions produce more than ${MAX_EXPANSION} characters`);
      this.stop();
    } else {
      const source = new SourceText(name, text, origin, firstLine);
      const reader = new Reader(source, this.conditionals.depth);
      this.readers.push(reader);
      return reader;
    }
    return undefined;
  }

  /** Leaves out all that is left of the file. */
  stop(): void {
    for (const reader of this.readers) reader.finish();
  }

  /** Ends the innermost macro; repetitions within it end too. */
  private exitMacro(span: Span): void {
    const inMacro = this.readers.findLastIndex(({ source }) => source.origin?.kind === 'macro');
    if (inMacro < 0) {
      this.unit.diagnostics.error(span, '.exitm outside a macro');
      return;
    }
    const { conditionalDepth } = this.readers[inMacro];
    for (const reader of this.readers.slice(inMacro)) reader.finish();
    while (this.conditionals.depth > conditionalDepth) this.conditionals.close();
  }

  private takeBlock(opener: string, tokenized: TokenizedStatement): Block | undefined {
    const block = this.readers.at(-1)?.takeBlock(opener, tokenized);
    if (block === undefined) {
      const end = opener === '.macro' ? '.endm' : '.endr';
      this.unit.diagnostics.error(statementSpan(tokenized), `this ${opener} has no ${end}`);
    }
    return block;
  }

  private repeat(args: readonly Argument[], span: Span, tokenized: TokenizedStatement): void {
    const block = this.takeBlock('.rept', tokenized);
    const { diagnostics } = this.unit;
    const [argument] = args as readonly (Argument | undefined)[];
    if (argument?.kind !== 'value' || args.length !== 1) {
      diagnostics.error(span, '.rept takes one expression: how many times');
      return;
    }
    const count = constantNow(argument.value, 'the number of repetitions', this.unit);
    if (block === undefined || count === undefined) return;
    if (count < 0n) diagnostics.error(argument.span, `a number of repetitions can't be negative: ${count}`);
    else this.expandTimes(Number(count), block, '.rept', span, () => new Map());
  }

  /** .irp symbol,value,value... and .irpc symbol,characters: the body once for each. */
  private iterate(name: string, rest: Span, span: Span, tokenized: TokenizedStatement): void {
    const block = this.takeBlock(name, tokenized);
    const given = this.argumentsOf(rest);
    if (given === undefined) return;
    const [parameter, ...values] = given as readonly (TextArgument | undefined)[];
    if (parameter === undefined || !/^[A-Za-z_.$][\w.$]*$/.test(parameter.text)) {
      this.unit.diagnostics.error(
        span,
        `expected a name after ${name}: ${name} name,${name.endsWith('c') ? 'characters' : 'value,value'}`,
      );
      return;
    }
    if (block === undefined) return;
    const characters = name.endsWith('c');
    const words = values.map((value) => value?.text ?? '');
    const texts = characters ? [...words.join('')] : words;
    // Without values GNU as assembles the body once, with nothing in the name's place.
    const list = texts.length === 0 ? [''] : texts;
    this.expandTimes(list.length, block, name, span, (index) => new Map([[parameter.text, list[index]]]));
  }

  private expandTimes(
    count: number,
    block: Block,
    name: string,
    span: Span,
    values: (index: number) => ReadonlyMap<string, string>,
  ): void {
    if (count * (block.text.length + EXPANSION_COST) > MAX_EXPANSION) {
      this.unit.diagnostics.error(span, `${count} repetitions produce more than ${MAX_EXPANSION} characters`);
      return;
    }
    const next = (index: number): void => {
      if (index >= count) return;
      const text = this.substitute(block.text, values(index), false);
      const origin: Origin = { kind: 'repetition', note: `in repetition ${index + 1} of this ${name}`, span };
      const reader = this.expand(text, span.source.name, block.firstLine, origin);
      if (reader === undefined) return;
      reader.atEnd = () => next(index + 1);
    };
    next(0);
  }

  private textCondition(name: string, rest: Span, span: Span): void {
    const args = splitArguments(rest).map(({ text }) => text);
    if (name === '.ifb' || name === '.ifnb') {
      const blank = args.every((text) => text === '');
      this.conditionals.open(name === '.ifb' ? blank : !blank, span);
      return;
    }
    if (args.length !== 2) this.unit.diagnostics.error(span, `${name} takes two texts`);
    const wantsSame = name === '.ifc' || name === '.ifeqs';
    this.conditionals.open(args.length === 2 && (args[0] === args[1]) === wantsSame, span);
  }
}

/** The index of the first token that is no label with a name and a colon. */
function afterNamedLabels(tokens: readonly IToken[]): number {
  let index = 0;
  while (tokens.at(index)?.tokenType === Name && tokens.at(index + 1)?.tokenType === Colon) index += 2;
  return index;
}

/** The name that LOCAL gives for the nth time, as GNU as has it. */
function localName(number: number): string {
  return `.LL${number.toString(16).padStart(4, '0')}`;
}

const CONDITION_TESTS: Readonly<Record<string, (value: bigint) => boolean>> = {
  '.if': (value) => value !== 0n,
  '.ifne': (value) => value !== 0n,
  '.ifeq': (value) => value === 0n,
  '.iflt': (value) => value < 0n,
  '.ifle': (value) => value <= 0n,
  '.ifgt': (value) => value > 0n,
  '.ifge': (value) => value >= 0n,
};
