/** `npm run board`: writes what emulator/board-files.ts makes of the board and the definitions of its devices. */
import { readFileSync, writeFileSync } from 'node:fs';
import { boardFiles } from '../emulator/board-files.ts';
import { DEVICES } from '../emulator/devices/known-devices.ts';

for (const [path, text] of boardFiles(DEVICES, (path) => readFileSync(path, 'utf8'))) writeFileSync(path, text);
