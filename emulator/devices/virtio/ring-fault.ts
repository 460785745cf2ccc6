/**
 * How a driver can break the rules of a queue (Virtual I/O Device (VIRTIO) 1.2, section 2.7): the device needs a reset then, and does
 * nothing until it gets one (2.1.2). Which rule that was is a word of the device's state, so that whoever is asked for it later,
 * on a machine that has joined too, can say it.
 */

/** What is wrong with a queue, as what follows its number; `#` is a number that is told with it. */
const RULES = {
  SIZE: 'has a QUEUE_NUM that is no power of 2 up to #',
  TABLE: 'has its descriptors (QUEUE_DESC) outside RAM, or not at a multiple of 16',
  AVAIL: "has the driver's ring (QUEUE_DRIVER) outside RAM, or not at a multiple of 2",
  USED: "has the device's ring (QUEUE_DEVICE) outside RAM, or not at a multiple of 4",
  AHEAD: "has a driver's ring whose index is # ahead of what was taken, more than it has entries",
  HEAD: "has # in the driver's ring, which is no descriptor of its table",
  NEXT: 'has a chain that goes on at #, which is no descriptor of its table',
  ENDLESS: 'has a chain that comes back to descriptor #',
  BUFFER: 'has in descriptor # a buffer outside RAM',
  INDIRECT: 'has an indirect descriptor, #, which was not offered',
  ORDER: 'has a descriptor, #, that the device reads behind one that it writes',
  UNDER_WAY: 'was given chain # again, which is under way',
  COMMAND: 'was given chain #, which has no room for a command and its response',
  CONTROL: 'was given chain #, which is no control request with room for its response',
  FUNCTIONS: 'was given chain #, a function more than can wait',
  DRAW: 'was given chain #, which has no room to write to, or something to read',
} as const;

export type RingRule = keyof typeof RULES;

const NAMES = Object.keys(RULES) as RingRule[];

/** The driver has broken the rules of a queue. */
export class RingFault extends Error {
  override readonly name = 'RingFault';
  /** Not 0: the rule, the queue and the number, for {@link describeRingFault}. */
  readonly word: number;

  /** `queue`: below 256. `number`: of 16 bits, what the rule is about. */
  constructor(rule: RingRule, queue: number, number = 0) {
    const word = ((NAMES.indexOf(rule) + 1) << 24) | (queue << 16) | (number & 0xffff);
    super(describeRingFault(word));
    this.word = word;
  }
}

/** As in "its queue 2 was given chain 3 again, which is under way". */
export function describeRingFault(word: number): string {
  const rule = RULES[NAMES[(word >>> 24) - 1]];
  return `its queue ${(word >>> 16) & 0xff} ${rule.replace('#', String(word & 0xffff))}`;
}
