/**
 * The rows of the assist processors: floating point, and coprocessors and special function units in general. Bits as in
 * the manual's chapter 5, "Assist Instructions", chapters 6 and 7, and appendix D, "Floating-Point Coprocessor Operation
 * Instructions".
 *
 * The major opcode 0E does what 0C does, but reaches the right halves of the registers, by one more bit (r1h, r2h, rh,
 * th) for each. Source does not tell them apart: 0E is meant where an operand is a right half, as GNU as has it.
 */
import { row } from './row.ts';

// prettier-ignore
export const FLOATING_POINT_ROWS = [
  // Loads and stores.
  row('fldwx', '001001 b:5 x:5 s:2 u:1 0 cc:2 0 00 th:1 m:1 t:5',   'x(s,b),ht', { family: 'float-load', address: 'index', bytes: 4 }, { modify: 'index', hints: 'load' }),
  row('flddx', '001011 b:5 x:5 s:2 u:1 0 cc:2 0 000 m:1 t:5',       'x(s,b),ft', { family: 'float-load', address: 'index', bytes: 8 }, { modify: 'index', hints: 'load' }),
  row('fstwx', '001001 b:5 x:5 s:2 u:1 0 cc:2 1 00 rh:1 m:1 r:5',   'hr,x(s,b)', { family: 'float-store', address: 'index', bytes: 4 }, { modify: 'index', hints: 'store' }),
  row('fstdx', '001011 b:5 x:5 s:2 u:1 0 cc:2 1 000 m:1 r:5',       'fr,x(s,b)', { family: 'float-store', address: 'index', bytes: 8 }, { modify: 'index', hints: 'store' }),
  row('fldws', '001001 b:5 im5:5 s:2 a:1 1 cc:2 0 00 th:1 m:1 t:5', 'd5(s,b),ht', { family: 'float-load', address: 'short', bytes: 4 }, { modify: 'short', hints: 'load' }),
  row('fldds', '001011 b:5 im5:5 s:2 a:1 1 cc:2 0 000 m:1 t:5',     'd5(s,b),ft', { family: 'float-load', address: 'short', bytes: 8 }, { modify: 'short', hints: 'load' }),
  row('fstws', '001001 b:5 im5:5 s:2 a:1 1 cc:2 1 00 rh:1 m:1 r:5', 'hr,d5(s,b)', { family: 'float-store', address: 'short', bytes: 4 }, { modify: 'short', hints: 'store' }),
  row('fstds', '001011 b:5 im5:5 s:2 a:1 1 cc:2 1 000 m:1 r:5',     'fr,d5(s,b)', { family: 'float-store', address: 'short', bytes: 8 }, { modify: 'short', hints: 'store' }),

  // Class 0: one source, one destination.
  row('fid',     '001100 00000 00000 000 00 00 000 0 00000', '', { family: 'float-identify' }),
  row('fcpy',    '001100 r:5 00000 010 fmt:2 00 000 0 t:5', 'fr,ft', { family: 'float-unary', operation: 'copy', halves: false }, { formats: 'fmt' }),
  row('fabs',    '001100 r:5 00000 011 fmt:2 00 000 0 t:5', 'fr,ft', { family: 'float-unary', operation: 'absolute', halves: false }, { formats: 'fmt' }),
  row('fsqrt',   '001100 r:5 00000 100 fmt:2 00 000 0 t:5', 'fr,ft', { family: 'float-unary', operation: 'square-root', halves: false }, { formats: 'fmt' }),
  row('frnd',    '001100 r:5 00000 101 fmt:2 00 000 0 t:5', 'fr,ft', { family: 'float-unary', operation: 'round', halves: false }, { formats: 'fmt' }),
  row('fcpy0e',  '001110 r:5 00000 010 fmt:2 00 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-unary', operation: 'copy', halves: true }, { mnemonic: 'fcpy',  formats: 'fmt-single', rightHalf: true }),
  row('fabs0e',  '001110 r:5 00000 011 fmt:2 00 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-unary', operation: 'absolute', halves: true }, { mnemonic: 'fabs',  formats: 'fmt-single', rightHalf: true }),
  row('fsqrt0e', '001110 r:5 00000 100 fmt:2 00 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-unary', operation: 'square-root', halves: true }, { mnemonic: 'fsqrt', formats: 'fmt-single', rightHalf: true }),
  row('frnd0e',  '001110 r:5 00000 101 fmt:2 00 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-unary', operation: 'round', halves: true }, { mnemonic: 'frnd',  formats: 'fmt-single', rightHalf: true }),

  // Class 1: conversions.
  row('fcnvff',    '001100 r:5 0000 00 df:2 sf:2 01 000 0 t:5', 'fr,ft', { family: 'float-convert', operation: 'float-to-float', halves: false }, { formats: 'convert' }),
  row('fcnvxf',    '001100 r:5 0000 01 df:2 sf:2 01 000 0 t:5', 'fr,ft', { family: 'float-convert', operation: 'fixed-to-float', halves: false }, { formats: 'convert' }),
  row('fcnvfx',    '001100 r:5 0000 10 df:2 sf:2 01 000 0 t:5', 'fr,ft', { family: 'float-convert', operation: 'float-to-fixed', halves: false }, { formats: 'convert' }),
  row('fcnvfxt',   '001100 r:5 0000 11 df:2 sf:2 01 000 0 t:5', 'fr,ft', { family: 'float-convert', operation: 'float-to-fixed-truncated', halves: false }, { formats: 'convert' }),
  row('fcnvff0e',  '001110 r:5 0000 00 df:2 sf:2 01 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-convert', operation: 'float-to-float', halves: true }, { mnemonic: 'fcnvff',  formats: 'convert-single', rightHalf: true }),
  row('fcnvxf0e',  '001110 r:5 0000 01 df:2 sf:2 01 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-convert', operation: 'fixed-to-float', halves: true }, { mnemonic: 'fcnvxf',  formats: 'convert-single', rightHalf: true }),
  row('fcnvfx0e',  '001110 r:5 0000 10 df:2 sf:2 01 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-convert', operation: 'float-to-fixed', halves: true }, { mnemonic: 'fcnvfx',  formats: 'convert-single', rightHalf: true }),
  row('fcnvfxt0e', '001110 r:5 0000 11 df:2 sf:2 01 0 rh:1 th:1 0 t:5', 'hr,ht', { family: 'float-convert', operation: 'float-to-fixed-truncated', halves: true }, { mnemonic: 'fcnvfxt', formats: 'convert-single', rightHalf: true }),

  // Class 2: comparison.
  row('fcmp',   '001100 r1:5 r2:5 000 fmt:2 10 000 0 c:5', 'fr1,fr2', { family: 'float-compare', halves: false }, { formats: 'fmt', condition: 'float' }),
  row('ftest',  '001100 00000 00000 001 00 10 000 1 c:5', '', { family: 'float-test' }, { condition: 'test' }),
  row('fcmp0e', '001110 r1:5 r2:5 000 r2h:1 d:1 10 0 r1h:1 0 0 c:5', 'hr1,hr2', { family: 'float-compare', halves: true }, { mnemonic: 'fcmp', formats: 'd-single', condition: 'float', rightHalf: true }),

  // Class 3: two sources, one destination.
  row('fadd',   '001100 r1:5 r2:5 000 fmt:2 11 000 0 t:5', 'fr1,fr2,ft', { family: 'float-binary', operation: 'add', halves: false }, { formats: 'fmt' }),
  row('fsub',   '001100 r1:5 r2:5 001 fmt:2 11 000 0 t:5', 'fr1,fr2,ft', { family: 'float-binary', operation: 'subtract', halves: false }, { formats: 'fmt' }),
  row('fmpy',   '001100 r1:5 r2:5 010 fmt:2 11 000 0 t:5', 'fr1,fr2,ft', { family: 'float-binary', operation: 'multiply', halves: false }, { formats: 'fmt' }),
  row('fdiv',   '001100 r1:5 r2:5 011 fmt:2 11 000 0 t:5', 'fr1,fr2,ft', { family: 'float-binary', operation: 'divide', halves: false }, { formats: 'fmt' }),
  row('fadd0e', '001110 r1:5 r2:5 000 r2h:1 d:1 11 0 r1h:1 th:1 0 t:5', 'hr1,hr2,ht', { family: 'float-binary', operation: 'add', halves: true }, { mnemonic: 'fadd', formats: 'd-single', rightHalf: true }),
  row('fsub0e', '001110 r1:5 r2:5 001 r2h:1 d:1 11 0 r1h:1 th:1 0 t:5', 'hr1,hr2,ht', { family: 'float-binary', operation: 'subtract', halves: true }, { mnemonic: 'fsub', formats: 'd-single', rightHalf: true }),
  row('fmpy0e', '001110 r1:5 r2:5 010 r2h:1 d:1 11 0 r1h:1 th:1 0 t:5', 'hr1,hr2,ht', { family: 'float-binary', operation: 'multiply', halves: true }, { mnemonic: 'fmpy', formats: 'd-single', rightHalf: true }),
  row('fdiv0e', '001110 r1:5 r2:5 011 r2h:1 d:1 11 0 r1h:1 th:1 0 t:5', 'hr1,hr2,ht', { family: 'float-binary', operation: 'divide', halves: true }, { mnemonic: 'fdiv', formats: 'd-single', rightHalf: true }),
  row('xmpyu',  '001110 r1:5 r2:5 010 r2h:1 0 11 1 r1h:1 0 0 t:5', 'hr1,hr2,ft', { family: 'multiply-integers' }),

  // Multiple operations.
  row('fmpyadddbl', '000110 rm1:5 rm2:5 ta:5 ra:5 0 tm:5', 'drm1,drm2,dtm,dra,dta', { family: 'float-multiple', operation: 'add', double: true }, { mnemonic: 'fmpyadd', formats: 'double' }),
  row('fmpyaddsgl', '000110 rm1:5 rm2:5 ta:5 ra:5 1 tm:5', 'srm1,srm2,stm,sra,sta', { family: 'float-multiple', operation: 'add', double: false }, { mnemonic: 'fmpyadd', formats: 'single' }),
  row('fmpysubdbl', '100110 rm1:5 rm2:5 ta:5 ra:5 0 tm:5', 'drm1,drm2,dtm,dra,dta', { family: 'float-multiple', operation: 'subtract', double: true }, { mnemonic: 'fmpysub', formats: 'double' }),
  row('fmpysubsgl', '100110 rm1:5 rm2:5 ta:5 ra:5 1 tm:5', 'srm1,srm2,stm,sra,sta', { family: 'float-multiple', operation: 'subtract', double: false }, { mnemonic: 'fmpysub', formats: 'single' }),

  // Performance monitor coprocessor.
  row('pmdis', '001100 rv:12 00001 010 0 rv:5', '', { family: 'assist', floatingPoint: false, ends: 'trap' }),
  row('pmenb', '001100 rv:12 00011 010 0 rv:5', '', { family: 'assist', floatingPoint: false, ends: 'trap' }),

  // Any coprocessor.
  row('copr',  '001100 sop1:17 uid:3 n:1 sop2:5', '', { family: 'assist', floatingPoint: true, ends: 'trap' }, { numbers: 'uid,sop22', general: true }),
  row('cldwx', '001001 b:5 x:5 s:2 u:1 0 cc:2 0 uid:3 m:1 t:5',   'x(s,b),cpt', { family: 'coprocessor-access', address: 'index', bytes: 4, write: false, ends: 'trap' }, { numbers: 'uid', modify: 'index', hints: 'load', general: true }),
  row('clddx', '001011 b:5 x:5 s:2 u:1 0 cc:2 0 uid:3 m:1 t:5',   'x(s,b),cpt', { family: 'coprocessor-access', address: 'index', bytes: 8, write: false, ends: 'trap' }, { numbers: 'uid', modify: 'index', hints: 'load', general: true }),
  row('cstwx', '001001 b:5 x:5 s:2 u:1 0 cc:2 1 uid:3 m:1 r:5',   'cpr,x(s,b)', { family: 'coprocessor-access', address: 'index', bytes: 4, write: true, ends: 'trap' }, { numbers: 'uid', modify: 'index', hints: 'store', general: true }),
  row('cstdx', '001011 b:5 x:5 s:2 u:1 0 cc:2 1 uid:3 m:1 r:5',   'cpr,x(s,b)', { family: 'coprocessor-access', address: 'index', bytes: 8, write: true, ends: 'trap' }, { numbers: 'uid', modify: 'index', hints: 'store', general: true }),
  row('cldws', '001001 b:5 im5:5 s:2 a:1 1 cc:2 0 uid:3 m:1 t:5', 'd5(s,b),cpt', { family: 'coprocessor-access', address: 'short', bytes: 4, write: false, ends: 'trap' }, { numbers: 'uid', modify: 'short', hints: 'load', general: true }),
  row('cldds', '001011 b:5 im5:5 s:2 a:1 1 cc:2 0 uid:3 m:1 t:5', 'd5(s,b),cpt', { family: 'coprocessor-access', address: 'short', bytes: 8, write: false, ends: 'trap' }, { numbers: 'uid', modify: 'short', hints: 'load', general: true }),
  row('cstws', '001001 b:5 im5:5 s:2 a:1 1 cc:2 1 uid:3 m:1 r:5', 'cpr,d5(s,b)', { family: 'coprocessor-access', address: 'short', bytes: 4, write: true, ends: 'trap' }, { numbers: 'uid', modify: 'short', hints: 'store', general: true }),
  row('cstds', '001011 b:5 im5:5 s:2 a:1 1 cc:2 1 uid:3 m:1 r:5', 'cpr,d5(s,b)', { family: 'coprocessor-access', address: 'short', bytes: 8, write: true, ends: 'trap' }, { numbers: 'uid', modify: 'short', hints: 'store', general: true }),

  // Special function units.
  row('spop0', '000100 sop1:15 00 uid:3 n:1 sop2:5',          '', { family: 'assist', floatingPoint: false, ends: 'trap' }, { numbers: 'uid,sop20' }),
  row('spop1', '000100 sop:15 01 uid:3 n:1 t:5',              't', { family: 'assist', floatingPoint: false, ends: 'trap' }, { numbers: 'uid,sop15' }),
  row('spop2', '000100 r:5 sop1:10 10 uid:3 n:1 sop2:5',      'r', { family: 'assist', floatingPoint: false, ends: 'trap' }, { numbers: 'uid,sop15s' }),
  row('spop3', '000100 r2:5 r1:5 sop1:5 11 uid:3 n:1 sop2:5', 'r1,r2', { family: 'assist', floatingPoint: false, ends: 'trap' }, { numbers: 'uid,sop10' }),
] as const;
