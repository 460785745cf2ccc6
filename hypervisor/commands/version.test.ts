/** The subcommands that judge a guest tell the package's version, and in --help every exit status that they have. */
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT_STATUS } from '../../emulator/board.ts';
import { explore } from './explore.ts';
import { simulate } from './simulate.ts';

const COMMANDS = [
  ['explore', explore],
  ['simulate', simulate],
] as const;

it.each(COMMANDS)('hvrun %s -V', async (_, command) => {
  expect(await told(command, '-V')).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

it.each(COMMANDS)('hvrun %s --nothing', async (name, command) => {
  const { status, stderr } = await told(command, '--nothing');
  expect(status).toBe(EXIT_STATUS.USAGE);
  expect(stderr).toBe(`hvrun: unknown option '--nothing'\nTry 'hvrun ${name} --help'.\n`);
});

it('hvrun explore --help tells each exit status', async () => {
  const { stdout } = await told(explore, '--help');
  const statuses = stdout.slice(stdout.indexOf('Exit status: '));
  const { USAGE, BAD_IMAGE, NO_INPUT, NO_OUTPUT, HOST_ERROR, IN_USE } = EXIT_STATUS;
  for (const status of [0, 1, 2, USAGE, BAD_IMAGE, NO_INPUT, NO_OUTPUT, HOST_ERROR, IN_USE]) {
    expect(statuses).toMatch(new RegExp(`\\b${status}\\b`));
  }
});

async function told(
  command: typeof explore,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const status = await command(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}
