/** `--trace-instructions` as its user sees it: of the bare machine, of one under the hypervisor, and of replays. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { type Outcome, Workshop } from '../../kernel/testing/tools.ts';

const GUEST = `
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0xf0002000,%r3
	bl	print,%r2
	ldi	65,%r5
	ldw	8(%r3),%r6
	mfctl	%cr16,%r7
	ldil	L%0xf0000000,%r4
	stw	%r0,0(%r4)
	.globl	print
print:	stw	%r5,0(%r3)
	bv	%r0(%r2)
	copy	%r5,%r28
`;

const workshop = new Workshop();

beforeAll(async () => {
  const { image } = assemble([{ name: 'guest.s', text: GUEST }], { debugVersion: 5, directory: '/guests' });
  writeFileSync(workshop.path('guest'), image!);
  await workshop.hvrun(['--record', 'pair.rec', 'guest']);
});
afterAll(() => workshop.remove());

async function traceOf(file: string, ...args: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await workshop.hvrun([...args, `--trace-instructions=${file}`]);
  expect([status, stdout], stderr).toEqual([0, 'A']);
  return readFileSync(workshop.path(file), 'latin1').trimEnd().split('\n');
}

const PRINT = [
  '0 0001001c 0c651280  stw %r5,0(%r3)                    [console.DATA] <- 00000041  ; guest.s:13',
  '0 00010020 e840c000  bv %r0(%r2)                       ; guest.s:14',
  '0 00010024 0805025c  copy %r5,%r28                     %r28=00000041  ; guest.s:15',
];

describe('a trace', () => {
  it('is the same on the bare machine and under the hypervisor, but for the clock and how moments are counted', async () => {
    const [bare, solo, replayed] = [
      await traceOf('bare.txt', '--bare', 'guest'),
      await traceOf('solo.txt', '--solo', 'guest'),
      await traceOf('replay.txt', 'replay', 'pair.rec'),
    ];
    const comparable = (lines: string[]): string[] =>
      lines.map((line) => line.replace(/%r7=[0-9a-f]{8}/, '%r7=').replace(/, at [\d:]+$/, ''));
    expect(comparable(solo)).toEqual(comparable(bare));
    expect(comparable(replayed)).toEqual(comparable(bare));
    expect(bare[0]).toBe('=== <_start>, at 0');
    expect(solo[0]).toBe('=== <_start>, at 1:0');
    expect(bare.slice(1, 9)).toEqual([
      '0 00010000 20610e01  ldil L%0xf0002000,%r3             %r3=f0002000  ; guest.s:5',
      '0 00010004 e8400020  bl 0x1001c <print>,%r2            %r2=0001000c  ; guest.s:6',
      '0 00010008 34050082  ldi 65,%r5                        %r5=00000041  ; guest.s:7',
      '=== <print>, at 3',
      ...PRINT,
      '=== <_start+0xc>, at 6',
    ]);
    expect(bare[9]).toContain('[console.ADDRESS] -> 00000000');
    expect(solo[10]).toMatch(/mfctl %itmr,%r7 {19}%r7=[0-9a-f]{8} /);
    expect(solo[12]).toContain('[system.EXIT] <- 00000000');
  });

  it('tells a symbol alone', async () => {
    for (const args of [
      ['--bare', 'guest'],
      ['--solo', 'guest'],
      ['replay', 'pair.rec'],
    ]) {
      const lines = await traceOf('print.txt', ...args, '--trace-only', 'print');
      expect(lines.slice(1)).toEqual(PRINT);
    }
  });

  it('begins and ends where it is told', async () => {
    // Epochs of four instructions, whatever happens.
    const FOURS = ['--solo', '--fixed-epochs', '--epoch', '4', 'guest'];
    const lines = await traceOf('window.txt', ...FOURS, '--from', '2:0', '--to', '2:2');
    expect(lines.slice(1)).toEqual(PRINT.slice(1));
    expect((await traceOf('window.txt', 'replay', 'pair.rec', '--from', '4', '--to', '6')).slice(1)).toEqual(
      PRINT.slice(1),
    );
  });

  it('goes to stderr, line by line with what hvrun says, unless a file is named', async () => {
    const { stderr } = await workshop.hvrun(['--solo', '--trace-instructions', '--trace-only', '10020-10023', 'guest']);
    expect(stderr).toMatch(/^hvrun: primary .*\n=== <print\+0x4>, at [12]:\d\n0 00010020 .*\n$/);
  });
});

describe('a trace that can not be made', () => {
  it.each<[string, number, RegExp]>([
    ['--bare --trace-instructions --trace-only nobody guest', 64, /'guest' has no symbol 'nobody'/],
    ['replay --trace-instructions --trace-only nobody pair.rec', 64, /'pair.rec' has no symbol 'nobody'/],
    ['--bare --trace-instructions --trace-only 20-10 guest', 64, /the lower one first/],
    ['--bare --trace-instructions --from 2:1 guest', 64, /the bare machine has none/],
    ['--solo --trace-instructions --from 9 --to 9 guest', 64, /'--to' is not behind --from/],
    ['--solo --trace-instructions --from 0:1 guest', 64, /EPOCH:INSTRUCTION/],
    ['--solo --from 1 guest', 64, /'--from' says what --trace-instructions tells/],
    ['--trace-instructions guest', 64, /a pair is traced by/],
    ['--solo --trace-instructions=/none/x guest', 73, /cannot write trace file '\/none\/x'/],
    ['replay --trace-instructions=/none/x pair.rec', 73, /cannot write trace file '\/none\/x'/],
    ['replay --trace-instructions=pair.rec pair.rec', 64, /is the same file as the recording/],
  ])('%s', async (args, status, message) => {
    const outcome: Outcome = await workshop.hvrun(args.split(' '));
    expect(outcome.stderr).toMatch(message);
    expect([outcome.status, outcome.stdout]).toEqual([status, '']);
  });
});
