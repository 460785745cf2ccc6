// Makes the firmware that `hvrun --firmware` puts beside a kernel: assembles it with dist/hvasm.js into dist/firmware/.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root The checkout; hvasm is built already. */
export function buildFirmware(root) {
  const folder = join(root, 'dist/firmware');
  mkdirSync(folder, { recursive: true });
  const [hvasm, source] = [join(root, 'dist/hvasm.js'), join(root, 'kernel/firmware/firmware.s')];
  execFileSync(process.execPath, [hvasm, source, '-o', join(folder, 'pdc')]);
}
