// All real sources of the corpus against GNU as, with what differs and the counts; with --run the programs among them, each
// made and run both ways. npm run corpus -- [--run] [NAME [COUNT]]
import { compareRun, runnable } from '../assembler/testing/corpus-run.ts';
import { COLLECTIONS, sourcesOf } from '../assembler/testing/corpus-sources.ts';
import { compareSource, sample, summary, type Outcome } from '../assembler/testing/corpus.ts';

const isRun = process.argv[2] === '--run';
const [wanted = '', count = 'Infinity'] = process.argv.slice(isRun ? 3 : 2);
const compare = isRun ? compareRun : compareSource;
const all = isRun ? runnable() : COLLECTIONS.map((collection) => ({ collection, files: undefined }));
for (const { collection, files } of all.filter((each) => each.collection.name.includes(wanted))) {
  const outcomes: Outcome[] = [];
  for (const file of sample(files ?? sourcesOf(collection), Number(count))) {
    const outcome = compare(collection, file);
    outcomes.push(outcome);
    if (outcome.kind !== 'different' && outcome.kind !== 'refused') continue;
    process.stdout.write(`${collection.name}: ${outcome.file} is ${outcome.kind}\n  ${outcome.details.join('\n  ')}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${summary(collection.name, outcomes)}\n`);
}
