/** Whole modules, run by Node's WebAssembly. */
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from './builder.ts';

const ONE_TO_ONE = { parameters: ['i32'], results: ['i32'] } as const;
const NOTHING = { parameters: [], results: [] } as const;

function instantiate(module: ModuleBuilder, imports: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { machine: imports }).exports;
}

describe('a module', () => {
  it('calls what it imports and what it defines, also before that is written, and itself', () => {
    const module = new ModuleBuilder();
    const asked: number[] = [];
    const ask = module.importFunction('machine', 'ask', ONE_TO_ONE);
    const isEven = module.function(ONE_TO_ONE);
    const isOdd = module.function(ONE_TO_ONE);
    for (const [self, other, atZero] of [[isEven, isOdd, 1] as const, [isOdd, isEven, 0] as const]) {
      const [n] = self.parameters;
      self.get(n).op('i32.eqz');
      self.if(() => void self.i32(atZero).return());
      self.get(n).call(ask).call(other);
    }
    module.export('isEven', isEven);
    module.export('isOdd', isOdd);
    const before = (n: number): number => {
      asked.push(n);
      return n - 1;
    };
    const { isEven: even, isOdd: odd } = instantiate(module, { ask: before }) as Record<string, (n: number) => number>;
    expect([even(4), odd(3), odd(2)]).toEqual([1, 1, 0]);
    expect(asked).toEqual([4, 3, 2, 1, 3, 2, 1, 2, 1]);
  });

  it('takes arguments in order, and gives several results', () => {
    const module = new ModuleBuilder();
    const swap = module.function({ parameters: ['i32', 'f64'], results: ['f64', 'i32'] });
    swap.get(swap.parameters[1]).get(swap.parameters[0]);
    const sum = module.function({ parameters: ['i32', 'f64'], results: ['f64'] });
    sum.get(sum.parameters[0]).get(sum.parameters[1]).call(swap).op('f64.convert_i32_s').op('f64.sub');
    module.export('sum', sum);
    expect((instantiate(module, {})['sum'] as (a: number, b: number) => number)(3, 0.5)).toBe(-2.5);
  });

  it('works on the memory that it imports', () => {
    const memory = new WebAssembly.Memory({ initial: 200, maximum: 200 });
    const module = new ModuleBuilder();
    module.importMemory('machine', 'memory', 200);
    const poke = module.function({ parameters: ['i32', 'i32'], results: [] });
    poke.get(poke.parameters[0]).get(poke.parameters[1]).store('i32.store', 0x80_0000);
    module.export('poke', poke);
    (instantiate(module, { memory })['poke'] as (at: number, value: number) => void)(8, 77);
    expect(new Int32Array(memory.buffer)[(0x80_0000 + 8) / 4]).toBe(77);
  });

  it('calls functions of other modules by their numbers in the table that it imports', () => {
    const table = new WebAssembly.Table({ element: 'anyfunc', initial: 3, maximum: 3 });
    for (const [number, added] of [10, 20].entries()) {
      const other = new ModuleBuilder();
      const adds = other.function(ONE_TO_ONE);
      adds.get(adds.parameters[0]).i32(added).op('i32.add');
      other.export('adds', adds);
      table.set(number, instantiate(other, {})['adds']);
    }
    const module = new ModuleBuilder();
    module.importTable('machine', 'table', 3);
    const type = module.functionType(ONE_TO_ONE);
    const choose = module.function({ parameters: ['i32', 'i32'], results: ['i32'] });
    choose.get(choose.parameters[1]).get(choose.parameters[0]).callIndirect(type);
    module.export('choose', choose);
    const chosen = instantiate(module, { table })['choose'] as (number: number, value: number) => number;
    expect([chosen(0, 1), chosen(1, 1)]).toEqual([11, 21]);
    expect(() => chosen(2, 1)).toThrow(/null function|signature/);
  });

  it('has names of any text, and each type once', () => {
    const module = new ModuleBuilder();
    for (const name of ['é', '', 'x'.repeat(200)]) module.export(name, module.function(NOTHING));
    expect(Object.keys(instantiate(module, {}))).toEqual(['é', '', 'x'.repeat(200)]);
    // The section of types: its number, its length, one type, a function, no parameters, no results.
    expect([...module.bytes().subarray(8, 14)]).toEqual([1, 4, 1, 0x60, 0, 0]);
  });

  it('may be empty', () => {
    expect(instantiate(new ModuleBuilder(), {})).toEqual({});
  });
});

describe('a mistake throws', () => {
  const module = new ModuleBuilder();
  module.importMemory('machine', 'memory', 1);
  const own = module.function(NOTHING);
  const foreign = new ModuleBuilder().function(NOTHING);
  const withTable = new ModuleBuilder();
  withTable.importTable('machine', 'table', 1);
  const foreignType = withTable.functionType(NOTHING);
  module.export('own', own);

  it.each<[string, () => void, string]>([
    ['a second table', () => withTable.importTable('machine', 'more', 1), 'has a table already'],
    ['a call without a table', () => own.callIndirect(module.functionType(NOTHING)), 'has no table'],
    ['a type of another module', () => own.callIndirect(foreignType), 'belongs to another module'],
    ['a second memory', () => module.importMemory('machine', 'more', 1), 'has a memory already'],
    ['a memory of 5 GiB', () => new ModuleBuilder().importMemory('m', 'n', 81920), 'a memory of 81920 pages'],
    ['part of a page', () => new ModuleBuilder().importMemory('m', 'n', 1.5), 'a memory of 1.5 pages'],
    ['an import after a function', () => module.importFunction('machine', 'late', NOTHING), 'imported before'],
    ['a name exported twice', () => module.export('own', own), 'exports own already'],
    [
      "an export of another module's function",
      () => module.export('x', foreign),
      'function 0 belongs to another module',
    ],
    ["a call of another module's function", () => own.call(foreign), 'function 0 belongs to another module'],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
