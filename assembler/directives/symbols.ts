/** .equ and .set, visibility (.globl, .export, .import ...), and the ELF attributes .type and .size. */
import { definedTwice } from '../diagnostics/wording.ts';
import { bindPresent } from '../expressions/bind.ts';
import { copyAttributes } from '../expressions/copy-attributes.ts';
import type { SymbolType, Visibility } from '../expressions/bound.ts';
import { scrub } from '../macros/scrub.ts';
import { wordsIn } from '../syntax/escapes.ts';
import type { Argument, Expression, Identifier } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import {
  directive,
  nameArgument,
  textDirective,
  expressionArgument,
  wrongArgument,
  type ArgumentsDirective,
  type Directive,
} from './directive.ts';

/** `.equ name, value`, or `name: .equ value`. */
const equ: ArgumentsDirective = {
  ...directive(2, 2, ({ args }, unit) => {
    const name = nameArgument(args[0], 'the name of a symbol', unit);
    if (name !== undefined) assignArgument(name, args[1], unit);
  }),
  nameLabel: assignArgument,
};

function assignArgument(name: Identifier, argument: Argument, unit: Unit): void {
  const value = expressionArgument(argument, 'a value', unit);
  if (value !== undefined) assign(name, value, unit);
}

/** `.eqv name, formula`: the name must be a new one, and each use of it means what the formula means there. */
const eqv = directive(2, 2, ({ args }, unit) => {
  const name = nameArgument(args[0], 'the name of a symbol', unit);
  if (name === undefined) return;
  const value = expressionArgument(args[1], 'a value', unit);
  if (value !== undefined) defineFormula(name, value, unit);
});

/** Defines a name by a formula, as == and .eqv do. */
export function defineFormula(name: Identifier, expression: Expression, unit: Unit): void {
  if (!isNew(name, unit)) return;
  const symbol = unit.symbols.mention(name.name);
  symbol.formula = { expression, span: name.span };
  unit.atEnd.push(() => {
    symbol.formula = undefined;
    const value = unit.bind(expression);
    if (value === undefined) return;
    symbol.definition = { kind: 'value', value, span: name.span };
    copyAttributes(symbol);
  });
}

/** `.equiv name, value`: as .equ, but the name must be a new one. */
const equiv = directive(2, 2, (call, unit, services) => {
  const name = nameArgument(call.args[0], 'the name of a symbol', unit);
  if (name === undefined || !isNew(name, unit)) return;
  equ.run(call, unit, services);
  unit.symbols.mention(name.name).isFinal = true;
});

/** Complains about a name that has a definition. */
function isNew({ name, span }: Identifier, unit: Unit): boolean {
  const before = unit.symbols.definitionOf(name);
  if (before === undefined) return true;
  const note = { message: `'${name}' is defined here already`, span: before };
  unit.diagnostics.error(span, definedTwice(name), [note]);
  return false;
}

/** Gives a symbol a value, with a complaint if it is a label. */
export function assign(name: Identifier, value: Expression, unit: Unit): void {
  // The name comes before what its value mentions.
  unit.symbols.mention(name.name);
  const bound = bindPresent(value, unit);
  if (bound === undefined) return;
  const note = unit.symbols.assign(name.name, bound, name.span);
  if (note !== undefined) unit.diagnostics.error(name.span, definedTwice(name.name), [note]);
  else copyAttributes(unit.symbols.mention(name.name));
  const register = value.kind === 'symbol' ? unit.registers.get(value.name) : undefined;
  unit.symbols.mention(name.name).isRegister = register !== undefined;
  if (register === undefined) unit.registers.delete(name.name);
  else unit.registers.set(name.name, register);
}

const globl = directive(1, Infinity, ({ args }, unit) => {
  for (const argument of args) {
    const name = nameArgument(argument, 'the name of a symbol', unit);
    if (name === undefined) continue;
    const symbol = unit.symbols.mention(name.name, name.span);
    symbol.global = true;
    symbol.isWanted = true;
  }
});

const weak = directive(1, Infinity, ({ args }, unit) => {
  for (const argument of args) {
    const name = nameArgument(argument, 'the name of a symbol', unit);
    if (name === undefined) continue;
    const symbol = unit.symbols.mention(name.name, name.span);
    symbol.global = true;
    symbol.weak = true;
  }
});

/** HP's words for what a symbol is, as GNU as gives them ELF's types. */
const HP_TYPES: Readonly<Record<string, SymbolType>> = {
  absolute: 'notype',
  code: 'notype',
  data: 'object',
  entry: 'function',
  millicode: 'millicode',
  plabel: 'notype',
  pri_prog: 'function',
  sec_prog: 'function',
};

