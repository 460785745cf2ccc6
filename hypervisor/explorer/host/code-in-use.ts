/** For what code V8 is to compile where cases of an adversity are run: see compileFor. */
import type { AdversityName } from '../case.ts';
import type { Reference } from '../reference.ts';

/** Instructions of the undisturbed run, up to which a case on a pair is less execution than protocol, links and bus. */
const SHORT = 1_000_000;

export function codeInUse(name: AdversityName, { instructions }: Pick<Reference, 'instructions'>) {
  return name === 'crashes' && instructions <= SHORT ? 'other code' : 'interpreter';
}
