/** What is meant by names from other processors' assemblers, for the messages about them. */

const MNEMONICS: Readonly<Record<string, string>> = {
  mov: 'copy or ldi',
  move: 'copy or ldi',
  mr: 'copy',
  li: 'ldi',
  la: 'ldil with ldo',
  lw: 'ldw',
  lh: 'ldh',
  lb: 'ldb',
  ldr: 'ldw',
  lwz: 'ldw',
  sw: 'stw',
  sh: 'sth',
  sb: 'stb',
  str: 'stw',
  j: 'b',
  jmp: 'b',
  bra: 'b',
  jal: 'bl',
  bsr: 'bl',
  jr: 'bv',
  rts: 'bv',
  beq: 'comb,=',
  bne: 'comb,<>',
  blt: 'comb,<',
  bgt: 'comb,>',
  bge: 'comb,>=',
  cmp: 'comb or comclr',
  push: 'stwm',
  pop: 'ldwm',
  inc: 'addi 1',
  dec: 'addi -1',
  neg: 'sub from %r0',
  not: 'uaddcm from %r0',
  sll: 'zdep',
  lsl: 'zdep',
  shl: 'zdep',
  srl: 'extru',
  lsr: 'extru',
  shr: 'extru',
  sra: 'extrs',
  asr: 'extrs',
  mul: 'xmpyu, or a call of $$mulI',
  div: 'a call of $$divI',
};

/** What PA-RISC 2.0 has besides: for doublewords and halfwords, branches without a space, sums of products. */
const LEVEL_2: ReadonlySet<string> = new Set(
  (
    'ldd ldda ldcd std stda stdby depd depdi extrd shrpd bve clrbts popbts pushbts pushnom fcnv fneg fnegabs fmpyfadd ' +
    'fmpynfadd hadd havg hshl hshladd hshr hshradd hsub idtlbt iitlbt mfia mixh mixw mtsarcm permh'
  ).split(' '),
);

/** "; on PA-RISC that is copy", that it is one of PA-RISC 2.0, or nothing. */
export function mnemonicElsewhere(name: string): string {
  const lower = name.toLowerCase();
  if (LEVEL_2.has(lower)) return '; PA-RISC 2.0 has it, and this machine is level 1.1';
  return Object.hasOwn(MNEMONICS, lower) ? `; on PA-RISC that is ${MNEMONICS[lower]}` : '';
}

const CONDITIONS: Readonly<Record<string, string>> = {
  eq: '=',
  '==': '=',
  ne: '<>',
  '!=': '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  ltu: '<<',
  leu: '<<=',
  gtu: '>>',
  geu: '>>=',
};

/** The condition's name here, if it is known by another one elsewhere. */
export function conditionElsewhere(name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(CONDITIONS, lower) ? CONDITIONS[lower] : undefined;
}
