/**
 * Runs a bundle of CommonJS with the code that V8 made of it when it was built (../scripts/keep-code.mjs), which is in the file beside it: so
 * a start need not compile what every start needs, nor look through the rest. V8 takes such code if it made it in this version and with
 * these flags, of a text as long; else it compiles the bundle as ever.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** The status of a command of which the host has failed: EXIT_STATUS.HOST_ERROR of emulator/board.ts. */
const HOST_ERROR = 74;

/** Ends the name of a bundle's code. */
export const CODE = '.code';

type Wrapper = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

/**
 * What the bundle exports. `url`: of its file, all of which is ASCII, and without `import()`, for which V8 keeps no code. For the beginning of a
 * process, before it sets flags of V8. If the host does not let it be read, `command` says so, and ends.
 */
export function runBundle(url: URL, command: 'hvrun' | 'hvasm'): unknown {
  const file = fileURLToPath(url);
  const { source, cachedData } = readOrEnd(file, command);
  countFlagsAgain();
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData,
  });
  const module = { exports: {} };
  (script.runInThisContext() as Wrapper)(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

function readOrEnd(file: string, command: string): { source: string; cachedData: Buffer | undefined } {
  try {
    return { source: readFileSync(file, 'latin1'), cachedData: codeOf(file) };
  } catch (error) {
    // "EMFILE: too many open files, open 'main.cjs'".
    console.error(
      `${command}: cannot read a part of itself: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exit(HOST_ERROR);
  }
}

/** The code of a bundle, unless somebody has changed the bundle since. */
function codeOf(file: string): Buffer | undefined {
  const code = file + CODE;
  const made = statSync(code, { throwIfNoEntry: false });
  return made && made.mtimeMs >= statSync(file).mtimeMs ? readFileSync(code) : undefined;
}

/**
 * V8 tells flags apart by one number, which it makes at its start, and whenever one has changed: in some versions (Node.js 22) not from the same
 * ones, so that the code of a process that has set flags, and set them back, would be no one's.
 */
function countFlagsAgain(): void {
  setFlagsFromString('--no-use-osr');
  setFlagsFromString('--use-osr');
}
