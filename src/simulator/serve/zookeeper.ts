/** A minimal ZooKeeper server: sessions, names of children, data, and the command `srvr` (zookeeper.jute). */
import type { Socket } from 'node:net';

/** All known values by path, without a leading slash. */
export type Tree = () => ReadonlyMap<string, string>;

export function serveZookeeper(socket: Socket, tree: Tree, version: string): void {
  let pending: Buffer = Buffer.alloc(0);
  let hasSession = false;
  const send = (...parts: readonly Buffer[]): void => {
    socket.write(field(Buffer.concat(parts)));
  };
  const serve = (request: Buffer): void => {
    if (!hasSession) {
      hasSession = true;
      send(int(0), int(10_000), Buffer.alloc(8, 1), field(Buffer.alloc(16, 2)), Buffer.from([0]));
      return;
    }
    const xid = request.subarray(0, 4);
    const head = (error: number): Buffer => Buffer.concat([xid, Buffer.alloc(8), int(error)]);
    switch (request.readInt32BE(4)) {
      case operations.closeSession:
        send(head(0));
        socket.end();
        return;
      case operations.ping:
        send(head(0));
        return;
      case operations.getChildren:
        answerChildren(request, head);
        return;
      case operations.getData:
        answerData(request, head);
        return;
      default:
        send(head(unimplemented));
    }
  };
  const pathOf = (request: Buffer): string => request.toString('utf8', 12, 12 + request.readInt32BE(8)).slice(1);
  const below = (path: string): readonly string[] =>
    [...tree().keys()].filter((key) => path === '' || key === path || key.startsWith(`${path}/`));
  const answerChildren = (request: Buffer, head: (error: number) => Buffer): void => {
    const path = pathOf(request);
    const found = below(path);
    // Docker creates its folders before it stores anything; here, an empty folder counts as missing.
    if (found.length === 0) {
      send(head(noNode));
      return;
    }
    const start = path === '' ? 0 : path.length + 1;
    const names = new Set(found.map((key) => key.slice(start).split('/')[0] ?? '').filter((name) => name !== ''));
    send(head(0), int(names.size), ...[...names].map((name) => field(Buffer.from(name))));
  };
  const answerData = (request: Buffer, head: (error: number) => Buffer): void => {
    const path = pathOf(request);
    const value = tree().get(path);
    if (value === undefined && below(path).length === 0) send(head(noNode));
    else send(head(0), field(Buffer.from(value ?? '')), Buffer.alloc(statLength));
  };
  socket.on('data', (piece: Buffer) => {
    pending = Buffer.concat([pending, piece]);
    if (!hasSession && pending.toString('latin1', 0, 4) === 'srvr') {
      socket.end(`Zookeeper version: ${version}-simulated, built on 01/01/2024\nMode: standalone\nNode count: 5\n`);
      return;
    }
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE()) {
      const end = 4 + pending.readInt32BE();
      serve(pending.subarray(4, end));
      pending = pending.subarray(end);
    }
  });
}

const operations = { getData: 4, getChildren: 8, ping: 11, closeSession: -11 } as const;
const noNode = -101;
const unimplemented = -6;
/** Length of the Stat that follows a node's data, in bytes. */
const statLength = 68;

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function field(content: Buffer): Buffer {
  return Buffer.concat([int(content.length), content]);
}
