import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../history/command-record.ts';
import { LINK_CLOSED, SILENT } from '../words/links.ts';
import { Story } from './story.ts';

function begin(verbose = false) {
  const told: string[] = [];
  const story = new Story({ tell: (line) => told.push(line), verbose });
  story.named('first', 'primary', 11);
  story.named('second', 'backup', 12);
  return { story, told };
}

/** A write that ended so. */
function written(outcome: CommandRecord['outcome']): CommandRecord {
  return {
    request: { kind: 'disk-write', id: 1, slot: 0, sector: 40, address: 0, data: new Uint8Array(512) },
    outcome,
    sequel: { type: 'repeated' },
  } as CommandRecord;
}

describe('the story of a pair', () => {
  it('is one line if nothing happens', () => {
    const { story, told } = begin();
    story.started();
    story.joining('second');
    story.ended(written('done'));
    story.ended(written('uncertain'));
    story.exited({ status: 0 }, 7);
    expect(told).toEqual(['primary 11, backup 12: the guest starts']);
  });

  it('is more of it if it is to be verbose', () => {
    const { story, told } = begin(true);
    story.joining('second');
    story.peerLost('second', LINK_CLOSED);
    story.ended(written('done'));
    story.ended(written('uncertain'));
    story.exited({ status: 3 }, 7);
    expect(told).toEqual([
      'backup 12 joins: the primary copies its state to it',
      'backup 12 takes primary 11 for dead: its link is closed',
      '  disk write of sector 40: uncertain',
      'the guest exited with status 3 in epoch 7',
    ]);
  });

  it('says why a machine is about to be ended that has not died by itself', () => {
    const { story, told } = begin();
    story.peerLost('first', SILENT);
    story.died('second', 'killed by SIGKILL');
    story.peerLost('second', LINK_CLOSED);
    expect(told).toEqual([
      'primary 11 takes backup 12 for dead: it has been silent for too long',
      'backup 12 is dead (killed by SIGKILL)',
    ]);
  });

  it('tells of a failover, what is uncertain in it, and then how the guest ends', () => {
    const { story, told } = begin();
    story.died('first', 'killed by SIGKILL');
    story.failover('second', 2, 5);
    const record = written('uncertain');
    story.ended(record);
    story.promoted('second', 5, 12);
    story.judged(record);
    story.judged(record);
    story.whole('first', 8);
    story.exited({ status: 0 }, 9);
    expect(told).toEqual([
      'primary 11 is dead (killed by SIGKILL)',
      'backup 12 wins term 2 and takes over; epoch 5 is the failover epoch',
      '  disk write of sector 40: uncertain',
      'process 12 is the primary from epoch 6 on, without a backup',
      '  disk write of sector 40: the driver repeated it',
      'primary 11 has joined: the pair is whole again from epoch 8 on',
      'the guest exited with status 0 in epoch 9',
    ]);
  });

  it('says that nothing was outstanding, of the failover in which nothing was', () => {
    const { story, told } = begin();
    story.failover('second', 2, 5);
    story.promoted('second', 5, 12);
    story.ended(written('uncertain'));
    story.failover('second', 3, 8);
    story.ended(written('uncertain'));
    story.promoted('second', 8, 13);
    expect(told.filter((line) => line.startsWith('process'))).toEqual([
      'process 12 is the primary from epoch 6 on, without a backup; no operation was outstanding',
      'process 13 is the primary from epoch 9 on, without a backup',
    ]);
    expect(told.at(-2)).toBe('  disk write of sector 40: uncertain');
  });

  it('calls the new primary so, and one that it does not know by its seat', () => {
    const { story, told } = begin();
    story.promoted('second', 5, 12);
    story.alone('second', 3, 6);
    new Story({ tell: (line) => told.push(line), verbose: false }).trouble('first', 'steps down');
    expect(told.slice(1)).toEqual([
      'primary 12 wins term 3 and goes on without a backup, in epoch 6',
      'the first replica: steps down',
    ]);
  });

  it('warns of long epochs, in milliseconds, once', () => {
    const { story, told } = begin();
    story.longEpochs(1_000_000, 500_000);
    story.longEpochs(2_000_000, 500_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("epochs take 20.0 ms, longer than the guest's timer tick of 10.0 ms");
  });

  it('ends with the loss of as many machines as there were', () => {
    const { story, told } = begin();
    story.allLost();
    const alone = new Story({ tell: (line) => told.push(line), verbose: false });
    alone.named('first', 'primary', 11);
    alone.started();
    alone.allLost();
    expect(told).toEqual([
      'both replicas are lost, and the guest with them',
      'primary 11, without a backup',
      'the replica is lost, and the guest with them',
    ]);
  });
});
