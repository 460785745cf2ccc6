/** The words that hvrun's first argument may be, if it is not to run a guest on this host. */
export const COMMANDS = [
  'simulate',
  'explore',
  'replay',
  'diff',
  'status',
  'join',
  'bench',
  'bus',
  'replica',
  'secret',
] as const;
export type CommandName = (typeof COMMANDS)[number];
