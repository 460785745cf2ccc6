import { expect, it, test } from 'vitest';
import { MOST_SHARDS, owns, shardOf } from './shard.ts';

const SLURM = {
  ...{ SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '5', SLURM_ARRAY_TASK_MAX: '8' },
};

test('each case belongs to one shard', () => {
  const shards = [1, 2, 3].map((index) => ({ index, count: 3 }));
  const owners = [0, 1, 2, 3, 4, 5, 6].map((at) => shards.filter((shard) => owns(shard, at)).map(({ index }) => index));
  expect(owners).toEqual([[1], [2], [3], [1], [2], [3], [1]]);
});

it.each([
  ['3/20', {}, { index: 3, count: 20 }],
  ['1/1', {}, { index: 1, count: 1 }],
  [`1/${MOST_SHARDS}`, {}, { index: 1, count: MOST_SHARDS }],
  ['auto', SLURM, { index: 3, count: 4 }],
  ['auto/20', SLURM, { index: 7, count: 20 }],
  ['auto/20', { JOB_COMPLETION_INDEX: '0' }, { index: 1, count: 20 }],
  ['auto/20', { JOB_COMPLETION_INDEX: '19' }, { index: 20, count: 20 }],
  ['2/3', SLURM, { index: 2, count: 3 }],
])('%s with %j is a shard', (text, environment, shard) => {
  expect(shardOf(text, environment)).toEqual(shard);
});

it.each([
  ['0/0', {}, 'Expected 1 to'],
  ['1/0', {}, 'Expected 1 to'],
  [`1/${MOST_SHARDS + 1}`, {}, 'Expected 1 to'],
  ['3/2', {}, 'There is no shard 3 of 2'],
  ['0/2', {}, 'There is no shard 0 of 2'],
  ['-1/2', {}, 'Expected I/N'],
  ['1.5/2', {}, 'Expected I/N'],
  ['1', {}, 'Expected I/N'],
  ['', {}, 'Expected I/N'],
  ['1/2/3', {}, 'Expected I/N'],
  ['auto', {}, 'no scheduler says'],
  ['auto', { SLURM_ARRAY_TASK_ID: '' }, 'no scheduler says'],
  ['auto', { SLURM_ARRAY_TASK_ID: '-1' }, 'no scheduler says'],
  ['auto', { JOB_COMPLETION_INDEX: '0' }, 'Kubernetes does not say'],
  // sbatch --array=5,8: two of the tasks, once more.
  ['auto', { ...SLURM, SLURM_ARRAY_TASK_COUNT: '2' }, 'not all tasks are there'],
  ['auto/4', SLURM, 'There is no shard 7 of 4'],
  ['auto/20', { SLURM_ARRAY_TASK_ID: '0' }, 'There is no shard 0 of 20'],
  ['auto/20', { JOB_COMPLETION_INDEX: '20' }, 'There is no shard 21 of 20'],
])('%s with %j is none', (text, environment, why) => {
  expect(shardOf(text, environment)).toContain(why);
});
