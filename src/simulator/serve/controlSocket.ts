/** The socket for the docker-machine command and `simulator fault`: one JSON message per line, both ways. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The longest socket path that all systems accept. */
const longestPath = 90;

/** Derived from the folder's path, so both sides know it without exchanging it. */
export function socketPath(folder: string): string {
  const whole = resolve(folder);
  const short = createHash('sha256').update(whole).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\docker-overlay-simulator-${short}`;
  const inside = join(whole, 'control.sock');
  return inside.length <= longestPath ? inside : join(tmpdir(), `docker-overlay-simulator-${short}.sock`);
}

export interface Question {
  readonly kind: 'machine' | 'control';
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** The client of a request, while it is connected. */
export interface Asker {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly ask: (prompt: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

export type Answerer = (question: Question, asker: Asker) => Promise<number>;

export async function openControl(path: string, answer: Answerer): Promise<Server> {
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const server = createServer((socket) => {
    serve(socket, answer);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    // Write access to the socket allows running docker-machine on the world: create it with this mask.
    const mask = process.umask(0o177);
    server.listen(path, done);
    process.umask(mask);
  });
  return server;
}

function serve(socket: Socket, answer: Answerer): void {
  const gone = new AbortController();
  let waiting: ((line: string | undefined) => void) | undefined;
  const send = (message: Readonly<Record<string, unknown>>): void => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  socket.on('error', () => undefined);
  socket.on('close', () => {
    gone.abort();
    waiting?.(undefined);
  });
  const asker: Asker = {
    print: (out) => {
      send({ out });
    },
    complain: (err) => {
      send({ err });
    },
    ask: (prompt) =>
      new Promise((take) => {
        waiting = take;
        send({ ask: prompt });
      }),
    signal: gone.signal,
  };
  let hasBegun = false;
  createInterface({ input: socket }).on('line', (line) => {
    const message = JSON.parse(line) as Question & { readonly line?: string | null };
    if (hasBegun) {
      waiting?.(message.line ?? undefined);
      waiting = undefined;
      return;
    }
    hasBegun = true;
    const whole = answer(message, asker).catch((error: unknown) => {
      // An internal error: report it to the client and keep the world running.
      send({ err: `simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n` });
      return 70;
    });
    void whole.then((exit) => {
      send({ exit });
      socket.end();
    });
  });
}
