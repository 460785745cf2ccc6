#!/usr/bin/env node
/** The bin `hvrun`: see ./commands/options.ts for its flags. */
import '../emulator/cpu/engine-flags.ts';
import { keepIgnored } from './commands/ignored-signals.ts';
import { run } from './commands/run.ts';

keepIgnored();
const status = await run(process.argv.slice(2));
// What was said must be out before the process ends; the guest's output is, or nobody waits for it any more.
process.stderr.write('', () => process.exit(status));
