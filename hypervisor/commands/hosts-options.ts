/** The command lines of a pair on several hosts: `hvrun bus`, `hvrun replica` and `hvrun secret`. */
import { InvalidArgumentError } from 'commander';
import { type HostPort, parseHostPort } from '../links/host-port.ts';
import {
  describeRun,
  newCommand,
  type NothingToRun,
  optionsOf,
  type OptionsOutput,
  parseWith,
  type RunOptions,
} from './options.ts';

export interface BusCommandOptions extends RunOptions {
  readonly listen: HostPort;
  readonly secretFile: string;
}

export interface ReplicaCommandOptions {
  readonly bus: HostPort;
  /** Where the peer's link is awaited; absent: at the address by which this host reaches the bus, any port. */
  readonly listen?: HostPort;
  readonly secretFile: string;
}

const THREE = `
Three commands on up to three hosts, which share one secret:
  hvrun secret pair.key                      make it, and copy it to each host over a safe way
  hvrun bus --listen 10.0.0.1:7000 --secret-file pair.key --disk disk.tar kernel
  hvrun replica --bus 10.0.0.1:7000 --secret-file pair.key          on one host
  hvrun replica --bus 10.0.0.1:7000 --secret-file pair.key          on another
All links are encrypted, and whoever does not know the secret is refused.`;

const BUS_HELP = `${THREE}

The first replica becomes the primary, the second the backup; who comes later takes the place of one
that is lost. Exit status and console are hvrun's (see hvrun --help).`;

const REPLICA_HELP = `${THREE}

The bus may be started later. The replica ends with the run, and with the bus: what it does without
one could reach no device. Exit status: 0 the run is over, 69 no bus, or none that needs it.`;

const SECRET_FILE = 'file with the secret that all share; only its owner may be able to read it';

export function parseBusOptions(args: readonly string[], output: OptionsOutput): BusCommandOptions | NothingToRun {
  const command = describeRun(newCommand('hvrun bus', output))
    .description('Holds the devices and the terminal of a pair whose replicas are on other hosts.')
    .requiredOption('--listen <host:port>', 'where the replicas come to; 0.0.0.0 or [::] for all interfaces', parsePort)
    .requiredOption('--secret-file <file>', SECRET_FILE)
    .addHelpText('after', BUS_HELP);
  return parseWith(command, args, () => {
    const options = optionsOf(command);
    if (options.mode === 'straw-man') command.error("error: option '--protocol none' needs no bus: see hvrun --help");
    // No more of the flags as they were written: what a run makes of them is in its options.
    const { listen, secretFile } = command.opts<Pick<BusCommandOptions, 'listen' | 'secretFile'>>();
    return { ...options, listen, secretFile };
  });
}

export function parseReplicaOptions(
  args: readonly string[],
  output: OptionsOutput,
): ReplicaCommandOptions | NothingToRun {
  const command = newCommand('hvrun replica', output)
    .description('One replica of a pair, on this host.')
    .requiredOption('--bus <host:port>', 'where the bus listens', parseBus)
    .option(
      '--listen <host:port>',
      'where to wait for the other replica; unless given: any port, at the address that reaches the bus',
      parsePort,
    )
    .requiredOption('--secret-file <file>', SECRET_FILE)
    .addHelpText('after', REPLICA_HELP);
  return parseWith(command, args, () => command.opts<ReplicaCommandOptions>());
}

/** The file that `hvrun secret` is to write. */
export function parseSecretOptions(args: readonly string[], output: OptionsOutput): { file: string } | NothingToRun {
  const command = newCommand('hvrun secret', output)
    .description('Makes a secret for a pair on several hosts: 256 random bits, in a new file.')
    .argument('<file>', 'the file, which only its owner will be able to read')
    .addHelpText('after', THREE);
  return parseWith(command, args, () => ({ file: command.processedArgs[0] as string }));
}

/** Port 0 is for listeners, which get any; nobody can be reached there. */
function parseBus(text: string): HostPort {
  const address = parsePort(text);
  if (address.port === 0)
    throw new InvalidArgumentError('Expected the port that the bus names when it begins to wait.');
  return address;
}

function parsePort(text: string): HostPort {
  const address = parseHostPort(text);
  if (!address) throw new InvalidArgumentError('Expected HOST:PORT, as in 10.0.0.1:7000 or [::1]:7000.');
  return address;
}
