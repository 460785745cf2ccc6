/** A page about two machines and a driver, with something of everything on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tally } from '../../../ledger.ts';
import type { StoryEvent } from '../../../result.ts';
import type { Mark, Page, Track } from '../page-model.ts';

const DRIVERS = join(import.meta.dirname, '../../../../../examples/drivers');
const INSTRUCTIONS = 41_260;

export const STORY: readonly StoryEvent[] = [
  { at: 0, lane: 'primary', kind: 'boot', words: 'the guest starts' },
  {
    ...{
      at: 10_412,
      us: 208,
      lane: 'guest',
      kind: 'command',
      command: 1,
      words: 'command 1, disk write of sector 0, from 00011000',
    },
    place: { address: 0x10140, line: 'begin-and-finish.inc:11', label: '<begin+0x1c>', text: 'stw %r26,12(%r1)' },
  },
  { at: 10_412, lane: 'disk', kind: 'command', command: 1, words: 'command 1: write of sector 0 begins' },
  { at: 10_420, lane: 'link', kind: 'message', words: 'the end of epoch 3, to the backup' },
  { at: 10_455, lane: 'backup', kind: 'message', words: 'acknowledges all up to the end of epoch 3' },
  { at: 15_300, lane: 'primary', kind: 'crash', words: 'the primary dies; what it has sent arrives' },
  { at: 15_300, lane: 'bus', kind: 'failover', words: 'grants term 2 to the backup' },
  {
    at: 18_004,
    lane: 'disk',
    kind: 'fault',
    command: 1,
    words: 'command 1 is over, and ends uncertain: it was not performed',
  },
  { at: 18_005, lane: 'guest', kind: 'interrupt', words: 'external interrupt, disk' },
  {
    ...{
      at: 20_833,
      lane: 'guest',
      kind: 'command',
      command: 2,
      words: 'command 2, disk write of sector 0 again, with other bytes',
    },
    place: { address: 0x10150, line: 'begin-and-finish.inc:17', label: '<again+0x4>', text: 'stw %r26,12(%r1)' },
  },
  { at: 21_100, lane: 'backup', kind: 'join', words: 'a new machine has joined' },
  { at: 21_240, lane: 'disk', kind: 'completion', command: 2, words: 'command 2 is done' },
  { at: 41_260, lane: 'guest', kind: 'end', words: 'exits with status 1' },
];

function track(name: Track['name'], count: number, verdictOf: (index: number) => Mark['verdict']): Track {
  return {
    ...{ name, unit: name === 'crashes' ? 'steps' : 'instructions', extent: INSTRUCTIONS },
    marks: Array.from({ length: count }, (_, index) => ({
      ...{ at: Math.round(((index + 0.5) / count) * INSTRUCTIONS), verdict: verdictOf(index), cases: 1 + (index % 3) },
      words: `command ${index + 1}, disk write of sector ${index}`,
    })),
  };
}

function tally(adversity: Tally['adversity'], cases: number, stands: number, broken: number, undecided: number): Tally {
  const holds = cases - broken - undecided;
  const replayed = Math.round((stands - cases) / 20);
  return {
    adversity,
    cases,
    stands,
    holds,
    broken,
    undecided,
    replayed,
    contradicted: 0,
    untold: 0,
    cutShort: false,
    ms: 1,
  };
}

export const SAMPLE: Page = {
  verdict: 'broken',
  guest: 'reuses-buffer',
  command: 'hvrun explore reuses-buffer --disk disk.img --depth 2 --report report.html',
  notes: ['The budget of 60 seconds was enough.'],
  instructions: INSTRUCTIONS,
  tallies: [
    tally('doubt', 184, 1_204, 37, 0),
    tally('moments', 412, 41_260, 0, 0),
    tally('crashes', 1_290, 6_032, 12, 2),
    tally('power', 96, 96, 0, 0),
  ],
  commands: Array.from({ length: 8 }, (_, index) => ({
    ...{ from: index * 5_157, to: index * 5_157 + 2_579, words: `command ${index + 1}, disk write of sector ${index}` },
  })),
  tracks: [
    track('doubt', 8, (index) => (index < 3 ? 'broken' : 'holds')),
    track('moments', 60, () => 'holds'),
    track('crashes', 90, (index) => (index === 33 ? 'broken' : index === 70 ? 'undecided' : 'holds')),
  ],
  findings: [
    {
      ...{ number: 1, rule: 'touches-buffer', key: 'doubt:1=not', cases: 37, at: 2_579, story: STORY },
      why: 'the driver lets the buffer of command 1 be used before it is done, and repeats it with other bytes',
      difference:
        'disk sector 0 holds 65 8a be 03 from byte 0 on, undisturbed 32 c5 5f 81; the guest exits with status 1, not 0',
      place: { address: 0x10150, line: 'begin-and-finish.inc:17', label: '<again+0x4>', text: 'stw %r26,12(%r1)' },
      command: "hvrun explore reuses-buffer --disk disk.img --case 'doubt:1=not' --expect-hash 5c1e0a77",
    },
    {
      ...{ number: 2, key: 'crashes:primary@step=118', cases: 12, at: 15_358, story: STORY.slice(5) },
      why: 'disk sector 0 holds other bytes',
      difference: 'disk sector 0 holds 65 8a be 03 from byte 0 on, undisturbed 32 c5 5f 81',
      place: { address: 0x10150, text: 'stw %r26,12(%r1)' },
      command: "hvrun explore reuses-buffer --disk disk.img --case 'crashes:primary@step=118'",
    },
  ],
  unreached: [{ file: 'ahead.inc', lines: [40, 41, 42, 50] }],
  sources: new Map(
    ['begin-and-finish.inc', 'ahead.inc'].map((name) => [name, readFileSync(join(DRIVERS, name), 'utf8')]),
  ),
};
