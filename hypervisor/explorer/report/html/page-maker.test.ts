import { describe, expect, it } from 'vitest';
import type { CampaignEvent, Summary, Tally } from '../../ledger.ts';
import type { Case } from '../../case.ts';
import type { Reference, ReferenceCommand } from '../../reference.ts';
import type { VerdictKind } from '../../result.ts';
import { pageBasisOf, emptyPage, PageMaker } from './page-maker.ts';

/** A run of 1000 instructions with three flushes, given at 100, 300 and 500, each over 50 later. */
const REFERENCE = {
  guest: { name: 'guest', input: new Uint8Array(0) },
  instructions: 1000,
  commands: [1, 2, 3].map((number) => {
    const givenAt = 200 * number - 100;
    const request = { kind: 'disk-flush', id: number, slot: 0 };
    return { number, givenAt, endedAt: givenAt + 50, request } as unknown as ReferenceCommand;
  }),
} as unknown as Reference;

const NOTHING: Summary = { verdict: 'holds', tallies: [], findings: [], stopped: false };
const SETTING = {
  command: 'hvrun explore',
  repeat: (key: string) => `again ${key}`,
  gaps: [],
  never: [],
  sources: new Map<string, string>(),
};

function caseOf(key: string, verdict: VerdictKind, stands = 1): CampaignEvent {
  const adversity = key.slice(0, key.indexOf(':')) as Case['adversity'];
  return { type: 'case', case: { adversity, key, stands }, result: { verdict, story: [], instructions: 1 } };
}

function tracksOf(...events: CampaignEvent[]) {
  const maker = new PageMaker(pageBasisOf(REFERENCE));
  for (const event of events) maker.watch(event);
  return maker.page(NOTHING, SETTING).tracks;
}

it('source lines that no run came to, by file and in order', () => {
  const never = ['machine.inc:49', 'machine.inc:50', 'c:/a:b.s:7', 'machine.inc:12', 'line\nfeed.s:3'];
  const { unreached } = new PageMaker(pageBasisOf(REFERENCE)).page(NOTHING, { ...SETTING, never });
  expect(unreached).toEqual([
    { file: 'machine.inc', lines: [12, 49, 50] },
    { file: 'c:/a:b.s', lines: [7] },
    { file: 'line\nfeed.s', lines: [3] },
  ]);
});

it('a campaign that was stopped says so first', () => {
  const { notes } = new PageMaker(pageBasisOf(REFERENCE)).page({ ...NOTHING, stopped: true }, SETTING);
  expect(notes).toEqual(['It was stopped before all was tried.']);
});

describe('where a case strikes', () => {
  it.each([
    ['doubt:2=not', 350],
    ['doubt:2=not,3=part1', 350],
    ['moments:disk/2@+7', 307],
    ['moments:disk/2@with3', 550],
    ['moments:disk/spurious@711', 711],
    ['power:lost@0', 0],
    ['power:kept@2,1=lost', 350],
    ['power:lost@1,lost@9', 150],
  ])('%s: at the instruction %d', (key, at) => {
    const [{ unit, extent, marks }] = tracksOf(caseOf(key, 'holds'));
    expect({ unit, extent, at: marks[0].at }).toEqual({ unit: 'instructions', extent: 1000, at });
  });

  it('the death of a machine: at its step, on a scale of steps', () => {
    const [track] = tracksOf(
      caseOf('crashes:revised/primary@step=118', 'broken'),
      caseOf('crashes:queued/backup@step=40+3', 'holds'),
    );
    expect(track).toMatchObject({ name: 'crashes', unit: 'steps', extent: 118 });
    expect(track.marks.map(({ at }) => at)).toEqual([118, 40]);
  });

  it('a retry, which the undisturbed run does not have: nowhere', () => {
    expect(tracksOf(caseOf('doubt:9=not', 'holds'))).toEqual([]);
  });

  it('cases of one moment and verdict are one mark, with all that they stand for', () => {
    const [{ marks }] = tracksOf(
      ...[
        caseOf('doubt:1=not', 'holds', 2),
        caseOf('doubt:1=performed', 'holds', 3),
        caseOf('doubt:1=part1', 'broken'),
      ],
    );
    expect(marks.map(({ verdict, cases }) => [verdict, cases])).toEqual([
      ['holds', 5],
      ['broken', 1],
    ]);
  });
});

describe('a page', () => {
  it('has the commands of the undisturbed run, and each finding with the command that repeats it', () => {
    const smallest = { adversity: 'doubt', key: 'doubt:3=not', stands: 1 } as const;
    const difference = { outside: 'disk', words: 'the disk differs' } as const;
    const result = { verdict: 'broken', difference, story: [], instructions: 1 } as const;
    const page = new PageMaker(pageBasisOf(REFERENCE)).page(
      { verdict: 'broken', tallies: [], findings: [{ number: 4, smallest, result, cases: 2 }], stopped: false },
      SETTING,
    );
    expect(page.commands.map(({ from, to }) => [from, to])).toEqual([
      [100, 150],
      [300, 350],
      [500, 550],
    ]);
    expect(page.findings).toMatchObject([
      { number: 4, at: 550, why: 'the disk differs', command: 'again doubt:3=not', cases: 2 },
    ]);
  });

  it('says what a verdict leaves open', () => {
    const tally: Tally = {
      ...{ adversity: 'doubt', cases: 3, stands: 3, holds: 1, broken: 0, undecided: 2, replayed: 9, contradicted: 2 },
      ...{ undecidedFirst: { key: 'doubt:1=not', why: 'it never ends' }, untold: 4, cutShort: true, ms: 1 },
    };
    const { notes } = new PageMaker(pageBasisOf(REFERENCE)).page({ ...NOTHING, tallies: [tally] }, SETTING);
    expect(notes).toEqual([
      'Of doubt, 2 are undecided, the first of them doubt:1=not: it never ends.',
      'The budget ran out before all cases of doubt were tried.',
      'Of doubt, 2 replayed cases came to another verdict than those that stand for them.',
      'Of doubt, 4 broken cases were not told apart: there may be other findings among them.',
    ]);
  });

  it('says why nothing was tried', () => {
    const { notes, verdict } = emptyPage(
      { verdict: 'undecided', what: 'its output depends on time' },
      'guest',
      'hvrun',
    );
    expect(verdict).toBe('undecided');
    expect(notes).toEqual(['Nothing was tried: its output depends on time.']);
  });
});
