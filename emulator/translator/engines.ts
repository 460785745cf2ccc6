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
 * Compiling a region takes about a millisecond, in which the interpreter executes 100,000 instructions: so code is worth it
 * after some ten thousand. But the first ones take ten times as long, since V8 has to compile the translator itself.
 */
const AUTO: TranslatorSettings = {
  patience: 1_000_000,
  rest: 1,
  interval: 1000,
  threshold: 24,
  exitThreshold: 500,
  growthThreshold: 2000,
  limits: { region: 220, block: 60 },
  regions: 1500,
};
const SOON: TranslatorSettings = {
  ...AUTO,
  patience: 0,
  interval: 100,
  threshold: 1,
  exitThreshold: 1,
  growthThreshold: 20,
};

/** What makes the engine of this name for a processor; undefined: the interpreter, which every processor has. */
export function engineOf(name: EngineName, statistics = new Statistics()): EngineFactory | undefined {
  return name === 'interpreter' ? undefined : translatorWith(name === 'auto' ? AUTO : SOON, statistics);
}
