/** Whatever the world was asked for, by whichever machine, is what the surviving guest has asked for, byte for byte. */
import { checksumOfRequest } from '../record/request-checksum.ts';
import type { Checker } from './checker.ts';

export const requests: Checker = (record) => {
  // A guest that was lost, too, need not have come so far.
  if (typeof record.end !== 'object') return [];
  const asked = record.guests[record.survivor].requests;
  return record.performed.flatMap(({ request, seat }) => {
    const own = asked.get(request.id)?.request;
    if (own === undefined)
      return [`#${request.id} of the ${seat} machine was performed, and the survivor never asked for it`];
    const same = checksumOfRequest(own) === checksumOfRequest(request);
    return same
      ? []
      : [`#${request.id} of the ${seat} machine was performed, and the survivor asked for something else`];
  });
};
