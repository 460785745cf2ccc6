/** The operating system's errors in words. */
import { getSystemErrorMap } from 'node:util';

/** "no space left on device" and the like: why a system call failed. */
export function describeSystemError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, words] = ('errno' in error && getSystemErrorMap().get(Number(error.errno))) || [];
  return words ?? error.message;
}
