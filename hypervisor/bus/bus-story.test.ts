/** What the bus has its story tell, in which order. */
import { describe, expect, it } from 'vitest';
import { exit, startPair, write } from './testing/started-bus.ts';

describe('the story', () => {
  it('is one line when nothing happens', () => {
    const { world, told, perform } = startPair();
    perform('first', 1, exit(1, 0));
    world.finish();
    expect(told).toEqual(['primary 11, backup 12: the guest starts']);
  });

  it('tells of a failover: who died, what was uncertain, and what the driver repeated', () => {
    const { bus, world, told, perform, claim } = startPair();
    perform('first', 1, write(1));
    world.finish();
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.receive('second', { type: 'uncertain', request: { kind: 'actuator-move', id: 2, distance: -2 } });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    perform('second', 2, { kind: 'disk-read', id: 3, slot: 0, sector: 40, count: 2, address: 0 });
    perform('second', 2, write(4));
    perform('second', 2, exit(5, 0));
    world.finish();
    world.finish();
    expect(told.slice(1)).toEqual([
      'primary 11 is dead (killed by SIGKILL)',
      'backup 12 wins term 2 and takes over; epoch 9 is the failover epoch',
      '  disk write of sectors 40 to 41: uncertain',
      '  moving the actuator by -2 mm: uncertain',
      'process 12 is the primary from epoch 10 on, without a backup',
      '  disk write of sectors 40 to 41: was not repeated; the next command on those sectors was a read, command 2',
      '  moving the actuator by -2 mm: was not repeated before the end of the run',
      'the guest exited with status 0 in epoch 7',
    ]);
  });

  it('tells of a death before what followed it, though how it died is known last', () => {
    const { bus, told, claim } = startPair();
    bus.silent('first');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    expect(told).toHaveLength(1);
    const following = [
      'backup 12 wins term 2 and takes over; epoch 9 is the failover epoch',
      'process 12 is the primary from epoch 10 on, without a backup; no operation was outstanding',
    ];
    bus.gone('first', 'killed by SIGKILL');
    expect(told.slice(1)).toEqual(['primary 11 is dead (killed by SIGKILL)', ...following]);
  });

  it.each([
    [
      'its guest exits',
      ({ perform, world }: ReturnType<typeof startPair>) => (perform('second', 2, exit(1, 3)), world.finish()),
    ],
    ['it is ended', ({ bus }: ReturnType<typeof startPair>) => bus.conclude()],
  ])('tells what followed a death, too, if the run is over before it is known how: %s', (_, end) => {
    const run = startPair();
    const { bus, told, claim } = run;
    bus.silent('first');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    end(run);
    expect(told[1]).toBe('backup 12 wins term 2 and takes over; epoch 9 is the failover epoch');
  });

  it('tells of both machines how they died, before it says that they are lost', () => {
    const { bus, told, ends } = startPair();
    for (const seat of ['first', 'second'] as const) bus.silent(seat);
    bus.gone('first', 'killed by SIGKILL');
    expect(ends).toEqual([]);
    bus.gone('second', 'killed by SIGBUS');
    expect(ends).toEqual(['lost']);
    expect(told.slice(1)).toEqual([
      'primary 11 is dead (killed by SIGKILL)',
      'backup 12 is dead (killed by SIGBUS)',
      'both replicas are lost, and the guest with them',
    ]);
  });

  it('praises a driver that repeats what was uncertain, and tells it once of a run that is ended from outside', () => {
    const { bus, told, perform, claim } = startPair();
    perform('first', 1, write(1));
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.receive('second', { type: 'uncertain', request: { kind: 'actuator-set', id: 2, position: 2 } });
    bus.receive('second', { type: 'promoted', epoch: 9, term: 2 });
    perform('second', 2, write(3));
    for (let i = 0; i < 2; i += 1) expect(bus.conclude()).toEqual([]);
    expect(told.slice(-2)).toEqual([
      '  disk write of sectors 40 to 41: the driver repeated it',
      '  setting the actuator to 2 mm: was not repeated before the end of the run',
    ]);
  });

  it('ends with what was never repeated, if both machines are lost', () => {
    const { bus, told, ends, claim } = startPair();
    bus.gone('first', 'killed by SIGKILL');
    claim('second', 2);
    bus.receive('second', { type: 'failover', epoch: 9, term: 2 });
    bus.receive('second', { type: 'uncertain', request: write(1) });
    bus.gone('second', 'killed by SIGKILL');
    expect(ends).toEqual(['lost']);
    expect(told.slice(-3)).toEqual([
      'backup 12 is dead (killed by SIGKILL)',
      '  disk write of sectors 40 to 41: was not repeated before the end of the run',
      'both replicas are lost, and the guest with them',
    ]);
  });

  it('leaves what a device lets end uncertain to those who want to know all', () => {
    const { bus, told, perform } = startPair();
    perform('first', 1, write(1));
    bus.receive('first', { type: 'uncertain', request: write(1) });
    perform('first', 1, exit(2, 0));
    expect(told).toEqual(['primary 11, backup 12: the guest starts']);
  });
});
