/** Recordings of a pair in one thread: made, cut, damaged, replayed, and compared. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { openOutput } from '../../emulator/host/output-file.ts';
import type { Seat } from '../seat.ts';
import type { Body } from '../protocol/messages.ts';
import { assembleGuest, busyGuest } from '../guests/assemble.ts';
import { MemoryPair, type MemoryPairOptions } from '../runner/testing/memory-pair.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { CHECKED_HEADER, openFrame } from './checked-frames.ts';
import { compareRecordings } from './compare.ts';
import { decodeFrame, MAGIC } from './format.ts';
import type { RecordedMachine } from './recorded-machine.ts';
import { RecordingError, RecordingReader } from './recording-reader.ts';
import { RecordingWriter } from './recording-writer.ts';
import { Replayer } from './replayer.ts';

const folder = mkdtempSync(join(tmpdir(), 'hvft-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const image = busyGuest();
const EPOCH = 500;
const ENOUGH = 100_000;
/** As MemoryPair makes it. */
const MACHINE: RecordedMachine = {
  ...{ ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES, tlbSeed: 1, sectors: 64, append: '', epochLength: EPOCH },
  ...{ ringsExposed: false, tlbExposed: false },
};

interface Recorded {
  readonly pair: MemoryPair;
  readonly failures: string[];
}

/** Records a run of the busy guest; `death` comes when so many turns have been taken. */
function record(
  path: string,
  death?: { readonly seat: Seat; readonly turn: number },
  options: Partial<MemoryPairOptions> = {},
): Recorded {
  const failures: string[] = [];
  const writer = new RecordingWriter({
    ...{ file: openOutput(path, { readable: true }), image: options.image ?? image },
    machine: MACHINE,
    failed: (why) => failures.push(why),
  });
  const pair = new MemoryPair({
    image,
    seed: 1,
    variant: 'revised',
    epochLength: EPOCH,
    recording: writer,
    ...options,
  });
  while (!pair.end && pair.turns < ENOUGH) {
    if (death?.turn === pair.turns) pair.kill(death.seat);
    pair.turn();
  }
  writer.close();
  return { pair, failures };
}

/** How many epochs can be read, and the error that ends them, or ''. */
function readAll(path: string): { epochs: number; error: string } {
  let epochs = 0;
  try {
    const reader = new RecordingReader(path);
    try {
      while (reader.next()) epochs += 1;
    } finally {
      reader.close();
    }
    return { epochs, error: '' };
  } catch (error) {
    if (error instanceof RecordingError) return { epochs, error: error.message };
    throw error;
  }
}

interface Replayed {
  readonly epochs: number;
  readonly stream: string;
  readonly raw: string;
  readonly parted: string | undefined;
  readonly complete: boolean;
}

function replay(path: string): Replayed {
  const reader = new RecordingReader(path);
  let [stream, raw] = ['', ''];
  const replayer = new Replayer({
    machine: reader.machine,
    image: reader.image,
    onRequest: (request) => {
      if (request.kind === 'console-byte') raw += String.fromCharCode(request.byte);
      if (request.kind !== 'console-write') return;
      stream = stream.slice(0, request.start) + Buffer.from(request.data).toString();
    },
  });
  for (let epoch = reader.next(); epoch && replayer.run(epoch);) epoch = reader.next();
  reader.close();
  return { epochs: replayer.epochs, stream, raw, parted: replayer.parted, complete: reader.complete };
}

const quiet = record(at('quiet'));
const whole = replay(at('quiet'));

