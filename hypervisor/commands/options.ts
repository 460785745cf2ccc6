/** hvrun's command line: every flag, what it accepts, and the text of --help. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { KillOrder } from '../bus/kill-orders.ts';
import {
  countIn,
  ramSize,
  type Setting,
  type SettingName,
  SETTING_NAMES,
  SETTINGS,
  type Settings,
  settingsOf,
  Unfit,
} from '../bus/settings.ts';
import { describeFirmware, type FirmwareOptions, firmwareOf } from './firmware-options.ts';
import { describeTrace, separateTrace, traceOf, type TraceRequest } from './trace-request.ts';
import packageJson from '../../package.json' with { type: 'json' };

export interface RunOptions extends Settings, FirmwareOptions {
  /** Path of the executable. */
  readonly image: string;
  /** The pair, one machine under the hypervisor, the bare machine, or two bare machines on their own. */
  readonly mode: 'pair' | 'solo' | 'bare' | 'straw-man';
  /** Path of the disk image. */
  readonly disk?: string;
  /** No other hvrun may have the disk image meanwhile. */
  readonly diskLock: boolean;
  /** Milliseconds of the control rod's whole way. */
  readonly actuatorMs: number;
  /** Milliseconds that each disk command takes at least. */
  readonly diskMs: number;
  readonly uncertain?: { readonly probability: number; readonly seed: number };
  /** Seconds after its start in which the guest must have ended by itself. */
  readonly limitSeconds?: number;
  /** For demonstrations. */
  readonly kills: readonly KillOrder[];
  /** Path of the recording to be made. */
  readonly record?: string;
  /** A replica that has died is followed by a new one. */
  readonly restart: boolean;
  /** The trace of instructions that is to be made. */
  readonly traced?: TraceRequest;
  /** Path of the trace of the pair that is to be made. */
  readonly tracePair?: string;
  /** Path of the history of the commands that is to be made. */
  readonly history?: string;
  /** Tell at the end what the engine has done. */
  readonly stats: boolean;
  readonly verbose: boolean;
}

/** The command line asked for nothing to be run (--help), or was wrong; what there was to say has been said. */
export interface NothingToRun {
  readonly exitStatus: number;
}

/** Where the parser's own texts go. */
export interface OptionsOutput {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const EXAMPLES = `
Examples:
  hvasm kernel.s && hvrun                    run a.out on a pair of machines
  hvrun --disk disk.tar --append 'run hello' with a disk, and boot arguments for the guest
  hvrun --kill primary@epoch=200             the primary dies in epoch 200, and nothing is lost
  hvrun --protocol none                      two machines on their own, and where they part
  hvrun --bare --uncertain 0.1,42            one plain machine, its devices in doubt at times, and
                                             what its drivers did about it
  printf 'hello\\n' | hvrun echo.out          console input from a pipe
  hvrun --record run.rec kernel              a pair that is recorded, through failovers too
  hvrun replay run.rec                       the same run again, bit for bit (see its --help)
  hvrun --solo --trace-instructions --from 5:0 --to 5:1000 --trace-only print
                                             what print does at the beginning of epoch 5
  hvrun diff a.rec b.rec                     where two recordings part (see its --help)
  hvrun simulate --runs 1000                 a simulated pair, with faults (see its --help)
  hvrun explore --disk disk.img              what can go wrong with a driver (see its --help)
  hvrun bench --quick                        what the pair costs (see its --help)
  hvrun status                               who is primary, epoch, lag, term of a running pair
  hvrun join                                 a new replica for a machine that is alone
  hvrun --trace run.json kernel              both machines and the bus, to look at in Perfetto
  hvrun --firmware pdc --initrd initramfs vmlinux --append 'console=ttyB0'
                                             Linux (see examples/linux)
  hvrun bus, hvrun replica, hvrun secret     a pair on two hosts (see their --help)

On a terminal all keys go to the guest, Ctrl-C too: Ctrl-A x leaves, Ctrl-A a types a Ctrl-A.
stdout carries the guest's console and nothing else.

Exit status:
  0 to 63  the guest's own               75  disk image in use by another hvrun
  64       wrong usage                   80  the guest rests, and nothing can wake it
  65       bad image                     81  a --limit was reached
  66       input file missing            82  a --kill or --stop was never carried out
  69       both replicas lost            83  --protocol none: the machines gave two results
  70       the machine stopped the guest
  73       an output file can't be made  129 130 143  ended by SIGHUP, SIGINT, SIGTERM
  74       the host failed in the middle 141          nobody reads stdout any more`;

/** Reads the arguments that follow the program's name. */
export function parseOptions(args: readonly string[], output: OptionsOutput): RunOptions | NothingToRun {
  return parseWith(describeCommand(output), separateTrace(args), optionsOf);
}

/** What `read` makes of a command that has parsed `args`; what is wrong with them has been said. */
export function parseWith<T>(
  command: Command,
  args: readonly string[],
  read: (command: Command) => T,
): T | NothingToRun {
  try {
    command.parse([...args], { from: 'user' });
    return read(command);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitStatus: error.exitCode === 0 ? 0 : EXIT_STATUS.USAGE };
  }
}

