/**
 * What executes many instructions of a processor at a time: the interpreter's loop, or a translator that takes turns with it
 * (../translator). What it leaves behind is the same to the bit, whichever it is.
 */
import type { Core } from './core.ts';
import type { Interpreter } from './interpreter.ts';

export type Engine = Pick<Interpreter, 'burst'>;

/** Makes the engine of one processor, which may make use of its interpreter. */
export type EngineFactory = (core: Core, interpreter: Interpreter) => Engine;
