/** `npm run generate:burst`: writes the generated parts of emulator/cpu/burst.ts after a change of emulator/cpu/frequent.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withCases } from '../emulator/cpu/burst-cases.ts';

const FILE = 'emulator/cpu/burst.ts';

writeFileSync(FILE, withCases(readFileSync(FILE, 'utf8')));
