/** A user's command that looks at a disk: what becomes of one that says much, or takes long. */
import { afterEach, expect, it } from 'vitest';
import { DiskCheck } from './disk-check.ts';

const NOTHING = new Uint8Array(0);
let check: DiskCheck | undefined;

afterEach(() => check?.close());

function look(command: string): string | undefined {
  check = new DiskCheck(command);
  return check.look(new Uint8Array(512), NOTHING, 'end');
}

it('may say as much as it likes', () => {
  expect(look('yes all is well | head -c 3000000 >&2; test -s')).toBeUndefined();
  expect(look('yes it is not | head -c 3000000 >&2; test ! -s')).toMatch(/ ends with status 1: it is not$/);
});

it('is not waited for longer than ten seconds, and that is said', { timeout: 60_000 }, () => {
  expect(look('exec sleep 60; test')).toBe("'exec sleep 60; test' had not ended after 10 seconds");
});
