/** Engines as servers on loopback, and the pool that is to speak with them; new ones for each test of the file that calls `fakeEngines`. */
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { EngineDoor, EnginePool } from '../../../src/docker/doors.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { record } from '../records.ts';
import { CertificateFolder } from './certificates.ts';
import { engineServer, machineAt, tcpServer, type Listening } from './fakeEngine.ts';

type EngineServerOptions = Parameters<typeof engineServer>[2];

export interface FakeEngines {
  /** The certificates of the machine that all of them are. */
  readonly folder: CertificateFolder;
  readonly pool: EnginePool;
  /** Those that were begun, in their order. */
  readonly servers: Listening[];
  /** How long a call may take; long enough for a slow computer, so that only what stays silent waits it out. */
  timeout: number;
  serve(answer: RequestListener, options?: EngineServerOptions): Promise<Listening>;
  serveTcp(onConnection: Parameters<typeof tcpServer>[0]): Promise<Listening>;
  engineAt(server: Pick<Listening, 'port'>, changes?: Partial<Machine>): EngineDoor;
  managerAt(server: Pick<Listening, 'port'>): EngineDoor;
}

export function fakeEngines(): FakeEngines {
  let folder: CertificateFolder;
  let pool: EnginePool;
  const servers: Listening[] = [];
  const begun = async (server: Promise<Listening>): Promise<Listening> => {
    servers.push(await server);
    return server;
  };
  const engines: FakeEngines = {
    get folder() {
      return folder;
    },
    get pool() {
      return pool;
    },
    servers,
    timeout: 0,
    serve: (answer, options) => begun(engineServer(folder, answer, options)),
    serveTcp: (onConnection) => begun(tcpServer(onConnection)),
    engineAt: ({ port }, changes) => pool.engine(machineAt(port, folder, changes)),
    managerAt: ({ port }) => pool.manager(machineAt(port, folder)),
  };
  beforeEach(() => {
    folder = new CertificateFolder();
    engines.timeout = 5000;
    pool = createEnginePool({ probeTimeout: () => engines.timeout, log: silentLog });
  });
  afterEach(async () => {
    pool.dispose();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    folder.remove();
  });
  return engines;
}

/** Answers everything as an engine that is well answers what it is asked of itself. */
export const answerInfo: RequestListener = (_, response) => {
  response.setHeader('Api-Version', '1.41');
  response.setHeader('Content-Type', 'application/json');
  response.end(record('api/node1-info.stdout'));
};

/** What an engine's answer fails with. */
export async function failure(of: EngineDoor): Promise<Failure> {
  const outcome = await of.engine();
  if (outcome.ok) throw new Error('It answered.');
  return outcome.error;
}
