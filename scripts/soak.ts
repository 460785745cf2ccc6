/**
 * `npm run soak -- [--rounds N] [--alternate] [--task BOOT-ARGUMENTS]`: the long soak. With --alternate the primary and
 * the backup die by turns. See hypervisor/testing/soak.ts.
 */
import { parseArgs } from 'node:util';
import { soak } from '../hypervisor/testing/soak.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    alternate: { type: 'boolean', default: false },
    task: { type: 'string', default: 'run work 1500 45' },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`soak: --rounds ${values.rounds}: expected a whole number from 1 up`);
  process.exit(64);
}
const { survived, lost, duplicated } = await soak({
  rounds,
  task: values.task,
  victims: values.alternate ? 'alternating' : 'random',
  tell: (line) => console.log(line),
});
console.log(`${survived} survived, ${lost} lost, ${duplicated} duplicated`);
process.exitCode = lost + duplicated === 0 ? 0 : 1;
