/** I/O space as the processor sees it: behind it are the devices of the board, or a monitor. Specified by ../board.md. */

/** By physical address (unsigned). Every access that none of these is for is a high-priority machine check. */
export interface IoAccess {
  /** The value of a register, signed or unsigned, or undefined for a high-priority machine check. For aligned words. */
  load(address: number): number | undefined;
  /** The same for an aligned halfword, 0 to 65,535. */
  loadHalfword(address: number): number | undefined;
  /** False for a high-priority machine check; then nothing has changed. */
  store(address: number, value: number): boolean;
}
