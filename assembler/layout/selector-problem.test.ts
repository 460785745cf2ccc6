import { describe, expect, it } from 'vitest';
import { assemble, assembleObject } from '../assemble.ts';
import { FIELD_SELECTORS } from '../expressions/field-selectors.ts';

const LEFT = ['L', 'LD', 'LR', 'LT', 'LP', 'NL', 'NLR'];
const RIGHT = ['R', 'RD', 'RR'];
const WHOLE = ['F', 'N'];

/** What each operand takes in front of an address: GNU as has a relocation for it, and not R_PARISC_NONE. */
const TAKEN = {
  'ldil *,%r1': LEFT,
  'addil *,%r1': LEFT,
  'ldo *(%r1),%r1': [...RIGHT, ...WHOLE, 'T', 'RT', 'RP'],
  'stwm %r1,*(%r1)': [...RIGHT, ...WHOLE, 'T', 'RT', 'RP'],
  'be *(%sr4,%r1)': [...RIGHT, ...WHOLE],
  // GNU as takes R% where a branch of 17 bits leads, and goes to the right part of the distance: to somewhere else.
  'bl *,%r2': WHOLE,
  'bb,>= %r1,3,*': WHOLE,
  'comb,= %r1,%r2,*': WHOLE,
};

/** Where whole addresses fit into a displacement. */
const LOW = { textBase: 0x1000 };

function complaint({ diagnostics }: ReturnType<typeof assemble>): string | undefined {
  return diagnostics.find(({ severity }) => severity === 'error')?.message;
}

/** The same source as an object file, and as a program. */
function bothWays(text: string): (string | undefined)[] {
  const source = { name: 'a.s', text };
  return [complaint(assembleObject(source)), complaint(assemble([source], LOW))];
}

describe.each(Object.entries(TAKEN))('%s', (operation, taken) => {
  it.each([
    ['a label', 'l'],
    ['a global label', 'g'],
    ['one that is known later', 'later'],
  ])('takes the field selectors in front of %s that have a relocation, in both ways', (_, name) => {
    const found = FIELD_SELECTORS.filter((selector) => {
      const written = operation.replace('*', `${selector}%${name}`);
      const [object, program] = bothWays(`\t.globl\tg\nl:\ng:\t${written}\n\tnop\nlater:\tnop\n`);
      expect(program, written).toBe(object);
      return object === undefined;
    });
    expect([...found].sort()).toEqual([...taken].sort());
  });
});

describe('a field selector in front of a number', () => {
  it('is about the number, whichever operand it stands in, as in GNU as', () => {
    expect(bothWays('\tldil\tR%0x12345,%r1\n\tldo\tL%0x12345(%r1),%r1\n')).toEqual([undefined, undefined]);
  });

  it('needs a symbol if it is about slots and labels that are made for symbols', () => {
    for (const number of ['5', 'later']) {
      const message = 'the field selector LT% needs a symbol, and this is a number';
      expect(bothWays(`\tldil\tLT%${number},%r1\nlater = 5\n`)).toEqual([message, message]);
    }
  });
});

describe('a field selector that does not fit', () => {
  it.each([
    ['ldil\tR%l,%r1', 'an address needs the field selector L% here, not R%: L%symbol is its left 21 bits'],
    ['ldil\tF%l,%r1', 'an address needs the field selector L% here, not F%: L%symbol is its left 21 bits'],
    ['ldo\tL%l(%r1),%r1', 'an address needs the field selector R% here, not L%: R%symbol is what L%symbol leaves'],
    ['addil\tR%l-$global$,%dp', 'an address needs the field selector L% here, not R%: L%symbol is its left 21 bits'],
    ['bb,>=\t%r1,3,L%l', 'a branch leads to a whole address: L% has no meaning here'],
    ['addi\tR%l,%r1,%r1', 'no relocation puts the field selector R% into this operand'],
  ])('is told in %j, with what was expected', (operation, message) => {
    expect(bothWays(`l:\t${operation}\n`)).toEqual([message, message]);
  });
});
