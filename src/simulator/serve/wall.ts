/**
 * A blackhole for a host behind a pulled cable: clients get no answer at all, not even a refusal. On loopback this takes a listener
 * that never accepts a connection and whose backlog is full: the system then drops new connections.
 */
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export class Wall {
  readonly #worker: Worker;
  readonly #fillers: Socket[];

  private constructor(worker: Worker, fillers: Socket[]) {
    this.#worker = worker;
    this.#fillers = fillers;
  }

  /** Resolves when the blackhole is active. The ports must be free. */
  static async build(address: string, ports: readonly number[]): Promise<Wall> {
    const file = import.meta.filename.endsWith('.ts') ? './wallWorker.ts' : './wallWorker.js';
    // A separate thread: it listens, then sleeps and accepts nothing.
    const worker = new Worker(new URL(file, import.meta.url), { workerData: { address, ports } });
    worker.unref();
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => {
        resolve();
      });
      worker.once('error', reject);
    });
    const fillers: Socket[] = [];
    for (const port of ports) fillers.push(...(await fill(address, port)));
    return new Wall(worker, fillers);
  }

  async tearDown(): Promise<void> {
    for (const filler of this.#fillers) filler.destroy();
    await this.#worker.terminate();
  }
}

/** Connects until the backlog is full. */
async function fill(address: string, port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let count = 0; count < 8; count += 1) {
    const socket = connect({ host: address, port });
    socket.unref();
    socket.on('error', () => undefined);
    sockets.push(socket);
    const isTaken = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        resolve(false);
      }, 30);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(true);
      });
      socket.once('close', () => {
        clearTimeout(timer);
        resolve(false);
      });
    });
    if (!isTaken) break;
  }
  return sockets;
}
