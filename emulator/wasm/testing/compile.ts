/** Makes modules of one function and runs them. For tests. */
import { ModuleBuilder, WASM_PAGE } from '../builder.ts';
import type { FunctionBuilder, FunctionType } from '../function-builder.ts';

export type Value = number | bigint;

/** Compiles what `write` writes into a function of this type, and gives that. With a memory, the module imports it. */
export function compile(
  type: FunctionType,
  write: (code: FunctionBuilder) => void,
  memory?: WebAssembly.Memory,
): (...values: Value[]) => Value {
  const builder = new ModuleBuilder();
  if (memory !== undefined) builder.importMemory('test', 'memory', memory.buffer.byteLength / WASM_PAGE);
  const code = builder.function(type);
  builder.export('run', code);
  write(code);
  const module = new WebAssembly.Module(builder.bytes());
  return new WebAssembly.Instance(module, { test: { memory } }).exports['run'] as (...values: Value[]) => Value;
}
