/** Settings with which code is translated as soon as the translator comes to it, whatever that costs. */
export const AT_ONCE = {
  loopAfter: 0,
  patience: 0,
  rest: 0,
  burst: 0,
  threshold: 1,
  againThreshold: 1,
  steady: 1,
  exitThreshold: 1,
} as const;
