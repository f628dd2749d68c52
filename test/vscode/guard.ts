// The only way to a served VS Code: a port of this computer that passes on what was sent to it by its own pages, and refuses the rest. A web
// page may send requests and open web sockets to 127.0.0.1, and a name that it owns may lead there (DNS rebinding): such requests
// carry a foreign `Origin` or `Host`. VS Code itself asks neither, only for its connection token.
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Guard {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1, before what listens on the socket at `socketPath`. */
export async function openGuard(socketPath: string): Promise<Guard> {
  let port = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    if (!isOwn(request, port)) {
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end('Foreign Host or Origin.\n');
      return;
    }
    const { method, url, headers } = request;
    const onward = ask({ socketPath, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined);
    if (!isOwn(request, port)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(socketPath, () => {
      onward.write(`${headOf(request)}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  port = address.port;
  return {
    port,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Whether a request was sent to this very address, and by a page of it or by no page. */
function isOwn({ headers }: IncomingMessage, port: number): boolean {
  const own = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const { host, origin } = headers;
  return (
    host !== undefined && own.includes(host) && (origin === undefined || own.includes(origin.replace(/^http:\/\//, '')))
  );
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at] ?? ''}: ${rawHeaders[at + 1] ?? ''}`);
  return lines.join('\r\n');
}
