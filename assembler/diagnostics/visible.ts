/** Text of a source, or a name in an object file, as far as it may go to a terminal. */
import { printable } from '../../emulator/report/printable.ts';

/**
 * `text` with each control character shown by one that is not. Tabs stay, so that columns align, and so do bytes that are no UTF-8,
 * which are no characters (see emulator/elf/byte-text.ts), and line feeds.
 */
export function visible(text: string): string {
  return text.replace(/[^\t\udc80-\udcff]+/gu, printable);
}
