/** Wrong drivers of the SCSI host, which tells in RAM how a command has ended: each is told what it does, and the line of that. */
import { describe, expect, it } from 'vitest';
import { DoubtAdversity } from '../adversities/doubt.ts';
import { MomentsAdversity } from '../adversities/moments.ts';
import type { Reference } from '../reference.ts';
import type { CaseResult } from '../result.ts';
import { imageOf, referenceOf } from '../testing/guests.ts';
import { lineOf } from '../testing/line-of.ts';
import {
  ACKNOWLEDGES_AFTER_LOOKING,
  ACKNOWLEDGES_ATTENTION,
  ACKNOWLEDGES_WHEN_WOKEN,
  GIVES_AGAIN,
  LOOKS_AFTER_CLEARING,
  LOOKS_AT_STATUS,
  scsiGuest,
} from '../testing/scsi-guest.ts';

describe('a device that tells in RAM how a command has ended: the SCSI host', () => {
  const refers = (over: string): Reference =>
    referenceOf({ image: imageOf(scsiGuest({ wait: LOOKS_AFTER_CLEARING, over })), disk: new Uint8Array(1024) });
  const doubtIn = (program: string): CaseResult => {
    const one = { adversity: 'doubt', key: 'doubt:1=not', stands: 1 } as const;
    const reference = referenceOf({ image: imageOf(program), disk: new Uint8Array(1024) });
    return new DoubtAdversity(reference, { depth: 1 }).run(one, { told: true });
  };
  const doubtOf = (over: string): CaseResult => doubtIn(scsiGuest({ wait: LOOKS_AFTER_CLEARING, over }));

  it('who reads the response and goes on has taken it for done', () => {
    const { verdict, cause, place } = doubtOf(LOOKS_AT_STATUS);
    // Status and response stand in one word of RAM.
    expect([verdict, cause?.rule, place?.label]).toEqual(['broken', 'took-it-for-done', '<over>']);
    expect(cause?.words).toMatch(/^the driver saw that command 1, disk write of sector 0, was uncertain/);
  });

  it('who looks at the ring alone has not looked at the response', () => {
    const { verdict, cause } = doubtOf('');
    expect([verdict, cause?.rule]).toEqual(['broken', 'ignored-uncertain']);
    expect(cause?.words).toMatch(/^the driver did not look at the response to command 1, disk write of sector 1,/);
  });

  it.each([
    [
      'looks at the ring, and then acknowledges',
      ACKNOWLEDGES_AFTER_LOOKING,
      ['acknowledges-before-it-looks', 'stw\t%r12,SCSI_INTERRUPT_ACK(%r3)'],
      /^the driver acknowledged the interrupt of command \d, .*, in INTERRUPT_ACK, and had not seen that this was over$/,
    ],
    [
      'does not acknowledge an interrupt for which it did not rest',
      ACKNOWLEDGES_WHEN_WOKEN,
      ['lost-wake-up', 'wait:\tmtctl\t%r4,%eirr'],
      /^the guest waits for an interrupt that does not come: the scsi raised none when command \d, .*, was over, since the driver had not acknowledged an earlier one, in INTERRUPT_ACK$/,
    ],
  ])('who %s, is found', (_, wait, expected, words) => {
    const program = scsiGuest({ wait, over: `${ACKNOWLEDGES_ATTENTION}${GIVES_AGAIN}` });
    const adversity = new MomentsAdversity(referenceOf({ image: imageOf(program), disk: new Uint8Array(1024) }), {});
    const results = [...adversity.cases()].map((one) => adversity.run(one, { told: true }));
    const broken = results.filter(({ verdict }) => verdict === 'broken');
    expect(broken.length).toBeGreaterThan(0);
    for (const result of broken) {
      expect([result.cause?.rule, lineOf(program, result)]).toEqual(expected);
      expect(result.cause?.words).toMatch(words);
    }
  });

  it('who has ignored it is told where that driver went on, and not where another one did', () => {
    const prints =
      '\tldil\tL%CONSOLE_PAGE,%r1\n\tstw\t%r4,CONSOLE_ADDRESS(%r1)\n\tldi\t1,%r5\n\tstw\t%r5,CONSOLE_COMMAND(%r1)\n';
    const program = scsiGuest({ wait: LOOKS_AFTER_CLEARING, over: '' }).replace(
      'exit:',
      `${prints}\tldil\tL%SYSTEM_PAGE,%r1\nexit:`,
    );
    const result = doubtIn(program);
    expect([result.cause?.rule, lineOf(program, result)]).toEqual([
      'ignored-uncertain',
      'give:\tstw\t%r1,SCSI_QUEUE_NOTIFY(%r3)',
    ]);
  });

  const GIVES = `	ldo	1(%r11),%r11
	stb	%r11,AVAILABLE-TABLE+2(%r6)
	ldil	L%2<<24,%r1
repeat:	stw	%r1,SCSI_QUEUE_NOTIFY(%r3)
`;
  /** In doubt it gives the command to meet the unit attention, and does this. */
  const inDoubt = (doubt: string): string =>
    `ldb	RESPONSE-TABLE+11(%r6),%r5\n	comib,=,n	0,%r5,1f\n${GIVES.replace('repeat:', '')}${doubt}1:	${GIVES_AGAIN}`;
  const RESETS = 'reset:\tstw\t%r0,SCSI_STATUS(%r3)\n';
  const NO_ROOM = 'was given chain 0, which has no room for a command and its response';
  const REPEATED = 'command 2, disk write of sector 0,';

  it.each([
    [
      'gives a chain twice',
      '\tb\tagain\n\t ldo\t1(%r11),%r11\n',
      'give',
      'its queue 2 was given chain 0 again, which is under way',
    ],
    [
      'changes a chain that is under way',
      `${GIVES}	stw	%r0,0x28(%r6)\n	b,n	wait\n`,
      'repeat',
      `when ${REPEATED} was over, its queue 2 ${NO_ROOM}`,
    ],
    [
      'resets the device, and goes on in its ring where that was',
      `${RESETS}	b,n	setup\n`,
      'give',
      'its queue 2 was given chain 0 again, which is under way; the driver had reset it, and the indices of both rings begin at 0 then',
    ],
  ])('who %s has broken the rules of the ring', (_, doubt, label, words) => {
    const program = scsiGuest({ wait: LOOKS_AFTER_CLEARING, over: inDoubt(doubt) })
      .replace('	set	STATUS,3', '	copy	%r0,%r10\n	copy	%r0,%r11\nsetup:	set	STATUS,3')
      .replace(/^\tcopy\t%r0,%r1[01]\t\t;.*\n/gm, '');
    const { cause, place } = doubtIn(program);
    expect([cause, place?.label]).toEqual([
      {
        rule: 'breaks-the-ring',
        words: `the driver broke a rule of the scsi, which does nothing then until it is reset: ${words}`,
      },
      `<${label}>`,
    ]);
  });

  it.each([
    ['while a command is under way', ''],
    ['and has not looked at a response', '2:	bl	look,%r2\n	 nop\n	comib,<>	0,%r28,2b\n	 nop\n'],
  ])('who resets the device %s, and waits, has lost that', (_, before) => {
    const doubt = `${GIVES}${before}${RESETS}	ldo	1(%r11),%r11\n	b,n	wait\n`;
    const { cause, place } = doubtIn(scsiGuest({ wait: LOOKS_AFTER_CLEARING, over: inDoubt(doubt) }));
    expect([cause, place?.label]).toEqual([
      {
        rule: 'lost-in-reset',
        words: `the driver reset the scsi and had not seen how ${REPEATED} ended, and did not give that again`,
      },
      '<reset>',
    ]);
  });

  it('an interrupt for nothing is that of the host, and not that of the disk', () => {
    const keys = [...new MomentsAdversity(refers(GIVES_AGAIN), {}).cases()].map(({ key }) => key);
    expect(keys.some((key) => key.startsWith('moments:scsi/spurious@'))).toBe(true);
    expect(keys.filter((key) => key.includes('disk'))).toEqual([]);
  });
});
