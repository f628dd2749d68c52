/** Servers on loopback that stand where a key-value store should, and the door that asks them; ended after each test. */
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { KeyValueStores } from '../../../src/docker/doors.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import type { StoreType, StoreUrl } from '../../../src/model/keyValueStore.ts';
import { tcpServer } from './fakeEngine.ts';
import type { Listening } from './fakeEngine.ts';

/** An overlay network, its record as the overlay driver keeps it, and engines that are registered. */
export const overlayId = '37038204c6c399a63db8c6084bacc0c4ea45e1381fed47ebd3e0cd695bb63bf0';
export const overlay = '{"mtu":0,"secure":false,"subnets":[{"SubnetIP":"10.0.0.0/24","GwIP":"10.0.0.1/24","Vni":256}]}';
export const nodes = ['10.99.0.12:2376', '10.99.0.13:2376', '10.99.0.14:2376'];

export function url(type: StoreType, ports: number | readonly number[], prefix = ''): StoreUrl {
  return { type, hosts: [ports].flat().map((port) => ({ host: '127.0.0.1', port })), path: prefix };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface FakeStores {
  readonly stores: KeyValueStores;
  /** How long a question may take; each test begins with three seconds. */
  timeout: number;
  /** What is still to be ended after the test. */
  readonly closing: (() => void | Promise<void>)[];
  readonly httpServer: (
    answers: (path: string) => readonly [status: number, body: string] | undefined,
  ) => Promise<number>;
  readonly tcp: (onConnection: Parameters<typeof tcpServer>[0]) => Promise<Listening>;
}

export function fakeStores(): FakeStores {
  const closing: FakeStores['closing'] = [];
  const fake: FakeStores = {
    stores: createKeyValueStores({ timeout: () => fake.timeout, log: silentLog }),
    timeout: 3000,
    closing,
    httpServer: async (answers) => {
      const server = createHttp((request, response) => {
        const [status, body] = answers(request.url ?? '') ?? [404, ''];
        response.writeHead(status);
        response.end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
      return (server.address() as AddressInfo).port;
    },
    tcp: async (onConnection) => {
      const server = await tcpServer(onConnection);
      closing.push(() => server.close());
      return server;
    },
  };
  afterEach(async () => {
    fake.timeout = 3000;
    for (const close of closing.splice(0)) await close();
  });
  return fake;
}
