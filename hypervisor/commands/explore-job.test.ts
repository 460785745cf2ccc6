/**
 * docs/explore-job.yaml is a Job as Kubernetes' own schema has it, without a field that it does not know, and its pods try all shards.
 * The validator that was made of the schema lets unknown fields pass; the types that were made of it do not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IJob, Job } from 'kubernetes-models/batch/v1';
import ts from 'typescript';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { printShard, shardOf } from '../explorer/host/shard.ts';
import { describeExplore, type ExploreFlags } from './explore-options.ts';

const FILE = join(import.meta.dirname, '../../docs/explore-job.yaml');
const read = (): IJob => parse(readFileSync(FILE, 'utf8')) as IJob;

/** Of each of these, what TypeScript has against its being a Job. */
function refusals(jobs: readonly unknown[]): string[] {
  const lines = jobs.map((job) => `_ = ${JSON.stringify(job)};`);
  const text = `import type { IJob } from 'kubernetes-models/batch/v1';\nlet _: IJob;\n${lines.join('\n')}\nexport {};`;
  const path = join(import.meta.dirname, 'jobs.ts');
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es5.d.ts'] },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  };
  const usual = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...usual,
    fileExists: (name) => name === path || usual.fileExists(name),
    getSourceFile: (name, language) =>
      name === path ? ts.createSourceFile(name, text, language) : usual.getSourceFile(name, language),
  };
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path)!;
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const said = (line: number) =>
    found
      .filter(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line === line)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect([0, 1, jobs.length + 2].flatMap(said)).toEqual([]);
  return jobs.map((_, index) => said(index + 2).join('\n'));
}

it('is valid', () => {
  new Job(read()).validate();
});

it('has no field that is unknown, at whatever depth, and one that is misspelt would be', { timeout: 60_000 }, () => {
  const text = readFileSync(FILE, 'utf8');
  const optional = [
    ...['completionMode', 'parallelism', 'backoffLimitPerIndex', 'maxFailedIndexes', 'podFailurePolicy'],
    ...['onPodConditions', 'onExitCodes', 'restartPolicy', 'workingDir', 'resources', 'limits', 'volumeMounts'],
    ...['volumes', 'persistentVolumeClaim'],
  ];
  const spoilt = optional.map((name): unknown => parse(text.replace(`${name}:`, `${name}s:`)));
  const [own, ...others] = refusals([read(), ...spoilt]);
  expect(own).toBe('');
  expect(others).toEqual(
    optional.map((name) => expect.stringContaining(`'"${name}s"' does not exist in type`) as string),
  );
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
