// An engine on loopback for what VS Code shows of containers: TLS as docker-machine sets it up, a list of containers that its API
// changes, events that tell of it, a log that a test writes. Beside it the record that a machine store has of its machine.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CertificateFolder } from '../../unit/docker/certificates.ts';
import { engineServer, type Listening } from '../../unit/docker/fakeEngine.ts';

const records = path.resolve(import.meta.dirname, '../../records');

interface StandInContainer {
  readonly name: string;
  state: 'running' | 'exited';
}

export interface StandInEngine {
  readonly containers: readonly StandInContainer[];
  /** What it was asked to change: `stop c1`. */
  readonly changes: readonly string[];
  /** A line more in every log that is followed. */
  log(line: string): void;
  /** From now on it answers everything with an error in these words. */
  refuse(said: string): void;
  /** Ends it, as a machine ends that is switched off. */
  end(): Promise<void>;
}

export interface StandInEngineOptions {
  readonly storagePath: string;
  /** The machine's, and the engine's. */
  readonly name: string;
  readonly containers?: Readonly<Record<string, StandInContainer['state']>>;
  /** It is the only node of a swarm of swarm mode. */
  readonly isSwarm?: boolean;
  /** Other nodes of its swarm, workers that are ready. */
  readonly workers?: readonly string[];
  /** It is one of the workers of another's swarm. */
  readonly isWorker?: boolean;
}

export async function standInEngine(options: StandInEngineOptions): Promise<StandInEngine> {
  const { name, storagePath, isSwarm = false, workers = [], isWorker = false } = options;
  const certificates = new CertificateFolder();
  let containers = Object.entries(options.containers ?? {}).map(([each, state]) => ({ name: each, state }));
  const changes: string[] = [];
  const events = new Set<ServerResponse>();
  const logs = new Set<ServerResponse>();
  let refusal: string | undefined;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '', 'https://engine');
    response.setHeader('Api-Version', '1.41');
    const json = (body: unknown): void => void response.end(JSON.stringify(body));
    const [, , reference = '', verb = 'remove'] = url.pathname.split('/').map(decodeURIComponent);
    // As an engine does, it takes an id as well as a name.
    const which = reference.replace(/^id-/, '');
    if (refusal !== undefined) {
      response.writeHead(500);
      json({ message: refusal });
    } else if (url.pathname === '/_ping') response.end('OK');
    else if (url.pathname === '/info')
      json({ ...info(name, containers, isSwarm), ...(isWorker ? { Swarm: membership(name) } : {}) });
    else if (url.pathname === '/containers/json') json(containers.map(listed));
    else if (url.pathname === '/events') stay(response, events);
    else if (verb === 'logs') {
      response.write(frame(`${which} has begun\n`));
      stay(response, logs);
    } else if (request.method === 'GET')
      json(isSwarm && url.pathname === '/nodes' ? [node(name), ...workers.map(worker)] : []);
    else change(which, verb, response);
  };
  const change = (which: string, verb: string, response: ServerResponse): void => {
    changes.push(`${verb} ${which}`);
    const container = containers.find((each) => each.name === which);
    if (!container) {
      response.writeHead(404);
      response.end(JSON.stringify({ message: `No such container: ${which}` }));
      return;
    }
    if (verb === 'remove') containers = containers.filter((each) => each !== container);
    else container.state = verb === 'stop' ? 'exited' : 'running';
    response.writeHead(204);
    response.end();
    const event = {
      Type: 'container',
      Action: verb,
      Actor: { ID: `id-${which}`, Attributes: { name: which } },
      time: 1,
    };
    for (const each of events) each.write(`${JSON.stringify(event)}\n`);
  };
  const server: Listening = await engineServer(certificates, answer);
  writeRecord(storagePath, name, server.port, certificates);
  return {
    get containers() {
      return containers;
    },
    changes,
    log: (line) => {
      for (const each of logs) each.write(frame(`${line}\n`));
    },
    refuse: (said) => {
      refusal = said;
      for (const each of events) each.destroy();
    },
    end: async () => {
      await server.close();
      certificates.remove();
    },
  };
}

/** An answer that goes on; its head is sent at once. */
function stay(response: ServerResponse, open: Set<ServerResponse>): void {
  open.add(response);
  response.flushHeaders();
  response.on('close', () => open.delete(response));
}

function frame(text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

const listed = ({ name, state }: StandInContainer): object => ({
  Id: `id-${name}`,
  Names: [`/${name}`],
  Image: 'busybox:1.36',
  State: state,
  Status: state === 'running' ? 'Up 3 minutes' : 'Exited (0) 3 minutes ago',
});

function info(name: string, containers: readonly StandInContainer[], isSwarm: boolean): object {
  const recorded = JSON.parse(readFileSync(path.join(records, 'api/node1-info.stdout'), 'utf8')) as object;
  const running = containers.filter(({ state }) => state === 'running').length;
  const counts = {
    Containers: containers.length,
    ContainersRunning: running,
    ContainersStopped: containers.length - running,
  };
  const swarm = { NodeID: `node-${name}`, NodeAddr: '127.0.0.1', LocalNodeState: 'active', ControlAvailable: true };
  return {
    ...recorded,
    ...counts,
    ID: `ID:${name}`,
    Name: name,
    Labels: [],
    ClusterStore: '',
    ClusterAdvertise: '',
    SystemTime: new Date().toISOString(),
    ...(isSwarm ? { Swarm: { ...swarm, Cluster: { ID: `swarm-${name}` }, RemoteManagers: [] } } : {}),
  };
}

const node = (name: string): object => ({
  ID: `node-${name}`,
  Spec: { Role: 'manager', Availability: 'active' },
  Description: { Hostname: name },
  Status: { State: 'ready', Addr: '127.0.0.1' },
  ManagerStatus: { Leader: true, Reachability: 'reachable', Addr: '127.0.0.1:2377' },
});

const worker = (name: string): object => ({
  ...node(name),
  Spec: { Role: 'worker', Availability: 'active' },
  ManagerStatus: null,
});

const membership = (name: string): object => ({
  NodeID: `node-${name}`,
  NodeAddr: '127.0.0.1',
  LocalNodeState: 'active',
  ControlAvailable: false,
  RemoteManagers: [],
});

/** A record as docker-machine writes it, beside the certificates that lead to its engine. */
function writeRecord(storagePath: string, name: string, port: number, { files }: CertificateFolder): void {
  const folder = path.join(storagePath, 'machines', name);
  mkdirSync(folder, { recursive: true });
  copyFileSync(files.authority, path.join(folder, 'ca.pem'));
  copyFileSync(files.certificate, path.join(folder, 'cert.pem'));
  copyFileSync(files.key, path.join(folder, 'key.pem'));
  const record = {
    ConfigVersion: 3,
    Name: name,
    DriverName: 'virtualbox',
    Driver: { IPAddress: '127.0.0.1', MachineName: name, EnginePort: port },
    HostOptions: { EngineOptions: {}, SwarmOptions: {}, AuthOptions: {} },
  };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(record));
}
