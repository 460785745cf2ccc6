/** Object files from source: relocations as GNU as 2.40 gives them (measured), and what no object file can say. */
import { describe, expect, it } from 'vitest';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { describeObject } from '../testing/objects.ts';

function objectOf(text: string): string[] {
  const { image, diagnostics } = assembleObject({ name: 'a.s', text });
  expect(renderDiagnostics(diagnostics)).toBe('');
  return describeObject(image ?? new Uint8Array());
}

/** The relocation of the one statement behind some definitions, or the word if there is none. */
function relocation(statement: string): string {
  const definitions = `
	.globl	g
	.section .strings,"aMS",@progbits,1
m:	.asciz	"x"
m2:	.asciz	"y"
	.data
	.word	0
d:	.word	0
	.text
l:	nop
g:	nop
	.type	f, @function
f:	nop
`;
  const [section] = statement.startsWith('\t.word') ? ['.data+8'] : ['.text+c'];
  const where = statement.startsWith('\t.word') ? '\t.data\n' : '';
  const lines = objectOf(`\t.level 1.1\n${definitions}${where}${statement}\n`);
  return (lines.filter((line) => line.startsWith(`${section}: `)).at(-1) ?? '').replace(`${section}: `, '');
}

describe('relocations', () => {
  it.each([
    ['bl\tl,%r2', 'e85f1fdd'],
    ['bl\tf,%r2', 'e85f1fed'],
    ['bl\tg,%r2', 'PCREL17F g+0'],
    ['bl\tg+4,%r2', 'PCREL17F g+4'],
    ['bl\tu,%r2', 'PCREL17F u+0'],
    ['b\td', 'PCREL17F .data+4'],
    ['comb,=\t%r1,%r2,g', 'PCREL12F g+0'],
    ['ldil\tL%l,%r1', 'DIR21L l+0'],
    ['ldil\tLR%g+8,%r1', 'DIR21L g+8'],
    ['ldo\tRR%g+8(%r1),%r1', 'DIR14R g+8'],
    ['ldw\td(%r1),%r1', 'DIR14F .data+4'],
    ['addil\tLR%d-$global$,%dp', 'DPREL21L d+0'],
    ['ldo\tRR%d-$global$(%r1),%r1', 'DPREL14R d+0'],
    ['ldw\td-$global$(%dp),%r1', 'DPREL14F .data+4'],
    ['be\tR%u(%sr4,%r1)', 'DIR17R u+0'],
    ['addil\tLT%d,%r19', 'DLTIND21L d+0'],
    ['ldw\tRT%d(%r1),%r1', 'DLTIND14R d+0'],
    ['ldw\tT%d(%r19),%r1', 'DLTIND14F d+0'],
    ['ldil\tLP%f,%r1', 'PLABEL21L f+0'],
    ['ldo\tRP%f(%r1),%r1', 'PLABEL14R f+0'],
    ['.word\tl', 'DIR32 .text+0'],
    ['.word\tg', 'DIR32 g+0'],
    ['.word\tf+4', 'DIR32 f+4'],
    ['.word\tu-8', 'DIR32 u+-8'],
    ['.word\tm2', 'DIR32 .strings+2'],
    ['.word\tm2+1', 'DIR32 m2+1'],
    ['.word\tP%l', 'PLABEL32 l+0'],
    ['.word\tl-$segrel$', 'SEGREL32 .text+0'],
    ['.word\tu-.', 'PCREL32 u+8'],
    ['.word\tl-d', 'PCREL32 .text+c'],
    ['.word\td-.', 'fffffffc'],
    ['.word\tg-l', '00000004'],
  ])('%s', (statement, expected) => {
    expect(relocation(`\t${statement}`)).toBe(expected);
  });
});

describe('names that are assigned a place', () => {
  const SETS = { '.set': '\t.set h,f+4\n', '=': 'h = f+4\n' };
  const USES = [
    ['bl\th,%r2', 'PCREL17F h+0'],
    ['comb,=\t%r1,%r2,h', 'PCREL12F h+0'],
    ['ldil\tL%h,%r1', 'DIR21L h+0'],
    ['ldo\tR%h(%r1),%r1', 'DIR14R h+0'],
    ['ldil\tLP%h,%r1', 'PLABEL21L h+0'],
    ['.word\th', 'DIR32 h+0'],
    ['.word\th+8', 'DIR32 h+8'],
    ['.word\tP%h', 'PLABEL32 h+0'],
    ['.word\th-f', '00000004'],
  ];
  const cases = USES.flatMap(([use, expected]) =>
    Object.values(SETS).flatMap((set) =>
      ['weak', 'globl'].flatMap((word) => {
        const said = `\t.${word} h\n`;
        const orders = [said + set + use, set + said + use, `${set}\t${use}\n${said}`, `\t${use}\n${set}${said}`];
        return orders.map((text) => [text.replace(/\n(?=[a-z.]+\t)/g, '\n\t'), expected]);
      }),
    ),
  );

  it.each(cases)('are left to the linker: %j', (text, expected) => {
    const lines = objectOf(`\t.level 1.1\n\t.text\n\t.skip 8\nf:\tnop\n\tnop\n${text}\n`);
    expect(lines.filter((line) => line.startsWith('.text+10: ')).at(-1)).toBe(`.text+10: ${expected}`);
  });

  it('are settled if no other file can see them', () => {
    const lines = objectOf('\t.text\nf:\tnop\nh = f\n\tbl\th,%r2\n\tnop\n');
    expect(lines.filter((line) => line.startsWith('.text+4: '))).toEqual(['.text+4: e85f1fed']);
  });

  it('keep the value with which they were used', () => {
    const lines = objectOf(
      '\t.text\n\t.globl x\nf:\tnop\nx = f\n\t.word x\nx = x+4\n\t.word x\nx = x+4\n\t.word x, x-f\n',
    );
    expect(lines.filter((line) => /^\.text\+\w+: (?:[A-Z]|0000)/.test(line) || line.startsWith('symbol x'))).toEqual([
      '.text+4: 00000000',
      '.text+8: 00000004',
      '.text+c: 00000000',
      '.text+10: 00000008',
      '.text+4: DIR32 .text+0',
      '.text+8: DIR32 .text+4',
      '.text+c: DIR32 x+0',
      'symbol x = .text+8 size 0 type 0 binding 1 0',
    ]);
  });
});