function describeCommand(output: OptionsOutput): Command {
  return describeTrace(describeRun(newCommand('hvrun', output)), 'with --bare or --solo: ')
    .description('Runs a PA-RISC guest on a fault-tolerant pair of virtual machines.')
    .addOption(new Option('--bare', 'run on the bare machine, without a hypervisor').conflicts('solo'))
    .option(
      '--kill <spec>',
      'primary@epoch=N, backup@epoch=N or primary@command=N: SIGKILL it then',
      ordering('SIGKILL'),
    )
    .option('--stop <spec>', 'the same with SIGSTOP: a machine that hangs', ordering('SIGSTOP'))
    .option(
      '--stats',
      'tell at the end what the engine has done (of a pair, each replica), and why translated code was left',
    )
    .addHelpText('after', EXAMPLES);
}

/** The flags of a run under the hypervisor, wherever its replicas are. */
export function describeRun(command: Command): Command {
  describeFirmware(command.argument('[image]', 'executable to boot', 'a.out'))
    .option('--solo', 'run on one machine under the hypervisor, without a backup')
    .option('--disk <file>', 'disk image, read and written in place')
    .addOption(
      new Option('--disk-lock <on|off>', 'refuse a disk image that another hvrun has')
        .choices(['on', 'off'])
        .default('on'),
    );
  for (const name of SETTING_NAMES) command.addOption(optionOf(name));
  return command
    .option('--actuator-ms <n>', "time of the control rod's whole way, 4000 mm", parseCount(0, 1e9), 1000)
    .option('--disk-ms <n>', 'time each disk command takes at least', parseCount(0, 1e9), 0)
    .option('--uncertain <probability,seed>', 'let device commands end uncertain at random', parseUncertain)
    .option('--record <file>', 'record the run, for `hvrun replay` and `hvrun diff`')
    .option('--no-restart', 'leave the survivor alone: by default a new replica takes the place of a dead one')
    .option('--limit-seconds <n>', 'end the guest so long after its start', parseSeconds)
    .option('--trace <file.json>', 'trace of epochs, messages, interrupts, I/O, failovers for ui.perfetto.dev')
    .option('--history <file>', 'what became of each command to a device: a JSON object a line')
    .option(
      '--verbose',
      'tell on stderr what happens: commands, interrupts, terms, failovers, joins; epochs once a second',
    );
}

