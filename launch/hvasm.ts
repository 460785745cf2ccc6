#!/usr/bin/env node
/** The bin `hvasm`: the assembler, from its bundle. */
import { runBundle } from './bundle.ts';

runBundle(new URL('./assembler.cjs', import.meta.url), 'hvasm');
