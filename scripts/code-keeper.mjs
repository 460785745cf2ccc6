// Read first by a process whose bundle's code is to be kept (keep-code.mjs): as it ends, it writes down what V8 has made of the
// bundle that $KEEP_CODE names, if its first argument is $KEEP_CODE_OF.
import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

const { KEEP_CODE: bundle, KEEP_CODE_OF: of } = process.env;

/** Of the bundle: its script, and the file for its code. @type {{ script: vm.Script, file: string } | undefined} */
let kept;
vm.Script = class extends vm.Script {
  /** @param {string} source @param {vm.ScriptOptions} options */
  constructor(source, options) {
    super(source, options);
    const { filename = '' } = options;
    if (basename(filename) === bundle) kept = { script: this, file: `${filename}.code` };
  }
};

/** Names of the flags that the bundle has set: V8 notes with the code which flags there were, and at a start there is none of these. */
const changed = new Set();
const setFlags = v8.setFlagsFromString.bind(v8);
v8.setFlagsFromString = (flag) => {
  changed.add(flag.replace(/^--(no-)?/, '').replace(/=.*/, ''));
  setFlags(flag);
};

syncBuiltinESMExports();

process.on('exit', keep);
const kill = process.kill.bind(process);
process.kill = (pid, signal) => {
  if (pid === process.pid) keep();
  return kill(pid, signal);
};

function keep() {
  if (!kept || (of !== undefined && process.argv[2] !== of)) return;
  for (const flag of usual()) setFlags(flag);
  const { script, file } = kept;
  writeFileSync(`${file}.new`, script.createCachedData());
  renameSync(`${file}.new`, file);
}

/** The changed flags as V8 has them by itself. */
function usual() {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const all = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', env });
  return [...changed].flatMap((name) => {
    const [, value] = new RegExp(`^ +--${name} .*\\n.*default: (\\S+)`, 'm').exec(all) ?? [];
    return value === undefined ? [] : [value];
  });
}
