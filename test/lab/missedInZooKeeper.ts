// Makes a swarm manager on ZooKeeper miss a node for good, as it happens by chance: its key is there without an address when the
// manager reads, and gets it afterwards, which nobody tells.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const operation = { create: 1, remove: 2, setData: 5 } as const;
const anyVersion = -1;

/** @param address of a node that is registered, `10.0.0.3:2376` */
export async function missInZooKeeper(host: string, address: string): Promise<void> {
  const socket = connect({ host, port: 2181 });
  try {
    // Protocol, last transaction, timeout, session, password.
    await exchange(socket, [int(0), Buffer.alloc(8), int(10_000), Buffer.alloc(8), text(Buffer.alloc(16))]);
    const path = text(Buffer.from(`/docker/swarm/nodes/${address}`));
    const everybody = [int(1), int(31), text(Buffer.from('world')), text(Buffer.from('anyone'))];
    await ask(socket, operation.remove, [path, int(anyVersion)]);
    await ask(socket, operation.create, [path, text(Buffer.alloc(0)), ...everybody, int(0)]);
    await sleep(1000);
    await ask(socket, operation.setData, [path, text(Buffer.from(address)), int(anyVersion)]);
  } finally {
    socket.destroy();
  }
}

async function ask(socket: Socket, type: number, parts: readonly Buffer[]): Promise<void> {
  const answer = await exchange(socket, [int(1), int(type), ...parts]);
  const error = answer.readInt32BE(12);
  if (error !== 0) throw new Error(`ZooKeeper refused operation ${String(type)}: ${String(error)}`);
}

/** One question, one answer, which comes in one piece: it is short. */
function exchange(socket: Socket, parts: readonly Buffer[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (frame: Buffer) => {
      socket.off('error', reject);
      resolve(frame.subarray(4));
    });
    socket.write(text(Buffer.concat(parts)));
  });
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Bytes with their length before them; a frame is that, too. */
function text(bytes: Buffer): Buffer {
  return Buffer.concat([int(bytes.length), bytes]);
}
