/**
 * The part of the WebAssembly JavaScript interface that we use and that Node's own types leave out (they belong to the
 * DOM library, which has much that Node lacks).
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
  }
  class Table {
    constructor(descriptor: { readonly element: 'anyfunc'; readonly initial: number; readonly maximum?: number });
    readonly length: number;
    /** Takes functions that WebAssembly exports, or null. */
    set(index: number, value: unknown): void;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