describe('a replay', () => {
  it('does what the recorded guest did, to its exit', () => {
    const { stream, raw } = quiet.pair.world;
    expect(quiet.failures).toEqual([]);
    expect(whole).toMatchObject({ stream, raw, parted: undefined, complete: true });
    expect(whole.epochs).toBeGreaterThan(15);
  });

  it.each(['original', 'revised', 'queued'] as const)(
    'does so whenever the primary dies, through the failover and on (%s)',
    (variant) => {
      for (let turn = 3; turn < quiet.pair.turns; turn += 37) {
        const { pair, failures } = record(at('death'), { seat: 'first', turn }, { variant, seed: turn });
        const told = `killed after turn ${turn}`;
        expect(failures, told).toEqual([]);
        const { stream, raw, parted, complete } = replay(at('death'));
        expect({ parted, complete, stream }, told).toEqual({
          parted: undefined,
          complete: true,
          stream: pair.world.stream,
        });
        // The world may have printed a byte twice, the guest never did.
        expect(raw, told).toBe('ABCDEF');
      }
    },
  );

  it('does so whenever the backup dies', () => {
    for (let turn = 3; turn < quiet.pair.turns; turn += 61) {
      const { pair } = record(at('death'), { seat: 'second', turn }, { seed: turn });
      const { stream } = pair.world;
      expect(replay(at('death')), `${turn}`).toMatchObject({
        stream,
        raw: 'ABCDEF',
        parted: undefined,
        complete: true,
      });
    }
  });

  it('parts where a hash is another one', () => {
    const parted = replayChanged((body) => (body.type === 'end' && body.epoch === 3 ? { ...body, hash: 5n } : body));
    expect(parted.parted).toMatch(
      /^the machines have diverged: at the end of epoch 3 its state has the hash [0-9a-f]{16}/,
    );
    expect(parted.epochs).toBe(2);
  });

  it('parts after a value that is another one', () => {
    const { parted } = replayChanged((body) =>
      body.type === 'environment' && body.value.query === 'interval-timer'
        ? { ...body, value: { query: 'interval-timer', ticks: body.value.ticks + 1 } }
        : body,
    );
    expect(parted).toMatch(/^the machines have diverged: at the end of epoch \d+ its state/);
  });

  it('parts where a value is missing', () => {
    const { parted } = replayChanged((body) => (body.type === 'environment' ? undefined : body));
    expect(parted).toMatch(/^in epoch \d+ the guest reads [a-z-]+, the primary's nothing more$/);
  });

  it('parts where an epoch ends at another instruction', () => {
    const { parted } = replayChanged((body) =>
      body.type === 'end' && body.epoch === 2 ? { ...body, completed: body.completed - 1 } : body,
    );
    expect(parted).toMatch(/^the machines have diverged: at the end of epoch 2/);
  });

  it('needs no hashes', () => {
    const { parted, complete, stream } = replayChanged((body) =>
      body.type === 'end' ? { type: 'end', epoch: body.epoch, completed: body.completed, rest: body.rest } : body,
    );
    expect({ parted, complete, stream }).toEqual({ parted: undefined, complete: true, stream: whole.stream });
  });
});

/** Replays the quiet run with messages changed, or left out. */
function replayChanged(change: (body: Body) => Body | undefined): Replayed {
  const reader = new RecordingReader(at('quiet'));
  const writer = new RecordingWriter({
    file: openOutput(at('changed'), { readable: true }),
    machine: MACHINE,
    image,
    failed: () => {},
  });
  for (let epoch = reader.next(); epoch; epoch = reader.next()) {
    epoch.bodies
      .map(change)
      .filter((body) => body !== undefined)
      .forEach((body, index) => writer.take({ type: 'record', message: { sequence: index + 1, body } }));
    if (epoch.exit === undefined) continue;
    writer.take({ type: 'record-exit', epoch: epoch.epoch });
    writer.exited(epoch.exit.status);
  }
  reader.close();
  writer.close();
  return replay(at('changed'));
}

/** Where each epoch ends, in bytes from the beginning. */
function marksOf(whole: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < whole.length;) {
    const bytes = openFrame(whole.subarray(at)) as Uint8Array;
    const frame = decodeFrame(bytes);
    at += CHECKED_HEADER + bytes.length;
    if (!(frame instanceof Malformed) && ['epoch', 'exit'].includes(frame.type)) found.push(at);
  }
  return found;
}

