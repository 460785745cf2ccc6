#!/usr/bin/env node
/** The command hvasm: hands its arguments to the command line and exits with its status. */
import { runCommandLine } from './command-line.ts';

process.exitCode = runCommandLine(process.argv.slice(2));
