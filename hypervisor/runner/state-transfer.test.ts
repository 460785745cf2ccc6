import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import { LAYOUT, MachineState } from '../../emulator/layout.ts';
import { Monitor } from '../monitor/monitor.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { STATE_FRAME, StateReceiver } from './state-frames.ts';
import { StateSender } from './state-sender.ts';

function machine(tlbEntries = 16, ram = MIN_RAM): { readonly vm: Monitor; readonly state: MachineState } {
  const state = new MachineState({ ram, tlbEntries });
  const vm = new Monitor({ state, sectors: 100, tlbSeed: 7 });
  vm.processor.powerOn(0);
  return { vm, state };
}

/** A machine with something in its memory, its registers, its TLB generator, and its devices. */
function busyMachine(): Monitor {
  const { vm, state } = machine();
  for (let page = 0; page < 40; page += 3) vm.processor.memory.storeWord(page * PAGE_SIZE + 8, page + 1);
  state.words[LAYOUT.GR + 5] = 0x12345678;
  state.words[LAYOUT.REQUEST_ID] = 41;
  vm.deliver([{ type: 'input', from: 0, bytes: Uint8Array.of(1, 2, 3), end: false }], 99);
  return vm;
}

/** Copies `from` to `to`, with `meanwhile` after each frame while the guest still goes on; returns the rounds' frames. */
function copy(from: Monitor, to: Monitor, meanwhile: (frames: number) => void = () => {}): number {
  const receiver = new StateReceiver(to);
  let frames = 0;
  const sender = new StateSender(from, (frame) => {
    frames += 1;
    receiver.take(frame.slice());
  });
  for (let turn = 0; !sender.nearlyDone; turn += 1) {
    sender.work();
    meanwhile(turn);
  }
  expect(receiver.complete).toBe(false);
  sender.finish();
  expect(receiver.complete).toBe(true);
  return frames;
}

describe('the copy of a machine', () => {
  it('is in the same state, requests and input too', () => {
    const from = busyMachine();
    const to = machine().vm;
    copy(from, to);
    expect(to.hash()).toBe(from.hash());
    expect(to.outstanding()).toEqual(from.outstanding());
  });

  it('has what was stored while it was made', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(1023), fc.integer()), { maxLength: 60 }), (stores) => {
        const from = busyMachine();
        const to = machine().vm;
        copy(from, to, (turn) => {
          for (const [page, word, value] of stores.slice(turn * 3, turn * 3 + 3)) {
            from.processor.memory.storeWord(page * PAGE_SIZE + word * 4, value);
          }
        });
        expect(to.hash()).toBe(from.hash());
      }),
      { numRuns: 30 },
    );
  });

  /** The copy of a machine whose guest stores to another page after each `instructionsPerStore`, until the pause may come. */
  function copyUnderStores(instructionsPerStore: number, fewPages: number) {
    const from = machine(16, 4 * MIN_RAM).vm;
    const to = machine(16, 4 * MIN_RAM).vm;
    const receiver = new StateReceiver(to);
    for (let page = 0; page < from.pageCount; page += 1) from.processor.memory.storeWord(page * PAGE_SIZE, 1);
    const rounds: number[] = [];
    let pagesInPause = 0;
    let stores = 0;
    const sender = new StateSender(
      from,
      (frame) => {
        if (sender.nearlyDone && frame[0] === STATE_FRAME.PAGES) pagesInPause += frame[5];
        receiver.take(frame.slice());
      },
      fewPages,
    );
    let slowest = Infinity;
    for (let turn = 0; turn < 5000; turn += 1) {
      if (sender.round > rounds.length) rounds.push(sender.pagesLeft);
      sender.work();
      if (sender.nearlyDone) break;
      const slice = Math.min(sender.allowance, 16_384);
      slowest = Math.min(slowest, slice);
      for (let left = slice; left >= instructionsPerStore; left -= instructionsPerStore) {
        from.processor.memory.storeWord((stores++ % from.pageCount) * PAGE_SIZE, stores);
      }
    }
    return { from, to, sender, receiver, rounds, slowest, pause: () => pagesInPause };
  }

  it('comes to its end although the guest stores to every page all the time, since that is slowed', () => {
    const { from, to, sender, receiver, rounds, pause } = copyUnderStores(1, 16);
    // Two in which it may do as it likes; from then on each is half as long as the one before, but for a frame.
    expect(rounds.slice(0, 2)).toEqual([from.pageCount, from.pageCount]);
    expect(rounds.length).toBeLessThanOrEqual(2 + Math.log2(from.pageCount / 16) + 1);
    for (const [index, pages] of rounds.entries())
      if (index > 1) expect(pages).toBeLessThanOrEqual(rounds[index - 1] / 2 + 16);
    sender.finish();
    expect(pause()).toBeLessThanOrEqual(2 * 16);
    expect(receiver.complete).toBe(true);
    expect(to.hash()).toBe(from.hash());
  });

  it('does not slow a guest that the copy can come after', () => {
    expect(copyUnderStores(4000, 16).slowest).toBe(16_384);
  });

  it('keeps what is left for the pause small, however long that is in coming', () => {
    const { from, sender } = copyUnderStores(1, 16);
    let left = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      for (let page = 0; page < sender.allowance; page += 1) from.processor.memory.storeWord(page * PAGE_SIZE, turn);
      sender.work();
      left = Math.max(left, sender.pagesLeft);
    }
    expect(left).toBeGreaterThan(8);
    expect(left).toBeLessThanOrEqual(2 * 16);
  });

  it('has zeros where the guest has cleared what it had stored, in few bytes', () => {
    const { vm: from } = machine();
    const to = machine().vm;
    const receiver = new StateReceiver(to);
    const lengths: number[] = [];
    for (let page = 0; page < 64; page += 1) from.processor.memory.storeWord(page * PAGE_SIZE, 7);
    const sender = new StateSender(from, (frame) => {
      lengths.push(frame.length);
      receiver.take(frame.slice());
    });
    while (!sender.nearlyDone) sender.work();
    for (let page = 0; page < 64; page += 1) from.processor.memory.storeWord(page * PAGE_SIZE, 0);
    lengths.length = 0;
    sender.finish();
    expect(to.hash()).toBe(from.hash());
    expect(Math.max(...lengths.slice(0, 2))).toBeLessThan(300);
  });

  it('can be copied on', () => {
    const [first, second, third] = [busyMachine(), machine().vm, machine().vm];
    copy(first, second);
    copy(second, third);
    expect(third.hash()).toBe(first.hash());
  });

  it('sends no page that holds nothing', () => {
    const { vm } = machine();
    vm.processor.memory.storeWord(5 * PAGE_SIZE, 1);
    const frames: Uint8Array[] = [];
    const sender = new StateSender(vm, (frame) => frames.push(frame));
    while (!sender.nearlyDone) sender.work();
    expect(frames.map((frame) => frame.length)).toEqual([6 + 4 + 4 + PAGE_SIZE]);
  });
});