describe('a recording that was cut off', () => {
  it('is good up to its last whole epoch', () => {
    const bytes = readFileSync(at('quiet'));
    const marks = marksOf(bytes);
    expect(marks).toHaveLength(whole.epochs);
    fc.assert(
      fc.property(fc.integer({ min: image.length + 500, max: bytes.length - 1 }), (length) => {
        writeFileSync(at('cut'), bytes);
        truncateSync(at('cut'), length);
        const { epochs, stream, parted, complete } = replay(at('cut'));
        expect(parted).toBeUndefined();
        expect(complete).toBe(false);
        expect(epochs).toBe(marks.filter((mark) => mark <= length).length);
        expect(whole.stream.startsWith(stream)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a file that is damaged', () => {
  it('or no recording at all is told from one', () => {
    writeFileSync(at('text'), 'not a recording');
    expect(() => new RecordingReader(at('text'))).toThrow('it is no recording of hvrun');
    writeFileSync(at('new'), 'hvftrec9');
    expect(() => new RecordingReader(at('new'))).toThrow('version 9, and this hvrun reads version 5');
    writeFileSync(at('short'), MAGIC);
    expect(() => new RecordingReader(at('short'))).toThrow('it ends before its first epoch');
  });

  describe('by one bit', () => {
    const small = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldi	300,%r3
again:	addib,>	-1,%r3,again
	 nop
	mfctl	%cr16,%r7
	ldil	L%0xf0000000,%r4
	stw	%r0,0(%r4)
`);
    record(at('small'), undefined, { image: small, epochLength: 100 });
    const bytes = readFileSync(at('small'));
    const marks = marksOf(bytes);
    /** All of them, but of the image, which is most of it, only one in a hundred. */
    const places = [...bytes.keys()].filter((place) => place < 300 || place > bytes.length - 1500 || place % 100 === 0);

    it('is never taken for a good one, whichever bit it is, and what is good before it is told', () => {
      expect(marks.length).toBeGreaterThan(3);
      expect(marks[0]).toBeGreaterThan(bytes.length - 1500);
      for (const place of places) {
        const changed = Buffer.from(bytes);
        changed[place] ^= 1 << (place % 8);
        writeFileSync(at('flipped'), changed);
        const good = marks.filter((mark) => mark <= place).length;
        const told = place < 8 ? /^it is no recording|^it is a recording of version/ : damage(good);
        const { epochs, error } = readAll(at('flipped'));
        expect(error, `byte ${place}`).toMatch(told);
        expect(epochs, `byte ${place}`).toBe(good);
        const [, where = '0'] = /at byte (\d+)/.exec(error) ?? [];
        expect(Number(where)).toBeLessThanOrEqual(place);
      }
    });

    it('is told from one that was cut off anywhere', () => {
      for (const length of [...places.filter((place) => place >= 8 && place % 5 === 0), ...marks]) {
        writeFileSync(at('cut'), bytes.subarray(0, length));
        const { epochs, error } = readAll(at('cut'));
        expect(error).toMatch(/^$|^it ends before its first epoch$/);
        expect(epochs).toBe(marks.filter((mark) => mark <= length).length);
      }
    });

    function damage(good: number): RegExp {
      const where = good === 0 ? 'no epoch before it is whole' : `it is good up to epoch ${good}`;
      return new RegExp(`^it is damaged at byte \\d+ \\(.*\\); ${where}$`);
    }
  });

  it('and put right again by somebody parts, without an exception', () => {
    const { parted } = replayChanged((body) =>
      body.type === 'interrupt' && body.interrupt.type === 'completion'
        ? { ...body, interrupt: { type: 'completion', completion: { ...body.interrupt.completion, id: 4711 } } }
        : body,
    );
    expect(parted).toBe(
      'what is delivered at the end of an epoch does not fit the guest: no device awaits the completion of request 4711',
    );
  });

  it('may have anything behind its end', () => {
    writeFileSync(at('longer'), readFileSync(at('quiet')));
    appendFileSync(at('longer'), 'more');
    expect(replay(at('longer'))).toMatchObject({ epochs: whole.epochs, complete: true });
  });
});

describe('the writer', () => {
  const end = (epoch: number, completed: number) =>
    [
      { type: 'record', message: { sequence: 1, body: { type: 'time', epoch, ticks: 0 } } },
      { type: 'record', message: { sequence: 2, body: { type: 'end', epoch, completed, rest: false } } },
    ] as const;
  const open = (failures: string[] = []): RecordingWriter =>
    new RecordingWriter({
      file: openOutput(at('written'), { readable: true }),
      machine: MACHINE,
      image,
      failed: (why) => failures.push(why),
    });
  const completed = (): unknown[] => {
    const reader = new RecordingReader(at('written'));
    const list: unknown[] = [];
    for (let epoch = reader.next(); epoch; epoch = reader.next()) {
      const last = epoch.bodies.find((body) => body.type === 'end');
      list.push(last ? last.completed : epoch.exit?.status);
    }
    return list;
  };
  const put = (writer: RecordingWriter, ...epochs: (readonly [epoch: number, completed: number])[]): void => {
    for (const [epoch, count] of epochs) for (const part of end(epoch, count)) writer.take(part);
  };

  it('lets an epoch replace all that was written from it on', () => {
    const writer = open();
    put(writer, [1, 10], [2, 20], [3, 30], [4, 40]);
    expect(completed()).toEqual([10, 20, 30, 40]);
    put(writer, [2, 21]);
    expect(completed()).toEqual([10, 21]);
    put(writer, [1, 11], [2, 22]);
    expect(completed()).toEqual([11, 22]);
    writer.close();
  });

  it('forgets what a dead machine had not finished, and writes the exit in its epoch', () => {
    const writer = open();
    put(writer, [1, 10], [2, 20]);
    writer.take(end(3, 30)[0]);
    writer.abandon();
    writer.take({ type: 'record-exit', epoch: 2 });
    writer.exited(7);
    expect(completed()).toEqual([10, 7]);
    writer.close();
  });

  it('ends, and says why, when an epoch is missing', () => {
    const failures: string[] = [];
    const writer = open(failures);
    put(writer, [1, 10], [3, 30], [4, 40]);
    writer.exited(0);
    expect(completed()).toEqual([10]);
    expect(failures).toEqual(['the recording ends after epoch 1: nobody has told of epoch 2']);
  });
});

describe('a comparison', () => {
  const lines = (a: string, b: string): string => compareRecordings([at(a), at(b)]).lines.join('\n');

  it('finds a run identical to itself', () => {
    expect(compareRecordings([at('quiet'), at('quiet')])).toEqual({
      same: true,
      lines: [expect.stringMatching(/^identical: \d+ epochs, \d+ instructions$/)],
    });
  });

  it('tells which one ends before the other', () => {
    writeFileSync(at('cut'), readFileSync(at('quiet')));
    truncateSync(at('cut'), readFileSync(at('quiet')).length - 400);
    expect(lines('quiet', 'cut')).toMatch(/^identical: \d+ epochs, .*; there .*cut ends, and .*quiet goes on$/);
  });

  it('names the instruction at which guests read different values, and what differs after it', () => {
    const clock = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldi	300,%r3
again:	addib,>	-1,%r3,again
	 nop
	mfctl	%cr16,%r7
	copy	%r7,%r8
	ldil	L%0xf0000000,%r4
	stw	%r0,0(%r4)
`);
    record(at('early'), undefined, { image: clock });
    record(at('late'), undefined, { image: clock, aheadTicks: 5000 });
    const told = lines('early', 'late').split('\n');
    expect(told[0]).toBe('they part in epoch 2, which begins after 500 instructions');
    expect(told[1]).toBe('at instruction 102 of the epoch:');
    expect(told[2]).toMatch(/mfctl %itmr,%r7 reads interval-timer \d+$/);
    expect(told[3]).toMatch(/mfctl %itmr,%r7 reads interval-timer \d+$/);
    expect(told[4]).toMatch(/^%r7: [0-9a-f]{8} and [0-9a-f]{8}$/);
    expect(told[5]).toMatch(/^timer shown: [0-9a-f]{8} and [0-9a-f]{8}$/);
    expect(told).toHaveLength(6);
  });

  describe('of a guest that waits for its console', () => {
    const waiting = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0xf0002000,%r3
	ldil	L%0x4000,%r4
	stw	%r4,8(%r3)
	ldi	1,%r4
	stw	%r4,12(%r3)
	stw	%r4,20(%r3)		; a console write of one byte
wait:	ldw	24(%r3),%r4		; until its RESULT is no longer busy
	comib,=	1,%r4,wait
	 nop
	ldil	L%0xf0000000,%r4
	stw	%r0,0(%r4)
`);

    /** Another seed gives another order of turns, so that the completion comes elsewhere. */
    function firstParting(earlyEnds: boolean): string {
      const options = { image: waiting, epochLength: 20, earlyEnds };
      record(at('one'), undefined, { ...options, seed: 1 });
      const told = [2, 3, 4, 5, 6, 7, 8].map((seed) => {
        record(at('other'), undefined, { ...options, seed });
        return lines('one', 'other');
      });
      return told.find((text) => text.startsWith('they part')) ?? 'they never part';
    }

    it('names what was delivered at the end of an epoch to one and not to the other', () => {
      const found = firstParting(false);
      expect(found).toMatch(
        /^they part in epoch \d+, which begins after \d+ instructions\nat the end of epoch \d+, before 0+:[0-9a-f]{8}, level 0: .*\n.*one delivers: (#1 done|no interrupts); clock \d+\n.*other delivers: (#1 done|no interrupts); clock \d+\n%eirr: /,
      );
      expect(found).toContain('#1 done');
      expect(found).toMatch(/\nconsole RESULT: 0000000[12] and 0000000[12]$/);
    });

    it('names what ended an epoch early in one and not in the other', () => {
      expect(firstParting(true)).toMatch(
        /^they part in epoch 1, which begins after 0 instructions\n.*one: the epoch ends after \d+ instructions; .*\n.*other: the epoch ends after \d+ instructions; .*$/,
      );
    });
  });

  it('does not compare different machines', () => {
    const file = openOutput(at('other'), { readable: true });
    new RecordingWriter({ file, machine: { ...MACHINE, sectors: 63 }, image, failed: () => {} }).close();
    expect(lines('quiet', 'other')).toBe('the recordings are of different machines\nsectors: 64 and 63');
  });
});
