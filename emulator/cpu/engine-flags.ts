/**
 * Settings of V8 without which the interpreter has less than half its speed. They hold for the whole process, so what is
 * started as one imports them, and no other module.
 *
 * The interpreter's loop is a closure over one processor's core, and V8 compiles it with the addresses of registers and memory
 * as constants, as long as a process has one processor. But code that V8 makes while a loop is running (on-stack replacement) has no such
 * constants, and once it is there V8 does not get rid of it: so none is made. And of the functions that a loop calls V8
 * takes some into the loop, of 920 bytes of bytecode by default: more of them fit the interpreter's.
 */
import { setFlagsFromString } from 'node:v8';
import { setTiering } from './tiering.ts';

const USUAL_BYTES = 920;
const INTERPRETERS_BYTES = 5000;

/**
 * What V8 compiles from now on is compiled for an interpreter that runs for long, or as usual: other code takes V8 two or three
 * times as long if so much is taken into it, and gains little. So it is where processors translate, whose interpreter is asked
 * for what is rare alone (../translator/loop).
 */
export function compileFor(use: 'interpreter' | 'other code'): void {
  const bytes = use === 'interpreter' ? INTERPRETERS_BYTES : USUAL_BYTES;
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${bytes}`);
}

/**
 * Optimizing a region takes ten times as long as compiling, which a system with much code, of which each piece runs for a short while,
 * never makes good. So the translator calls for it: see ../translator/dispatcher.ts.
 */
setTiering(setFlagsFromString);

setFlagsFromString('--no-use-osr');
compileFor('interpreter');
