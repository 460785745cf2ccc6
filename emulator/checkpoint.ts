/**
 * Checkpoints: an object whose state changes is asked for the present state, and gets back into it any number of times. It goes
 * back in place, so who holds it, or waits to call it, need not know; what has been made since is simply not there any more.
 */

/** Goes back to the state of the checkpoint. */
export type Rollback = () => void;

export interface Checkpointed {
  checkpoint(): Rollback;
}

/** Of several objects at once. */
export function checkpointOf(...parts: readonly Checkpointed[]): Rollback {
  const rollbacks = parts.map((part) => part.checkpoint());
  return () => {
    for (const rollback of rollbacks) rollback();
  };
}

/** Of an array, whatever is done to it; its items are those of the checkpoint again, not their states. */
export function checkpointOfArray<T>(array: T[]): Rollback {
  const items = [...array];
  return () => void array.splice(0, array.length, ...items);
}

/** What a log was at the last of its checkpoints, and how much of it is the log's own beginning now. */
interface Course {
  readonly items: unknown[];
  followed: number;
}

const courses = new WeakMap<unknown[], Course>();

/**
 * Of an array that nothing is done to but pushes: a checkpoint costs what was pushed since the one before. So all of them are to be taken
 * before the first rollback.
 */
export function checkpointOfLog(log: unknown[]): Rollback {
  const course = courses.get(log) ?? { items: [], followed: 0 };
  courses.set(log, course);
  const { items } = course;
  const { length } = log;
  while (items.length < length) items.push(log[items.length]);
  course.followed = length;
  return () => {
    log.length = Math.min(course.followed, length);
    while (log.length < length) log.push(items[log.length]);
    course.followed = length;
  };
}

export function checkpointOfMap<K, V>(map: Map<K, V>): Rollback {
  const entries = [...map];
  return () => {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  };
}

export function checkpointOfSet<T>(set: Set<T>): Rollback {
  const items = [...set];
  return () => {
    set.clear();
    for (const item of items) set.add(item);
  };
}
