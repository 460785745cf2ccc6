/**
 * The one key that a raw terminal does not pass on: Ctrl-A. Ctrl-A x leaves, Ctrl-A a (or Ctrl-A twice) types a Ctrl-A, and
 * after any other key both go to the guest.
 */
const CTRL_A = 0x01;

export class EscapeFilter {
  /** True between Ctrl-A and the key that follows, which may come in another piece. */
  #escaped = false;

  /** What of `bytes` goes to the guest, and whether the user wants to leave; what follows then is dropped. */
  filter(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly leave: boolean } {
    const passed: number[] = [];
    for (const byte of bytes) {
      const key = String.fromCharCode(byte);
      if (!this.#escaped) {
        if (byte === CTRL_A) this.#escaped = true;
        else passed.push(byte);
        continue;
      }
      this.#escaped = false;
      if (key === 'x' || key === 'X') return { bytes: Uint8Array.from(passed), leave: true };
      passed.push(CTRL_A);
      if (byte !== CTRL_A && key !== 'a') passed.push(byte);
    }
    return { bytes: Uint8Array.from(passed), leave: false };
  }
}
