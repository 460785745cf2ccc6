/** Handlers that do not give registers back: the one instruction at which that shows is found; one that does costs no case. */
import { expect, it } from 'vitest';
import { imageOf, referenceOf } from '../../testing/guests.ts';
import { MomentsAdversity } from '../moments.ts';

/** Reads a sector, and does `work` once meanwhile, with a thousand other instructions before it and behind. %r20 is then to be 7. */
function guest(work: string, handler: string): MomentsAdversity {
  const text = `
INTERRUPTS = 1
	.include "machine.inc"
task:	ldil	L%DISK_PAGE,%r3
	ldi	1,%r1
	stw	%r1,DISK_SLOTS+SLOT_COUNT(%r3)
	ldil	L%0x40000,%r1
	stw	%r1,DISK_SLOTS+SLOT_ADDRESS(%r3)
	ldil	L%over,%r4
	ldo	R%over(%r4),%r4
	ldi	DISK_COMMAND_READ,%r5
	stw	%r5,DISK_SLOTS+SLOT_COMMAND(%r3)
	ssm	1,%r0
	ldi	250,%r5
1:	addib,<>	-1,%r5,1b
	 nop
	${work}
	ldi	250,%r5
1:	addib,<>	-1,%r5,1b
	 nop
	ldi	7,%r5
	comb,<>	%r5,%r20,wrong
	 nop
look:	rsm	1,%r0
	ldw	0(%r4),%r5
	comib,<>,n	0,%r5,done
	or	%r10,%r10,%r10
	b	look
	 ssm	1,%r0
done:	b,n	right
disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	${handler}
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,back
	stw	%r9,DISK_DONE(%r8)
	ldw	DISK_SLOTS+SLOT_RESULT(%r8),%r9
	comib,<>,n	RESULT_UNCERTAIN,%r9,told
	ldi	DISK_COMMAND_READ,%r9
	b	back
	 stw	%r9,DISK_SLOTS+SLOT_COMMAND(%r8)
told:	ldil	L%over,%r8
	stw	%r9,R%over(%r8)
back:	rfir
	nop
	.bss
	.align	8
over:	.space	4
save:	.space	4
	.text
`;
  return new MomentsAdversity(referenceOf({ image: imageOf(text), disk: new Uint8Array(512) }), {});
}

function verdicts(adversity: MomentsAdversity): { cases: number; broken: number } {
  const results = [...adversity.cases()].map((one) => adversity.run(one, { told: false }).verdict);
  return { cases: results.length, broken: results.filter((verdict) => verdict === 'broken').length };
}

const SUM = 'ldi\t3,%r20\n\taddi\t4,%r20,%r20';
const NULLIFIED = 'ldi\t3,%r20\n\taddi,tr\t4,%r20,%r20\n\taddi\t99,%r20,%r20';
const DELAYED = 'ldi\t3,%r20\n\tb\t2f\n\t addi\t2,%r20,%r20\n\taddi\t99,%r20,%r20\n2:\taddi\t2,%r20,%r20';
const SHIFTED = 'ldi\t28,%r20\n\tmtsar\t%r20\n\tldi\t0x38,%r20\n\tvextru\t%r20,3,%r20';

it.each([
  ['a general register', SUM, 'ldi\t0,%r20'],
  ['PSW N', NULLIFIED, 'mfctl\t%ipsw,%r8\n\tdepi\t0,10,1,%r8\n\tmtctl\t%r8,%ipsw'],
  ['the queue', DELAYED, 'mfctl\t%pcoq,%r8\n\tmtctl\t%r8,%pcoq\n\tldo\t4(%r8),%r8\n\tmtctl\t%r8,%pcoq'],
  ['SAR', SHIFTED, 'ldi\t31,%r8\n\tmtsar\t%r8'],
  ['a space register', 'ldi\t7,%r20\n\tmtsp\t%r20,%sr3\n\tnop\n\tmfsp\t%sr3,%r20', 'mtsp\t%r0,%sr3'],
  [
    'a register that it takes for its own',
    'copy\t%r3,%r20\n\tldi\t1,%r3\n\tcopy\t%r20,%r3\n\tldi\t7,%r20',
    'ldw\tDISK_DONE(%r3),%r9',
  ],
])('of a handler that loses %s, the one moment at which that shows is tried', (_, work, handler) => {
  expect(verdicts(guest(work, handler)).broken).toBeGreaterThan(0);
});

it.each([
  [
    'saves and restores a register',
    'ldil\tL%save,%r8\n\tstw\t%r20,R%save(%r8)\n\tldi\t0,%r20\n\tldw\tR%save(%r8),%r20',
  ],
  ['puts the queues back', 'mfctl\t%pcoq,%r8\n\tmtctl\t%r8,%pcoq\n\tmfctl\t%pcoq,%r8\n\tmtctl\t%r8,%pcoq'],
])('one that %s is tried at no more moments than one that has none', (_, handler) => {
  const plain = verdicts(guest(SUM, 'nop'));
  const saves = verdicts(guest(SUM, handler));
  expect(plain.broken + saves.broken).toBe(0);
  expect(saves.cases).toBe(plain.cases);
});

it('one that leaves a register of its own changed holds', () => {
  expect(verdicts(guest(SUM, 'addi\t1,%r18,%r18'))).toMatchObject({ broken: 0 });
});

it('of an end at such a moment the place is told at which it came, and not where its command was given', () => {
  const adversity = guest(SUM, 'ldi\t0,%r20');
  const broken = [...adversity.cases()].filter((one) => adversity.run(one, { told: false }).verdict === 'broken');
  const end = broken.find(({ key }) => /^moments:disk\/1@\+/.test(key))!;
  expect(adversity.run(end, { told: true }).place?.text).toBe('addi 4,%r20,%r20');
});
