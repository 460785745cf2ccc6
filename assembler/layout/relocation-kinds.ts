/** What the parts of a fixup mean for its relocation: what is subtracted, the field, and the field selector. */
import type { RelocationType } from '../../emulator/elf/relocation-types.ts';
import { isLinkageSelector, isPlabelSelector, type FieldSelector } from '../expressions/field-selectors.ts';
import type { Fixup } from './fixup.ts';

/** The names that stand for what the linker computes with, when they are subtracted. */
export const BASES: Readonly<Record<string, RelocationType['base']>> = {
  $global$: 'data-relative',
  $segrel$: 'segment-relative',
  $PIC_pcrel$0: 'pc-relative',
  $tls_leoff$: 'thread-relative',
  $tls_ieoff$: 'thread-table',
  $tls_gdidx$: 'thread-descriptor',
  $tls_ldidx$: 'thread-module',
  $tls_dtpoff$: 'thread-offset',
};

/** Whether it is about memory that each thread has for itself. */
export function isThreadBase(base: RelocationType['base']): boolean {
  return base.startsWith('thread-');
}

const OPERAND_FIELDS: Readonly<Record<string, RelocationType['field']>> = {
  i21: 'im21',
  d14: 'im14',
  wd: 'w17',
  target12: 'w12',
  target17: 'w17',
};

export function fieldOf({ field }: Fixup): RelocationType['field'] {
  if (field.kind === 'operand') return OPERAND_FIELDS[field.operand.name] ?? 'none';
  if (field.kind === 'relocation') return field.type.field;
  if (field.size === 4) return 'word';
  return field.size === 8 ? 'doubleword' : 'none';
}

/** Whether it is where a branch leads. */
export function isTarget({ field }: Fixup): boolean {
  return field.kind === 'operand' && field.operand.kind === 'target';
}

/** What the relocation of a field computes where nothing is subtracted. */
export function baseOfSelector(fixup: Fixup): RelocationType['base'] {
  if (isLinkageSelector(fixup.selector)) return 'linkage-table';
  if (isPlabelSelector(fixup.selector)) return 'plabel';
  return isTarget(fixup) ? 'pc-relative' : 'direct';
}

/** Which relocations' rounding a selector has; undefined if none has it. */
export function partOf(selector: FieldSelector | undefined): RelocationType['selector'] | undefined {
  switch (selector) {
    case undefined:
    case 'F':
    case 'T':
    case 'P':
    case 'N':
      return 'F';
    case 'L':
    case 'LR':
    case 'LD':
    case 'NL':
    case 'NLR':
    case 'LT':
    case 'LP':
      return 'LR';
    case 'R':
    case 'RR':
    case 'RD':
    case 'RT':
    case 'RP':
      return 'RR';
    default:
      return undefined;
  }
}
