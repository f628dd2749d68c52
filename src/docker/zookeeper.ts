/**
 * ZooKeeper client for its binary protocol: a session, names of children, contents of nodes. Frames start with their length;
 * numbers are big-endian (zookeeper.jute). The command `srvr` also returns version and mode, where it is allowed.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { sleep } from '../base/async.ts';
import { addressOf } from '../model/address.ts';
import { loggedCall } from './callLog.ts';
import { beginning } from './engineFailure.ts';
import { addresses, mostChildren, overlayRecords, StoreExcess, StoreTrouble } from './storeTrouble.ts';
import type { StoreHost, StoreReader } from './storeTrouble.ts';

/** ZooKeeper's own limit per response is 1 MiB. */
const longestFrame = 2 * 1024 * 1024;
/** Limit for all responses of a session. */
const mostBytes = 16 * 1024 * 1024;
/** Milliseconds after which the server drops the session if we disappear. */
const sessionTimeout = 10_000;
/** How long a failed query waits for the `srvr` response that may explain it, in milliseconds. */
const patience = 500;

const operation = { getData: 4, getChildren: 8, closeSession: -11 } as const;
const noNode = -101;

export const askZookeeper: StoreReader = async (host, paths, signal) => {
  const word = fourLetters(host, signal).catch(() => '');
  let session: Session | undefined;
  try {
    session = await Session.open(host, signal);
    const { children, data } = session;
    const [engines, swarmNodes, networks] = await Promise.all(
      [paths.engines, paths.swarmNodes, paths.overlays].map((path) =>
        path === undefined ? Promise.resolve(undefined) : children(`/${path}`),
      ),
    );
    const overlays = await Promise.all(
      (networks ?? []).map(async (id) => [id, await data(`/${paths.overlays}/${id}`)] as const),
    );
    const told = await word;
    const mode = /^Mode: (\S+)/m.exec(told)?.[1];
    return {
      version: /^Zookeeper version: ([\d.]+)/m.exec(told)?.[1],
      // Followers do not report the leader, and `srvr` may be disabled; a server that responds at all implies a leader.
      leader: mode === 'leader' || mode === 'standalone' ? `${host.host}:${host.port}` : '',
      engines: addresses(engines ?? []),
      swarmNodes: addresses(swarmNodes ?? []),
      overlays: overlayRecords(overlays),
    };
  } catch (error) {
    // A server without a quorum closes sessions silently, but gives the reason in its `srvr` response.
    const told = await Promise.race([word, sleep(patience).then(() => undefined)]);
    if (told?.includes('not currently serving')) throw new StoreTrouble('withoutLeader', told);
    throw error;
  } finally {
    session?.close();
  }
};

/** Sends `srvr` and returns the response. */
function fourLetters(to: StoreHost, signal: AbortSignal): Promise<string> {
  return logged(to, 'srvr', '', () => sendWord(to, signal));
}

const logged = <T>({ host, port, log }: StoreHost, method: string, path: string, work: () => Promise<T>): Promise<T> =>
  loggedCall(log, { address: addressOf(host, port), method, path, isChange: false }, work);

function sendWord({ host, port }: StoreHost, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write('srvr'));
    socket.on('data', (piece: string) => {
      text = (text + piece).slice(0, 10_000);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(text);
    });
  });
}

/** One session on one connection. Requests may be pipelined: responses arrive in order. */
class Session {
  readonly #host: StoreHost;
  readonly #socket: Socket;
  readonly #waiting: { readonly take: (frame: Buffer) => void; readonly fail: (error: unknown) => void }[] = [];
  #pending: Buffer[] = [];
  #length = 0;
  #received = 0;
  #xid = 0;

  private constructor(host: StoreHost, socket: Socket) {
    this.#host = host;
    this.#socket = socket;
    let reason: unknown;
    socket.on('data', (piece: Buffer) => {
      try {
        this.#read(piece);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', (error) => {
      reason = error;
    });
    socket.on('close', () => {
      const ending = reason ?? new StoreTrouble('notAStore', 'closed the connection');
      for (const { fail } of this.#waiting.splice(0)) fail(ending);
    });
  }

  static open(to: StoreHost, signal: AbortSignal): Promise<Session> {
    return logged(to, 'connect', '', () => Session.#open(to, signal));
  }

  static async #open(to: StoreHost, signal: AbortSignal): Promise<Session> {
    const session = new Session(to, connect({ host: to.host, port: to.port, signal }));
    const password = Buffer.alloc(16);
    // Protocol version, last transaction seen, timeout, session ID, password, no read-only servers.
    const answer = await session.#send([
      int(0),
      long(0n),
      int(sessionTimeout),
      long(0n),
      buffer(password),
      bool(false),
    ]);
    const reader = new FrameReader(answer);
    reader.int();
    if (reader.int() <= 0) throw new StoreTrouble('notAStore', 'refused the session');
    return session;
  }

