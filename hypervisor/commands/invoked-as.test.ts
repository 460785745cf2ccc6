import { expect, it } from 'vitest';
import { invokedAs } from './invoked-as.ts';

it.each([
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'hvrun'" }, 'npx hvrun'],
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'hvrun explore' }, 'npx hvrun'],
  // By a program that npx runs, or a script of a package.
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'vitest'" }, 'hvrun'],
  [{ npm_lifecycle_event: 'test', npm_lifecycle_script: 'hvrun explore' }, 'hvrun'],
  [{}, 'hvrun'],
])('%j is called as %s', (environment, words) => {
  expect(invokedAs(environment)).toBe(words);
});
