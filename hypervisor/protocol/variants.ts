/**
 * The variants of the protocol as policies: what waits for the backup's acknowledgements. (Paper, rule P2 and the section
 * on the revised protocol; *queued* is the output rule of VMware FT, 2010.)
 */

export interface Variant {
  /** P2: the end of an epoch waits for the acks of all messages sent. */
  readonly endAwaitsAcks: boolean;
  /** An output is performed only when all messages sent before it have been acked. */
  readonly outputAwaitsAcks: boolean;
  /** The guest stands still until its output is performed; if not, outputs queue up while it goes on. */
  readonly guestAwaitsOutput: boolean;
}

export const variants = {
  /**
   * The paper's first protocol. An output may be performed while messages of the same epoch are still on their way, so
   * it is safe only if those survive their sender, as they do between processes of one host.
   */
  original: { endAwaitsAcks: true, outputAwaitsAcks: false, guestAwaitsOutput: true },
  /** The paper's second protocol: epochs never wait, outputs do. */
  revised: { endAwaitsAcks: false, outputAwaitsAcks: true, guestAwaitsOutput: true },
  /** As revised, but only the output is held: the guest goes on. */
  queued: { endAwaitsAcks: false, outputAwaitsAcks: true, guestAwaitsOutput: false },
} as const satisfies Record<string, Variant>;

export type VariantName = keyof typeof variants;
