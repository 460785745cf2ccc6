/**
 * hvrun explore shared out by schedulers of other people: a Slurm job array on two nodes, and GNU parallel, here and over ssh to two
 * hosts. One shard and one host are killed meanwhile; the merge gives the same bytes as one process.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { RunningProcess } from '../kernel/testing/running-process.ts';
import { tool, Workshop } from '../kernel/testing/tools.ts';
import { freePorts, SlurmCluster, until, whyNoSlurm } from './testing/slurm.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const EXPLORED = ['--guest', 'kernel', '--only', 'doubt'];
const SHARDS = 4;
const HVRUN = `${process.execPath} ${tool('hvrun')}`;
/** Milliseconds for what may take long on a busy host. */
const PATIENCE_MS = 240_000;

let undisturbed: string;

beforeAll(async () => {
  undisturbed = (await workshop.hvrun(['explore', ...EXPLORED, '--budget', '1000'])).stdout;
  // hvrun, but for what happens to two shards when they are tried first: one is killed, and one hangs, and says where.
  script(
    'hvrun',
    `args="$*"; shard=$(echo "$args" | sed 's|.*--shard \\([0-9]*\\)/.*|\\1|'); results=$(echo "$args" | sed 's|.*--results \\([^ ]*\\).*|\\1|')
if [ "$shard" -gt 2 ] || ! mkdir "$results/disturbed-$shard" 2>/dev/null; then exec ${HVRUN} "$@"; fi
${HVRUN} "$@" &
until grep -q '"case"' "$results/shard-$shard-of-${SHARDS}.ndjson.part" 2>/dev/null; do sleep 0.05; done
if [ "$shard" = 1 ]; then kill -9 $!; wait $!; exit $?; fi
kill -STOP $!
echo "\${SLURMD_NODENAME:-$SSH_CONNECTION}" >"$results/hangs.new" && mv "$results/hangs.new" "$results/hangs"
wait $!`,
  );
});

function script(name: string, text: string): void {
  writeFileSync(workshop.path(name), `#!/bin/sh\n${text}\n`);
  chmodSync(workshop.path(name), 0o755);
}

function leaveOut(context: TestContext, why: string): never {
  console.warn(`left out: ${context.task.name}: ${why}`);
  return context.skip(why);
}

