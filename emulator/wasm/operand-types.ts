/**
 * The types of the values that would be on the stack at a place of a function, while it is written. What is valid is
 * specified by chapter 3 of the WebAssembly core specification 2.0, whose algorithm (appendix A.3) is followed here. So a
 * mistake throws where it is made, and not when the module is compiled.
 */
import type { ValueType } from './instructions.ts';

/** A block that has not ended yet. */
interface Frame {
  /** Values on the stack below it. */
  readonly height: number;
  /** What stands here is never reached: all types are right. */
  unreachable: boolean;
}

export class OperandTypes {
  /** Undefined: of whatever type, in code that is never reached. */
  readonly #stack: (ValueType | undefined)[] = [];
  /** The innermost last; none once the function has ended. */
  readonly #frames: Frame[] = [{ height: 0, unreachable: false }];

  push(type: ValueType | undefined): void {
    this.#innermost();
    this.#stack.push(type);
  }

  /** Takes a value of this type from the stack, or of any; returns its type if that is known. */
  pop(expected?: ValueType, by = 'an instruction'): ValueType | undefined {
    const { height, unreachable } = this.#innermost();
    if (this.#stack.length === height) {
      if (unreachable) return expected;
      throw new Error(`${by} takes ${expected ?? 'a value'}, and there is none`);
    }
    const found = this.#stack.pop();
    if (expected !== undefined && found !== undefined && found !== expected) {
      throw new Error(`${by} takes ${expected}, and there is ${found}`);
    }
    return found ?? expected;
  }

  popAll(types: readonly ValueType[], by: string): void {
    for (const type of types.toReversed()) this.pop(type, by);
  }

  /** Behind an instruction that never goes on to the next. */
  goesNoFurther(): void {
    const frame = this.#innermost();
    this.#stack.length = frame.height;
    frame.unreachable = true;
  }

  enter(): void {
    this.#innermost();
    this.#frames.push({ height: this.#stack.length, unreachable: false });
  }

  /** The innermost block ends here: its results, and nothing else, must be on the stack. */
  leave(results: readonly ValueType[]): void {
    const { height } = this.#innermost();
    this.popAll(results, 'end');
    if (this.#stack.length > height) throw new Error(`end: there is ${listOf(this.#stack.slice(height))} too much`);
    this.#frames.pop();
  }

  #innermost(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Error('the function has ended');
    return frame;
  }
}

export function listOf(types: readonly (ValueType | undefined)[]): string {
  return types.length === 0 ? 'nothing' : types.map((type) => type ?? 'any type').join(', ');
}
