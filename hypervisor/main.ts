/** hvrun, but for its beginning (hvrun.ts): see ./commands/options.ts for its flags. */
import '../emulator/cpu/engine-flags.ts';
import type { Born } from './bus/replica-birth.ts';
import { keepIgnored } from './commands/ignored-signals.ts';
import { leaveLostTerminals } from './commands/lost-terminals.ts';
import { run } from './commands/run.ts';

/** `born`: the machines that this run seems to want. */
export async function main(born: Born): Promise<void> {
  keepIgnored();
  leaveLostTerminals();
  const status = await run(process.argv.slice(2), born);
  // What was said must be out before the process ends; the guest's output is, or nobody waits for it any more.
  process.stderr.write('', () => process.exit(status));
}