const missingOf = (...commands: string[]): string[] =>
  commands.filter((command) => spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${command}`]).status !== 0);

const isThere = (results: string, shard: number): boolean =>
  existsSync(workshop.path(`${results}/shard-${shard}-of-${SHARDS}.ndjson`));
const allThere = (results: string): boolean =>
  Array.from({ length: SHARDS }, (_, index) => index + 1).every((shard) => isThere(results, shard));

async function expectSame(results: string): Promise<void> {
  const merged = await workshop.hvrun(['explore', 'merge', results]);
  expect(merged).toEqual({ status: 0, stdout: undisturbed, stderr: '' });
}

describe('a Slurm job array', () => {
  const why = whyNoSlurm();
  let cluster: SlurmCluster | undefined;
  afterAll(() => cluster?.stop());

  it('goes on though a shard and a node are killed', async (context) => {
    if (why !== undefined) leaveOut(context, why);
    mkdirSync(workshop.path('slurm'));
    cluster = await SlurmCluster.start(workshop.path('slurm'));
    const words = ['explore', ...EXPLORED, '--results', 'array', '--slurm-script', String(SHARDS)];
    const { stdout, status } = await workshop.hvrun(words);
    expect(status).toBe(0);
    writeFileSync(workshop.path('array.sbatch'), stdout);
    cluster.environment['HVRUN'] = workshop.path('hvrun');
    expect(cluster.ask('sbatch', workshop.path('array.sbatch'))).toContain('Submitted batch job');
    await until('a shard that hangs', () => existsSync(workshop.path('array/hangs')), PATIENCE_MS);
    const node = readFileSync(workshop.path('array/hangs'), 'utf8').trim();
    expect(node).toMatch(/^n[12]$/);
    cluster.killNode(node);
    await until('all shards', () => allThere('array'), PATIENCE_MS).catch((error: Error) => {
      throw new Error(`${error.message}\n${cluster?.ask('squeue')}${cluster?.log()}`);
    });
    expect(existsSync(workshop.path('array/disturbed-1'))).toBe(true);
    await expectSame('array');
  }, 600_000);
});

describe('GNU parallel', () => {
  const words = [...EXPLORED.map((word) => `'${word}'`), '--workers', '1', '--shard', `{}/${SHARDS}`, '--results'].join(
    ' ',
  );
  const shards = [':::', ...Array.from({ length: SHARDS }, (_, index) => String(index + 1))];

  it('goes on though a shard is killed', async (context) => {
    const missing = missingOf('parallel');
    if (missing.length > 0) leaveOut(context, 'parallel is missing (package parallel)');
    mkdirSync(workshop.path('local'));
    // Nothing hangs here.
    mkdirSync(workshop.path('local/disturbed-2'));
    const command = `./hvrun explore ${words} local`;
    const args = ['--will-cite', '--jobs', '2', '--retries', '3', '--joblog', 'local/joblog', command, ...shards];
    const run = new RunningProcess('parallel', args, { folder: workshop.folder });
    expect((await run.closed()).status, run.errors()).toBe(0);
    expect(existsSync(workshop.path('local/disturbed-1'))).toBe(true);
    await expectSame('local');
  }, 600_000);

  it('goes on over ssh though a shard and a host are killed', async (context) => {
    const missing = missingOf('parallel', 'sshd', 'ssh', 'ssh-keygen');
    if (missing.length > 0)
      leaveOut(context, `${missing.join(', ')} missing (packages parallel, openssh-server, openssh-client)`);
    if (userInfo().uid !== 0) leaveOut(context, 'an sshd needs root');
    mkdirSync(workshop.path('remote'));
    const ports = await freePorts(2);
    const hosts = ports.map((port) => startSshd(port));
    try {
      const ssh = `ssh -i ${workshop.path('key')} -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
      const logins = ports.flatMap((port) => ['--sshlogin', `1/${ssh} -p ${port} 127.0.0.1`]);
      const command = `cd ${workshop.folder} && ./hvrun explore ${words} remote`;
      const args = ['--will-cite', ...logins, '--retries', '5', '--joblog', 'remote/joblog', command, ...shards];
      const run = new RunningProcess('parallel', args, { folder: workshop.folder });
      await until('a shard that hangs', () => existsSync(workshop.path('remote/hangs')), PATIENCE_MS);
      const [, , , port] = readFileSync(workshop.path('remote/hangs'), 'utf8').trim().split(' ');
      const index = ports.indexOf(Number(port));
      expect(index).toBeGreaterThanOrEqual(0);
      killTree(hosts[index].pid);
      expect((await run.closed()).status, run.errors()).toBe(0);
      expect(existsSync(workshop.path('remote/disturbed-1'))).toBe(true);
      await expectSame('remote');
    } finally {
      for (const host of hosts) killTree(host.pid);
    }
  }, 600_000);
});

/** A host that lets the key in the workshop in. */
function startSshd(port: number): RunningProcess {
  const key = workshop.path('key');
  if (!existsSync(key)) {
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    // Where sshd, as root, separates its privileges.
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  }
  const config = workshop.path(`sshd-${port}`);
  writeFileSync(
    config,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${key}
AuthorizedKeysFile ${key}.pub
StrictModes no
UsePAM no
PermitRootLogin yes
PidFile none
`,
  );
  return new RunningProcess('sh', ['-c', `exec $(PATH=$PATH:/usr/sbin command -v sshd) -D -e -f ${config}`], {
    folder: workshop.folder,
  });
}

/** A process and all that it has started, and those have. */
function killTree(pid: number): void {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/).map(Number));
  const below = (parent: number): number[] =>
    all.filter(([, above]) => above === parent).flatMap(([child]) => [...below(child), child]);
  for (const one of [pid, ...below(pid)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has come to its end.
    }
  }
}
