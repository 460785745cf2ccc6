// All real sources of the corpus, or a sample, against GNU as: what differs, and a table of the counts; with --run the
// programs among them, each made and run both ways. npm run corpus -- [--run] [--sample COUNT] [NAME...]
import { parseArgs } from 'node:util';
import { COLLECTIONS } from '../assembler/testing/corpus-collections.ts';
import { compareRun, programsOf } from '../assembler/testing/corpus-run.ts';
import { sourcesOf } from '../assembler/testing/corpus-sources.ts';
import { compareSource, isFault, sample, table, type Outcome } from '../assembler/testing/corpus.ts';

const { values, positionals } = parseArgs({
  options: { run: { type: 'boolean', default: false }, sample: { type: 'string', default: 'Infinity' } },
  allowPositionals: true,
});
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.some((each) => name.includes(each));

const compare = values.run ? compareRun : compareSource;
const filesOf = values.run ? programsOf : sourcesOf;
const rows: { name: string; outcomes: Outcome[] }[] = [];
for (const collection of COLLECTIONS.filter(({ name }) => isWanted(name))) {
  const { name } = collection;
  const outcomes: Outcome[] = [];
  for (const file of sample(filesOf(collection), Number(values.sample))) {
    const outcome = compare(collection, file);
    outcomes.push(outcome);
    const { kind, details } = outcome;
    if (kind !== 'identical') {
      process.stdout.write(`${name}: ${outcome.file} is ${kind}\n  ${details.join('\n  ')}\n`);
    }
    if (isFault(outcome)) process.exitCode = 1;
  }
  if (outcomes.length > 0) rows.push({ name, outcomes });
  process.stderr.write(`${name}: ${outcomes.length} files\n`);
}
process.stdout.write(`\n${table(rows)}`);