describe('the joiner takes', () => {
  const errorOf = (frame: Uint8Array, receiver = new StateReceiver(machine().vm)): string => {
    try {
      receiver.take(frame);
    } catch (error) {
      if (error instanceof Malformed) return error.message;
      throw error;
    }
    return 'no error';
  };

  it('no page that it does not have', () => {
    const frame = new Uint8Array(6 + 4 + 4 + PAGE_SIZE);
    frame.set([STATE_FRAME.PAGES, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, PAGE_SIZE >> 8, 0]);
    expect(errorOf(frame)).toBe('page 256 of a machine with 256');
  });

  it('no state of a machine of another shape, and nothing after the end', () => {
    const frames: Uint8Array[] = [];
    new StateSender(machine(32).vm, (frame) => frames.push(frame)).finish();
    expect(errorOf(frames.at(-1)!)).toContain('another shape');
    const receiver = new StateReceiver(machine(32).vm);
    for (const frame of frames) receiver.take(frame);
    expect(errorOf(frames[0], receiver)).toContain('complete');
  });

  it('no frame after a gap', () => {
    const frames: Uint8Array[] = [];
    new StateSender(busyMachine(), (frame) => frames.push(frame.slice())).finish();
    expect(errorOf(frames[1])).toBe('frame 1 of a state, not 0');
  });

  it('no bytes without end', () => {
    const piece = (number: number): Uint8Array => {
      const frame = new Uint8Array(10 + 128 * 1024);
      frame.set([STATE_FRAME.PIECE, 0, 0, 0, number, 0, 0, 2, 0, 0]);
      return frame;
    };
    const receiver = new StateReceiver(machine().vm);
    const errors = Array.from({ length: 65 }, (_, number) => errorOf(piece(number), receiver));
    expect(errors.at(-1)).toContain('more than');
  });

  it('any bytes with nothing worse than a typed error', () => {
    const kind = fc.constantFrom(STATE_FRAME.PAGES, STATE_FRAME.PIECE, 0, 255);
    fc.assert(
      fc.property(kind, fc.uint8Array({ maxLength: 200 }), (first, rest) => {
        errorOf(Uint8Array.of(first, ...rest));
      }),
    );
    const frames: Uint8Array[] = [];
    new StateSender(busyMachine(), (frame) => frames.push(frame.slice())).finish();
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.nat(), fc.nat(255), (frame, at, byte) => {
        const changed = frame.slice();
        changed[at % changed.length] = byte;
        errorOf(changed);
      }),
    );
  });
});
