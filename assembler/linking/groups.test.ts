/** Groups of sections, of which a program has one. */
import { describe, expect, it } from 'vitest';
import { errors, object, source, words } from '../testing/link.ts';

describe('groups of sections', () => {
  const group = (number: number, more = ''): string => `
	.section .text.f,"axG",@progbits,f,comdat
	.weak	f
f:	bv	%r0(%r2)
	ldi	${number},%r28
.Lend:
	.data
	.word	f
${more}`;

  it('are taken from the first file that has them', () => {
    for (const files of [
      [object('a', group(1)), object('b', group(2))],
      [source('a.s', group(1)), source('b.s', group(2))],
      [object('a', group(1)), source('b.s', group(2))],
    ]) {
      const at = words(files);
      expect([at(0x10004), at(0x10008)]).toEqual(['341c0002', '']);
      expect([at(0x11000), at(0x11004)]).toEqual(['00010000', '00010000']);
    }
  });

  it('are kept together by name, not by their sections', () => {
    const at = words([object('a', group(1)), object('b', group(2).replace(',f,comdat', ',other,comdat'))]);
    expect([at(0x10004), at(0x1000c)]).toEqual(['341c0002', '341c0004']);
  });

  it("that are left out can't be used by what stays", () => {
    expect(errors([object('a', group(1)), object('b', group(2, '\t.word .Lend\n'))])).toBe(
      'b.o(.data+0x4): error: this needs what is in section .text.f, which is left out: an earlier file has its group\n',
    );
  });

  it('may be old ones with a name', () => {
    const once = (number: number): string => `\t.section .gnu.linkonce.d.x,"aw"\n\t.word ${number}\n`;
    const at = words([object('a', once(5)), object('b', once(6))]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00000005', '']);
  });
});
