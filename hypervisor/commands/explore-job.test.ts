/** docs/explore-job.yaml is a Job as Kubernetes' own schema has it, and its pods try all shards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IJob, Job } from 'kubernetes-models/batch/v1';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { printShard, shardOf } from '../explorer/host/shard.ts';
import { describeExplore, type ExploreFlags } from './explore-options.ts';

const read = (): IJob => parse(readFileSync(join(import.meta.dirname, '../../docs/explore-job.yaml'), 'utf8')) as IJob;

it('is valid', () => {
  new Job(read()).validate();
});

it.each([
  ['a count', (job: IJob) => Object.assign(job.spec!, { completions: 'twenty' })],
  ['the containers', (job: IJob) => Object.assign(job.spec!.template.spec!, { containers: undefined })],
  ['rules', (job: IJob) => Object.assign(job.spec!.podFailurePolicy!, { rules: 'none' })],
])('would not be with something else in place of %s', (_, spoil) => {
  const job = read();
  spoil(job);
  expect(() => new Job(job).validate()).toThrow();
});

test('the pods try all shards, and hvrun takes their words', () => {
  const { spec } = read();
  const [{ command = [], args = [] }] = spec!.template.spec!.containers;
  const [hvrun, explore, ...words] = [...command, ...args];
  expect([hvrun, explore]).toEqual(['hvrun', 'explore']);
  const shards = Array.from({ length: spec!.completions! }, (_, index) => {
    const shard = shardOf(words[words.indexOf('--shard') + 1], { JOB_COMPLETION_INDEX: String(index) });
    return typeof shard === 'string' ? shard : printShard(shard);
  });
  expect(shards).toEqual(shards.map((_, index) => `${index + 1}/20`));
  const parsed = describeExplore({ stdout: () => {}, stderr: () => {} });
  parsed.parse(
    words.map((word) => word.replace('auto', '1')),
    { from: 'user' },
  );
  expect(parsed.opts<ExploreFlags>()).toMatchObject({ results: 'results', workers: 1, shard: { index: 1, count: 20 } });
});
