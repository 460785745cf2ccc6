/**
 * The instruction table of PA-RISC 1.1: the one source from which the assembler encodes, the disassembler prints, and
 * interpreter and translator decode. Rows stand in the order of the manual's chapter 5; bits are drawn as in its format
 * pages and appendix D, so that a page can be held beside a row.
 *
 * A new instruction is one row here, if it is of a family that exists (./does.ts); else also its family and the function
 * for it in ../cpu/semantics.
 */
import { load, store, sum } from './does.ts';
import { FLOATING_POINT_ROWS } from './floating-point.ts';
import { row, type Instruction } from './row.ts';

export type { CacheHints, FormatCompleters, Instruction, ModifyCompleters } from './row.ts';

// prettier-ignore
const ROWS = [
  // Memory reference: long displacement.
  row('ldw',  '010010 b:5 t:5 s:2 im14:14', 'd14(s,b),t', load('long', 4)),
  row('ldh',  '010001 b:5 t:5 s:2 im14:14', 'd14(s,b),t', load('long', 2)),
  row('ldb',  '010000 b:5 t:5 s:2 im14:14', 'd14(s,b),t', load('long', 1)),
  row('stw',  '011010 b:5 r:5 s:2 im14:14', 'r,d14(s,b)', store('long', 4)),
  row('sth',  '011001 b:5 r:5 s:2 im14:14', 'r,d14(s,b)', store('long', 2)),
  row('stb',  '011000 b:5 r:5 s:2 im14:14', 'r,d14(s,b)', store('long', 1)),
  row('ldwm', '010011 b:5 t:5 s:2 im14:14', 'd14(s,b),t', load('modify', 4)),
  row('stwm', '011011 b:5 r:5 s:2 im14:14', 'r,d14(s,b)', store('modify', 4)),

  // Memory reference: indexed.
  row('ldwx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0010 m:1 t:5',  'x(s,b),t', load('index', 4), { modify: 'index', hints: 'load' }),
  row('ldhx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0001 m:1 t:5',  'x(s,b),t', load('index', 2), { modify: 'index', hints: 'load' }),
  row('ldbx',  '000011 b:5 x:5 s:2 u:1 0 cc:2 0000 m:1 t:5',  'x(s,b),t', load('index', 1), { modify: 'index', hints: 'load' }),
  row('ldwax', '000011 b:5 x:5 rv:2 u:1 0 cc:2 0110 m:1 t:5', 'x(b),t', load('index', 4, { absolute: true }), { modify: 'index', hints: 'load', onlyLevel0: true }),
  row('ldcwx', '000011 b:5 x:5 s:2 u:1 0 cc:2 0111 m:1 t:5',  'x(s,b),t', load('index', 4, { clears: true }), { modify: 'index', hints: 'semaphore' }),

  // Memory reference: short displacement.
  row('ldws',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0010 m:1 t:5',  'd5(s,b),t', load('short', 4), { modify: 'short', hints: 'load' }),
  row('ldhs',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0001 m:1 t:5',  'd5(s,b),t', load('short', 2), { modify: 'short', hints: 'load' }),
  row('ldbs',  '000011 b:5 im5:5 s:2 a:1 1 cc:2 0000 m:1 t:5',  'd5(s,b),t', load('short', 1), { modify: 'short', hints: 'load' }),
  row('ldwas', '000011 b:5 im5:5 rv:2 a:1 1 cc:2 0110 m:1 t:5', 'd5(b),t', load('short', 4, { absolute: true }), { modify: 'short', hints: 'load', onlyLevel0: true }),
  row('ldcws', '000011 b:5 im5:5 s:2 a:1 1 cc:2 0111 m:1 t:5',  'd5(s,b),t', load('short', 4, { clears: true }), { modify: 'short', hints: 'semaphore' }),
  row('stws',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1010 m:1 im5:5',  'r,d5(s,b)', store('short', 4), { modify: 'short', hints: 'store' }),
  row('sths',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1001 m:1 im5:5',  'r,d5(s,b)', store('short', 2), { modify: 'short', hints: 'store' }),
  row('stbs',  '000011 b:5 r:5 s:2 a:1 1 cc:2 1000 m:1 im5:5',  'r,d5(s,b)', store('short', 1), { modify: 'short', hints: 'store' }),
  row('stwas', '000011 b:5 r:5 rv:2 a:1 1 cc:2 1110 m:1 im5:5', 'r,d5(b)', store('short', 4, { absolute: true }), { modify: 'short', hints: 'store', onlyLevel0: true }),
  row('stbys', '000011 b:5 r:5 s:2 a:1 1 cc:2 1100 m:1 im5:5',  'r,d5(s,b)', { family: 'store-bytes' }, { modify: 'bytes', hints: 'store', spellings: ['stby'] }),

  // Immediate.
  row('ldo',   '001101 b:5 t:5 rv:2 im14:14', 'd14(b),t', { family: 'immediate', left: false, adds: true }),
  row('ldil',  '001000 t:5 im21:21',          'i21,t', { family: 'immediate', left: true, adds: false }),
  row('addil', '001010 r:5 im21:21',          'i21,r', { family: 'immediate', left: true, adds: true }),

  // Branch: unconditional.
  row('bl',   '111010 t:5 w1:5 000 w2:11 n:1 w:1', 'target17,t', { family: 'branch', target: 'relative', links: true, ends: 'branch' }, { spellings: ['b,l'] }),
  row('gate', '111010 t:5 w1:5 001 w2:11 n:1 w:1', 'target17,t', { family: 'gate', ends: 'branch' }, { spellings: ['b,gate'] }),
  row('blr',  '111010 t:5 x:5 010 rv:11 n:1 rv:1', 'x,t', { family: 'branch', target: 'relative-index', links: true, ends: 'branch' }),
  row('bv',   '111010 b:5 x:5 110 rv:11 n:1 rv:1', 'x(b)', { family: 'branch', target: 'base-index', links: false, ends: 'branch' }),
  row('be',   '111000 b:5 w1:5 s3:3 w2:11 n:1 w:1', 'wd(sr,b)', { family: 'branch', target: 'base', links: false, ends: 'space' }),
  row('ble',  '111001 b:5 w1:5 s3:3 w2:11 n:1 w:1', 'wd(sr,b)', { family: 'branch', target: 'base', links: true, ends: 'space' }, { spellings: ['be,l'] }),

  // Branch: conditional.
  row('movb',   '110010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { family: 'move-branch', left: 'register', ends: 'branch' }, { condition: 'shift' }),
  row('movib',  '110011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12', { family: 'move-branch', left: 'immediate', ends: 'branch' }, { condition: 'shift' }),
  row('combt',  '100000 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { family: 'compare-branch', left: 'register', negated: false, ends: 'branch' }, { condition: 'compare', either: ['comb', 'cmpb'] }),
  row('combf',  '100010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { family: 'compare-branch', left: 'register', negated: true, ends: 'branch' }, { condition: 'compare', either: ['comb', 'cmpb'] }),
  row('comibt', '100001 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12', { family: 'compare-branch', left: 'immediate', negated: false, ends: 'branch' }, { condition: 'compare', either: ['comib', 'cmpib'] }),
  row('comibf', '100011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12', { family: 'compare-branch', left: 'immediate', negated: true, ends: 'branch' }, { condition: 'compare', either: ['comib', 'cmpib'] }),
  row('addbt',  '101000 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { family: 'add-branch', left: 'register', negated: false, ends: 'branch' }, { condition: 'add', either: ['addb'] }),
  row('addbf',  '101010 r2:5 r1:5 c:3 w1:11 n:1 w:1', 'r1,r2,target12', { family: 'add-branch', left: 'register', negated: true, ends: 'branch' }, { condition: 'add', either: ['addb'] }),
  row('addibt', '101001 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12', { family: 'add-branch', left: 'immediate', negated: false, ends: 'branch' }, { condition: 'add', either: ['addib'] }),
  row('addibf', '101011 r:5 im5:5 c:3 w1:11 n:1 w:1', 'i5,r,target12', { family: 'add-branch', left: 'immediate', negated: true, ends: 'branch' }, { condition: 'add', either: ['addib'] }),
  row('bvb',    '110000 00000 r:5 c:3 w1:11 n:1 w:1', 'r,target12', { family: 'bit-branch', variable: true, ends: 'branch' }, { condition: 'bit' }),
  row('bb',     '110001 p:5 r:5 c:3 w1:11 n:1 w:1',   'r,p,target12', { family: 'bit-branch', variable: false, ends: 'branch' }, { condition: 'bit' }),

  // Arithmetic and logical, three registers.
  row('add',     '000010 r2:5 r1:5 c:3 f:1 011000 0 t:5', 'r1,r2,t', sum(), { condition: 'add' }),
  row('addl',    '000010 r2:5 r1:5 c:3 f:1 101000 0 t:5', 'r1,r2,t', sum({ carries: false }), { condition: 'add', spellings: ['add,l'] }),
  row('addo',    '000010 r2:5 r1:5 c:3 f:1 111000 0 t:5', 'r1,r2,t', sum({ trapsOnOverflow: true }), { condition: 'add', spellings: ['add,tsv'] }),
  row('addc',    '000010 r2:5 r1:5 c:3 f:1 011100 0 t:5', 'r1,r2,t', sum({ carryIn: true }), { condition: 'add', spellings: ['add,c'] }),
  row('addco',   '000010 r2:5 r1:5 c:3 f:1 111100 0 t:5', 'r1,r2,t', sum({ carryIn: true, trapsOnOverflow: true }), { condition: 'add', spellings: ['add,c,tsv', 'add,tsv,c'] }),
  row('sh1add',  '000010 r2:5 r1:5 c:3 f:1 011001 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 1, carries: true, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh1addl', '000010 r2:5 r1:5 c:3 f:1 101001 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 1, carries: false, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh1addo', '000010 r2:5 r1:5 c:3 f:1 111001 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 1, carries: true, trapsOnOverflow: true }, { condition: 'add' }),
  row('sh2add',  '000010 r2:5 r1:5 c:3 f:1 011010 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 2, carries: true, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh2addl', '000010 r2:5 r1:5 c:3 f:1 101010 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 2, carries: false, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh2addo', '000010 r2:5 r1:5 c:3 f:1 111010 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 2, carries: true, trapsOnOverflow: true }, { condition: 'add' }),
  row('sh3add',  '000010 r2:5 r1:5 c:3 f:1 011011 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 3, carries: true, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh3addl', '000010 r2:5 r1:5 c:3 f:1 101011 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 3, carries: false, trapsOnOverflow: false }, { condition: 'add' }),
  row('sh3addo', '000010 r2:5 r1:5 c:3 f:1 111011 0 t:5', 'r1,r2,t', { family: 'shift-add', shift: 3, carries: true, trapsOnOverflow: true }, { condition: 'add' }),
  row('sub',     '000010 r2:5 r1:5 c:3 f:1 010000 0 t:5', 'r1,r2,t', sum({ subtract: true }), { condition: 'compare' }),
  row('subo',    '000010 r2:5 r1:5 c:3 f:1 110000 0 t:5', 'r1,r2,t', sum({ subtract: true, trapsOnOverflow: true }), { condition: 'compare', spellings: ['sub,tsv'] }),
  row('subb',    '000010 r2:5 r1:5 c:3 f:1 010100 0 t:5', 'r1,r2,t', sum({ subtract: true, carryIn: true }), { condition: 'compare', spellings: ['sub,b'] }),
  row('subbo',   '000010 r2:5 r1:5 c:3 f:1 110100 0 t:5', 'r1,r2,t', sum({ subtract: true, carryIn: true, trapsOnOverflow: true }), { condition: 'compare', spellings: ['sub,b,tsv', 'sub,tsv,b'] }),
  row('subt',    '000010 r2:5 r1:5 c:3 f:1 010011 0 t:5', 'r1,r2,t', sum({ subtract: true, trapsOnCondition: true }), { condition: 'compare', spellings: ['sub,tc'] }),
  row('subto',   '000010 r2:5 r1:5 c:3 f:1 110011 0 t:5', 'r1,r2,t', sum({ subtract: true, trapsOnOverflow: true, trapsOnCondition: true }), { condition: 'compare', spellings: ['sub,tc,tsv', 'sub,tsv,tc'] }),
  row('ds',      '000010 r2:5 r1:5 c:3 f:1 010001 0 t:5', 'r1,r2,t', { family: 'divide-step' }, { condition: 'compare' }),
  row('comclr',  '000010 r2:5 r1:5 c:3 f:1 100010 0 t:5', 'r1,r2,t', { family: 'compare-clear', left: 'register' }, { condition: 'compare', spellings: ['cmpclr'] }),
  row('or',      '000010 r2:5 r1:5 c:3 f:1 001001 0 t:5', 'r1,r2,t', { family: 'logical', operation: 'or' }, { condition: 'logical' }),
  row('xor',     '000010 r2:5 r1:5 c:3 f:1 001010 0 t:5', 'r1,r2,t', { family: 'logical', operation: 'xor' }, { condition: 'logical' }),
  row('and',     '000010 r2:5 r1:5 c:3 f:1 001000 0 t:5', 'r1,r2,t', { family: 'logical', operation: 'and' }, { condition: 'logical' }),
  row('andcm',   '000010 r2:5 r1:5 c:3 f:1 000000 0 t:5', 'r1,r2,t', { family: 'logical', operation: 'and-complement' }, { condition: 'logical' }),
  row('uxor',    '000010 r2:5 r1:5 c:3 f:1 001110 0 t:5', 'r1,r2,t', { family: 'unit', operation: 'xor', trapsOnCondition: false }, { condition: 'unit' }),
  row('uaddcm',  '000010 r2:5 r1:5 c:3 f:1 100110 0 t:5', 'r1,r2,t', { family: 'unit', operation: 'add-complement', trapsOnCondition: false }, { condition: 'unit' }),
  row('uaddcmt', '000010 r2:5 r1:5 c:3 f:1 100111 0 t:5', 'r1,r2,t', { family: 'unit', operation: 'add-complement', trapsOnCondition: true }, { condition: 'unit', spellings: ['uaddcm,tc'] }),
  row('dcor',    '000010 r:5 00000 c:3 f:1 101110 0 t:5', 'r,t', { family: 'unit', operation: 'decimal-correct', trapsOnCondition: false }, { condition: 'unit' }),
  row('idcor',   '000010 r:5 00000 c:3 f:1 101111 0 t:5', 'r,t', { family: 'unit', operation: 'intermediate-decimal-correct', trapsOnCondition: false }, { condition: 'unit', spellings: ['dcor,i'] }),

  // Arithmetic immediate.
  row('addi',    '101101 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', sum({ left: 'immediate' }), { condition: 'add' }),
  row('addio',   '101101 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', sum({ left: 'immediate', trapsOnOverflow: true }), { condition: 'add', spellings: ['addi,tsv'] }),
  row('addit',   '101100 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', sum({ left: 'immediate', trapsOnCondition: true }), { condition: 'add', spellings: ['addi,tc'] }),
  row('addito',  '101100 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', sum({ left: 'immediate', trapsOnOverflow: true, trapsOnCondition: true }), { condition: 'add', spellings: ['addi,tc,tsv', 'addi,tsv,tc'] }),
  row('subi',    '100101 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', sum({ left: 'immediate', subtract: true }), { condition: 'compare' }),
  row('subio',   '100101 r:5 t:5 c:3 f:1 1 im11:11', 'i11,r,t', sum({ left: 'immediate', subtract: true, trapsOnOverflow: true }), { condition: 'compare', spellings: ['subi,tsv'] }),
  row('comiclr', '100100 r:5 t:5 c:3 f:1 0 im11:11', 'i11,r,t', { family: 'compare-clear', left: 'immediate' }, { condition: 'compare', spellings: ['cmpiclr'] }),

  // Shift, extract, deposit.
  row('vshd',   '110100 r2:5 r1:5 c:3 000 00000 t:5',   'r1,r2,t', { family: 'shift', variable: true }, { condition: 'shift' }),
  row('shd',    '110100 r2:5 r1:5 c:3 010 cp:5 t:5',    'r1,r2,cp,t', { family: 'shift', variable: false }, { condition: 'shift' }),
  row('vextru', '110100 r:5 t:5 c:3 100 00000 clen:5',  'r,len,t', { family: 'extract', signed: false, variable: true }, { condition: 'shift' }),
  row('vextrs', '110100 r:5 t:5 c:3 101 00000 clen:5',  'r,len,t', { family: 'extract', signed: true, variable: true }, { condition: 'shift' }),
  row('extru',  '110100 r:5 t:5 c:3 110 p:5 clen:5',    'r,p,len,t', { family: 'extract', signed: false, variable: false }, { condition: 'shift', spellings: ['extrw,u'] }),
  row('extrs',  '110100 r:5 t:5 c:3 111 p:5 clen:5',    'r,p,len,t', { family: 'extract', signed: true, variable: false }, { condition: 'shift', spellings: ['extrw,s', 'extrw'] }),
  row('zvdep',  '110101 t:5 r:5 c:3 000 00000 clen:5',  'r,len,t', { family: 'deposit', value: 'register', merges: false, variable: true }, { condition: 'shift' }),
  row('vdep',   '110101 t:5 r:5 c:3 001 00000 clen:5',  'r,len,t', { family: 'deposit', value: 'register', merges: true, variable: true }, { condition: 'shift' }),
  row('zdep',   '110101 t:5 r:5 c:3 010 cp:5 clen:5',   'r,cp,len,t', { family: 'deposit', value: 'register', merges: false, variable: false }, { condition: 'shift', spellings: ['depw,z'] }),
  row('dep',    '110101 t:5 r:5 c:3 011 cp:5 clen:5',   'r,cp,len,t', { family: 'deposit', value: 'register', merges: true, variable: false }, { condition: 'shift', spellings: ['depw'] }),
  row('zvdepi', '110101 t:5 im5:5 c:3 100 00000 clen:5', 'i5,len,t', { family: 'deposit', value: 'immediate', merges: false, variable: true }, { condition: 'shift' }),
  row('vdepi',  '110101 t:5 im5:5 c:3 101 00000 clen:5', 'i5,len,t', { family: 'deposit', value: 'immediate', merges: true, variable: true }, { condition: 'shift' }),
  row('zdepi',  '110101 t:5 im5:5 c:3 110 cp:5 clen:5',  'i5,cp,len,t', { family: 'deposit', value: 'immediate', merges: false, variable: false }, { condition: 'shift', spellings: ['depwi,z'] }),
  row('depi',   '110101 t:5 im5:5 c:3 111 cp:5 clen:5',  'i5,cp,len,t', { family: 'deposit', value: 'immediate', merges: true, variable: false }, { condition: 'shift', spellings: ['depwi'] }),

  // System control.
  row('break',   '000000 u13:13 00000000 u5:5', 'u5,u13', { family: 'break', ends: 'trap' }),
  row('rfi',     '000000 rv:10 rv:3 01100000 00000', '', { family: 'return', restores: false, ends: 'psw' }, { class: 'privileged' }),
  row('rfir',    '000000 rv:10 rv:3 01100101 00000', '', { family: 'return', restores: true, ends: 'psw' }, { class: 'privileged', spellings: ['rfi,r'] }),
  row('ssm',     '000000 rv:3 i:7 000 01101011 t:5', 'mask,t', { family: 'system-mask', operation: 'set', ends: 'psw' }, { class: 'privileged' }),
  row('rsm',     '000000 rv:3 i:7 000 01110011 t:5', 'mask,t', { family: 'system-mask', operation: 'reset', ends: 'psw' }, { class: 'privileged' }),
  row('mtsm',    '000000 00000 r:5 000 11000011 00000', 'r', { family: 'system-mask', operation: 'move', ends: 'psw' }, { class: 'privileged' }),
  row('ldsid',   '000000 b:5 rv:5 s:2 0 10000101 t:5', '(s,b),t', { family: 'read-space', register: 'selected' }),
  row('mtsp',    '000000 rv:5 r:5 s3:3 11000001 00000', 'r,sr', { family: 'write-space', ends: 'space' }, { class: { register: 'sr', ordinary: [0, 1, 2, 3, 4], environment: [] } }),
  row('mfsp',    '000000 rv:5 00000 s3:3 00100101 t:5', 'sr,t', { family: 'read-space', register: 'named' }),
  row('mtctl',   '000000 cr:5 r:5 rv:3 11000010 00000', 'r,cr', { family: 'write-control', ends: 'control' }, { class: { register: 'cr', ordinary: [11], environment: [] } }),
  row('mfctl',   '000000 cr:5 00000 rv:3 01000101 t:5', 'cr,t', { family: 'read-control', ends: 'environment' }, { class: { register: 'cr', ordinary: [11, 26, 27], environment: [16] } }),
  row('sync',    '000000 rv:5 0 rv:4 000 00100000 00000', '', { family: 'nothing' }),
  row('syncdma', '000000 rv:5 1 rv:4 000 00100000 00000', '', { family: 'nothing' }),
  row('diag',    '000101 u26:26', 'u26', { family: 'nothing' }, { class: 'privileged' }),

  // Memory management.
  row('prober',  '000001 b:5 r:5 s:2 01000110 0 t:5', '(s,b),r,t', { family: 'probe', write: false, level: 'register' }, { spellings: ['probe,r'] }),
  row('proberi', '000001 b:5 i:5 s:2 11000110 0 t:5', '(s,b),level,t', { family: 'probe', write: false, level: 'immediate' }, { spellings: ['probei,r'] }),
  row('probew',  '000001 b:5 r:5 s:2 01000111 0 t:5', '(s,b),r,t', { family: 'probe', write: true, level: 'register' }, { spellings: ['probe,w'] }),
  row('probewi', '000001 b:5 i:5 s:2 11000111 0 t:5', '(s,b),level,t', { family: 'probe', write: true, level: 'immediate' }, { spellings: ['probei,w'] }),
  row('lpa',     '000001 b:5 x:5 s:2 01001101 m:1 t:5', 'x(s,b),t', { family: 'load-physical-address' }, { modify: 'simple', class: 'privileged' }),
  row('lci',     '000001 b:5 x:5 s:2 01001100 0 t:5', 'x(s,b),t', { family: 'load-coherence-index' }, { class: 'privileged' }),
  row('pdtlb',   '000001 b:5 x:5 s:2 01001000 m:1 rv:5', 'x(s,b)', { family: 'change-tlb', operation: 'purge', space: 'data', ends: 'translation' }, { modify: 'simple', class: 'privileged' }),
  row('pitlb',   '000001 b:5 x:5 s3:3 0001000 m:1 rv:5', 'x(sr,b)', { family: 'change-tlb', operation: 'purge', space: 'instruction', ends: 'translation' }, { modify: 'simple', class: 'privileged' }),
  row('pdtlbe',  '000001 b:5 x:5 s:2 01001001 m:1 rv:5', 'x(s,b)', { family: 'change-tlb', operation: 'purge-entries', space: 'data', ends: 'translation' }, { modify: 'simple', class: 'privileged' }),
  row('pitlbe',  '000001 b:5 x:5 s3:3 0001001 m:1 rv:5', 'x(sr,b)', { family: 'change-tlb', operation: 'purge-entries', space: 'instruction', ends: 'translation' }, { modify: 'simple', class: 'privileged' }),
  row('idtlba',  '000001 b:5 r:5 s:2 01000001 0 00000', 'r,(s,b)', { family: 'change-tlb', operation: 'insert-address', space: 'data', ends: 'translation' }, { class: 'privileged' }),
  row('iitlba',  '000001 b:5 r:5 s3:3 0000001 0 00000', 'r,(sr,b)', { family: 'change-tlb', operation: 'insert-address', space: 'instruction', ends: 'translation' }, { class: 'privileged' }),
  row('idtlbp',  '000001 b:5 r:5 s:2 01000000 0 00000', 'r,(s,b)', { family: 'change-tlb', operation: 'insert-protection', space: 'data', ends: 'translation' }, { class: 'privileged' }),
  row('iitlbp',  '000001 b:5 r:5 s3:3 0000000 0 00000', 'r,(sr,b)', { family: 'change-tlb', operation: 'insert-protection', space: 'instruction', ends: 'translation' }, { class: 'privileged' }),
  row('pdc',     '000001 b:5 x:5 s:2 01001110 m:1 00000', 'x(s,b)', { family: 'cache', operation: 'purge', space: 'data' }, { modify: 'simple' }),
  row('fdc',     '000001 b:5 x:5 s:2 01001010 m:1 rv:5', 'x(s,b)', { family: 'cache', operation: 'flush', space: 'data' }, { modify: 'simple' }),
  row('fic',     '000001 b:5 x:5 s3:3 0001010 m:1 rv:5', 'x(sr,b)', { family: 'cache', operation: 'flush', space: 'instruction' }, { modify: 'simple' }),
  row('fdce',    '000001 b:5 x:5 s:2 01001011 m:1 rv:5', 'x(s,b)', { family: 'cache', operation: 'flush-entries', space: 'data' }, { modify: 'simple' }),
  row('fice',    '000001 b:5 x:5 s3:3 0001011 m:1 rv:5', 'x(sr,b)', { family: 'cache', operation: 'flush-entries', space: 'instruction' }, { modify: 'simple' }),

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
