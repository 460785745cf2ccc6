/** The assembler: hands its arguments to the command line and exits with its status. */
import { runCommandLine, STATUS } from './command-line.ts';
import { reason } from './output-files.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, needs no message.
    if (error.code === 'EPIPE') process.exitCode = STATUS.STDOUT_GONE;
    else if (process.exitCode === STATUS.OK) process.exitCode = STATUS.CANNOT_WRITE;
    if (error.code !== 'EPIPE' && stream === process.stdout) {
      process.stderr.write(`hvasm: can't write to standard output: ${reason(error)}\n`);
    }
  });
}
process.exitCode = runCommandLine(process.argv.slice(2));
