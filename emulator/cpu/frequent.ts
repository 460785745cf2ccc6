/**
 * The rows of which programs execute most. The interpreter's loop calls their families by name, in one switch
 * (./burst.ts), so that V8 knows each call and what the row does, and takes many into the loop; all others it calls through
 * a table. After a change here, `npm run generate:burst` writes the switch anew.
 *
 * Only ordinary instructions can be here, which end nothing but by a branch: for the others the loop puts back what it keeps
 * in variables.
 */
import type { Mnemonic } from '../isa/instructions.ts';

// prettier-ignore
export const FREQUENT = [
  'ldw', 'ldh', 'ldb', 'stw', 'sth', 'stb', 'ldwm', 'stwm', 'ldwx', 'ldhx', 'ldbx', 'ldws', 'ldhs', 'ldbs', 'stws',
  'sths', 'stbs', 'ldo', 'ldil', 'addil', 'bl', 'blr', 'bv', 'be', 'ble', 'movb', 'movib', 'combt', 'combf',
  'comibt', 'comibf', 'addbt', 'addbf', 'addibt', 'addibf', 'bvb', 'bb', 'add', 'addl', 'addc', 'sh1add', 'sh1addl',
  'sh2add', 'sh2addl', 'sh3add', 'sh3addl', 'sub', 'subb', 'ds', 'or', 'xor', 'and', 'andcm', 'uaddcm', 'comclr',
  'addi', 'subi', 'comiclr', 'shd', 'vshd', 'extru', 'extrs', 'vextru', 'zdep', 'dep', 'zvdep', 'zdepi', 'depi',
  'fldws', 'fldds', 'fstws', 'fstds',
] as const satisfies readonly Mnemonic[];
