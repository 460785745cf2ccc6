/** hvrun's command line: every flag, what it accepts, and the text of --help. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_RAM, DEFAULT_TLB_ENTRIES, EXIT_STATUS, MAX_RAM, MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import type { KillOrder } from '../bus/kill-orders.ts';
import { type VariantName, variants } from '../protocol/variants.ts';
import { describeTrace, separateTrace, traceOf, type TraceRequest } from './trace-request.ts';
import packageJson from '../../package.json' with { type: 'json' };

export interface RunOptions {
  /** Path of the executable. */
  readonly image: string;
  /** The pair, one machine under the hypervisor, the bare machine, or two bare machines on their own. */
  readonly mode: 'pair' | 'solo' | 'bare' | 'straw-man';
  /** Path of the disk image. */
  readonly disk?: string;
  /** No other hvrun may have the disk image meanwhile. */
  readonly diskLock: boolean;
  /** Boot arguments. */
  readonly append: string;
  /** Bytes. */
  readonly ram: number;
  readonly tlbEntries: number;
  /** Milliseconds of the control rod's whole way. */
  readonly actuatorMs: number;
  /** Milliseconds that each disk command takes at least. */
  readonly diskMs: number;
  readonly uncertain?: { readonly probability: number; readonly seed: number };
  readonly protocol: VariantName;
  /** Instructions. */
  readonly epochLength: number;
  /** Epochs end early when there is something to deliver. */
  readonly earlyEnds: boolean;
  /** Instructions by which the backup may lag behind. */
  readonly maxLag: number;
  /** Milliseconds of silence after which a replica is taken for dead. */
  readonly timeoutMs: number;
  /** Both machines' states are compared at the end of each epoch, by a hash. */
  readonly hashEpochs: boolean;
  /** Instructions after which the guest is ended. */
  readonly limitInstructions?: number;
  /** Seconds after its start in which the guest must have ended by itself. */
  readonly limitSeconds?: number;
  /** For demonstrations. */
  readonly kills: readonly KillOrder[];
  /** Path of the recording to be made. */
  readonly record?: string;
  /** A replica that has died is followed by a new one. */
  readonly restart: boolean;
  /** The guest sees the real privilege level, as in 1995. */
  readonly ringsExposed: boolean;
  /** The guest takes the TLB misses that the hypervisor would take for it. */
  readonly tlbExposed: boolean;
  /** Where the trace of instructions goes: a file's path, or '-' for stderr. */
  readonly trace?: string;
  /** What it tells. */
  readonly traced?: TraceRequest;
  /** Path of the trace of the pair that is to be made. */
  readonly tracePair?: string;
  /** Path of the history of the commands that is to be made. */
  readonly history?: string;
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
  hvrun status                               who is primary, epoch, lag, term of a running pair
  hvrun join                                 a new replica for a machine that is alone
  hvrun --trace run.json kernel              both machines and the bus, to look at in Perfetto
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

const DEFAULT_PROTOCOL = 'queued';

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
    .addHelpText('after', EXAMPLES);
}

