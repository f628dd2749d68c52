/** A server that speaks as much of ZooKeeper's protocol as is asked of it, written from zookeeper.jute. Test-side only. */
import { tcpServer } from './fakeEngine.ts';

export interface ZookeeperServer {
  readonly port: number;
  readonly sessionsClosed: () => number;
  readonly close: () => Promise<void>;
}

export interface ZookeeperManner {
  /** The answer to `srvr`; undefined: the word is not allowed. */
  readonly word?: string;
  /** Sessions are closed without a word. */
  readonly isRefusing?: boolean;
  /** Every answer comes in single bytes. */
  readonly isCut?: boolean;
}

/** `tree`: contents by path. */
export async function zookeeperServer(
  tree: Readonly<Record<string, string>>,
  { word, isRefusing = false, isCut = false }: ZookeeperManner = {},
): Promise<ZookeeperServer> {
  let closed = 0;
  const server = await tcpServer((socket) => {
    let pending = Buffer.alloc(0);
    let hasSession = false;
    const send = (...parts: readonly Buffer[]): void => {
      const frame = field(Buffer.concat(parts));
      if (isCut) for (const byte of frame) socket.write(Buffer.from([byte]));
      else socket.write(frame);
    };
    const serve = (request: Buffer): void => {
      if (!hasSession) {
        hasSession = true;
        if (isRefusing) socket.destroy();
        else send(int(0), int(10_000), Buffer.alloc(8, 1), field(Buffer.alloc(16, 2)), Buffer.from([0]));
        return;
      }
      const xid = request.subarray(0, 4);
      const type = request.readInt32BE(4);
      const head = (error: number): Buffer => Buffer.concat([xid, Buffer.alloc(8), int(error)]);
      if (type === -11) {
        closed += 1;
        send(head(0));
        socket.end();
        return;
      }
      const path = request.toString('utf8', 12, 12 + request.readInt32BE(8));
      const below = Object.keys(tree).filter((each) => each === path || each.startsWith(`${path}/`));
      if (below.length === 0) send(head(-101));
      else if (type === 8) {
        const names = [...new Set(below.map((each) => each.slice(path.length + 1).split('/')[0] ?? ''))];
        send(head(0), int(names.length), ...names.map((name) => field(Buffer.from(name))));
      } else send(head(0), field(Buffer.from(tree[path] ?? '')), Buffer.alloc(68));
    };
    socket.on('data', (piece: Buffer) => {
      pending = Buffer.concat([pending, piece]);
      if (pending.toString('latin1') === 'srvr') {
        socket.end(word ?? 'srvr is not executed because it is not in the whitelist.\n');
        return;
      }
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE()) {
        const end = 4 + pending.readInt32BE();
        serve(pending.subarray(4, end));
        pending = pending.subarray(end);
      }
    });
  });
  return { port: server.port, sessionsClosed: () => closed, close: server.close };
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function field(content: Buffer): Buffer {
  return Buffer.concat([int(content.length), content]);
}
