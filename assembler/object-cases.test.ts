/**
 * The object files of testdata/objects/, as GNU as makes them.
 *
 *     HVASM_RECORD=1 npx vitest run assembler/object-cases.test.ts      writes them anew; read the difference before committing
 */
import { describe, expect, it } from 'vitest';
import { caseFiles, casesOf, outcomeOf, recordCases } from './testing/object-cases.ts';

if (process.env['HVASM_RECORD'] === '1') for (const file of caseFiles()) recordCases(file);

describe.each(caseFiles())('%s', (file) => {
  it.each(casesOf(file).map((each) => [each.name, each] as const))('%s', (_, each) => {
    expect(outcomeOf(each)).toBe(each.expected);
  });
});
