/**
 * A link: a reliable FIFO channel of frames between two processes, as the paper assumes it. Frames arrive whole, in
 * order, and once; when the other side dies, everything it had sent can still be received, then the link has ended.
 */

/** Bytes one frame may hold: the data of the largest disk command (128 KiB) and its header, with room to spare. */
export const MAX_FRAME = 256 * 1024;
/** Bytes of the length that goes before each frame: 32 bits, big-endian. */
export const FRAME_HEADER = 4;

export interface Link {
  /** Queues a frame of 1 to {@link MAX_FRAME} bytes; {@link flush} puts it on its way. The bytes are copied. */
  send(frame: Uint8Array): void;
  /**
   * Writes what is queued, in one system call if it can. False if the other side is not taking it now: the rest stays
   * queued for the next flush. True if nothing is left, or nobody is there to take it.
   */
  flush(): boolean;
  /** The next frame, valid until the next call, or undefined if no whole frame is there. */
  receive(): Uint8Array | undefined;
  /** If no thread rings for this link yet: waits until something arrives, or the other side goes, unless that can't be. */
  waitInRead?(): void;
  /**
   * Takes what is left, if the machine at the other end executes nothing more, although its link is not cut yet: then this link has ended
   * with that. For a link that can be asked; to be asked seldom.
   */
  endIfExiting?(): void;
  /** Has the other side gone, or broken the rules of framing, so that no more will arrive than what is there? */
  closed(): boolean;
  /** Is it {@link closed}, with every whole frame received? */
  ended(): boolean;
  /** A number that changes whenever bytes arrive: the sign of life that a failure detector looks for. */
  arrived(): number;
  /**
   * Nothing more will be sent or received: gives back what the link holds of its host. The other side, if it is there,
   * finds the link ended.
   */
  close(): void;
}
