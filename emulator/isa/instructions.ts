/**
 * The instruction table of PA-RISC 1.1: the one source from which the assembler encodes, the disassembler prints, and
 * interpreter and translator decode. Rows stand in the order of the manual's chapter 5; bits are drawn as in its format
 * pages and appendix D, so that a page can be held beside a row.
 *
 * A new instruction is one row here and one function in ../cpu/semantics.
 */
import { FLOATING_POINT_ROWS } from './floating-point.ts';
import { row, type Instruction } from './row.ts';

export type { CacheHints, FormatCompleters, Instruction, InstructionClass, ModifyCompleters } from './row.ts';

// prettier-ignore
const ROWS = [
  // Memory reference: long displacement.
  row('ldw',  '010010 b:5 t:5 s:2 im14:14', 'd14(s,b),t'),
  row('ldh',  '010001 b:5 t:5 s:2 im14:14', 'd14(s,b),t'),
  row('ldb',  '010000 b:5 t:5 s:2 im14:14', 'd14(s,b),t'),
  row('stw',  '011010 b:5 r:5 s:2 im14:14', 'r,d14(s,b)'),
  row('sth',  '011001 b:5 r:5 s:2 im14:14', 'r,d14(s,b)'),
  row('stb',  '011000 b:5 r:5 s:2 im14:14', 'r,d14(s,b)'),
  row('ldwm', '010011 b:5 t:5 s:2 im14:14', 'd14(s,b),t'),
  row('stwm', '011011 b:5 r:5 s:2 im14:14', 'r,d14(s,b)'),

  // Memory reference: indexed.
  row('ldwx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0010 m:1 t:5',  'x(s,b),t', { modify: 'index', hints: 'load' }),
  row('ldhx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0001 m:1 t:5',  'x(s,b),t', { modify: 'index', hints: 'load' }),
  row('ldbx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0000 m:1 t:5',  'x(s,b),t', { modify: 'index', hints: 'load' }),
  row('ldwax', '000011 b:5 x:5 rv:2 u:1 0 cc:2 0110 m:1 t:5', 'x(b),t',   { modify: 'index', hints: 'load', class: 'privileged' }),
  row('ldcwx', '000011 b:5 x:5 s:2 u:1 0 cc:2 0111 m:1 t:5',  'x(s,b),t', { modify: 'index', hints: 'semaphore' }),

  // Memory reference: short displacement.
  row('ldws',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0010 m:1 t:5',  'd5(s,b),t', { modify: 'short', hints: 'load' }),
  row('ldhs',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0001 m:1 t:5',  'd5(s,b),t', { modify: 'short', hints: 'load' }),
  row('ldbs',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0000 m:1 t:5',  'd5(s,b),t', { modify: 'short', hints: 'load' }),
  row('ldwas', '000011 b:5 im5:5 rv:2 a:1 1 cc:2 0110 m:1 t:5', 'd5(b),t',   { modify: 'short', hints: 'load', class: 'privileged' }),
  row('ldcws', '000011 b:5 im5:5 s:2 a:1 1 cc:2 0111 m:1 t:5',  'd5(s,b),t', { modify: 'short', hints: 'semaphore' }),
  row('stws',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1010 m:1 im5:5',  'r,d5(s,b)', { modify: 'short', hints: 'store' }),
  row('sths',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1001 m:1 im5:5',  'r,d5(s,b)', { modify: 'short', hints: 'store' }),
  row('stbs',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1000 m:1 im5:5',  'r,d5(s,b)', { modify: 'short', hints: 'store' }),
  row('stwas', '000011 b:5 r:5 rv:2 a:1 1 cc:2 1110 m:1 im5:5', 'r,d5(b)',   { modify: 'short', hints: 'store', class: 'privileged' }),
  row('stbys', '000011 b:5 r:5 s:2 a:1 1 cc:2 1100 m:1 im5:5',  'r,d5(s,b)', { modify: 'bytes', hints: 'store', spellings: ['stby'] }),

  // Immediate.
  row('ldo',   '001101 b:5 t:5 rv:2 im14:14', 'd14(b),t'),
  row('ldil',  '001000 t:5 im21:21',          'i21,t'),
  row('addil', '001010 r:5 im21:21',          'i21,r'),

  // Branch: unconditional.
  row('bl',   '111010 t:5 w1:5 000 w2:11 n:1 w:1', 'target17,t', { spellings: ['b,l'] }),
  row('gate', '111010 t:5 w1:5 001 w2:11 n:1 w:1', 'target17,t', { spellings: ['b,gate'] }),
  row('blr',  '111010 t:5 x:5 010 rv:11 n:1 rv:1', 'x,t'),
  row('bv',   '111010 b:5 x:5 110 rv:11 n:1 rv:1', 'x(b)'),
  row('be',   '111000 b:5 w1:5 s3:3 w2:11 n:1 w:1', 'wd(sr,b)'),
  row('ble',  '111001 b:5 w1:5 s3:3 w2:11 n:1 w:1', 'wd(sr,b)', { spellings: ['be,l'] }),

  // Branch: conditional.
  row('movb',   '110010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { condition: 'shift' }),
  row('movib',  '110011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12',  { condition: 'shift' }),
  row('combt',  '100000 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { condition: 'compare', either: ['comb', 'cmpb'] }),
  row('combf',  '100010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { condition: 'compare', either: ['comb', 'cmpb'], negated: true }),
  row('comibt', '100001 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12',  { condition: 'compare', either: ['comib', 'cmpib'] }),
  row('comibf', '100011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12',  { condition: 'compare', either: ['comib', 'cmpib'], negated: true }),
  row('addbt',  '101000 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { condition: 'add', either: ['addb'] }),
  row('addbf',  '101010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { condition: 'add', either: ['addb'], negated: true }),
  row('addibt', '101001 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12',  { condition: 'add', either: ['addib'] }),
  row('addibf', '101011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12',  { condition: 'add', either: ['addib'], negated: true }),
  row('bvb',    '110000 00000 r:5 c:3 w1:11 n:1 w:1', 'r,target12',     { condition: 'bit' }),
  row('bb',     '110001 p:5 r:5 c:3 w1:11 n:1 w:1',   'r,p,target12',   { condition: 'bit' }),

  // Arithmetic and logical, three registers.
  row('add',     '000010 r2:5 r1:5 c:3 f:1 011000 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('addl',    '000010 r2:5 r1:5 c:3 f:1 101000 0 t:5', 'r1,r2,t', { condition: 'add', spellings: ['add,l'] }),
  row('addo',    '000010 r2:5 r1:5 c:3 f:1 111000 0 t:5', 'r1,r2,t', { condition: 'add', spellings: ['add,tsv'] }),
  row('addc',    '000010 r2:5 r1:5 c:3 f:1 011100 0 t:5', 'r1,r2,t', { condition: 'add', spellings: ['add,c'] }),
  row('addco',   '000010 r2:5 r1:5 c:3 f:1 111100 0 t:5', 'r1,r2,t', { condition: 'add', spellings: ['add,c,tsv', 'add,tsv,c'] }),
  row('sh1add',  '000010 r2:5 r1:5 c:3 f:1 011001 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh1addl', '000010 r2:5 r1:5 c:3 f:1 101001 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh1addo', '000010 r2:5 r1:5 c:3 f:1 111001 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh2add',  '000010 r2:5 r1:5 c:3 f:1 011010 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh2addl', '000010 r2:5 r1:5 c:3 f:1 101010 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh2addo', '000010 r2:5 r1:5 c:3 f:1 111010 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh3add',  '000010 r2:5 r1:5 c:3 f:1 011011 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh3addl', '000010 r2:5 r1:5 c:3 f:1 101011 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sh3addo', '000010 r2:5 r1:5 c:3 f:1 111011 0 t:5', 'r1,r2,t', { condition: 'add' }),
  row('sub',     '000010 r2:5 r1:5 c:3 f:1 010000 0 t:5', 'r1,r2,t', { condition: 'compare' }),
  row('subo',    '000010 r2:5 r1:5 c:3 f:1 110000 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['sub,tsv'] }),
  row('subb',    '000010 r2:5 r1:5 c:3 f:1 010100 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['sub,b'] }),
  row('subbo',   '000010 r2:5 r1:5 c:3 f:1 110100 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['sub,b,tsv', 'sub,tsv,b'] }),
  row('subt',    '000010 r2:5 r1:5 c:3 f:1 010011 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['sub,tc'] }),
  row('subto',   '000010 r2:5 r1:5 c:3 f:1 110011 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['sub,tc,tsv', 'sub,tsv,tc'] }),
  row('ds',      '000010 r2:5 r1:5 c:3 f:1 010001 0 t:5', 'r1,r2,t', { condition: 'compare' }),
  row('comclr',  '000010 r2:5 r1:5 c:3 f:1 100010 0 t:5', 'r1,r2,t', { condition: 'compare', spellings: ['cmpclr'] }),
  row('or',      '000010 r2:5 r1:5 c:3 f:1 001001 0 t:5', 'r1,r2,t', { condition: 'logical' }),
  row('xor',     '000010 r2:5 r1:5 c:3 f:1 001010 0 t:5', 'r1,r2,t', { condition: 'logical' }),
  row('and',     '000010 r2:5 r1:5 c:3 f:1 001000 0 t:5', 'r1,r2,t', { condition: 'logical' }),
  row('andcm',   '000010 r2:5 r1:5 c:3 f:1 000000 0 t:5', 'r1,r2,t', { condition: 'logical' }),
  row('uxor',    '000010 r2:5 r1:5 c:3 f:1 001110 0 t:5', 'r1,r2,t', { condition: 'unit' }),
  row('uaddcm',  '000010 r2:5 r1:5 c:3 f:1 100110 0 t:5', 'r1,r2,t', { condition: 'unit' }),
  row('uaddcmt', '000010 r2:5 r1:5 c:3 f:1 100111 0 t:5', 'r1,r2,t', { condition: 'unit', spellings: ['uaddcm,tc'] }),
  row('dcor',    '000010 r:5 00000 c:3 f:1 101110 0 t:5', 'r,t',     { condition: 'unit' }),
  row('idcor',   '000010 r:5 00000 c:3 f:1 101111 0 t:5', 'r,t',     { condition: 'unit', spellings: ['dcor,i'] }),

  // Arithmetic immediate.
  row('addi',    '101101 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', { condition: 'add' }),
  row('addio',   '101101 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', { condition: 'add', spellings: ['addi,tsv'] }),
  row('addit',   '101100 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', { condition: 'add', spellings: ['addi,tc'] }),
  row('addito',  '101100 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', { condition: 'add', spellings: ['addi,tc,tsv', 'addi,tsv,tc'] }),
  row('subi',    '100101 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', { condition: 'compare' }),
  row('subio',   '100101 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', { condition: 'compare', spellings: ['subi,tsv'] }),
  row('comiclr', '100100 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', { condition: 'compare', spellings: ['cmpiclr'] }),

  // Shift, extract, deposit.
  row('vshd',   '110100 r2:5 r1:5 c:3 000 00000 t:5',   'r1,r2,t',    { condition: 'shift' }),
  row('shd',    '110100 r2:5 r1:5 c:3 010 cp:5 t:5',    'r1,r2,cp,t', { condition: 'shift' }),
  row('vextru', '110100 r:5 t:5 c:3 100 00000 clen:5',  'r,len,t',    { condition: 'shift' }),
  row('vextrs', '110100 r:5 t:5 c:3 101 00000 clen:5',  'r,len,t',    { condition: 'shift' }),
  row('extru',  '110100 r:5 t:5 c:3 110 p:5 clen:5',    'r,p,len,t',  { condition: 'shift', spellings: ['extrw,u'] }),
  row('extrs',  '110100 r:5 t:5 c:3 111 p:5 clen:5',    'r,p,len,t',  { condition: 'shift', spellings: ['extrw,s', 'extrw'] }),
  row('zvdep',  '110101 t:5 r:5 c:3 000 00000 clen:5',  'r,len,t',    { condition: 'shift' }),
  row('vdep',   '110101 t:5 r:5 c:3 001 00000 clen:5',  'r,len,t',    { condition: 'shift' }),
  row('zdep',   '110101 t:5 r:5 c:3 010 cp:5 clen:5',   'r,cp,len,t', { condition: 'shift', spellings: ['depw,z'] }),
  row('dep',    '110101 t:5 r:5 c:3 011 cp:5 clen:5',   'r,cp,len,t', { condition: 'shift', spellings: ['depw'] }),
  row('zvdepi', '110101 t:5 im5:5 c:3 100 00000 clen:5', 'i5,len,t',    { condition: 'shift' }),
  row('vdepi',  '110101 t:5 im5:5 c:3 101 00000 clen:5', 'i5,len,t',    { condition: 'shift' }),
  row('zdepi',  '110101 t:5 im5:5 c:3 110 cp:5 clen:5',  'i5,cp,len,t', { condition: 'shift', spellings: ['depwi,z'] }),
  row('depi',   '110101 t:5 im5:5 c:3 111 cp:5 clen:5',  'i5,cp,len,t', { condition: 'shift', spellings: ['depwi'] }),

  // System control.
  row('break',   '000000 u13:13 00000000 u5:5', 'u5,u13'),
  row('rfi',     '000000 rv:10 rv:3 01100000 00000', '', { class: 'privileged' }),
  row('rfir',    '000000 rv:10 rv:3 01100101 00000', '', { class: 'privileged', spellings: ['rfi,r'] }),
  row('ssm',     '000000 rv:3 i:7 000 01101011 t:5', 'mask,t', { class: 'privileged' }),
  row('rsm',     '000000 rv:3 i:7 000 01110011 t:5', 'mask,t', { class: 'privileged' }),
  row('mtsm',    '000000 00000 r:5 000 11000011 00000', 'r', { class: 'privileged' }),
  row('ldsid',   '000000 b:5 rv:5 s:2 0 10000101 t:5', '(s,b),t'),
  row('mtsp',    '000000 rv:5 r:5 s3:3 11000001 00000', 'r,sr'),
  row('mfsp',    '000000 rv:5 00000 s3:3 00100101 t:5', 'sr,t'),
  row('mtctl',   '000000 cr:5 r:5 rv:3 11000010 00000', 'r,cr', { class: 'environment' }),
  row('mfctl',   '000000 cr:5 00000 rv:3 01000101 t:5', 'cr,t', { class: 'environment' }),
  row('sync',    '000000 rv:5 0 rv:4 000 00100000 00000', ''),
  row('syncdma', '000000 rv:5 1 rv:4 000 00100000 00000', ''),
  row('diag',    '000101 u26:26', 'u26', { class: 'privileged' }),

  // Memory management.
  row('prober',  '000001 b:5 r:5 s:2 01000110 0 t:5', '(s,b),r,t', { spellings: ['probe,r'] }),
  row('proberi', '000001 b:5 i:5 s:2 11000110 0 t:5', '(s,b),level,t', { spellings: ['probei,r'] }),
  row('probew',  '000001 b:5 r:5 s:2 01000111 0 t:5', '(s,b),r,t', { spellings: ['probe,w'] }),
  row('probewi', '000001 b:5 i:5 s:2 11000111 0 t:5', '(s,b),level,t', { spellings: ['probei,w'] }),
  row('lpa',     '000001 b:5 x:5 s:2 01001101 m:1 t:5', 'x(s,b),t', { modify: 'simple', class: 'privileged' }),
  row('lci',     '000001 b:5 x:5 s:2 01001100 0 t:5', 'x(s,b),t', { class: 'privileged' }),
  row('pdtlb',   '000001 b:5 x:5 s:2 01001000 m:1 rv:5', 'x(s,b)', { modify: 'simple', class: 'privileged' }),
  row('pitlb',   '000001 b:5 x:5 s3:3 0001000 m:1 rv:5', 'x(sr,b)', { modify: 'simple', class: 'privileged' }),
  row('pdtlbe',  '000001 b:5 x:5 s:2 01001001 m:1 rv:5', 'x(s,b)', { modify: 'simple', class: 'privileged' }),
  row('pitlbe',  '000001 b:5 x:5 s3:3 0001001 m:1 rv:5', 'x(sr,b)', { modify: 'simple', class: 'privileged' }),
  row('idtlba',  '000001 b:5 r:5 s:2 01000001 0 00000', 'r,(s,b)', { class: 'privileged' }),
  row('iitlba',  '000001 b:5 r:5 s3:3 0000001 0 00000', 'r,(sr,b)', { class: 'privileged' }),
  row('idtlbp',  '000001 b:5 r:5 s:2 01000000 0 00000', 'r,(s,b)', { class: 'privileged' }),
  row('iitlbp',  '000001 b:5 r:5 s3:3 0000000 0 00000', 'r,(sr,b)', { class: 'privileged' }),
  row('pdc',     '000001 b:5 x:5 s:2 01001110 m:1 00000', 'x(s,b)', { modify: 'simple' }),
  row('fdc',     '000001 b:5 x:5 s:2 01001010 m:1 rv:5', 'x(s,b)', { modify: 'simple' }),
  row('fic',     '000001 b:5 x:5 s3:3 0001010 m:1 rv:5', 'x(sr,b)', { modify: 'simple' }),
  row('fdce',    '000001 b:5 x:5 s:2 01001011 m:1 rv:5', 'x(s,b)', { modify: 'simple' }),
  row('fice',    '000001 b:5 x:5 s3:3 0001011 m:1 rv:5', 'x(sr,b)', { modify: 'simple' }),

  ...FLOATING_POINT_ROWS,
];

/** The names of all rows: HP's mnemonics in small letters, with the opcode behind them where a mnemonic has two. */
export type Mnemonic = (typeof ROWS)[number]['name'];

export const INSTRUCTIONS: readonly Instruction<Mnemonic>[] = ROWS.map((entry, index) => ({ ...entry, index }));

/** The row with this name. */
export function instruction(name: Mnemonic): Instruction<Mnemonic> {
  const found = INSTRUCTIONS.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no instruction ${name}`);
  return found;
}
