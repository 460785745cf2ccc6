/** If states are compared, the guest ends only when its backup has compared those at the ends of all whole epochs. */
import type { Checker } from './checker.ts';

export const comparedEnd: Checker = ({ plan, performed }) =>
  performed
    .filter(({ request, unfinished }) => plan.hashEpochs && request.kind === 'exit' && unfinished > 0)
    .map(({ unfinished }) => `the guest exits while its backup has ${unfinished} epochs to compare`);
