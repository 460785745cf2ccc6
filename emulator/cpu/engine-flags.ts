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

setFlagsFromString('--no-use-osr');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=5000');

/**
 * For a process whose processors translate: V8's default again. The interpreter's loop loses a third of its speed, and is rarely
 * asked; but V8 compiles it and all that is around it several times while a guest starts, and with so much in it each time takes
 * a tenth of a second, or what the translated code needs for 200 million instructions.
 */
export function settleForTranslator(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=920');
}
