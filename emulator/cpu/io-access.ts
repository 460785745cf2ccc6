/** I/O space as the processor sees it: behind it are the devices of the board, or a monitor. Specified by ../board.md. */

/** By physical address (unsigned). Called for aligned words alone; everything else is a high-priority machine check. */
export interface IoAccess {
  /** The register's value, signed or unsigned, or undefined for a high-priority machine check. */
  load(address: number): number | undefined;
  /** False for a high-priority machine check; then nothing has changed. */
  store(address: number, value: number): boolean;
}
