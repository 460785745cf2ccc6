/** What hvrun says is read by people: names from an image, a file or another process don't speak to their terminal. */
import { expect, it } from 'vitest';
import { say } from './failure.ts';

it('shows what a terminal would obey, and keeps what people read', () => {
  let written = '';
  say("cannot boot 'größe\u001b[2J.elf': no \u009bm\n  at <wait>", (text) => (written += text));
  expect(written).toBe("hvrun: cannot boot 'größe␛[2J.elf': no \ufffdm\n  at <wait>\n");
});
