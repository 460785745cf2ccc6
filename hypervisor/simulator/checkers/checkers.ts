/** All rules, by the names under which findings are told. */
import type { Checker } from './checker.ts';
import { commandOrder } from './command-order.ts';
import { completions } from './completions.ts';
import { consoleInput } from './console-input.ts';
import { consoleStream } from './console-stream.ts';
import { diskHistory } from './disk-history.ts';
import { ending } from './ending.ts';
import { epochStates } from './epoch-states.ts';
import { exceptions } from './exceptions.ts';
import { guestTime } from './guest-time.ts';
import { instructionStream } from './instruction-stream.ts';
import { onePrimary } from './one-primary.ts';
import { rawPort } from './raw-port.ts';
import { requests } from './requests.ts';
import { retries } from './retries.ts';
import { sameOutput } from './same-output.ts';
import { wholeAgain } from './whole-again.ts';

export const CHECKERS: Readonly<Record<string, Checker>> = {
  exceptions,
  ending,
  'one primary': onePrimary,
  'command order': commandOrder,
  'epoch states': epochStates,
  'instruction stream': instructionStream,
  requests,
  completions,
  'console stream': consoleStream,
  'raw port': rawPort,
  'console input': consoleInput,
  'disk history': diskHistory,
  'guest time': guestTime,
  retries,
  'same output': sameOutput,
  'whole again': wholeAgain,
};
