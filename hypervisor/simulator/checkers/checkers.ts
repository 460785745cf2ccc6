/** All rules, by the names under which findings are told: those that the hypervisor must keep, and those for its guest. */
import type { Checker } from './checker.ts';
import { commandOrder } from './command-order.ts';
import { comparedEnd } from './compared-end.ts';
import { completions } from './completions.ts';
import { consoleInput } from './console-input.ts';
import { consoleStream } from './console-stream.ts';
import { copies } from './copies.ts';
import { diskHistory } from './disk-history.ts';
import { ending } from './ending.ts';
import { epochStates } from './epoch-states.ts';
import { epochValues } from './epoch-values.ts';
import { exceptions } from './exceptions.ts';
import { guestTime } from './guest-time.ts';
import { instructionStream } from './instruction-stream.ts';
import { letIn } from './let-in.ts';
import { livingOn } from './living-on.ts';
import { needless } from './needless.ts';
import { onePrimary } from './one-primary.ts';
import { queues } from './queues.ts';
import { rawPort } from './raw-port.ts';
import { requests } from './requests.ts';
import { retries } from './retries.ts';
import { sameOutput } from './same-output.ts';
import { survival } from './survival.ts';
import { wholeAgain } from './whole-again.ts';

type Rules = Readonly<Record<string, Checker>>;

export const HYPERVISOR_RULES: Rules = {
  exceptions,
  survival,
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
  'whole again': wholeAgain,
  'let in': letIn,
  'compared end': comparedEnd,
  'no needless death': needless,
  'nothing lives on': livingOn,
  'values of an epoch': epochValues,
  'queues are bounded': queues,
  'copies come to an end': copies,
};

export const GUEST_RULES: Rules = {
  ending,
  'same output': sameOutput,
  retries,
};