/** A command called `name` that tells its texts to `output`, and throws a CommanderError at the end. */
export function newCommand(name: string, output: OptionsOutput): Command {
  return new Command(name)
    .version(packageJson.version)
    .allowExcessArguments(false)
    .showHelpAfterError(`Try '${name} --help'.`)
    .configureOutput({
      writeOut: output.stdout,
      writeErr: output.stderr,
      outputError: (text, write) => write(text.replace(/^error: /, 'hvrun: ')),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .exitOverride();
}

/** The flag of a setting. */
function optionOf(name: SettingName): Option {
  const { flag, help, choices, read, default: value, shown }: Setting<unknown, unknown> = SETTINGS[name];
  const option = new Option(flag, help);
  if (choices) option.choices(choices);
  if (read) option.argParser(asParser(read));
  return value === undefined ? option : option.default(value, shown);
}

/** The settings, of what commander has made of their flags. */
function readSettings(command: Command): Settings {
  const flags: Readonly<Record<string, unknown>> = command.opts();
  const value = (name: SettingName): unknown => {
    const setting: Setting<unknown, unknown> = SETTINGS[name];
    return setting.of(flags[optionOf(name).attributeName()]);
  };
  return settingsOf(Object.fromEntries(SETTING_NAMES.map((name) => [name, value(name)])) as unknown as Settings);
}

/** The same for commander, which wants an error of its own. */
function asParser<T>(read: (word: string) => T): (word: string) => T {
  return (word) => {
    try {
      return read(word);
    } catch (error) {
      throw error instanceof Unfit ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** What commander makes of the flags. */
interface ParsedFlags {
  readonly bare?: boolean;
  readonly solo?: boolean;
  readonly disk?: string;
  readonly diskLock: 'on' | 'off';
  readonly actuatorMs: number;
  readonly diskMs: number;
  readonly uncertain?: RunOptions['uncertain'];
  readonly protocol: string;
  readonly record?: string;
  readonly kill?: readonly KillOrder[];
  readonly stop?: readonly KillOrder[];
  readonly restart: boolean;
  readonly limitSeconds?: number;
  readonly trace?: string;
  readonly history?: string;
  readonly stats?: boolean;
  readonly verbose?: boolean;
}

/** What {@link describeRun} has read. */
export function optionsOf(command: Command): RunOptions {
  const {
    bare,
    solo,
    disk,
    diskLock,
    actuatorMs,
    diskMs,
    uncertain,
    protocol,
    kill = [],
    stop = [],
    ...flags
  } = command.opts<ParsedFlags>();
  const { limitSeconds, record, restart, history, trace: tracePair, stats = false, verbose = false } = flags;
  const mode = bare ? 'bare' : solo ? 'solo' : protocol === 'none' ? 'straw-man' : 'pair';
  const traced = traceOf(command, mode === 'solo');
  if (traced && (mode === 'pair' || mode === 'straw-man')) {
    command.error(
      "error: option '--trace-instructions' tells of one machine: with --bare or --solo; a pair is traced by `hvrun --record " +
        'run.rec`, then `hvrun replay --trace-instructions run.rec`',
    );
  }
  if ((mode === 'bare' || mode === 'straw-man') && record !== undefined) {
    const without = mode === 'bare' ? '--bare' : '--protocol none';
    command.error(`error: option '--record' records what the hypervisor sees, and ${without} runs without one`);
  }
  if ((mode === 'bare' || mode === 'straw-man') && tracePair !== undefined) {
    const without = mode === 'bare' ? '--bare' : '--protocol none';
    command.error(`error: option '--trace' shows epochs and messages, and ${without} has none`);
  }
  if (mode === 'straw-man' && history !== undefined) {
    command.error("error: option '--history' follows the commands of one guest, and --protocol none runs two");
  }
  if (protocol === 'none' && mode !== 'straw-man') {
    command.error(`error: option '--protocol none' needs two machines, and --${mode} runs one`);
  }
  if (mode === 'straw-man' && kill.some(({ at }) => at === 'epoch')) {
    command.error("error: option '--protocol none' knows no epochs: say when to kill as in primary@command=N");
  }
  if ((mode === 'bare' || mode === 'solo') && kill.length > 0) {
    command.error(`error: option '--kill' needs a pair, and --${mode} runs one machine`);
  }
  if (mode !== 'pair' && stop.length > 0) {
    const what = mode === 'straw-man' ? '--protocol none has machines' : `--${mode} runs a machine`;
    command.error(`error: option '--stop' shows what a time-out is for, and ${what} that nobody watches`);
  }
  if (mode === 'straw-man' && stats) {
    command.error(
      "error: option '--stats' tells of engines, and --protocol none only shows what goes wrong without one",
    );
  }
  return {
    ...readSettings(command),
    ...firmwareOf(command),
    image: command.processedArgs[0] as string,
    mode,
    ...{ actuatorMs, diskMs, restart, stats, verbose },
    diskLock: diskLock === 'on',
    kills: [...kill, ...stop],
    ...given({ disk, uncertain, limitSeconds, record, history, traced, tracePair }),
  };
}

/** Those of the fields that have a value. */
function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}

/** A parser of a whole number from `min` to `max`, decimal. */
export function parseCount(min: number, max: number): (text: string) => number {
  return asParser(countIn(min, max));
}

/** A time as users write it; the longest is one that a timer of Node's can wait. */
function parseSeconds(text: string): number {
  const seconds = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds < 0.001 || seconds > 2e6) throw new InvalidArgumentError('Expected seconds, from 0.001 to 2000000.');
  return seconds;
}

/** A parser of bytes of RAM as users write them. */
export const parseRam = asParser(ramSize);

function parseUncertain(text: string): { probability: number; seed: number } {
  const [, probability, seed] = /^(\d*\.?\d+),(\d+)$/.exec(text) ?? [];
  if (probability === undefined || Number(probability) > 1 || Number(seed) > 0xffffffff) {
    throw new InvalidArgumentError('Expected PROBABILITY,SEED: 0 to 1, and 0 to 4294967295, as in 0.1,42.');
  }
  return { probability: Number(probability), seed: Number(seed) };
}

function ordering(signal: KillOrder['signal']): (text: string, previous?: readonly KillOrder[]) => KillOrder[] {
  return (text, previous = []) => {
    const [, role, at, digits] = /^(primary|backup)@(epoch|command)=(\d+)$/.exec(text) ?? [];
    const count = wholeNumber(digits ?? '');
    if (count === undefined || count < 1 || (role === 'backup' && at === 'command')) {
      throw new InvalidArgumentError('Expected primary@epoch=N, backup@epoch=N or primary@command=N, N from 1.');
    }
    return [...previous, { signal, role: role as KillOrder['role'], at: at as KillOrder['at'], count }];
  };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
