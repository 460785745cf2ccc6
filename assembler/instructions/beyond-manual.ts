/**
 * Instructions that GNU as knows at level 1.1 and the architecture manual has not: quadword operations, and what single
 * processors do with DIAG's opcode and graphics. Words as GNU as 2.40 gives them.
 */
import { INSTRUCTIONS, type Instruction } from '../../emulator/isa/instructions.ts';
import { row } from '../../emulator/isa/row.ts';

/** The machine has none of them. */
const UNKNOWN = { family: 'nothing' } as const;

// prettier-ignore
const ROWS = [
  row('frem',   '001100 r1:5 r2:5 100 fmt:2 11 000 0 t:5', 'fr1,fr2,ft', UNKNOWN, { formats: 'fmt' }),
  row('frem0e', '001110 r1:5 r2:5 100 r2h:1 d:1 11 0 r1h:1 th:1 0 t:5', 'hr1,hr2,ht', UNKNOWN, { mnemonic: 'frem', formats: 'd-single', rightHalf: true }),
  row('fstqx',  '001111 b:5 x:5 s:2 u:1 0 cc:2 1 000 m:1 r:5',   'fr,x(s,b)', UNKNOWN,  { modify: 'index', hints: 'store' }),
  row('fstqs',  '001111 b:5 im5:5 s:2 a:1 1 cc:2 1 000 m:1 r:5', 'fr,d5(s,b)', UNKNOWN, { modify: 'short', hints: 'store' }),
  row('gfw',    '000001 b:5 x:5 s:2 01011010 m:1 00000', 'x(s,b)', UNKNOWN, { modify: 'simple' }),
  row('gfr',    '000001 b:5 x:5 s:2 01101010 m:1 00000', 'x(s,b)', UNKNOWN, { modify: 'simple' }),
  row('grshdw', '000101 00010 00000 0000011000100000', '', UNKNOWN),
  row('shdwgr', '000101 00010 00000 0010011000000000', '', UNKNOWN),
  row('tocen',  '000101 00010 00000 0011011000000000', '', UNKNOWN),
  row('tocdis', '000101 00010 00000 0001011000100000', '', UNKNOWN),
  row('mfcpu',  '000101 r1:5 t:5 0001101000000000', 'r1,t', UNKNOWN),
  row('mtcpu',  '000101 t:5 r:5 0001011000000000', 'r,t', UNKNOWN),
];

/** The rows, numbered behind those of the machine. */
export const FURTHER_INSTRUCTIONS: readonly Instruction[] = ROWS.map((entry, index) => ({
  ...entry,
  index: INSTRUCTIONS.length + index,
}));
