/** The addresses of the world's hosts: a subnet of 127.0.0.0/8 of their own, or 127.0.0.1 if the system has no other. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** A subnet's first host address represents this computer; the process that listens on this port there owns the subnet. */
const lockPort = 2374;

export interface Piece {
  /** `127.N`; undefined if the hosts share 127.0.0.1. */
  readonly net: string | undefined;
  readonly release: () => void;
}

/** Takes the world's former subnet, or a free one. @throws if the former subnet is in use */
export async function takePiece(known: string | undefined, folder: string, isShared: boolean): Promise<Piece> {
  if (isShared) return { net: undefined, release: () => undefined };
  if (known !== undefined) {
    const lock = await hold(known);
    if (lock === 'busy') throw new Error(`the addresses of this world, ${known}.*, are in use: is it served already?`);
    if (lock === 'absent') throw new Error(`this system has no addresses ${known}.*`);
    return { net: known, release: () => void lock.close() };
  }
  const start = createHash('sha256').update(folder).digest().readUInt16BE();
  for (let tried = 0; tried < pieces; tried += 1) {
    const net = `127.${String(firstPiece + ((start + tried) % pieces))}`;
    const lock = await hold(net);
    if (lock === 'absent') break;
    if (lock !== 'busy') return { net, release: () => void lock.close() };
  }
  return { net: undefined, release: () => undefined };
}

/** 127.64 to 127.191: avoids the lower subnets, which resolvers and other programs use. */
const firstPiece = 64;
const pieces = 128;

function hold(net: string): Promise<Server | 'busy' | 'absent'> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRNOTAVAIL' ? 'absent' : 'busy');
    });
    server.listen({ host: `${net}.0.1`, port: lockPort }, () => {
      resolve(server);
    });
  });
}
