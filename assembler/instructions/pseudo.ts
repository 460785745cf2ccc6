/** Mnemonics that stand for another instruction with some operands fixed, as GNU as knows them at level 1.1. */
import type { Span } from '../diagnostics/source.ts';
import type { Expression, Operand, Operation } from '../syntax/ast.ts';

type InstructionStatement = Extract<Operation, { kind: 'instruction' }>;

interface Pseudo {
  /** The instruction it stands for. */
  readonly mnemonic: string;
  /** How the operands are written, for the error message. */
  readonly usage: string;
  readonly count: number;
  /** From the operands written to those of the instruction. */
  readonly operands: (written: readonly Operand[], span: Span) => Operand[];
}

const PSEUDOS: Readonly<Record<string, Pseudo>> = {
  nop: {
    mnemonic: 'or',
    usage: '',
    count: 0,
    operands: (_, span) => [register(0, span), register(0, span), register(0, span)],
  },
  copy: { mnemonic: 'or', usage: '%r,%r', count: 2, operands: ([r, t], span) => [r, register(0, span), t] },
  ldi: { mnemonic: 'ldo', usage: 'number,%r', count: 2, operands: ([i, t], span) => [offBase(i, 0, span), t] },
  b: { mnemonic: 'bl', usage: 'label', count: 1, operands: ([target], span) => [target, register(0, span)] },
  call: { mnemonic: 'bl', usage: 'label', count: 1, operands: ([target], span) => [target, register(2, span)] },
  ret: { mnemonic: 'bv', usage: '', count: 0, operands: (_, span) => [offBase(register(0, span), 2, span)] },
  mtsar: { mnemonic: 'mtctl', usage: '%r', count: 1, operands: ([r], span) => [r, control(11, span)] },
};

export function isPseudo(name: string): boolean {
  return Object.hasOwn(PSEUDOS, name.toLowerCase());
}

export function pseudoNames(): string[] {
  return Object.keys(PSEUDOS);
}

/** How its operands are written. */
export function pseudoUsage(name: string): string {
  return PSEUDOS[name.toLowerCase()].usage;
}

/** The instruction that a pseudo-instruction stands for. */
export function expandPseudo(statement: InstructionStatement): InstructionStatement | { message: string; span: Span } {
  const { mnemonic, operands, span } = statement;
  const name = mnemonic.name.toLowerCase();
  const pseudo = PSEUDOS[name];
  if (operands.length !== pseudo.count) {
    const wanted =
      pseudo.count === 0
        ? 'no operands'
        : `${pseudo.count} operand${pseudo.count > 1 ? 's' : ''}, ${name} ${pseudo.usage}`;
    return { message: `${name} takes ${wanted}, found ${operands.length}`, span: operands[pseudo.count]?.span ?? span };
  }
  return {
    ...statement,
    mnemonic: { name: pseudo.mnemonic, span: mnemonic.span },
    operands: pseudo.operands(operands, mnemonic.span),
  };
}

function register(number: number, span: Span): Operand {
  return { selector: undefined, value: { kind: 'register', name: `%r${number}`, span }, registers: undefined, span };
}

function control(number: number, span: Span): Operand {
  return { selector: undefined, value: { kind: 'register', name: `%cr${number}`, span }, registers: undefined, span };
}

/** A value or index written in front of a base register. */
function offBase(offset: Operand, base: number, span: Span): Operand {
  const item: Expression = { kind: 'register', name: `%r${base}`, span };
  return { ...offset, registers: { kind: 'group', items: [item], span } };
}
