/**
 * Runs each test once as it is, to see which mutants it reaches, and then again with each of these that no test has caught:
 * a test that fails with a mutant has caught it. All in one process, in which nothing is loaded twice. Processes that an attempt
 * has started and left are ended: a mutant that forgets to kill one is not to slow down all that come after it.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import { TestRunner } from 'vitest';
import type { Line, Plan } from './plan.mjs';

/** A mutant may pass so many times more functions and loops than the original; then it runs for ever. */
const TIMES_LONGER = 10;
const LEAST_PASSED = 20_000;

type Test = Parameters<TestRunner['onAfterTryTask']>[0];

const plan = JSON.parse(readFileSync(process.env['MUTATION_PLAN'] ?? '', 'utf8')) as Plan;
const living = new Set(plan.mutants.map(({ id }) => id));
for (const id of plan.known) living.delete(id);
const tell = (line: Line): void => appendFileSync(plan.report, `${JSON.stringify(line)}\n`);

/** What was reached since the last test began, and how many functions and loops were passed. */
const reached = new Set<string>();
let passed = 0;
let most = Infinity;
let active: string | undefined;

declare global {
  // Node's global object has them for the planted sources.
  function __mutant(id: string): boolean;
  function __passed(): void;
}
globalThis.__mutant = (id) => {
  if (active === undefined) reached.add(id);
  return id === active;
};
globalThis.__passed = () => {
  passed += 1;
  if (passed > most && active !== undefined) throw new Error('this mutant runs for ever');
};

/** Processes that were started here and have not ended. */
const children = new Set<ChildProcess>();
subscribe('child_process', (message) => {
  const child = (message as { process: ChildProcess }).process;
  child.once('spawn', () => {
    children.add(child);
    if (child.pid !== undefined) tell({ type: 'started', pid: child.pid });
  });
  child.once('exit', () => {
    children.delete(child);
    if (child.pid !== undefined) tell({ type: 'ended', pid: child.pid });
  });
});

export default class MutationRunner extends TestRunner {
  /** For the present test: what to try, what it reaches as it is, and whether to go on with it. */
  #candidates: string[] = [];
  #reachable = new Set<string>();
  #goesOn = true;
  #tried = false;
  #began = 0;
  /** Processes that were there when the present attempt began. */
  #before: ReadonlySet<ChildProcess> = new Set();

  /** Tests have been collected: what was reached by then can't be switched any more. */
  onBeforeRunFiles(): void {
    tell({ type: 'static', ids: [...reached] });
  }

  override async onBeforeRunTask(test: Test): Promise<void> {
    await super.onBeforeRunTask(test);
    this.#candidates = [...living];
    this.#goesOn = true;
    this.#tried = false;
    // Once as it is, then with each candidate, then as it is again: no mutant may have left anything behind.
    test.repeats = this.#candidates.length + 1;
  }

  override onBeforeTryTask(test: Test, { repeats }: { repeats: number } = { repeats: 0 }): void {
    super.onBeforeTryTask(test);
    active = this.#candidates[repeats - 1];
    this.#before = new Set(children);
    passed = 0;
    if (repeats > 0) return;
    reached.clear();
    most = Infinity;
    this.#began = process.cpuUsage().user;
  }

  async runTask(test: Test): Promise<void> {
    if (active !== undefined ? !this.#isTried(active) : test.result?.repeatCount !== 0 && !this.#tried) return;
    if (active !== undefined) {
      this.#tried = true;
      tell({ type: 'trying', id: active });
    }
    await TestRunner.getTestFn(test)();
  }

  onAfterRetryTask(test: Test, { repeats }: { repeats: number }): void {
    const failed = test.result?.state === 'fail';
    const name = `${test.file.name}: ${test.name}`;
    if (repeats === 0) {
      this.#reachable = new Set(reached);
      tell({ type: 'reached', ids: [...reached] });
      most = TIMES_LONGER * passed + LEAST_PASSED;
      this.#goesOn = !failed && (process.cpuUsage().user - this.#began) / 1000 <= plan.quickMs;
    }
    if (active !== undefined) for (const child of children) if (!this.#before.has(child)) child.kill('SIGKILL');
    if (active === undefined) {
      if (failed) tell({ type: 'failed', test: name });
      return;
    }
    if (failed && this.#isTried(active)) {
      living.delete(active);
      tell({ type: 'caught', id: active, test: name });
    }
    if (test.result) Object.assign(test.result, { state: 'run', errors: undefined });
    active = undefined;
  }

  #isTried(id: string): boolean {
    return this.#goesOn && this.#reachable.has(id);
  }
}
