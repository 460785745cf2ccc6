/**
 * A wire that tests can cut: a process of its own that passes TCP connections on to a port, as long as it isn't stopped.
 * While it is, both ends of each connection look alive and nothing arrives: a pulled cable.
 */
import { type ChildProcess, spawn } from 'node:child_process';

const PROGRAM = `
import { connect, createServer } from 'node:net';
const [to, delayMs] = process.argv.slice(1).map(Number);
const pass = (from, into) => {
  from.on('data', (chunk) => (delayMs > 0 ? setTimeout(() => into.write(chunk), delayMs) : into.write(chunk)));
  from.on('close', () => setTimeout(() => into.destroy(), delayMs));
  from.on('error', () => {});
};
const server = createServer({ noDelay: true }, (one) => {
  const other = connect({ port: to, host: '127.0.0.1', noDelay: true });
  pass(one, other);
  pass(other, one);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

export class Wire {
  readonly #child: ChildProcess;
  /** On 127.0.0.1. */
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** A wire to `port` of 127.0.0.1 on which each byte travels for `delayMs`. */
  static async to(port: number, delayMs = 0): Promise<Wire> {
    const args = ['--input-type=module', '--eval', PROGRAM, '--', String(port), String(delayMs)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const told = await new Promise<string>((resolve) =>
      child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString())),
    );
    return new Wire(child, Number(told));
  }

  /** Nothing arrives any more, and nobody is told. */
  pull(): void {
    this.#child.kill('SIGSTOP');
  }

  /** What was under way arrives after all. */
  mend(): void {
    this.#child.kill('SIGCONT');
  }

  remove(): void {
    this.#child.kill('SIGKILL');
  }
}
