/** Each driver gets the verdict that the README promises, by the right name, and its mended twin passes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { renderDiagnostics } from '../../assembler/diagnostics/render.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { adversitiesOf, USUAL_OPTIONS } from '../../hypervisor/explorer/adversities/adversities.ts';
import { CrashAdversity } from '../../hypervisor/explorer/adversities/crashes/crashes.ts';
import { PowerAdversity } from '../../hypervisor/explorer/adversities/power/power.ts';
import { Campaign } from '../../hypervisor/explorer/campaign.ts';
import type { Summary } from '../../hypervisor/explorer/ledger.ts';
import type { ExploredGuest } from '../../hypervisor/explorer/guest.ts';
import { USUAL, VirtualMachine } from '../../hypervisor/explorer/machine/virtual-machine.ts';
import type { CaseResult } from '../../hypervisor/explorer/result.ts';
import { type Reference, undisturbed, viewOf } from '../../hypervisor/explorer/reference.ts';

const HERE = import.meta.dirname;
const BOARD = join(HERE, '../../kernel/board.inc');
const SECTORS = 4;

function imageOf(driver: string): Uint8Array {
  const name = join(HERE, `${driver}.s`);
  const { image, diagnostics } = assemble([{ name, text: readFileSync(name, 'utf8') }], {
    files: { read: (path) => (existsSync(path) ? readFileSync(path) : undefined) },
    ownIncludes: new Map([['board.inc', BOARD]]),
    debugVersion: 5,
    directory: HERE,
  });
  if (image === undefined) throw new Error(renderDiagnostics(diagnostics));
  return image;
}

function guestOf(driver: string): ExploredGuest {
  return {
    ...{ name: driver, image: imageOf(driver), append: '', disk: new Uint8Array(SECTORS * SECTOR_SIZE) },
    ...{ input: new TextEncoder().encode(driver.startsWith('acknowledges-last') ? 'two\nlines\n' : '') },
    ...{ ram: 1 << 20, tlbEntries: 64 },
  };
}

/** What a log has told to be saved must be in it. */
function savedIsThere(disk: Uint8Array, printed: Uint8Array): string | undefined {
  const told = Buffer.from(printed).toString().split('saved\n').length - 1;
  return told <= disk[3] ? undefined : `${told} saved, and ${disk[3]} in the log`;
}

function referenceOf(driver: string): Reference {
  const promises = driver.startsWith('tells-too-early') ? { disk: savedIsThere, heedsPrinted: true } : {};
  const reference = undisturbed(guestOf(driver), promises);
  if ('verdict' in reference) throw new Error(`${driver}, undisturbed: ${reference.what}`);
  return reference;
}

/** All cases, or those up to the first finding. */
function explore(driver: string, name: 'doubt' | 'moments' | 'power', until: 'all' | 'finding'): Summary {
  const adversities = adversitiesOf([name], referenceOf(driver), USUAL_OPTIONS);
  const campaign = new Campaign({ adversities, budgetMs: Infinity, seed: 1, now: () => 0 });
  for (const { type } of campaign.events()) if (type === until) break;
  return campaign.summary();
}

/** What breaks a driver, the reason's name, and the instruction that it points at. */
const BROKEN = [
  ['ignores-uncertain', 'doubt', 'ignored-uncertain', 'SLOT_COMMAND'],
  ['takes-it-for-done', 'doubt', 'took-it-for-done', 'SLOT_RESULT'],
  ['retries-for-ever', 'doubt', 'retries-for-ever', 'SLOT_COMMAND'],
  ['out-of-order', 'doubt', 'out-of-order', 'SLOT_COMMAND(%r1)\t\t\t; behind the fair copy'],
  ['reuses-buffer', 'doubt', 'touches-buffer', 'SLOT_COMMAND'],
  ['acknowledges-before-it-looks', 'moments', 'acknowledges-before-it-looks', 'stw\t%r1,DISK_DONE'],
  ['lost-wake-up', 'moments', 'lost-wake-up', 'or\t%r10,%r10,%r10'],
  ['acknowledges-last', 'moments', 'acknowledges-before-it-looks', 'mtctl\t%r1,%eirr'],
  ['control-rod-lower', 'doubt', 'repeats-unrepeatable', 'ACTUATOR_MOVE'],
  ['forgets-to-flush', 'power', 'no-flush-between', 'bl\tdisk,%r2'],
  ['tells-too-early', 'power', 'told-too-early', 'bl\tdisk,%r2'],
] as const;

/** Those whose twin has a name of its own. */
const TWINS: Readonly<Record<string, string>> = {
  'control-rod-lower': 'control-rod-set',
  'any-order-told': 'any-order',
};

