/**
 * `npm run soak -- [--rounds N] [--alternate] [--task BOOT-ARGUMENTS]`: the long soak. With --alternate the primary and
 * the backup die by turns. See hypervisor/testing/soak.ts.
 *
 * `npm run soak -- --harsh [--rounds N]`: every protocol, guests that strain a pair, machines that are stopped, for good or for
 * a while, from their births on, on a host that gives them little time. See hypervisor/testing/harsh-soak.ts.
 */
import { parseArgs } from 'node:util';
import { harshSoak } from '../hypervisor/testing/harsh-soak.ts';
import { soak } from '../hypervisor/testing/soak.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    alternate: { type: 'boolean', default: false },
    harsh: { type: 'boolean', default: false },
    task: { type: 'string', default: 'run work 1500 45' },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`soak: --rounds ${values.rounds}: expected a whole number from 1 up`);
  process.exit(64);
}
const tell = (line: string): void => console.log(line);
const { survived, lost, duplicated } = values.harsh
  ? await harshSoak({ rounds, tell })
  : await soak({ rounds, task: values.task, victims: values.alternate ? 'alternating' : 'random', tell });
console.log(`${survived} survived, ${lost} lost, ${duplicated} duplicated`);
process.exitCode = lost + duplicated === 0 ? 0 : 1;
