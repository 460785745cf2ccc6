/** No machine goes on when the bus has ended, whatever it waits for. */
import type { Checker } from './checker.ts';

export const livingOn: Checker = ({ livingOn }) =>
  livingOn.map((seat) => `the ${seat} machine is still at work although the bus has ended`);
