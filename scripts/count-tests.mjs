// Adds up the results that `npm test`, `npm run test:processes`, `npm run test:conformance` and `npm run test:linux` have left, as one line. Before
// it stands what a reader of a long log looks for: each test that failed, and each that failed at first.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { AGAIN, CONFORMANCE, FIRST, LINUX, UNIT } from './test-results.mjs';

/** Lines of a failure's message that are shown. */
const MESSAGE_LINES = 12;
const ROOT = join(import.meta.dirname, '..');

/**
 * @param {string} path
 * @returns {import('./test-results.mjs').TestFile[]}
 */
function filesOf(path) {
  if (!existsSync(path)) return [];
  return /** @type {import('./test-results.mjs').Results} */ (JSON.parse(readFileSync(path, 'utf8'))).testResults;
}

/**
 * @param {string} word
 * @param {import('./test-results.mjs').TestFile} file
 * @returns {number} how many tests of the file failed; 1 if the file itself did, which then has none
 */
function tell(word, file) {
  const name = relative(ROOT, file.name);
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  for (const { fullName, failureMessages } of failed) say(`${word} ${name}: ${fullName}`, failureMessages.join('\n'));
  if (failed.length === 0 && file.status === 'failed') say(`${word} ${name}`, file.message ?? '');
  return file.status === 'failed' ? Math.max(failed.length, 1) : 0;
}

/**
 * @param {string} title
 * @param {string} text
 */
function say(title, text) {
  console.log([title, ...text.split('\n').slice(0, MESSAGE_LINES)].join('\n    '));
}

let passed = 0;
let failed = 0;
const again = filesOf(AGAIN);
for (const path of [UNIT, FIRST, CONFORMANCE, LINUX]) {
  const files = filesOf(path);
  // Linux is not everywhere; that it was skipped, and why, is told where it would have run.
  if (files.length === 0 && path !== LINUX) {
    console.log(`FAILED ${basename(path)}: no results`);
    failed += 1;
  }
  for (const file of files) {
    const repeated = path === FIRST ? again.find(({ name }) => name === file.name) : undefined;
    if (repeated) tell('failed at first', file);
    const last = repeated ?? file;
    failed += tell('FAILED', last);
    passed += last.assertionResults.filter((test) => test.status === 'passed').length;
  }
}
console.log(`${passed} passed, ${failed} failed`);
