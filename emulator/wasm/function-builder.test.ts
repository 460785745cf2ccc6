/** Code that runs in Node's WebAssembly, and code that must not be written. */
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from './builder.ts';
import type { FunctionBuilder, Label } from './function-builder.ts';
import type { ValueType } from './instructions.ts';
import { compile } from './testing/compile.ts';

const ONE_TO_ONE = { parameters: ['i32'], results: ['i32'] } as const;

describe('constants', () => {
  it.each([0, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)])('i32 %i', (value) => {
    expect(compile({ parameters: [], results: ['i32'] }, (code) => void code.i32(value))()).toBe(value);
  });

  it.each([0n, 63n, 64n, -64n, -65n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)])('i64 %i', (value) => {
    expect(compile({ parameters: [], results: ['i64'] }, (code) => void code.i64(value))()).toBe(value);
  });

  it.each([0, -0, 1.5, -Infinity, Number.MIN_VALUE, NaN])('f64 %d', (value) => {
    expect(compile({ parameters: [], results: ['f64'] }, (code) => void code.f64(value))()).toBe(value);
  });

  it('may be given unsigned', () => {
    expect(compile({ parameters: [], results: ['i32'] }, (code) => void code.i32(0xffffffff))()).toBe(-1);
    expect(compile({ parameters: [], results: ['i64'] }, (code) => void code.i64(2n ** 64n - 1n))()).toBe(-1n);
  });
});

describe('variables', () => {
  it('are 0 at first, keep their types, and may be mixed', () => {
    const run = compile({ parameters: ['i32'], results: ['f64'] }, (code) => {
      const [x] = code.parameters;
      const [a, b, c, d] = (['f64', 'i32', 'i64', 'i64'] as const).map((type) => code.local(type));
      code.get(x).i32(1).op('i32.add').tee(b).op('i64.extend_i32_s').set(c);
      code.get(c).get(d).op('i64.add').op('f64.convert_i64_s').get(a).op('f64.add');
    });
    expect(run(41)).toBe(42);
  });

  it('may be more than 127', () => {
    const run = compile(ONE_TO_ONE, (code) => {
      const locals = Array.from({ length: 300 }, () => code.local('i32'));
      code.get(code.parameters[0]);
      for (const local of locals) code.set(local).get(local);
    });
    expect(run(7)).toBe(7);
  });
});

describe('control', () => {
  it('a block gives its result, or that of a branch out of it', () => {
    const run = compile(ONE_TO_ONE, (code) => {
      const [x] = code.parameters;
      code.block((out) => void code.i32(10).get(x).branchIf(out).drop().i32(20), 'i32');
    });
    expect([run(0), run(1)]).toEqual([20, 10]);
  });

  it('a loop goes on while a branch takes it to its beginning', () => {
    const factorial = compile({ parameters: ['i64'], results: ['i64'] }, (code) => {
      const [n] = code.parameters;
      const product = code.local('i64');
      code.i64(1n).set(product);
      code.loop((next) => {
        code.get(product).get(n).op('i64.mul').set(product);
        code.get(n).i64(1n).op('i64.sub').tee(n).i64(1n).op('i64.gt_u').branchIf(next);
      });
      code.get(product);
    });
    expect(factorial(20n)).toBe(2432902008176640000n);
  });

  it('a loop may have a result', () => {
    expect(compile(ONE_TO_ONE, (code) => void code.loop(() => void code.get(code.parameters[0]), 'i32'))(3)).toBe(3);
  });

  it('an if has one branch, or two, and may be left', () => {
    const sign = compile(ONE_TO_ONE, (code) => {
      const [x] = code.parameters;
      code.get(x).op('i32.eqz');
      code.if(() => void code.i32(0).return());
      code.get(x).i32(0).op('i32.lt_s');
      code.if(
        (out) => void code.i32(-1).branch(out),
        () => void code.i32(1),
        'i32',
      );
    });
    expect([sign(-9), sign(0), sign(9)]).toEqual([-1, 0, 1]);
  });

  it('a table of branches goes to each of its labels', () => {
    const run = compile(ONE_TO_ONE, (code) => {
      const [x] = code.parameters;
      code.block((a) => {
        code.block((b) => {
          code.block((c) => void code.get(x).branchTable([a, b, a], c));
          code.i32(300).return();
        });
        code.i32(200).return();
      });
      code.i32(100);
    });
    expect([0, 1, 2, 3, -1].map((x) => run(x))).toEqual([100, 200, 100, 300, 300]);
  });

  it('select takes the lower value if the condition holds', () => {
    const run = compile(ONE_TO_ONE, (code) => void code.i32(5).i32(6).get(code.parameters[0]).select());
    expect([run(1), run(0)]).toEqual([5, 6]);
  });

  it('code that is never reached may stand there, whatever is on the stack', () => {
    const run = compile(ONE_TO_ONE, (code) => {
      code.get(code.parameters[0]).return();
      code.op('i32.add').drop().select().op('f64.sqrt').drop().unreachable();
    });
    expect(run(8)).toBe(8);
  });

  it('unreachable traps', () => {
    const run = compile(ONE_TO_ONE, (code) => void code.unreachable());
    expect(() => run(0)).toThrow('unreachable');
  });
});

