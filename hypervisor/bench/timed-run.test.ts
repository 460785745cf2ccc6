import { describe, expect, it } from 'vitest';
import { Stopwatch } from './timed-run.ts';

/** What is measured of marks at these milliseconds. */
function measured(span: ConstructorParameters<typeof Stopwatch>[0], marks: readonly number[]): unknown {
  const stopwatch = new Stopwatch(span);
  for (const at of marks) stopwatch.mark(at);
  return stopwatch.measured;
}

describe('what is measured', () => {
  it('begins with the first mark after the warm-up, and lasts as long as was asked for', () => {
    const span = { warmUpMs: 100, ms: 50, parts: 1 };
    expect(measured(span, [1000, 1090])).toBeUndefined();
    expect(measured(span, [1000, 1090, 1110, 1150])).toBeUndefined();
    expect(measured(span, [1000, 1090, 1110, 1150, 1165, 1300])).toEqual({ parts: 2, ms: 55 });
  });

  it('lasts until some time has passed, if several marks come together', () => {
    expect(measured({ warmUpMs: 0, ms: 0, parts: 1 }, [10, 10, 10])).toBeUndefined();
    expect(measured({ warmUpMs: 0, ms: 0, parts: 1 }, [10, 10, 10, 12])).toEqual({ parts: 3, ms: 2 });
  });

  it('has so many parts at least', () => {
    expect(measured({ warmUpMs: 0, ms: 0, parts: 3 }, [10, 20, 30])).toBeUndefined();
    expect(measured({ warmUpMs: 0, ms: 0, parts: 3 }, [10, 20, 30, 40, 50, 60])).toEqual({ parts: 3, ms: 30 });
  });
});