/** The flags of a run under the hypervisor, wherever its replicas are. */
export function describeRun(command: Command): Command {
  return command
    .argument('[image]', 'executable to boot', 'a.out')
    .option('--solo', 'run on one machine under the hypervisor, without a backup')
    .option('--disk <file>', 'disk image, read and written in place')
    .addOption(
      new Option('--disk-lock <on|off>', 'refuse a disk image that another hvrun has')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--append <text>', 'boot arguments for the guest', '')
    .addOption(
      new Option('--ram <size>', 'bytes of RAM, as in 16M: 1M to 1G, a multiple of 4K')
        .argParser(parseRam)
        .default(DEFAULT_RAM, '16M'),
    )
    .option('--tlb-entries <n>', 'entries of the TLB', parseCount(2, 65536), DEFAULT_TLB_ENTRIES)
    .option('--actuator-ms <n>', "time of the control rod's whole way, 4000 mm", parseCount(0, 1e9), 1000)
    .option('--disk-ms <n>', 'time each disk command takes at least', parseCount(0, 1e9), 0)
    .option('--uncertain <probability,seed>', 'let device commands end uncertain at random', parseUncertain)
    .addOption(
      new Option(
        '--protocol <name>',
        'what waits for acknowledgements: epochs, the guest at its outputs, or outputs; none: two machines on their own',
      )
        .choices([...Object.keys(variants), 'none'])
        .default(DEFAULT_PROTOCOL),
    )
    .option('--epoch <n>', 'instructions of an epoch that nothing ends early', parseCount(1, 2 ** 31 - 1), 131_072)
    .option('--fixed-epochs', "no epoch ends early for an interrupt, as in the paper's measurements")
    .addOption(
      new Option('--hash-epochs <on|off>', "compare both machines' states at the end of each epoch")
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--record <file>', 'record the run, for `hvrun replay` and `hvrun diff`')
    .option(
      '--lag <n>',
      'instructions by which the backup may lag behind before the primary waits',
      parseCount(0, 1e12),
      2e6,
    )
    .option(
      '--timeout <ms>',
      'silence after which a machine is taken for dead; while it is born, five times that, or 10 s if that is longer',
      parseCount(1, 1e9),
      1000,
    )
    .option('--no-restart', 'leave the survivor alone: by default a new replica takes the place of a dead one')
    .addOption(exposure('rings', 'let the guest see its real privilege level, as in 1995'))
    .addOption(exposure('tlb', "leave the TLB's misses to the guest, as bare hardware does"))
    .option('--limit-instructions <n>', 'end the guest after so many instructions', parseCount(1, 1e15 - 1))
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

function exposure(name: string, description: string): Option {
  return new Option(`--${name} <exposed>`, description).choices(['exposed']);
}

/** What commander makes of the flags. */
interface ParsedFlags {
  readonly traceInstructions?: string;
  readonly bare?: boolean;
  readonly solo?: boolean;
  readonly disk?: string;
  readonly diskLock: 'on' | 'off';
  readonly append: string;
  readonly ram: number;
  readonly tlbEntries: number;
  readonly actuatorMs: number;
  readonly diskMs: number;
  readonly uncertain?: RunOptions['uncertain'];
  readonly protocol: RunOptions['protocol'] | 'none';
  readonly epoch: number;
  readonly fixedEpochs?: boolean;
  readonly lag: number;
  readonly timeout: number;
  readonly hashEpochs: 'on' | 'off';
  readonly record?: string;
  readonly kill?: readonly KillOrder[];
  readonly stop?: readonly KillOrder[];
  readonly restart: boolean;
  readonly limitInstructions?: number;
  readonly limitSeconds?: number;
  readonly rings?: string;
  readonly tlb?: string;
  readonly trace?: string;
  readonly history?: string;
  readonly verbose?: boolean;
}

/** What {@link describeRun} has read. */
export function optionsOf(command: Command): RunOptions {
  const {
    bare,
    solo,
    epoch,
    fixedEpochs = false,
    lag,
    timeout,
    hashEpochs,
    diskLock,
    kill = [],
    stop = [],
    protocol,
    rings,
    tlb,
    trace: tracePair,
    verbose = false,
    traceInstructions,
    ...flags
  } = command.opts<ParsedFlags>();
  const mode = bare ? 'bare' : solo ? 'solo' : protocol === 'none' ? 'straw-man' : 'pair';
  const traced = traceOf(command, mode === 'solo');
  if (traced && (mode === 'pair' || mode === 'straw-man')) {
    command.error(
      "error: option '--trace-instructions' tells of one machine: with --bare or --solo; a pair is traced by `hvrun --record " +
        'run.rec`, then `hvrun replay --trace-instructions run.rec`',
    );
  }
  if ((mode === 'bare' || mode === 'straw-man') && flags.record !== undefined) {
    const without = mode === 'bare' ? '--bare' : '--protocol none';
    command.error(`error: option '--record' records what the hypervisor sees, and ${without} runs without one`);
  }
  if ((mode === 'bare' || mode === 'straw-man') && tracePair !== undefined) {
    const without = mode === 'bare' ? '--bare' : '--protocol none';
    command.error(`error: option '--trace' shows epochs and messages, and ${without} has none`);
  }
  if (mode === 'straw-man' && flags.history !== undefined) {
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
  return {
    ...flags,
    image: command.processedArgs[0] as string,
    mode,
    // Two machines on their own have none.
    protocol: protocol === 'none' ? DEFAULT_PROTOCOL : protocol,
    epochLength: epoch,
    earlyEnds: !fixedEpochs,
    maxLag: lag,
    timeoutMs: timeout,
    hashEpochs: hashEpochs === 'on',
    diskLock: diskLock === 'on',
    kills: [...kill, ...stop],
    ringsExposed: rings !== undefined,
    tlbExposed: tlb !== undefined,
    trace: traceInstructions,
    ...(traced && { traced }),
    ...(tracePair !== undefined && { tracePair }),
    verbose,
  };
}

/** A whole number from `min` to `max`, decimal. */
export function parseCount(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = wholeNumber(text);
    if (value === undefined || value < min || value > max) {
      throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A time as users write it; the longest is one that a timer of Node's can wait. */
function parseSeconds(text: string): number {
  const seconds = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds < 0.001 || seconds > 2e6) throw new InvalidArgumentError('Expected seconds, from 0.001 to 2000000.');
  return seconds;
}

/** Bytes of RAM as users write them. */
export function parseRam(text: string): number {
  const [, digits, unit] = /^(\d+)([KMG]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * 1024 ** ['', 'K', 'M', 'G'].indexOf((unit ?? '').toUpperCase());
  if (digits === undefined || bytes < MIN_RAM || bytes > MAX_RAM || bytes % PAGE_SIZE !== 0) {
    throw new InvalidArgumentError('Expected bytes, or a number with K, M or G: 1M to 1G, a multiple of 4K.');
  }
  return bytes;
}

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
