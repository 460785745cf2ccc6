// Where the tests leave their results, as Vitest's JSON reporter writes them.
import { join } from 'node:path';

/**
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {{ name: string, message?: string, status: string, assertionResults: Test[] }} TestFile
 * @typedef {{ testResults: TestFile[] }} Results
 */

const FOLDER = join(import.meta.dirname, '..', 'test-results');

/** Of `npm test`. */
export const UNIT = join(FOLDER, 'unit.json');
/** Of `npm run test:processes`. */
export const FIRST = join(FOLDER, 'processes.json');
/** Of the files that it ran once more. */
export const AGAIN = join(FOLDER, 'processes-again.json');
/** Of `npm run test:conformance`. */
export const CONFORMANCE = join(FOLDER, 'conformance.json');
/** Of `npm run test:linux`; none where it was skipped. */
export const LINUX = join(FOLDER, 'linux.json');
