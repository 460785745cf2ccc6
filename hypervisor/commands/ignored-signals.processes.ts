import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { ignoredSignals } from './ignored-signals.ts';
import { WAIT } from '../guests/wait-guest.ts';

const HVRUN = `${import.meta.dirname}/../../dist/hvrun.js`;

describe('signals that were ignored at the start', () => {
  it.each([
    ['of none', { HVRUN_SIGNALS: '17:0000000000000000' }, []],
    ['by bits', { HVRUN_SIGNALS: '17:0000000000000007' }, ['SIGHUP', 'SIGINT', 'SIGQUIT']],
    ['by a bit', { HVRUN_SIGNALS: '17:0000000001005000' }, ['SIGTERM']],
    ["not by another process's", { HVRUN_SIGNALS: '18:0000000000000007' }, []],
    ['not where the system does not tell', { HVRUN_SIGNALS: '17:' }, []],
    ['by nohup', { _: '/usr/bin/nohup' }, ['SIGHUP']],
    ['by nohup, though npx set it back', { _: '/usr/bin/nohup', HVRUN_SIGNALS: '17:2' }, ['SIGHUP', 'SIGINT']],
    ['of none, if nothing tells', { _: '/usr/bin/npx' }, []],
  ])('are known: %s', (_, environment, names) => {
    expect([...ignoredSignals(environment, 17)]).toEqual(names);
  });
});

describe('hvrun', () => {
  const workshop = new Workshop();
  let child: ChildProcess;
  beforeAll(() => writeFileSync(workshop.path('wait'), assembleGuest(WAIT)));
  afterEach(() => void child.kill('SIGKILL'));
  afterAll(() => workshop.remove());

  /** A shell that becomes hvrun; resolves when the guest runs. */
  async function start(shell: string, script: string): Promise<void> {
    child = spawn(shell, ['-c', script], { cwd: workshop.folder, stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
  }

  it.each<[string, string, string, NodeJS.Signals[]]>([
    ['nohup', 'sh', `exec nohup ${HVRUN} --bare wait`, ['SIGHUP']],
    ['nohup, started by node', 'bash', `nohup node ${HVRUN} --bare wait`, ['SIGHUP']],
    ['nohup, as a pair', 'sh', `exec nohup ${HVRUN} wait`, ['SIGHUP']],
    ['a shell', 'sh', `trap '' HUP INT QUIT; exec ${HVRUN} --bare wait`, ['SIGHUP', 'SIGINT', 'SIGQUIT']],
  ])('goes on after signals that %s has it ignore, and ends by itself', async (_, shell, script, signals) => {
    await start(shell, script);
    for (const signal of signals) child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.stdin?.end('x');
    expect(await once(child, 'close')).toEqual([7, null]);
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('is ended by %s if nobody has it ignored', async (signal, status) => {
    // Whoever runs the tests may have them ignored.
    const anew = '$(env --default-signal true 2>/dev/null && echo env --default-signal)';
    await start('sh', `exec ${anew} ${HVRUN} --bare wait`);
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([status, null]);
  });
});
