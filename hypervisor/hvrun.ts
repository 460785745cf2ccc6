#!/usr/bin/env node
/** The bin `hvrun`: it starts the machines that a run will want, and then reads the rest of itself (main.ts). */
import { fileURLToPath } from 'node:url';
import { runBundle } from '../launch/bundle.ts';
import { bear, type Born } from './bus/replica-birth.ts';
import { expectedMachines } from './commands/expected-machines.ts';

/** A bundle of its own beside this one. */
interface Main {
  readonly main: (born: Born) => Promise<void>;
}

/** What a replica is started with (../launch/replica.ts), beside this file. */
const MODULE = fileURLToPath(new URL('./replica.cjs', import.meta.url));

/** None, if they can't be started: the run itself tries again then, and tells why. */
function expected(): Born {
  try {
    return bear(MODULE, expectedMachines(process.argv.slice(2)));
  } catch {
    return bear(MODULE, []);
  }
}

const born = expected();
const { main } = runBundle(new URL('./main.cjs', import.meta.url), 'hvrun') as Main;
await main(born);