describe('a mistake throws where it is made', () => {
  /** In a function from i32 to i32, whose module has no memory. */
  const mistakes: Readonly<Record<string, [(code: FunctionBuilder) => void, string]>> = {
    'a wrong type': [(code) => void code.i32(1).i64(1n).op('i32.add'), 'i32.add takes i32, and there is i64'],
    'an operand missing': [(code) => void code.i32(1).op('i32.add'), 'i32.add takes i32, and there is none'],
    'an operand outside the block': [
      (code) => void code.i32(1).block(() => void code.i32(1).op('i32.add')),
      'i32.add takes i32, and there is none',
    ],
    'a variable of the wrong type': [(code) => void code.i64(1n).set(code.local('i32')), 'takes i32, and there is i64'],
    'a value left over': [(code) => void code.i32(1).i32(2).end(), 'end: there is i32 too much'],
    'a result missing': [(code) => void code.end(), 'end takes i32, and there is none'],
    'a result of the wrong type': [(code) => void code.f64(1).end(), 'end takes i32, and there is f64'],
    'a block without its result': [(code) => void code.block(() => {}, 'i32'), 'end takes i32, and there is none'],
    'a block with a result that it does not have': [(code) => void code.block(() => void code.i32(1)), 'too much'],
    'an if with a result and no else': [(code) => void code.i32(1).if(() => {}, undefined, 'i32'), 'needs an else'],
    'an if without a condition': [(code) => void code.if(() => {}), 'if takes i32, and there is none'],
    'a branch without its value': [
      (code) => void code.block((out) => void code.branch(out), 'i32'),
      'branch takes i32, and there is none',
    ],
    'a conditional branch without a condition': [
      (code) => void code.block((out) => void code.branchIf(out)),
      'branchIf takes i32, and there is none',
    ],
    'a table of labels of different types': [
      (code) => void code.block((a) => void code.block((b) => void code.i32(0).branchTable([a], b)), 'i32'),
      'branchTable: labels take i32 and nothing',
    ],
    'a branch out of a block that it is not in': [
      (code) => {
        let left: Label | undefined;
        code.block((label) => {
          left = label;
        });
        code.branch(left!);
      },
      'a branch to a label whose block it is not in',
    ],
    'select of two types': [(code) => void code.i32(1).f64(1).i32(1).select(), 'select takes f64, and there is i32'],
    'a return without the result': [(code) => void code.return(), 'return takes i32, and there is none'],
    'a load without a memory': [(code) => void code.i32(0).load('i32.load'), 'the module has no memory'],
    'an i32 of 33 bits': [(code) => void code.i32(2 ** 32), '4294967296 is not a whole number'],
    'a fraction': [(code) => void code.i32(0.5), '0.5 is not a whole number'],
    'an i64 of 65 bits': [(code) => void code.i64(2n ** 64n), '18446744073709551616 is not a whole number'],
    'code behind the end': [(code) => void (code.i32(1).end(), code.i32(2)), 'the function has ended'],
    'an end inside a block': [
      (code) => void code.block(() => void code.end()),
      'a block of the function has not ended',
    ],
  };

  it.each(Object.entries(mistakes))('%s', (_, [write, message]) => {
    expect(() => compile(ONE_TO_ONE, write)).toThrow(message);
  });

  it('a variable of another function', () => {
    const module = new ModuleBuilder();
    const type = { parameters: [] as ValueType[], results: [] as ValueType[] };
    const own = module.function(type).local('i32');
    expect(() => module.function(type).get(own)).toThrow('variable 0 belongs to another function');
  });

  it('an offset beyond memory', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    for (const offset of [-1, 2 ** 32]) {
      expect(() => compile(ONE_TO_ONE, (code) => void code.i32(0).load('i32.load', offset), memory)).toThrow(
        RangeError,
      );
    }
  });
});
