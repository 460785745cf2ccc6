import { describe, expect, it } from 'vitest';
import { SimulatedLink, Wire } from './simulated-link.ts';
import { Timeline } from './timeline.ts';

/** A wire whose frames take these delays, in order, and what has arrived of them, with the time. */
function makeWire(...delays: readonly number[]): { wire: Wire; timeline: Timeline; arrived: string[] } {
  const timeline = new Timeline();
  const arrived: string[] = [];
  let sent = 0;
  const wire = new Wire(
    timeline,
    () => delays[sent++ % delays.length],
    (frame) => arrived.push(`${frame === 'end' ? frame : frame[0]} at ${timeline.now()}`),
  );
  return { wire, timeline, arrived };
}

function send(wire: Wire, ...frames: readonly number[]): void {
  for (const frame of frames) wire.put(Uint8Array.of(frame));
}

describe('a wire', () => {
  it('keeps the order, however long each frame takes', () => {
    const { wire, timeline, arrived } = makeWire(9, 1, 20);
    send(wire, 1, 2, 3);
    while (timeline.step());
    expect(arrived).toEqual(['1 at 9', '2 at 9', '3 at 20']);
  });

  it('loses the last of what is on its way', () => {
    const { wire, timeline, arrived } = makeWire(1);
    send(wire, 1, 2, 3);
    wire.lose(1);
    wire.put('end');
    while (timeline.step());
    expect(arrived).toEqual(['1 at 1', 'end at 1']);
  });

  it('fails: a gap, some frames more, then nothing', () => {
    const { wire, timeline, arrived } = makeWire(1);
    send(wire, 1);
    wire.fail(2);
    send(wire, 2, 3, 4, 5, 6);
    while (timeline.step());
    expect(arrived).toEqual(['1 at 1', '3 at 1', '4 at 1']);
  });

  it('brings nothing while it is stalled, and then everything', () => {
    const { wire, timeline, arrived } = makeWire(1);
    wire.stall(50);
    send(wire, 1, 2);
    while (timeline.step());
    expect(arrived).toEqual(['1 at 50', '2 at 50']);
  });
});

describe("a link's end", () => {
  it('ends when all that arrived before the end is received', () => {
    const { wire } = makeWire(1);
    const link = new SimulatedLink(wire, () => {});
    link.take(Uint8Array.of(7));
    link.take('end');
    expect(link.ended()).toBe(false);
    expect(link.receive()).toEqual(Uint8Array.of(7));
    expect(link.ended()).toBe(true);
  });

  it('has sent some frames and not the others if its machine dies between two', () => {
    const { wire, timeline, arrived } = makeWire(1);
    let moments = 0;
    const link = new SimulatedLink(wire, () => {
      moments += 1;
      if (moments === 3) throw new Error('dead');
    });
    for (const byte of [1, 2, 3, 4]) link.send(Uint8Array.of(byte));
    expect(() => link.flush()).toThrow('dead');
    while (timeline.step());
    expect(arrived).toEqual(['1 at 1', '2 at 1']);
  });
});
