/** Stubs for branches that go too far. */
import { describe, expect, it } from 'vitest';
import { object, source, words } from '../testing/link.ts';

describe('branches that are too long', () => {
  const caller = '\t.globl _start\n_start:\tbl far,%r2\n\tnop\n\tb far\n\tnop\n\tbl far+4,%r2\n\tnop\n';
  const callee = '\t.globl far\n\t.space 0x100000\nfar:\tnop\n\tnop\n';

  /** The two instructions that go to an address. */
  function jump(address: number): string[] {
    const at = words([source('jump.s', `\tldil L%${address},%r1\n\tbe,n R%${address}(%sr4,%r1)\n`)]);
    return [at(0x10000), at(0x10004)];
  }

  it('go through one stub for each target', () => {
    for (const files of [
      [object('a', caller), object('far', callee)],
      [source('a.s', caller), source('far.s', callee)],
    ]) {
      const at = words(files);
      // bl .+0x18, b .+0x10, bl .+0x10: to the stubs, of which there are two. far.s begins at 0x10028.
      expect([0, 8, 16].map((offset) => at(0x10000 + offset))).toEqual(['e8400020', 'e8000010', 'e8400010']);
      expect([at(0x10018), at(0x1001c)]).toEqual(jump(0x110028));
      expect([at(0x10020), at(0x10024)]).toEqual(jump(0x11002c));
    }
  });

  it('are found again where a stub has moved the rest of the program', () => {
    const room = 2 ** 18 - 4 - 8;
    const files = [
      // Reaches its target to the byte, until the stub of the file behind it is put in between.
      source('near.s', `\tb edge\n\tnop\n\t.space ${room}\n`),
      source('between.s', '\tb far\n\tnop\n'),
      source('edge.s', '\t.globl edge\nedge:\tnop\n'),
      source('far.s', callee),
    ];
    const at = words(files);
    const stub = 0x10000 + 8 + room;
    expect([at(stub), at(stub + 4)]).toEqual(jump(stub + 8 + 8 + 8));
  });
});
