/** --limit-seconds: the time after its start in which a guest must have ended by itself. */
import { EXIT_STATUS } from '../../emulator/board.ts';

/**
 * Begins to count; `stop` is called when the time is over, with the status to end with and why. `place` tells where the
 * guest is then; undefined if nobody knows. Returns how to stop counting; without a limit there is nothing to stop.
 */
export function limitTime(
  seconds: number | undefined,
  stop: (status: number, reason: string) => void,
  place: () => string | undefined | Promise<string | undefined>,
): () => void {
  if (seconds === undefined) return () => {};
  const over = async (): Promise<void> => {
    const at = await place();
    stop(EXIT_STATUS.LIMIT, `--limit-seconds ${seconds} reached${at === undefined ? '' : ` at ${at}`}`);
  };
  const timer = setTimeout(() => void over(), seconds * 1000);
  return () => clearTimeout(timer);
}