/** A line of source, as `file:line` names it. */
function textAt(line: string | undefined): string {
  const [, file, number] = /^(.*):(\d+)$/.exec(line ?? '') ?? [];
  return file === undefined ? '' : readFileSync(file, 'utf8').split('\n')[Number(number) - 1];
}

describe('a driver that is wrong', () => {
  it.each(BROKEN)('%s breaks, and the reason is named', (driver, adversity, rule, instruction) => {
    const { verdict, findings } = explore(driver, adversity, 'finding');
    expect(verdict).toBe('broken');
    const [{ result }] = findings;
    expect(result.cause?.rule, result.cause?.words).toBe(rule);
    expect(textAt(result.place?.line)).toContain(instruction);
  });
});

/** The first finding of a pair of which machines die, and how many cases were tried in vain: one in so many. */
function crash(driver: string, oneIn: number): { readonly tried: number; readonly found: CaseResult | undefined } {
  const adversity = new CrashAdversity(referenceOf(driver), { faults: 1, variants: ['revised'] });
  let tried = 0;
  for (const [index, one] of [...adversity.cases()].entries()) {
    if (index % oneIn !== 0) continue;
    const { verdict } = adversity.run(one, { told: false });
    if (verdict !== 'holds') return { tried, found: adversity.run(one, { told: true }) };
    tried += 1;
  }
  return { tried, found: undefined };
}

describe('on a pair of which a machine dies', () => {
  // On a pair both of its writes are in doubt if the first one is.
  const doubtful = BROKEN.filter(([driver, adversity]) => adversity === 'doubt' && driver !== 'out-of-order');

  it.each(doubtful)('%s breaks, and the reason is the same as in %s', (driver, _, rule) => {
    expect(crash(driver, 1).found?.cause?.rule).toBe(rule);
  });

  it('line-printer prints bytes twice, and the report says that exactly once is impossible', () => {
    const words = crash('line-printer', 1).found?.difference?.words;
    expect(words).toMatch(/^a failover prints again .* on the raw port, where exactly once is impossible/);
  });
});

describe('a driver that is mended', () => {
  const names = readdirSync(HERE).flatMap((name) => /^(.*)\.s$/.exec(name)?.[1] ?? []);
  const right = names.filter((name) => /-mended$|^control-rod-(set|look)$|^any-order$/.test(name));

  const everything = right.flatMap((driver) =>
    (['doubt', 'moments'] as const).map((adversity) => [driver, adversity] as const),
  );

  it.each(everything)('%s holds in %s', (driver, adversity) => {
    const { verdict, findings, tallies } = explore(driver, adversity, 'all');
    expect(findings.map(({ smallest }) => smallest.key)).toEqual([]);
    expect(verdict).toBe('holds');
    expect(tallies[0].contradicted).toBe(0);
  });

  it.each(right)('%s survives the death of a machine, at one in 12 of its moments', (driver) => {
    const { tried, found } = crash(driver, 12);
    expect(found).toBeUndefined();
    expect(tried).toBeGreaterThan(5);
  });

  it.each(right)('%s survives a loss of power', (driver) => {
    const reference = referenceOf(driver);
    const adversity = new PowerAdversity(reference, { writes: 1 });
    const cases = [...adversity.cases()];
    const broken = cases.filter((one) => adversity.run(one, { told: false }).verdict !== 'holds');
    const writes = reference.commands.some(({ request }) => request.kind === 'disk-write');
    expect([broken, cases.length > 1]).toEqual([[], writes]);
  });

  it('is there for each that is wrong', () => {
    const wrong = names.filter((name) => !right.includes(name));
    for (const driver of wrong) expect(right).toContain(TWINS[driver] ?? `${driver}-mended`);
  });
});

describe('states that differ, where only what is seen outside must agree', () => {
  /** RAM at the end, and what is seen from outside, of a run with devices that are so much slower. */
  function ended(driver: string, slowness: number) {
    const machine = new VirtualMachine(guestOf(driver), { ...USUAL, slowness });
    for (let event = machine.next(1e6); event.kind === 'due'; event = machine.next(1e6)) machine.finish(event.pending);
    const { console, disk } = viewOf(machine, machine.ending!.status);
    return { ram: machine.state.ram.slice(), console: Buffer.from(console).toString('latin1'), disk };
  }

  it('any-order comes to another state on a slower machine, and shows the same', () => {
    const [quick, slow] = [ended('any-order', 1), ended('any-order', 3)];
    expect(slow.ram).not.toEqual(quick.ram);
    expect([slow.console, slow.disk]).toEqual([quick.console, quick.disk]);
  });

  it('any-order-told shows where it began, and is undecided', () => {
    expect(undisturbed(guestOf('any-order-told'))).toMatchObject({
      verdict: 'undecided',
      what: expect.stringMatching(/^what it does depends on time: .* the console differs from byte 1 on/) as string,
    });
  });
});