describe('symbols', () => {
  it('leave with the source if they are local labels, and stay if a relocation needs them', () => {
    const symbols = objectOf('\t.text\n.L1:\tnop\n.L2:\tldil\tL%.L2,%r1\n1:\tldil\tL%1b,%r1\nL$x:\tnop\nx:\tnop\n')
      .filter((line) => line.startsWith('symbol'))
      .map((line) => line.split(' ')[1]);
    expect(symbols).toEqual(['x', '.L2', '.L1\u00021']);
  });

  it('that nobody uses or defines are left out', () => {
    expect(objectOf('\t.extern a\n\t.weak b\n\t.import c,code\n').filter((line) => line.startsWith('symbol'))).toEqual(
      [],
    );
  });

  it('have a type, size and binding', () => {
    const lines = objectOf(
      '\t.export f,entry\n\t.comm c,20\n\t.local l\n\t.comm l,3,16\n\t.hidden f\nk = 5\nf:\tnop\n\t.size f,4\n',
    );
    expect(lines.filter((line) => line.startsWith('symbol'))).toEqual([
      'symbol l = .bss+0 size 3 type 1 binding 0 0',
      'symbol k = absolute+5 size 0 type 0 binding 0 0',
      'symbol f = .text+0 size 4 type 2 binding 1 2',
      'symbol c = common+10 size 20 type 1 binding 1 0',
    ]);
  });
});

describe('procedures', () => {
  it.each([
    ['', '08000000', '00000000'],
    ['frame=64,calls,save_rp', '08000008', '00000008'],
    ['save_sp,entry_gr=18,entry_fr=21', '09500010', '00000000'],
    ['no_unwind,hpux_int,entry_sr=3', '88000000', '40000000'],
    ['millicode,no_calls', '48000000', '00000000'],
  ])('with .callinfo %s get their unwind entry', (info, third, fourth) => {
    const lines = objectOf(
      `\tnop\nf:\t.proc\n\t.callinfo ${info}\n\t.entry\n\tnop\n\tnop\n\t.exit\n\tnop\n\t.procend\n\tnop\n`,
    );
    expect(lines.filter((line) => line.startsWith('.PARISC.unwind'))).toEqual([
      '.PARISC.unwind+0: 00000004',
      '.PARISC.unwind+4: 00000008',
      `.PARISC.unwind+8: ${third}`,
      `.PARISC.unwind+c: ${fourth}`,
      '.PARISC.unwind+0: SEGREL32 .text+4',
      '.PARISC.unwind+4: SEGREL32 .text+8',
    ]);
    expect(lines).toContain('symbol f = .text+4 size 8 type 2 binding 0 0');
  });
});

describe('complaints', () => {
  it.each([
    ['u:\t.half\tu', 'an object file has relocations for words alone, not for 16 bits'],
    [
      '\t.word\tu-v',
      'an object file can hold differences from a place of the same section, $global$ or $segrel$ alone',
    ],
    ['\t.word\tu+v', 'an object file can hold the sum or the difference of two symbols, not more'],
    ['\t.word\t-u', 'an object file can hold a difference, but no symbol that is only subtracted'],
    ['\t.word\tu*2', 'an object file can hold sums and differences of symbols alone'],
    ['\tldil\tu,%r1', 'an address needs the field selector L% here: L%symbol is its left 21 bits'],
    ['\tldil\tLS%u,%r1', 'an address needs the field selector L% here, not LS%: L%symbol is its left 21 bits'],
    ['\tldo\tL%u(%r1),%r1', 'an address needs the field selector R% here, not L%: R%symbol is what L%symbol leaves'],
    ['\t.word\tP%u+4', 'P% makes a procedure label: it takes a symbol, and nothing added to it'],
    ['\tb\t1f', 'there is no label 1: after this line'],
    ['\t.callinfo', '.callinfo belongs between .proc and .procend'],
    ['f:\t.proc\n\t.callinfo frame=6', 'frame must be a multiple of 4, not 6'],
    ['f:\t.proc\n\t.callinfo entry_gr=19', 'entry_gr must be 3 to 18, not 19'],
    ['f:\t.proc\n\t.callinfo entry_gr', "expected entry_gr=number, found 'entry_gr'"],
    ['\t.comm\tx,4,3', 'the alignment must be a power of 2, not 3'],
    ['x:\t.comm\tx,4', "'x' is defined already, it can't be common"],
    ['\t.section .m,"aM",@progbits', 'the flag M needs the size of an entry: "aM",@progbits,4'],
  ])('%j', (text, message) => {
    const { image, diagnostics } = assembleObject({ name: 'a.s', text: `${text}\n` });
    expect(image).toBeUndefined();
    expect(diagnostics.filter(({ severity }) => severity === 'error').map((each) => each.message)).toEqual([message]);
  });
});
