/** The guest gets what was typed: from the first byte on, none twice, none left out. */
import type { Checker } from './checker.ts';

export const consoleInput: Checker = ({ guests, survivor }, { input }) => {
  const got = String.fromCharCode(...guests[survivor].input);
  return input.startsWith(got) ? [] : [`"${input}" was typed, and the guest gets "${got}"`];
};
