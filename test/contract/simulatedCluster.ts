// The article's cluster in a simulated world, made by the article's own commands, with the verbs that contract tests need.
import { request } from 'node:https';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultImages } from '../../src/model/images.ts';
import { doorsOf } from '../simulator/doorsOf.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import type { EngineWorld } from './engineWorld.ts';
import type { ObservedWorld } from './observe.ts';

/** What contract tests of any room may do to a cluster. */
export type SimulatedCluster = ObservedWorld & EngineWorld & { readonly simulated: Simulated };

const storeContainer = 'consul';

/** One call of Docker's API with a machine's certificates; the JSON of its answer. */
export async function dockerApi(
  simulated: Simulated,
  machine: string,
  method: string,
  to: string,
  body?: unknown,
  port = 2376,
): Promise<{ readonly status: number; readonly text: string }> {
  const folder = path.join(simulated.storagePath, 'machines', machine);
  const read = (file: string): Buffer => readFileSync(path.join(folder, file));
  const record = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as {
    Driver: { IPAddress: string };
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: record.Driver.IPAddress,
        port,
        method,
        path: to,
        agent: false,
        ca: read('ca.pem'),
        cert: read('cert.pem'),
        key: read('key.pem'),
        headers: { 'content-type': 'application/json' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** `docker run -d`, at an engine or (3376) at the swarm manager. */
export async function dockerRun(
  simulated: Simulated,
  machine: string,
  port: number,
  name: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const ask = async (method: string, to: string, content?: unknown): Promise<{ status: number; text: string }> => {
    const answer = await dockerApi(simulated, machine, method, to, content, port);
    if (answer.status >= 400) throw new Error(`${method} ${to}: ${String(answer.status)} ${answer.text}`);
    return answer;
  };
  const image = String(body['Image']);
  if (port === 2376) await ask('POST', `/images/create?fromImage=${encodeURIComponent(image)}`.replace('%3A', '&tag='));
  const made = await ask('POST', `/containers/create?name=${name}`, body);
  await ask('POST', `/containers/${(JSON.parse(made.text) as { Id: string }).Id}/start`);
}

export async function openSimulatedCluster(speed: number): Promise<SimulatedCluster> {
  const simulated = await openSimulator({ speed });
  const machine = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await simulated.machine(...words);
    if (exitCode !== 0) throw new Error(`docker-machine ${words.join(' ')}: exit ${String(exitCode)}\n${stderr}`);
    return stdout;
  };
  const control = async (...words: readonly string[]): Promise<void> => {
    await simulated.control(...words);
  };
  const addresses = new Map<string, string>();
  const create = async (name: string, ...flags: readonly string[]): Promise<void> => {
    await machine('create', '-d', 'virtualbox', ...flags, name);
    addresses.set(name, (await machine('ip', name)).trim());
  };
  const addressOf = (name: string): string => addresses.get(name) ?? '';
  const ask = async (name: string, method: string, to: string, body?: unknown, port = 2376): Promise<void> => {
    const { status, text } = await dockerApi(simulated, name, method, to, body, port);
    if (status >= 400) throw new Error(`${method} ${to}: ${String(status)} ${text}`);
  };

  try {
    await control('engine-version', '20.10.5+dfsg1');
    await create('kvstore');
    await dockerRun(simulated, 'kvstore', 2376, storeContainer, {
      Image: defaultImages.consul,
      Cmd: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0'],
      HostConfig: {
        PortBindings: { '8500/tcp': [{ HostPort: '8500' }] },
        Binds: ['consul:/consul/data'],
        RestartPolicy: { Name: 'always' },
      },
    });
    const url = `consul://${addressOf('kvstore')}:8500`;
    const swarm = ['--swarm', `--swarm-image=${defaultImages.swarm}`, `--swarm-discovery=${url}`];
    const engine = [`--engine-opt=cluster-store=${url}`, '--engine-opt=cluster-advertise=eth1:2376'];
    // One after the other, so that their addresses are in this order.
    await create('swarm-manager', ...swarm, '--swarm-master', ...engine);
    await create('swarm-node1', ...swarm, ...engine);
    await create('swarm-node2', ...swarm, ...engine);
  } catch (error) {
    await simulated.close();
    throw error;
  }

  const doors = doorsOf(simulated);
  const manager = (method: string, to: string, body?: unknown): Promise<void> =>
    ask('swarm-manager', method, to, body, 3376);
  return {
    simulated,
    doors,
    storeContainer,
    freeze: (name) => control('fault', 'freeze', name),
    thaw: (name) => control('mend', 'freeze', name),
    stopEngine: (name) => control('fault', 'stop', name),
    startEngine: (name) => control('mend', 'stop', name),
    pullCable: (name) => control('fault', 'unplug', name),
    plugCable: (name) => control('mend', 'unplug', name),
    fillDisk: (name) => control('fault', 'fill-disk', name),
    emptyDisk: (name) => control('mend', 'fill-disk', name),
    newImage: 'registry.example/large:1',
    killContainer: (name, container) => control('fault', 'kill-container', name, container),
    startContainer: (name, container) => control('mend', 'kill-container', name, container),
    createNetwork: (name) => manager('POST', '/networks/create', { Name: name, Driver: 'overlay' }),
    removeNetwork: (name) => manager('DELETE', `/networks/${name}`),
    removeNetworkAt: (machineName, name) => ask(machineName, 'DELETE', `/networks/${name}`),
    runContainer: (name, network, on) =>
      dockerRun(simulated, 'swarm-manager', 3376, name, {
        Image: 'busybox:1.36',
        Cmd: ['sleep', '1000'],
        Env: [`constraint:node==${on}`],
        HostConfig: { NetworkMode: network },
      }),
    leaveGhost: async (name, network) => {
      await control('fault', 'ghost-endpoint', name, network);
      return 'ghost';
    },
    disconnect: (name, network, container) =>
      ask(name, 'POST', `/networks/${network}/disconnect`, { Container: container, Force: true }),
    removeContainer: (name, container) => ask(name, 'DELETE', `/containers/${container}?force=1`),
    addressOf,
    certificates: path.join(simulated.storagePath, 'certs'),
    regenerateCertificates: async (name) => {
      await machine('regenerate-certs', '-f', name);
    },
    joinSwarm: (name, url) =>
      dockerRun(simulated, name, 2376, `agent-${String(addresses.size)}-${url.split(':')[0] ?? ''}`, {
        Image: defaultImages.swarm,
        Cmd: ['join', `--advertise=${addressOf(name)}:2376`, url],
      }),
    close: async () => {
      doors.dispose();
      await simulated.close();
    },
  };
}
