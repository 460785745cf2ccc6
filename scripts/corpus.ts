// All real sources of the corpus against GNU as, with what differs and the counts. npm run corpus [-- NAME [COUNT]]
import { COLLECTIONS, sourcesOf } from '../assembler/testing/corpus-sources.ts';
import { compareSource, sample, summary, type Outcome } from '../assembler/testing/corpus.ts';

const [wanted = '', count = 'Infinity'] = process.argv.slice(2);
for (const collection of COLLECTIONS.filter(({ name }) => name.includes(wanted))) {
  const outcomes: Outcome[] = [];
  for (const file of sample(sourcesOf(collection), Number(count))) {
    const outcome = compareSource(collection, file);
    outcomes.push(outcome);
    if (outcome.kind !== 'different' && outcome.kind !== 'refused') continue;
    process.stdout.write(`${collection.name}: ${outcome.file} is ${outcome.kind}\n  ${outcome.details.join('\n  ')}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${summary(collection.name, outcomes)}\n`);
}
