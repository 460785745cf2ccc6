/** One line from a socket, however it comes in pieces. */
import type { Socket } from 'node:net';

/** How long the other side may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The first line that comes, or undefined if it is longer than `most` characters, or does not come. */
export function readLine(socket: Socket, most: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    const end = (line: string | undefined): void => {
      clearTimeout(timer);
      resolve(line);
    };
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
      const line = text.indexOf('\n');
      if (line >= 0 && line < most) end(text.slice(0, line));
      else if (text.length >= most) end(undefined);
    });
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
  });
}
