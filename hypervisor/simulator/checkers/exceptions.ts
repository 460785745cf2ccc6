/** No machine, and not the bus, comes upon something that it holds to be impossible. */
import type { Checker } from './checker.ts';

export const exceptions: Checker = (record) => record.exceptions;
