/** What no run has come to, by lines of the guest's source. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { addressesOf, oneWayBranches, reachedBy, together } from './reached.ts';
import { referenceOf } from './testing/guests.ts';

const PROGRAM = `	.level	1.1
	.text
_start:	ldi	3,%r1
again:	addib,<>	-1,%r1,again	; line 4: both ways
	nop
	comib,=,n	1,%r1,fail	; line 6: never
	bb,<,n	%r1,3,fail		; line 7: never
	comb,=,n	%r0,%r1,there	; line 8: always
fail:	comib,=,n	5,%r1,fail	; line 9: not executed
there:	comb	%r0,%r0,there		; line 10: its condition is "never"
	nop
	comib,<>	0,%r1,fail ! comb,<>	%r0,%r1,fail	; line 12: never, twice
	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)		; EXIT
	b,n	.
	nop
`;

describe('of a program that goes one way', () => {
  const { image } = assemble([{ name: 'p.s', text: PROGRAM }], { debugVersion: 5 });
  const reference = referenceOf({ image: image! });
  const reached = reachedBy([reference], image!)!;

  it('tells the lines, and the conditional branches', () => {
    expect(reached.never.map(nameOf)).toEqual(['p.s:9', 'p.s:15', 'p.s:16']);
    const lines = oneWayBranches(reached).map((line) => line.replaceAll(/\S*(?=p\.s)/g, ''));
    expect(lines).toEqual([
      expect.stringMatching(
        /^conditional branches that were never taken: p\.s:6, p\.s:7, p\.s:12 at [0-9a-f]{8}, p\.s:12 at [0-9a-f]{8}$/,
      ),
      'conditional branches that were always taken: p.s:8',
    ]);
    expect(oneWayBranches(reached, 1)[0]).toMatch(/p\.s:6, \.\.\.$/);
  });

  it('says nothing without somebody who knows', () => {
    expect(reachedBy([{}], image!)).toBeUndefined();
  });

  it('keeps the ways apart in what is sent', () => {
    const marks = addressesOf(image!).filter((address) => reference.executed(address));
    const again = reachedBy([{ executed: (address) => marks.includes(address) }], image!);
    expect(again).toEqual(reached);
  });
});

function nameOf(line: string): string {
  return line.replace(/^.*\//, '');
}

it('knows of several what none of them has come to', () => {
  const one = { lines: 9, never: ['a:1', 'a:2'], untaken: ['a:2', 'a:4'], unpassed: ['a:2', 'a:5'] };
  const other = { lines: 9, never: ['a:1'], untaken: ['a:4', 'a:6'], unpassed: ['a:2'] };
  expect(together([one, other])).toEqual({ lines: 9, never: ['a:1'], untaken: ['a:4'], unpassed: ['a:2'] });
  expect(together([])).toBeUndefined();
});
