/** The order of test files: the longest begin, so that no worker is left alone with one of them at the end. */
import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/** A sequencer that begins with the files whose path contains one of `longest`, in this order; the rest in Vitest's own. */
export function LongestFirst(longest: readonly string[]): TestSequencerConstructor {
  const rank = ({ moduleId }: TestSpecification) => {
    const index = longest.findIndex((name) => moduleId.includes(name));
    return index < 0 ? longest.length : index;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    }
  };
}
