/**
 * Reads one source file statement by statement into a {@link Unit}. What a statement means, directives/ and instructions/
 * know; which text is read, macros/.
 */
import type { IToken } from 'chevrotain';
import { isUtf16 } from './diagnostics/source.ts';
import { definedTwice, unknownInstruction, wrongEncoding, wrongNumber } from './diagnostics/wording.ts';
import { nearest } from './diagnostics/suggest.ts';
import type { ArgumentsDirective, Directive, Services } from './directives/directive.ts';
import { assign, defineFormula } from './directives/symbols.ts';
import { dependsOnOthers } from './directives/dependent.ts';
import { setLocation } from './directives/org.ts';
import { directives } from './directives/table.ts';
import { instructionNames, isInstruction, type InstructionStatement } from './instructions/encode.ts';
import { KnownLines, labelLength } from './instructions/known-lines.ts';
import { KnownShapes, operandsStart } from './instructions/known-shapes.ts';
import { mnemonicElsewhere } from './instructions/other-names.ts';
import { InstructionPlacer } from './placing.ts';
import { callMacro } from './directives/macro-call.ts';
import { Conditionals } from './macros/conditionals.ts';
import { Macros } from './macros/macros.ts';
import { afterLabels, operationIndex, operationName, statementSpan, type Block, type Reader } from './macros/reader.ts';
import { Texts } from './macros/texts.ts';
import type { Identifier, Label, Operation, Statement } from './syntax/ast.ts';
import type { TokenizedStatement } from './syntax/lexer.ts';
import { nameIn, parseStatement, type OperationKind, type ParseResult } from './syntax/parser.ts';
import { labelsIn, textStatement } from './syntax/text-statement.ts';
import { Colon, Equals, LocalReference, Name } from './syntax/tokens.ts';
import type { FileAccess, Unit } from './unit.ts';

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
  readonly conditionals = new Conditionals();
  readonly texts: Texts;
  readonly macros = new Macros(() => {
    this.forgetNames();
  });
  private readonly unit: Unit;
  private readonly listing: boolean;
  /** Misspelt directives that open, divide or end something, by the names that are meant. */
  private readonly misspelt = new Map<string, string | undefined>();
  /** What names are, as far as they were met; forgotten when macros come or go. */
  private readonly kinds = new Map<string, OperationKind>();
  private readonly placer: InstructionPlacer;
  private readonly knownLines = new KnownLines();
  private readonly knownShapes = new KnownShapes();
  /** The statement that is being assembled. */
  private current: TokenizedStatement | undefined;

  constructor(unit: Unit, options: AssemblerOptions) {
    this.unit = unit;
    this.files = options.files;
    this.includePaths = options.includePaths;
    this.ownIncludes = options.ownIncludes;
    this.listing = options.listing;
    this.texts = new Texts(this.conditionals, unit.diagnostics);
    this.placer = new InstructionPlacer(unit);
  }

  /** Reads the unit's source to its end, or until there are too many errors. */
  run(): void {
    const { source, diagnostics } = this.unit;
    if (isUtf16(source.text)) {
      diagnostics.unusable(wrongEncoding(source.name));
      return;
    }
    this.texts.include(this.unit.source);
    while (!this.unit.diagnostics.full) {
      const reader = this.texts.current;
      if (reader === undefined) return;
      const line = reader.peekLine();
      if (line !== undefined && this.repeatLine(line, reader)) {
        reader.skipLine(line);
        continue;
      }
      const statement = reader.read();
      if (statement === undefined) this.texts.leave();
      else this.statement(statement);
    }
  }

  /** Assembles a line that is known but for a label; false if it isn't, or if there is something to be said about it. */
  private repeatLine(line: string, { source, offset }: Reader): boolean {
    const word = this.knownLines.get(line);
    const { unit } = this;
    if (word === undefined || this.listing || unit.lines.active) return false;
    if (this.conditionals.skipping) return true;
    if (!unit.section.takesInstruction) return false;
    const length = labelLength(line);
    if (length > 0) {
      unit.updateDot();
      this.defineLabel({ kind: 'named', name: line.slice(0, length), span: source.span(offset, offset + length) });
    }
    unit.section.appendWord(word);
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
    const encoding = this.knownShapes.encode(tokenized, start, this.placer.bind);
    if (encoding === undefined) return false;
    if (start > 0) this.defineLabels(tokenized);
    const first = tokens[start].startOffset;
    this.placer.append(encoding, tokenized.source.span(first, statementSpan(tokenized).end));
    return true;
  }

  private statement(tokenized: TokenizedStatement): void {
    const { diagnostics } = this.unit;
    diagnostics.isCertain = diagnostics.complete || this.isCertain(tokenized);
    this.read(tokenized);
    diagnostics.isCertain = false;
  }

  /**
   * Whether a statement's errors are its own, though a file that can't be had may have defined macros and symbols, gone to
   * another section, or begun a procedure.
   */
  private isCertain(tokenized: TokenizedStatement): boolean {
    const { tokens } = tokenized;
    const at = operationIndex(tokenized);
    if (at === undefined) return false;
    if (isAssignment(tokens.at(at + 1))) return true;
    const name = tokens[at].image.toLowerCase();
    if (directives.has(name) || this.macros.get(name) !== undefined) return !dependsOnOthers(name);
    if (!isInstruction(name)) return false;
    // A name may be a register's.
    return tokens.slice(operandsStart(tokens, at)).every((token) => {
      if (token.tokenType === LocalReference) return false;
      return token.tokenType !== Name || token.image === '.' || this.isKnown(nameIn(token));
    });
  }

  private isKnown(name: string): boolean {
    return this.unit.symbols.definitionOf(name) !== undefined || this.unit.registers.has(name);
  }

  private read(tokenized: TokenizedStatement): void {
    if (this.conditionals.skipping && !this.countsWhenSkipped(tokenized)) return;
    if (this.repeatShape(tokenized)) return;
    const { error, statement } = this.parse(tokenized);
    if (error !== undefined) {
      if (!this.reportUnknownOperation(tokenized)) this.unit.diagnostics.error(error.span, error.message);
      this.recover(tokenized);
      return;
    }
    this.current = tokenized;
    this.unit.updateDot();
    const start = this.unit.here();
    this.assemble(statement, tokenized);
    if (this.listing) {
      const end = this.unit.section.here();
      const span = statementSpan(tokenized);
      this.unit.listing.push({ span, start: end.section === start.section ? start : end, end });
    }
  }

  /** Of what is left out only conditions matter. Those that open there never hold. */
  private countsWhenSkipped(tokenized: TokenizedStatement): boolean {
    const name = operationName(tokenized);
    const found = name === undefined ? undefined : directives.get(name);
    if (found === undefined && name?.startsWith('.') === true && this.meantBy(name) === '.endif') {
      this.conditionals.sawMisspeltEnd(statementSpan(tokenized));
    }
    if (found?.condition === 'opens') this.conditionals.open(false, statementSpan(tokenized));
    return found?.condition === 'belongs';
  }

  private directiveOf(tokenized: TokenizedStatement): Directive | undefined {
    const name = operationName(tokenized);
    return name === undefined ? undefined : this.directiveNamed(name);
  }

  /** A directive by its name in small letters, which may be misspelt where others depend on it. */
  private directiveNamed(name: string): Directive | undefined {
    const found = directives.get(name);
    if (found !== undefined || !name.startsWith('.')) return found;
    const meant = this.meantBy(name);
    return meant === undefined ? undefined : directives.get(meant);
  }

  /**
   * The directive that an unknown one seems to be, if it opens, divides or ends a block or a condition: it is taken for that
   * one, so that one error doesn't cause others.
   */
  private meantBy(name: string): string | undefined {
    if (this.macros.get(name) !== undefined || !this.unit.diagnostics.complete) return undefined;
    if (!this.misspelt.has(name)) {
      const found = nearest(name, directives.keys());
      const { condition, block } = directives.get(found ?? '') ?? {};
      this.misspelt.set(name, condition === undefined && block === undefined ? undefined : found);
    }
    return this.misspelt.get(name);
  }

  /** Whether an unknown directive may be this one, and none that is more like it. */
  private isLike(name: string, wanted: string): boolean {
    return this.macros.get(name) === undefined && nearest(name, [wanted, ...directives.keys()]) === wanted;
  }

  private reportUnknownDirective({ name, span }: Identifier): void {
    const { diagnostics } = this.unit;
    const hint = diagnostics.didYouMean(span, name, () => directives.keys());
    diagnostics.consequence(span, `unknown directive '${name}'${hint}`);
  }

  private parse(tokenized: TokenizedStatement): ParseResult {
    const { error } = tokenized;
    if (error === undefined) return parseStatement(tokenized, this.classify);
    // Text may hold what is nowhere else a token.
    const index = error.isOpen === true ? undefined : operationIndex(tokenized);
    const isText = index !== undefined && this.classify(tokenized.tokens[index].image) === 'text';
    return isText && tokenized.tokens[index].startOffset < error.span.start
      ? { statement: textStatement(tokenized, index) }
      : { error };
  }

  /** Keeps labels, and blocks whose first line is wrong, so that one error doesn't cause others. */
  private recover(tokenized: TokenizedStatement): void {
    this.defineLabels(tokenized);
    const found = this.directiveOf(tokenized);
    if (found?.condition === 'opens') this.conditionals.open(false, statementSpan(tokenized));
    else if (found?.block !== undefined) this.takeBlockOf(found.block, tokenized);
  }

  /** The labels with a colon of a statement that wasn't parsed. */
  private defineLabels(tokenized: TokenizedStatement): void {
    this.unit.updateDot();
    for (const label of labelsIn(tokenized, afterLabels(tokenized.tokens))) this.defineLabel(label);
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
    if (this.macros.get(lower) !== undefined) return 'text';
    if (lower.startsWith('.')) return this.directiveNamed(lower)?.wants ?? 'arguments';
    return isInstruction(lower) ? 'instruction' : undefined;
  }

  /** Macros have come or gone: a name can mean something else from here on. */
  private forgetNames(): void {
    this.kinds.clear();
    this.knownLines.clear();
    this.knownShapes.clear();
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
    this.placer.label(span);
    const dot = location.section.isAbsolute ? unit.bind({ kind: 'here', span }) : undefined;
    const isNumber = dot?.kind === 'constant' && symbols.definitionOf(name) === undefined;
    const note = isNumber ? symbols.assign(name, dot, span) : symbols.defineLabel(name, location, span);
    if (isNumber) symbols.mention(name).isFinal = true;
    if (note !== undefined) diagnostics.error(span, definedTwice(name), [note]);
  }

  private assemble({ labels, operation }: Statement, tokenized: TokenizedStatement): void {
    if (operation?.kind === 'directive' && this.nameLabel(operation, labels)) return;
    const owned = operation?.kind === 'text' && this.ownsLabel(operation.name.name);
    for (const label of owned ? labels.slice(0, -1) : labels) this.defineLabel(label);
    switch (operation?.kind) {
      case undefined:
        return;
      case 'assignment':
        if (operation.name.name === '.') setLocation(operation.value, this.unit);
        else if (operation.once) defineFormula(operation.name, operation.value, this.unit);
        else assign(operation.name, operation.value, this.unit);
        return;
      case 'instruction':
        this.instruction(operation, labels, tokenized);
        return;
      case 'directive':
        this.directive(operation);
        return;
      case 'text':
        this.textOperation(operation, labels.at(-1));
    }
  }

  /** `name .equ value` and its like give the label a value instead of a place; false for all else. */
  private nameLabel({ name, args }: Extract<Operation, { kind: 'directive' }>, labels: readonly Label[]): boolean {
    const found = directives.get(name.name.toLowerCase());
    const label = labels.at(-1);
    if (found === undefined || found.wants === 'text' || found.nameLabel === undefined) return false;
    if (args.length !== 1 || label === undefined) return false;
    found.nameLabel(label, args[0], this.unit);
    return true;
  }

  private ownsLabel(name: string): boolean {
    const found = directives.get(name.toLowerCase());
    return found?.wants === 'text' && found.ownsLabel === true;
  }

  private instruction(statement: InstructionStatement, labels: readonly Label[], tokenized: TokenizedStatement): void {
    const { mnemonic } = statement;
    if (this.classify(mnemonic.name) !== 'instruction') {
      const behind = tokenized.tokens.find(({ startOffset }) => startOffset >= mnemonic.span.end);
      this.reportUnknown(mnemonic, behind);
      return;
    }
    const encoding = this.placer.place(statement);
    if (encoding === undefined) return;
    this.knownLines.add(tokenized, labels.length, statement, encoding);
    const start = afterNamedLabels(tokenized.tokens);
    const isMnemonic = tokenized.tokens[start].startOffset === mnemonic.span.start;
    if (isMnemonic) this.knownShapes.add(tokenized, start, encoding);
  }

  /** @param behind what stands behind the name in its statement */
  private reportUnknown({ name, span }: Identifier, behind: IToken | undefined): void {
    if (this.macros.isFaulty(name)) return;
    const { diagnostics } = this.unit;
    const directive = `.${name.toLowerCase()}`;
    let hint = mnemonicElsewhere(name);
    if (hint === '' && directives.has(directive)) hint = `; directives begin with a dot: ${directive}`;
    const stem = /^(\D+)\d+$/.exec(name)?.[1];
    if (hint === '' && stem !== undefined && isInstruction(stem.toLowerCase())) {
      hint = `; a space belongs between '${stem}' and its operands`;
    }
    if (hint === '') hint = diagnostics.didYouMean(span, name, () => [...instructionNames(), ...this.macros.names()]);
    // It stands alone, or in front of an operation.
    const isOperation = behind?.tokenType === Name && this.classify(behind.image) !== undefined;
    const mayBeLabel = behind === undefined || isOperation;
    diagnostics.consequence(span, unknownInstruction(name, hint, mayBeLabel));
    if (hint === '' && mayBeLabel) this.defineLabel({ kind: 'named', name, span });
  }

  /**
   * What stands behind a name that is no operation has no grammar to be wrong by: the name is the error. False if it is an
   * operation, or if nobody knows where the statement ends.
   */
  private reportUnknownOperation({ source, tokens, error }: TokenizedStatement): boolean {
    let at = afterLabels(tokens);
    const isColumn1 = tokens.at(at)?.startOffset === 0 || source.text[tokens[at]?.startOffset - 1] === '\n';
    // A label without a colon, then.
    if (isColumn1 && tokens.at(at + 1)?.tokenType === Name) at++;
    const token = tokens.at(at);
    if (error?.isOpen === true || token?.tokenType !== Name || isAssignment(tokens.at(at + 1))) return false;
    if (this.classify(token.image) !== undefined || (error?.span.start ?? Infinity) < token.startOffset) return false;
    const span = source.span(token.startOffset, token.startOffset + token.image.length);
    this.reportUnknown({ name: nameIn(token), span }, tokens.at(at + 1));
    return true;
  }

  private directive({ name, args, span }: Extract<Operation, { kind: 'directive' }>): void {
    const lower = name.name.toLowerCase();
    const { diagnostics } = this.unit;
    if (!directives.has(lower)) this.reportUnknownDirective(name);
    const found = this.directiveNamed(lower) as ArgumentsDirective | undefined;
    if (found === undefined) return;
    if (args.length < found.min || args.length > found.max) {
      diagnostics.error(span, wrongNumber(lower, found.min, found.max, args.length));
    } else found.run({ name, args, span }, this.unit, this);
  }

  private textOperation({ name, rest, span }: Extract<Operation, { kind: 'text' }>, label: Label | undefined): void {
    const macro = this.macros.get(name.name);
    const lower = name.name.toLowerCase();
    if (macro === undefined && !directives.has(lower)) this.reportUnknownDirective(name);
    const found = this.directiveNamed(lower);
    if (macro !== undefined) callMacro(macro, rest, span, this.unit, this.macros, this.texts);
    else if (found?.wants === 'text') found.run({ name, rest, span, label }, this.unit, this);
  }

  /** Takes the block of the present statement. */
  takeBlock(): Block | undefined {
    const { current } = this;
    const end = current === undefined ? undefined : this.directiveOf(current)?.block;
    return current === undefined || end === undefined ? undefined : this.takeBlockOf(end, current);
  }

  private takeBlockOf(end: string, opening: TokenizedStatement): Block | undefined {
    const block = this.texts.current?.takeBlock(end, opening, {
      opener: (name) => directives.get(name)?.block === end,
      misspelt: (name) => name.startsWith('.') && !directives.has(name) && this.isLike(name, end),
    });
    const last = block?.misspelt;
    const at = last === undefined ? undefined : operationIndex(last);
    if (last !== undefined && at !== undefined) {
      const { image, startOffset } = last.tokens[at];
      const span = last.source.span(startOffset, startOffset + image.length);
      this.unit.diagnostics.error(span, `unknown directive '${image}'; did you mean '${end}'?`);
    }
    if (block === undefined) {
      const opener = end === '.endm' ? '.macro' : operationName(opening);
      this.unit.diagnostics.error(statementSpan(opening), `this ${opener} has no ${end}`);
    }
    return block;
  }
}

/** The index of the first token that is no label with a name and a colon. */
function afterNamedLabels(tokens: readonly IToken[]): number {
  let index = 0;
  while (tokens.at(index)?.tokenType === Name && tokens.at(index + 1)?.tokenType === Colon) index += 2;
  return index;
}

function isAssignment(token: IToken | undefined): boolean {
  return token?.tokenType === Equals || token?.image === '==';
}
