/** Signals that end a run. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { IGNORED } from './ignored-signals.ts';

const STATUSES = { SIGINT: EXIT_STATUS.SIGINT, SIGTERM: EXIT_STATUS.SIGTERM, SIGHUP: EXIT_STATUS.SIGHUP } as const;

/**
 * Calls `onSignal` at the first SIGINT, SIGTERM or SIGHUP, with the status to end with, so that files can be closed; a
 * second one ends the process at once. Those that were ignored when hvrun was started are none. Returns how to stop listening.
 */
export function watchSignals(onSignal: (status: number, name: string) => void): () => void {
  let signalled = false;
  const heard = Object.entries(STATUSES).filter(([name]) => !IGNORED.has(name));
  const listeners = heard.map(([name, status]) => {
    const listener = (): void => {
      if (signalled) process.exit(status);
      signalled = true;
      onSignal(status, name);
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