  /** Returns the names of the child nodes; empty if the node does not exist. */
  readonly children = async (path: string): Promise<readonly string[]> => {
    const reader = await this.#ask('getChildren', path);
    if (!reader) return [];
    const count = reader.count();
    if (count > mostChildren) throw new StoreExcess('entries', mostChildren);
    return Array.from({ length: count }, () => reader.text());
  };

  /** Returns a node's content; empty if it does not exist. */
  readonly data = async (path: string): Promise<string> => (await this.#ask('getData', path))?.text() ?? '';

  /** Closes the session, so that the server drops it immediately. */
  close(): void {
    if (this.#socket.writable) this.#socket.end(frame([int((this.#xid += 1)), int(operation.closeSession)]));
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), 1000).unref();
  }

  #ask(question: 'getData' | 'getChildren', path: string): Promise<FrameReader | undefined> {
    return logged(this.#host, question, path, () => this.#exchange(operation[question], path));
  }

  async #exchange(type: number, path: string): Promise<FrameReader | undefined> {
    const xid = (this.#xid += 1);
    const reader = new FrameReader(await this.#send([int(xid), int(type), buffer(Buffer.from(path)), bool(false)]));
    if (reader.int() !== xid) throw new StoreTrouble('notAStore', 'answers out of order');
    reader.long();
    const error = reader.int();
    if (error === noNode) return undefined;
    if (error !== 0) throw new StoreTrouble('notAStore', `error ${error} at ${path}`);
    return reader;
  }

  #send(parts: readonly Buffer[]): Promise<Buffer> {
    return new Promise((take, fail) => {
      if (this.#socket.destroyed) {
        fail(this.#socket.errored ?? new StoreTrouble('notAStore', 'closed the connection'));
        return;
      }
      this.#waiting.push({ take, fail });
      this.#socket.write(frame(parts));
    });
  }

  #read(piece: Buffer): void {
    this.#received += piece.length;
    if (this.#received > mostBytes) throw new StoreExcess('bytes', mostBytes);
    this.#pending.push(piece);
    this.#length += piece.length;
    while (this.#length >= 4) {
      const length = this.#front(4).readInt32BE();
      // Do not wait for a server with another protocol (`HTTP` is 1,213,486,160).
      if (length < 0 || length > longestFrame)
        throw new StoreTrouble('notAStore', beginning(this.#front(200).toString('latin1', 0, 200)));
      if (this.#length < 4 + length) return;
      const all = this.#front(4 + length);
      this.#pending = [all.subarray(4 + length)];
      this.#length -= 4 + length;
      this.#waiting.shift()?.take(all.subarray(4, 4 + length));
    }
  }

  /** Returns at least `bytes` pending bytes as one buffer; joins pieces only if the first is too short. */
  #front(bytes: number): Buffer {
    const [first] = this.#pending;
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#pending);
    this.#pending = [joined];
    return joined;
  }
}

/** Reads a frame from its start; throws a StoreTrouble if it is too short to be from ZooKeeper. */
class FrameReader {
  readonly #frame: Buffer;
  #at = 0;

  constructor(frame: Buffer) {
    this.#frame = frame;
  }

  int(): number {
    return this.#take(4).readInt32BE();
  }

  long(): bigint {
    return this.#take(8).readBigInt64BE();
  }

  text(): string {
    return this.#take(Math.max(0, this.int())).toString();
  }

  /** Reads the length of a vector, whose elements each start with their length. */
  count(): number {
    const count = this.int();
    if (count * 4 > this.#frame.length - this.#at) throw strangeFrame();
    return Math.max(0, count);
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#frame.length) throw strangeFrame();
    this.#at += length;
    return this.#frame.subarray(this.#at - length, this.#at);
  }
}

function strangeFrame(): StoreTrouble {
  return new StoreTrouble('notAStore', 'an answer that is too short');
}

function frame(parts: readonly Buffer[]): Buffer {
  return buffer(Buffer.concat(parts));
}

function buffer(content: Buffer): Buffer {
  return Buffer.concat([int(content.length), content]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function bool(value: boolean): Buffer {
  return Buffer.from([value ? 1 : 0]);
}
