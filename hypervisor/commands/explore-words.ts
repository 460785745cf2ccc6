/** The words of a command of `hvrun explore`, for a shell: what repeats a case, or a whole exploration. */
import { MIN_RAM } from '../../emulator/board.ts';
import { AVAILABLE, USUAL_OPTIONS } from '../explorer/adversities/adversities.ts';
import type { ExploredGuest } from '../explorer/guest.ts';
import { hash, printIdentity } from '../explorer/identity.ts';
import type { Header } from '../explorer/host/result-records.ts';
import type { ExploreFlags } from './explore-options.ts';
import { invokedAs } from './invoked-as.ts';
import { optionWords, quoted } from '../words/shell.ts';
import type { ReportSetting } from './report-files.ts';

/** What makes the same guest and the same right. */
export function wordsOfGuest(image: string | undefined, flags: ExploreFlags): string[] {
  const { guest, firmware, initrd, disk, append, input, ram, expectStatus, expectConsole, expectDisk } = flags;
  const mark = flags.idleMark ? ['--idle-mark'] : [];
  return [
    ...(image === undefined ? [] : [quoted(image)]),
    ...optionWords({
      ...{ guest, firmware, initrd, disk, append, input, ram: ram === MIN_RAM ? undefined : ram },
      ...{ 'expect-status': expectStatus, 'expect-console': expectConsole, 'expect-disk': expectDisk },
    }),
    ...mark,
  ];
}

/** What decides which cases are tried, where it is not as usual. */
export function wordsOfTrial(flags: ExploreFlags): string[] {
  const { only, depth, faults, crashCommands, powerWrites, exhaustive, seed } = flags;
  const { depth: usualDepth, faults: usualFaults, powerWrites: usualWrites } = USUAL_OPTIONS;
  return [
    ...optionWords({
      only: AVAILABLE.every((name) => only.includes(name))
        ? undefined
        : AVAILABLE.filter((name) => only.includes(name)).join(','),
      depth: depth === usualDepth ? undefined : depth,
      faults: faults === usualFaults ? undefined : faults,
      'crash-commands': crashCommands && printRange(crashCommands),
      'power-writes': powerWrites === usualWrites ? undefined : powerWrites,
      seed: seed === 1 ? undefined : seed,
    }),
    ...(exhaustive ? ['--exhaustive'] : []),
  ];
}

/** What of the options must be the same for results to belong together: by name, bytes by their hash. */
export function optionsOf({ append, input, ram }: ExploredGuest, flags: ExploreFlags, console?: Uint8Array): Options {
  const { expectStatus, expectDisk, only, depth, faults, crashCommands, powerWrites, exhaustive = false, seed } = flags;
  const values = {
    ...{ append, input: hash(input), ram, 'expect-status': expectStatus },
    ...{ 'expect-console': console && hash(console), 'expect-disk': expectDisk },
    ...{ only: AVAILABLE.filter((name) => only.includes(name)), depth, faults },
    ...{ 'crash-commands': crashCommands && printRange(crashCommands), 'power-writes': powerWrites, exhaustive, seed },
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, String(value ?? '')]));
}

type Options = Readonly<Record<`--${string}`, string>>;

function printRange({ first, last }: NonNullable<ExploreFlags['crashCommands']>): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** What a report says of an exploration, whoever has made it. */
export function settingOf({ of, image, words, command }: Header): ReportSetting {
  const { image: guest, disk, options: how, tool } = of;
  const identity = printIdentity({ image: guest, disk, options: how, tool });
  const repeat = [invokedAs(), 'explore', ...words, '--of', identity, '--case'].join(' ');
  return { image, command: `${invokedAs()} ${command}`, repeat: (key) => `${repeat} ${key}` };
}
