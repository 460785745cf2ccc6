/**
 * A Slurm cluster of two nodes on this host, without systemd and without any file outside its own folder: munged, slurmctld, and a slurmd a
 * node, which can be killed with all that runs on it (slurm.schedmd.com/slurm.conf.html; man munged).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const COMMANDS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'sinfo', 'squeue', 'scontrol'];
const NODES = ['n1', 'n2'] as const;
const PATIENCE_MS = 60_000;
/** In the environment of all that a node starts for itself. */
const NODE = 'HVFT_NODE';

/** Why there can be no cluster here; undefined if there can. */
export function whyNoSlurm(): string | undefined {
  const missing = COMMANDS.filter(
    (command) => spawnSync('sh', ['-c', `command -v ${command}`], { env: ENVIRONMENT }).status !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} missing (packages slurmctld, slurmd, slurm-client, munge)`;
  return userInfo().uid === 0 ? undefined : 'a slurmd that starts jobs needs root';
}

/** Where Debian keeps daemons, too. */
const ENVIRONMENT = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

export class SlurmCluster {
  readonly #folder: string;
  readonly #daemons = new Map<string, ChildProcess>();
  readonly environment: NodeJS.ProcessEnv;

  /** In this folder, which is empty. */
  static async start(folder: string): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(folder);
    cluster.#prepare(await freePorts(3));
    await cluster.#startAll();
    return cluster;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.environment = { ...ENVIRONMENT, SLURM_CONF: join(folder, 'slurm.conf') };
  }

  /** What a command of Slurm's prints. Throws an Error with what it says unless it ends with status 0. */
  ask(command: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, {
      env: this.environment,
      cwd: this.#folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${command}: ${stderr}\n${this.log()}`);
    return stdout;
  }

  /** The node is gone, with all that runs on it. */
  killNode(name: string): void {
    const marks = [`${NODE}=${join(this.#folder, name)}`, `SLURMD_NODENAME=${name}`];
    const own = readdirSync('/proc').filter((pid) => {
      const words = /^\d+$/.test(pid) ? environmentOf(pid) : [];
      return (
        words.includes(`SLURM_CONF=${this.environment['SLURM_CONF']}`) && marks.some((mark) => words.includes(mark))
      );
    });
    for (const pid of own) kill(Number(pid));
  }

  /** The logs' last lines. */
  log(): string {
    return ['munged', 'slurmctld', ...NODES]
      .map((name) => `${name}: ${readFileSync(join(this.#folder, `${name}.log`), 'utf8').slice(-1500)}`)
      .join('\n');
  }

  stop(): void {
    for (const name of NODES) this.killNode(name);
    for (const daemon of this.#daemons.values()) daemon.kill('SIGKILL');
  }

  #prepare(ports: readonly number[]): void {
    const at = (name: string): string => join(this.#folder, name);
    for (const name of ['state', ...NODES]) mkdirSync(at(name));
    mkdirSync(at('run'), { mode: 0o755 });
    mkdirSync(at('key'), { mode: 0o700 });
    writeFileSync(at('key/munge.key'), randomBytes(1024), { mode: 0o600 });
    const { username } = userInfo();
    const host = hostname();
    writeFileSync(
      at('slurm.conf'),
      `ClusterName=hvft
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${username}
SlurmdUser=${username}
SlurmctldPort=${ports[0]}
StateSaveLocation=${at('state')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdSpoolDir=${at('%n')}
SlurmdPidFile=${at('%n.pid')}
AuthType=auth/munge
AuthInfo=socket=${at('run/munge.socket')},cred_expire=5
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SchedulerParameters=sched_interval=2,bf_interval=2
ReturnToService=2
JobRequeue=1
SlurmdTimeout=5
${NODES.map((name, index) => `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[1 + index]} CPUs=1`).join('\n')}
PartitionName=all Nodes=${NODES.join(',')} Default=YES State=UP
`,
    );
  }

  async #startAll(): Promise<void> {
    const at = (name: string): string => join(this.#folder, name);
    const files = [`--key-file=${at('key/munge.key')}`, `--socket=${at('run/munge.socket')}`];
    const more = [
      `--pid-file=${at('run/munged.pid')}`,
      `--seed-file=${at('run/seed')}`,
      `--log-file=${at('run/munged.log')}`,
    ];
    this.#start('munged', 'munged', ['--foreground', '--force', ...files, ...more]);
    await until('munged', () => readdirSync(at('run')).includes('munge.socket'));
    this.#start('slurmctld', 'slurmctld', ['-D']);
    for (const name of NODES) this.#start(name, 'slurmd', ['-D', '-N', name]);
    const idle = (): boolean => {
      const { stdout } = spawnSync('sinfo', ['-N', '-h', '-o', '%T'], { env: this.environment, encoding: 'utf8' });
      return (
        stdout
          .trim()
          .split('\n')
          .filter((state) => state === 'idle').length === NODES.length
      );
    };
    await until('two idle nodes', idle).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.log()}`);
    });
  }

  #start(name: string, command: string, args: readonly string[]): void {
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    const env = { ...this.environment, [NODE]: join(this.#folder, name) };
    const daemon = spawn(command, args, { env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.#daemons.set(name, daemon);
  }
}

/** Waits until `condition` holds, which is called `what`. */
export async function until(what: string, condition: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

/** Ports of this host that nobody has. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has come to its end.
  }
}