/**
 * HP's `.export name,entry,priv_lev=3,argw0=gr` and `.import name,code`: the type counts, the calling convention's
 * details are for HP's linker. `absent` is the type of a symbol without one. What is imported is another file's; a label of
 * this name stays this file's own.
 */
function shared(exports: boolean, absent: SymbolType | undefined): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    const name = nameArgument(args[0], 'the name of a symbol', unit);
    if (name === undefined) return;
    const symbol = unit.symbols.mention(name.name, exports ? name.span : undefined);
    symbol.global ||= exports;
    symbol.isWanted ||= exports;
    if (args.length === 1 && absent !== undefined) symbol.type = absent;
    for (const argument of args.slice(1)) {
      if (argument.kind === 'keyword') continue;
      const type = nameArgument(argument, `a symbol type: ${Object.keys(HP_TYPES).join(', ')}`, unit);
      if (type === undefined) return;
      const known = HP_TYPES[type.name.toLowerCase()] as SymbolType | undefined;
      if (known === undefined) wrongArgument(argument, `a symbol type: ${Object.keys(HP_TYPES).join(', ')}`, unit);
      else symbol.type = known;
    }
  });
}

/** Symbols without a definition are looked for in the other files anyway. */
const extern = directive(1, Infinity, ({ args }, unit) => {
  for (const argument of args) nameArgument(argument, 'the name of a symbol', unit);
});

/** .hidden, .internal and .protected: who may see a global symbol of a finished program. */
function visible(visibility: Visibility): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      const name = nameArgument(argument, 'the name of a symbol', unit);
      if (name === undefined) continue;
      const symbol = unit.symbols.mention(name.name, name.span);
      symbol.visibility = visibility;
      symbol.isWanted = true;
    }
  });
}

const TYPES: Readonly<Record<string, SymbolType>> = {
  notype: 'notype',
  object: 'object',
  function: 'function',
  common: 'object',
  tls_object: 'tls',
  gnu_indirect_function: 'ifunc',
  gnu_unique_object: 'object',
  STT_NOTYPE: 'notype',
  STT_OBJECT: 'object',
  STT_FUNC: 'function',
  STT_COMMON: 'object',
  STT_TLS: 'tls',
  STT_GNU_IFUNC: 'ifunc',
  0: 'notype',
  1: 'object',
  2: 'function',
  5: 'object',
  6: 'tls',
  10: 'ifunc',
};

const TYPE = /^(?<name>"(?:[^"\\]|\\[^])*"|[^\s,"@%#]+) ?,? ?(?:"(?<quoted>\w+)"|[@%#]?(?<word>\w+))$/;

/** `.type name,@function`, or with %, #, STT_FUNC, a string, a number, and with or without the comma. */
const type = textDirective(({ rest, span }, unit) => {
  const { name, quoted, word } = (TYPE.exec(scrub(rest, true).text)?.groups ?? {}) as Record<
    string,
    string | undefined
  >;
  const wanted = quoted ?? word;
  if (name === undefined || wanted === undefined) {
    unit.diagnostics.error(span, '.type takes the name of a symbol and a type: .type name, @function');
    return;
  }
  const known = Object.hasOwn(TYPES, wanted) ? TYPES[wanted] : undefined;
  if (known === undefined) {
    const names = Object.keys(TYPES).filter((each) => /^[a-z]/.test(each));
    const hint = unit.diagnostics.didYouMean(span, wanted, () => names);
    unit.diagnostics.error(
      span,
      `unknown type of symbol '${wanted}'${hint === '' ? `; there are @${names.join(', @')}` : hint}`,
    );
    return;
  }
  const symbol = unit.symbols.mention(name.startsWith('"') ? wordsIn(name.slice(1, -1)) : name, rest);
  symbol.type = known;
  if (wanted === 'gnu_unique_object') symbol.unique = true;
});

const size = directive(2, 2, ({ args }, unit) => {
  const name = nameArgument(args[0], 'the name of a symbol', unit);
  if (name === undefined) return;
  const value = expressionArgument(args[1], 'a size in bytes', unit);
  const bound = value === undefined ? undefined : unit.bind(value);
  if (bound !== undefined) unit.symbols.mention(name.name, name.span).size = bound;
});

export const symbolDirectives: Readonly<Record<string, Directive>> = {
  '.equ': equ,
  '.set': equ,
  '.equiv': equiv,
  '.eqv': eqv,
  '.lsym': { ...equ, nameLabel: undefined },
  '.globl': globl,
  '.global': globl,
  '.extern': extern,
  '.weak': weak,
  '.export': shared(true, undefined),
  '.import': shared(false, 'function'),
  '.hidden': visible('hidden'),
  '.internal': visible('internal'),
  '.protected': visible('protected'),
  '.type': type,
  '.size': size,
};
