/** All collections of the corpus. */
import { LIBRARIES } from './corpus-libraries.ts';
import type { Collection } from './corpus-sources.ts';
import { SUITES } from './corpus-suites.ts';

export const COLLECTIONS: readonly Collection[] = [...LIBRARIES, ...SUITES];
