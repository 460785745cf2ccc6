/**
 * Hosts with cables between them, as network namespaces and veth pairs of this one (ip-netns(8), veth(4)): each cable can be
 * pulled, or made slow and lossy (tc(8)). Needs root, and Debian's iproute2. Nothing leaves the namespaces.
 */
import { spawnSync } from 'node:child_process';

export type Host = 'bus' | 'one' | 'two';
const HOSTS: readonly Host[] = ['bus', 'one', 'two'];
/** Each cable joins two hosts; its network is 10.77.N.0/24, and the first host is .1, the second .2. */
const CABLES: readonly (readonly [Host, Host])[] = [
  ['bus', 'one'],
  ['bus', 'two'],
  ['one', 'two'],
];

/** Why no namespaces can be had here, or undefined if they can. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `hvft-${process.pid}-probe`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.error) return 'there is no command ip (Debian: iproute2)';
  if (made.status !== 0) return `network namespaces are not allowed here: ${made.stderr.trim()}`;
  spawnSync('ip', ['netns', 'delete', name]);
  return undefined;
}

export class Namespaces {
  readonly #prefix: string;

  /** Makes hosts and cables. Throws if the system does not let us. `label`: short, to tell several apart. */
  constructor(label: string) {
    this.#prefix = `hvft-${process.pid}-${label}-`;
    try {
      for (const host of HOSTS) {
        run('ip', ['netns', 'add', this.#name(host)]);
        this.#ip(host, 'link', 'set', 'lo', 'up');
      }
      CABLES.forEach(([one, other], index) => this.#lay(one, other, index + 1));
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** The words that run a command on `host`. */
  on(host: Host): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name(host)];
  }

  /** The address of `host` on its cable to `other`. */
  address(host: Host, other: Host): string {
    const cable = CABLES.findIndex((ends) => ends.includes(host) && ends.includes(other));
    return `10.77.${cable + 1}.${CABLES[cable][0] === host ? 1 : 2}`;
  }

  /** Pulls the cable between two hosts out of the first. */
  pull(host: Host, other: Host): void {
    this.#ip(host, 'link', 'set', port(other), 'down');
  }

  plugIn(host: Host, other: Host): void {
    this.#ip(host, 'link', 'set', port(other), 'up');
  }

  /**
   * Makes the cable between two hosts bad, in both directions, by a queueing discipline and its options; what the kernel
   * has to say against that, or undefined.
   */
  spoil(host: Host, other: Host, ...discipline: readonly string[]): string | undefined {
    for (const [from, to] of [
      [host, other],
      [other, host],
    ] as const) {
      const args = [...this.on(from).slice(1), 'tc', 'qdisc', 'replace', 'dev', port(to), 'root', ...discipline];
      const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
      if (error || status !== 0) return stderr.trim() || String(error);
    }
    return undefined;
  }

  /** Packets dropped on the way from `host` to `other`. */
  dropped(host: Host, other: Host): number {
    const text = run('ip', [...this.on(host).slice(1), 'tc', '-s', 'qdisc', 'show', 'dev', port(other), 'root']);
    return Number(/dropped (\d+)/.exec(text)?.[1]);
  }

  remove(): void {
    for (const host of HOSTS) spawnSync('ip', ['netns', 'delete', this.#name(host)]);
  }

  #lay(one: Host, other: Host, number: number): void {
    const [here, there] = [this.#name(one), this.#name(other)];
    run('ip', ['link', 'add', port(other), 'netns', here, 'type', 'veth', 'peer', 'name', port(one), 'netns', there]);
    for (const [host, to, last] of [
      [one, other, 1],
      [other, one, 2],
    ] as const) {
      this.#ip(host, 'address', 'add', `10.77.${number}.${last}/24`, 'dev', port(to));
      this.#ip(host, 'link', 'set', port(to), 'up');
    }
  }

  #name(host: Host): string {
    return this.#prefix + host;
  }

  #ip(host: Host, ...args: readonly string[]): void {
    run('ip', ['-n', this.#name(host), ...args]);
  }
}

/** The name of a host's end of its cable to `other`. */
function port(other: Host): string {
  return `to-${other}`;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
