/** The engines by name, as people choose them. */
import type { EngineFactory } from '../cpu/engine.ts';
import { Statistics } from './statistics.ts';
import { type TranslatorSettings, translatorWith } from './translator.ts';

/** `auto` interprets until code turns out to be executed often; `translator` translates what comes a second time. */
export const ENGINE_NAMES = ['interpreter', 'translator', 'auto'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export function isEngineName(value: unknown): value is EngineName {
  return ENGINE_NAMES.some((name) => name === value);
}

/**
 * Making a region takes one to ten milliseconds, and V8's compilers as much beside them, in which the interpreter executes up to a
 * million instructions: so code is worth it after some hundred thousand, a loop, of which little is made, after some ten thousand.
 * Systems with many programs have much code that is executed often, and none of it very often: so most of the time goes to the guest
 * while there is still something to translate.
 */
const AUTO: TranslatorSettings = {
  loopAfter: 5000,
  patience: 1_000_000,
  rest: 3,
  burst: 15,
  interval: 1000,
  threshold: 600,
  againThreshold: 10_000,
  steady: 10,
  exitThreshold: 10_000,
  growthThreshold: 2000,
  optimizeAfter: 4_000_000,
  limits: { region: 220, block: 60 },
  regions: 1500,
};
const SOON: TranslatorSettings = {
  ...AUTO,
  loopAfter: 0,
  patience: 0,
  interval: 100,
  threshold: 1,
  againThreshold: 1,
  steady: 1,
  exitThreshold: 1,
  growthThreshold: 20,
};

/** What makes the engine of this name for a processor; undefined: the interpreter, which every processor has. */
export function engineOf(name: EngineName, statistics = new Statistics()): EngineFactory | undefined {
  return name === 'interpreter' ? undefined : translatorWith(name === 'auto' ? AUTO : SOON, statistics);
}
