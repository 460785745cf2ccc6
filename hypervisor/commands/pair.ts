/** The guest under the hypervisor: on a pair of machines, or with `--solo` on one without a backup. */
import { fileURLToPath } from 'node:url';
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { World } from '../../emulator/world/world.ts';
import { Session, type SessionEnd } from '../bus/session.ts';
import { Story } from '../bus/story.ts';
import { FifoError } from '../links/fifo-directory.ts';
import { Failure, say } from './failure.ts';
import { openWorld, readImage } from './files.ts';
import type { RunOptions } from './options.ts';
import { watchSignals } from './signals.ts';
import { Terminal } from './terminal.ts';

/** The bundle of replica.ts, beside hvrun's own. */
const MODULE = fileURLToPath(new URL('./replica.js', import.meta.url));

/** How a run ended: by itself, or because somebody outside wanted it to. */
type RunEnd = SessionEnd | { readonly type: 'stopped'; readonly status: number; readonly reason: string };

/** Runs the guest to its end and returns hvrun's exit status. Throws a {@link Failure} if it can't be started. */
export async function runPair(options: RunOptions): Promise<number> {
  let stop: (status: number, reason: string) => void = () => {};
  const stopped = new Promise<RunEnd>((resolve) => {
    stop = (status, reason) => resolve({ type: 'stopped', status, reason });
  });
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const unwatch = watchSignals((status, name) => stop(status, `ended by ${name}`));
  try {
    const image = await readImage(options);
    const world = await openWorld(options, terminal.output);
    try {
      const session = startSession(options, image, world, terminal);
      const end = await Promise.race([session.end, stopped]);
      if (end.type === 'stopped') {
        say(end.reason);
        terminal.output.abandon();
      }
      await session.stop();
      return statusOf(end, options);
    } finally {
      await world.close();
    }
  } finally {
    terminal.close();
    unwatch();
  }
}

function startSession(options: RunOptions, image: Uint8Array, world: World, terminal: Terminal): Session {
  const { ram, tlbEntries, append, epochLength, earlyEnds, protocol, timeoutMs, ringsExposed } = options;
  const { mode, kills, restart, tlbExposed, verbose } = options;
  const settings = {
    module: MODULE,
    image,
    configuration: {
      ...{ ram, tlbEntries, append, epochLength, earlyEnds, protocol, timeoutMs, ringsExposed },
      sectors: world.sectors,
    },
    pair: mode === 'pair',
    restart: mode === 'pair' && restart,
    world,
    input: terminal,
    story: new Story({ tell: say, verbose }),
    kills,
    tlbExposed,
  };
  try {
    return new Session(settings);
  } catch (error) {
    if (error instanceof FifoError) throw new Failure(EXIT_STATUS.BOTH_LOST, error.message);
    throw error;
  }
}

function statusOf(end: RunEnd, options: RunOptions): number {
  switch (end.type) {
    case 'exit':
    case 'stopped':
      return end.status;
    case 'lost':
      return EXIT_STATUS.BOTH_LOST;
    case 'unbootable':
      throw new Failure(EXIT_STATUS.BAD_IMAGE, `cannot boot '${options.image}': ${end.reason}`);
    case 'not-started':
      throw new Failure(EXIT_STATUS.BOTH_LOST, `the guest could not start: ${end.reason}`);
  }
}
