/** `name: .reg %r5` gives a register to a name, which is also the register's number. */
import { definedTwice } from '../diagnostics/wording.ts';
import { constant } from '../expressions/bound.ts';
import { findRegister, type Register } from '../instructions/registers.ts';
import type { Argument, Label } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, textOf, type ArgumentsDirective, type Directive } from './directive.ts';

const reg: ArgumentsDirective = {
  ...directive(0, Infinity, ({ span }, unit) => {
    unit.diagnostics.error(span, '.reg gives a register to the name in front of it: name: .reg %r5');
  }),
  nameLabel,
};

function nameLabel({ name, span }: Label, argument: Argument, unit: Unit): void {
  const { registers, symbols, diagnostics } = unit;
  const text = argument.kind === 'value' ? textOf(argument.span) : '';
  const written = registers.get(text) ?? text;
  const register = findRegister(written);
  if (register === undefined) {
    diagnostics.error(argument.span, 'expected a register, such as %r5');
    return;
  }
  const note = symbols.assign(name, constant(BigInt(numberOf(register)), span), span);
  if (note !== undefined) diagnostics.error(span, definedTwice(name), [note]);
  else {
    registers.set(name, written);
    symbols.mention(name).isRegister = true;
  }
}

/** GNU as counts floating-point registers from 64 on, and their right halves 128 further. */
function numberOf({ kind, number }: Register): number {
  return kind === 'float-register' ? 64 + (number >> 1) + (number % 2) * 128 : number;
}

export const registerDirectives: Readonly<Record<string, Directive>> = { '.reg': reg };
