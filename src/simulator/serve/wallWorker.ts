/** The thread of a `Wall`: listens with the shortest possible backlog, then sleeps forever. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { address, ports } = workerData as { readonly address: string; readonly ports: readonly number[] };
for (const port of ports) {
  const server = createServer();
  server.listen({ host: address, port, backlog: 1 });
  await once(server, 'listening');
}
parentPort?.postMessage('listening');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
