/** No epoch of any guest has more environment values than an epoch may have. */
import type { Checker } from './checker.ts';

/** An epoch ends after the instruction that follows its last value, which may be another one that draws a value. */
const MORE = 2;

export const epochValues: Checker = ({ lives, plan: { maxValues } }) =>
  lives.flatMap(({ seat, entries }) => {
    const findings: string[] = [];
    let values = 0;
    for (const entry of entries) {
      if (entry.startsWith('reads ')) values += 1;
      if (values === maxValues + MORE + 1)
        findings.push(`an epoch of the ${seat} machine has more than ${values - 1} values`);
      if (entry.startsWith('epoch ')) values = 0;
    }
    return findings;
  });
