/**
 * Which machines a run will want, by a first look at its arguments: their processes take as long to come up as hvrun takes to read
 * itself, and to find out. What is expected in vain costs a little, and what is not is started later.
 */
import type { FirstRole } from '../bus/replica-birth.ts';
import { COMMANDS } from './names.ts';

/** With one of these there is no hypervisor, or no run. */
const WITHOUT = ['--bare', '--straw-man', '--help', '-h', '--version', '-V'];

export function expectedMachines(args: readonly string[]): FirstRole[] {
  if ((COMMANDS as readonly string[]).includes(args[0]) || args.some((word) => WITHOUT.includes(word))) return [];
  return args.includes('--solo') ? ['primary'] : ['primary', 'backup'];
}
