/** Real servers on loopback that stand where an engine should: TLS as docker-machine sets it up, and the ways it can be wrong. */
import type { RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Machine } from '../../../src/model/machine.ts';
import { makeCertificate } from './certificates.ts';
import type { CertificateFolder, Wanted } from './certificates.ts';

export interface Listening {
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: () => number;
  /** Sockets that are open now. */
  readonly open: () => number;
  /** Ends every connection, and goes on listening. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

function listening(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        connections: () => connections,
        open: () => sockets.size,
        cut,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            cut();
          }),
      });
    });
  });
}

/** An HTTPS server with a certificate for 127.0.0.1, which asks for the client's. */
export function engineServer(
  folder: CertificateFolder,
  answer: RequestListener,
  { certificate = {}, tls = {}, port = 0 }: { certificate?: Partial<Wanted>; tls?: TlsOptions; port?: number } = {},
): Promise<Listening> {
  const own = makeCertificate({
    name: 'engine',
    authority: folder.authority,
    addresses: ['127.0.0.1'],
    ...certificate,
  });
  const options = {
    cert: own.certificate,
    key: own.key,
    ca: folder.authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    ...tls,
  };
  return listening(createHttps(options, answer), port);
}

/** A plain TCP server that does with a connection what it is told. */
export function tcpServer(onConnection: (socket: Socket) => void): Promise<Listening> {
  return listening(createServer(onConnection));
}

export function machineAt(port: number, folder: CertificateFolder, changes: Partial<Machine> = {}): Machine {
  return {
    name: 'm1',
    driver: 'generic',
    directory: '/nowhere/m1',
    address: '127.0.0.1',
    enginePort: port,
    ssh: { user: 'root', port: 22, key: undefined },
    engineFlags: [],
    engineLabels: {},
    registryMirrors: [],
    installUrl: undefined,
    swarm: { isMaster: true, discovery: '', managerPort: port, image: '', strategy: 'spread' },
    certificates: folder.files,
    ...changes,
  };
}
