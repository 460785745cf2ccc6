// Adds up the results that `npm test` and `npm run test:conformance` have left in test-results/, as one line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let passed = 0;
let failed = 0;
for (const name of ['unit.json', 'conformance.json']) {
  const file = join(import.meta.dirname, '..', 'test-results', name);
  if (!existsSync(file)) {
    console.error(`${name}: no results`);
    failed += 1;
    continue;
  }
  const results = /** @type {{ numPassedTests: number, numFailedTests: number, numFailedTestSuites: number }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
  passed += results.numPassedTests;
  // A file that fails to load has no failed test of its own.
  failed += Math.max(results.numFailedTests, results.numFailedTestSuites > 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
