// What must hold of engines, swarm managers and key-value stores through the doors that the product uses, whichever world
// they stand in: real hosts now, a simulator later.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/async.ts';
import { ok } from '../../src/base/result.ts';
import type { Doors, EngineDoor, EngineEvent } from '../../src/docker/doors.ts';
import * as commands from '../../src/docker/machineCommands.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import { parseStoreUrl } from '../../src/model/keyValueStore.ts';
import type { StoreState } from '../../src/model/keyValueStore.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { ContainerToRun, NetworkToCreate } from '../../src/model/plan.ts';
import { CertificateFolder, daysAway, subjectOf } from '../unit/docker/certificates.ts';

/** A classic cluster that stands: kvstore with consul, swarm-manager, swarm-node1, swarm-node2. */
export interface EngineWorld {
  readonly doors: Doors;
  addressOf(machine: string): string;
  /** The folder of the authority's certificate and key: ca.pem, ca-key.pem. */
  readonly certificates: string;
  regenerateCertificates(machine: string): Promise<void>;
  /** Stops a machine's engine where it stands: ports open, nobody answers. */
  freeze(machine: string): Promise<void>;
  thaw(machine: string): Promise<void>;
  stopEngine(machine: string): Promise<void>;
  startEngine(machine: string): Promise<void>;
  pullCable(machine: string): Promise<void>;
  plugCable(machine: string): Promise<void>;
  /** A container through the swarm manager, on that network and machine. */
  runContainer(name: string, network: string, machine: string): Promise<void>;
  removeContainer(machine: string, name: string): Promise<void>;
  /** One more swarm agent on the machine, which registers it with that store. */
  joinSwarm(machine: string, storeUrl: string): Promise<void>;
  close(): Promise<void>;
}

const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'];

export function engineContract(name: string, open: () => Promise<EngineWorld>): void {
  describe(`engines of ${name}`, () => {
    let world: EngineWorld;
    const machines = new Map<string, Machine>();
    const machine = (its: string): Machine => machines.get(its)!;
    const engine = (its: string): EngineDoor => world.doors.engines.engine(machine(its));
    const manager = (): EngineDoor => world.doors.engines.manager(machine('swarm-manager'));
    const registered = (): string[] => nodes.map((each) => `${world.addressOf(each)}:2376`);
    const answers = async (its: string): Promise<boolean> => (await engine(its).ping()).ok;
    const ask = (url: string): Promise<Outcome<StoreState>> => world.doors.keyValueStores.ask(parseStoreUrl(url)!);
    const consul = (): Promise<Outcome<StoreState>> => ask(`consul://${world.addressOf('kvstore')}:8500`);
    const soon = { timeout: 120_000, interval: 500 };

    async function failure(of: Promise<Outcome<unknown>>): Promise<Failure> {
      const outcome = await of;
      if (outcome.ok) throw new Error('It answered.');
      return outcome.error;
    }

    beforeAll(async () => {
      world = await open();
      for (const entry of (await world.doors.store.read()).entries)
        if ('machine' in entry) machines.set(entry.name, entry.machine);
    });
    afterAll(async () => {
      await world.close();
    });

    test('describe themselves', async () => {
      for (const its of nodes) {
        const seen = await engine(its).engine();
        expect(seen).toMatchObject({
          ok: true,
          value: {
            hostname: its,
            version: expect.stringMatching(/^\d+\.\d+/) as string,
            apiVersion: expect.stringMatching(/^1\.\d+$/) as string,
            clusterStore: `consul://${world.addressOf('kvstore')}:8500`,
            clusterAdvertise: `${world.addressOf(its)}:2376`,
            swarm: { state: 'inactive' },
          },
        });
        expect(seen.ok && Math.abs(seen.value.clockSkew)).toBeLessThan(1000);
      }
    });

    test('are all healthy in the eyes of their manager', async () => {
      const seen = async (): Promise<unknown> => {
        const info = await manager().manager();
        return info.ok && info.value.nodes.map((node) => [node.name, node.status, node.address, node.otherFacts]);
      };
      await expect.poll(seen, soon).toEqual(nodes.map((its) => [its, 'Healthy', `${world.addressOf(its)}:2376`, []]));
      expect(await manager().manager()).toMatchObject({
        ok: true,
        value: { version: 'swarm/1.2.9', role: 'primary', strategy: 'spread', otherFacts: [] },
      });
    });

    test('are no managers, nor is a manager an engine', async () => {
      expect(await failure(engine('swarm-node1').manager())).toMatchObject({ kind: 'notDocker' });
      expect(await failure(manager().engine())).toMatchObject({ kind: 'notDocker', said: 'swarm/1.2.9' });
    });

    test('have registered in their store', async () => {
      await expect.poll(consul, soon).toMatchObject({
        ok: true,
        value: {
          version: expect.stringMatching(/^1\./) as string,
          leader: expect.stringMatching(/:8300$/) as string,
          engines: registered(),
          swarmNodes: registered(),
        },
      });
    });

    const network: NetworkToCreate = {
      name: 'contract',
      subnet: '10.33.0.0/24',
      gateway: '',
      isInternal: false,
      isAttachable: false,
      isEncrypted: false,
      mtu: 1400,
    };

    test('share an overlay network, its containers and its events', async () => {
      const heard = new Map<string, string[]>();
      const streams = [manager(), engine('swarm-node1')].map((door) => {
        const all: string[] = [];
        heard.set(door.address, all);
        return door.events({
          onConnected: () => all.push('connected'),
          onLost: ({ kind }) => all.push(kind),
          onEvent: ({ type, action, name: its }: EngineEvent) => all.push(`${type} ${action} ${its ?? ''}`),
        });
      });
      await expect.poll(() => [...heard.values()], soon).toEqual([['connected'], ['connected']]);

      expect(await manager().createNetwork(network)).toEqual({ ok: true, value: undefined });
      await world.runContainer('contract-1', 'contract', 'swarm-node1');
      await world.runContainer('contract-2', 'contract', 'swarm-node2');
      await expect.poll(() => heard.get(manager().address), soon).toContain('network create contract');
      await expect.poll(() => heard.get(engine('swarm-node1').address), soon).toContain('container start contract-1');
      for (const stream of streams) stream.dispose();

      // The manager learns of new containers by and by.
      await expect
        .poll(() => manager().overlays(), soon)
        .toMatchObject({
          ok: true,
          value: [
            {
              name: 'contract',
              scope: 'global',
              subnets: [{ subnet: '10.33.0.0/24' }],
              mtu: 1400,
              endpoints: [
                { container: 'contract-1', machine: 'swarm-node1', address: '10.33.0.2' },
                { container: 'contract-2', machine: 'swarm-node2', address: '10.33.0.3' },
              ],
            },
          ],
        });
      expect(await engine('swarm-node2').overlays()).toMatchObject({
        ok: true,
        value: [
          {
            endpoints: [
              { container: 'contract-1', containerId: '', machine: undefined, address: '10.33.0.2' },
              { container: 'contract-2', machine: 'swarm-node2', address: '10.33.0.3' },
            ],
          },
        ],
      });
      const [overlay] = await manager()
        .overlays()
        .then((seen) => (seen.ok ? seen.value : []));
      const state = await consul();
      expect(state.ok && state.value.overlays.get(overlay?.id ?? '')).toEqual({
        subnets: [{ subnet: '10.33.0.0/24', vni: expect.any(Number) as number }],
        mtu: 1400,
      });
    });

    test('let people into their containers, over docker-machine’s ssh', async () => {
      const { args } = commands.terminal('swarm-node1', ['sudo', 'docker', 'exec', '-i', 'contract-1', 'sh']);
      // Nothing is typed here: the shell ends with its input.
      expect(await world.doors.tool.run({ args, deadline: 60_000, parse: ok })).toEqual({ ok: true, value: '' });
      const inside = commands.terminal('swarm-node1', [
        'sudo',
        'docker',
        'exec',
        'contract-1',
        'sh',
        '-c',
        'echo here',
      ]);
      expect(await world.doors.tool.run({ args: inside.args, deadline: 60_000, parse: ok })).toEqual({
        ok: true,
        value: 'here\n',
      });
    });

    test('refuse a network that is there, and one that is in use', async () => {
      const exists = { kind: 'networkExists', network: 'contract', driver: 'overlay', scope: 'global' };
      expect(await failure(manager().createNetwork(network))).toEqual(exists);
      expect(await failure(engine('swarm-node1').createNetwork(network))).toEqual(exists);
      expect(await failure(manager().createNetwork({ ...network, name: 'overlapping' }))).toMatchObject({
        kind: 'engineError',
        said: 'Pool overlaps with other one on this address space',
      });
      expect(await failure(manager().removeNetwork('contract'))).toMatchObject({
        kind: 'engineError',
        said: expect.stringContaining('has active endpoints') as string,
      });
      await world.removeContainer('swarm-node1', 'contract-1');
      await world.removeContainer('swarm-node2', 'contract-2');
      await expect.poll(async () => (await manager().removeNetwork('contract')).ok, soon).toBe(true);
      expect(await engine('swarm-node1').overlays()).toEqual({ ok: true, value: [] });
      expect(await engine('swarm-node1').removeNetwork('contract')).toMatchObject({ ok: true });
    });

    test('run, tell of and remove a container with its volume', async () => {
      const node = engine('swarm-node2');
      const container: ContainerToRun = {
        name: 'contract',
        image: 'busybox:1.36',
        command: ['sh', '-c', 'echo hällo $NAME; echo oh >&2; trap exit TERM; sleep 1000 & wait'],
        ports: [{ host: 8099, container: 80 }],
        volume: { name: 'contract-data', path: '/data' },
        restart: 'always',
        labels: { purpose: 'contract' },
        environment: ['NAME=world'],
      };
      const lines: string[] = [];
      expect(await node.pullImage(container.image, { onProgress: (line) => lines.push(line) })).toMatchObject({
        ok: true,
      });
      expect(lines.at(-1)).toMatch(/^Status: /);
      expect(await failure(node.pullImage('no/such:image'))).toMatchObject({ kind: 'engineError' });
      expect(await node.runContainer(container)).toEqual({ ok: true, value: undefined });
      expect(await failure(node.runContainer(container))).toMatchObject({ kind: 'engineError', status: 409 });
      expect(await node.startContainer('contract')).toMatchObject({ ok: true });
      // Two streams: the engine keeps each in order, not one among the other.
      const logged = async (): Promise<string[] | undefined> => {
        const log = await node.containerLog('contract', 10);
        return log.ok ? log.value.trim().split('\n').sort() : undefined;
      };
      await expect.poll(logged, soon).toEqual(['hällo world', 'oh']);
      const all = await node.containers();
      expect(all.ok && all.value.find((each) => each.name === 'contract')).toMatchObject({
        state: 'running',
        image: 'busybox:1.36',
        labels: { purpose: 'contract' },
        mounts: [{ name: 'contract-data', destination: '/data' }],
      });
      expect(await failure(node.removeVolume('contract-data'))).toMatchObject({ kind: 'engineError', status: 409 });
      for (let i = 0; i < 2; i += 1) expect(await node.removeContainer('contract')).toMatchObject({ ok: true });
      for (let i = 0; i < 2; i += 1) expect(await node.removeVolume('contract-data')).toMatchObject({ ok: true });
    });

    test.each([
      ['zookeeper:3.8.4', 'zk', 2181, '/data', []],
      [
        'rancher/mirrored-coreos-etcd:v3.5.12',
        'etcd',
        2379,
        '/etcd-data',
        [
          'etcd',
          '--enable-v2',
          '--data-dir=/etcd-data',
          '--listen-client-urls=http://0.0.0.0:2379',
          '--advertise-client-urls=http://0.0.0.0:2379',
        ],
      ],
    ] as const)('use other stores too: %s', async (image, scheme, port, path, command) => {
      const store = engine('kvstore');
      const container: ContainerToRun = {
        name: scheme,
        image,
        command,
        ports: [{ host: port, container: port }],
        volume: { name: scheme, path },
        restart: 'always',
        labels: {},
        environment: [],
      };
      expect(await store.pullImage(image)).toMatchObject({ ok: true });
      expect(await store.runContainer(container)).toMatchObject({ ok: true });
      const url = `${scheme}://${world.addressOf('kvstore')}:${String(port)}/some/path`;
      await expect.poll(async () => (await ask(url)).ok, soon).toBe(true);
      expect(await ask(url)).toMatchObject({ ok: true, value: { engines: [], swarmNodes: [] } });
      await world.joinSwarm('swarm-node1', url);
      await expect
        .poll(() => ask(url), soon)
        .toMatchObject({ ok: true, value: { swarmNodes: [`${world.addressOf('swarm-node1')}:2376`] } });
      expect(await store.removeContainer(scheme)).toMatchObject({ ok: true });
      await expect.poll(() => failure(ask(url)), soon).toMatchObject({ kind: 'storeRefused' });
    });

    test('one that is frozen is silent, keeps nobody waiting, and is heard again', async () => {
      for (const its of nodes) await engine(its).ping();
      await world.freeze('swarm-node2');
      try {
        const silent = failure(engine('swarm-node2').engine({ deadline: 3000 }));
        const began = Date.now();
        for (const its of ['kvstore', 'swarm-manager', 'swarm-node1']) expect(await answers(its)).toBe(true);
        // The bound of the issue for those beside a frozen host.
        expect(Date.now() - began).toBeLessThan(500);
        expect(await silent).toMatchObject({ kind: 'engineSilent', connected: true, after: 3000 });
        // And the same over a connection of its own.
        expect(await failure(engine('swarm-node2').ping({ deadline: 2000 }))).toMatchObject({ connected: true });
      } finally {
        await world.thaw('swarm-node2');
      }
      await expect.poll(() => answers('swarm-node2'), soon).toBe(true);
    });

    test('one behind a pulled cable is not even connected', async () => {
      await engine('swarm-node2').ping();
      await world.pullCable('swarm-node2');
      try {
        // Over the kept connection, which knows nothing of it, and over a new one.
        for (let i = 0; i < 2; i += 1) {
          const met = await failure(engine('swarm-node2').ping({ deadline: 2500 }));
          expect(
            met.kind === 'engineSilent' ? { kind: met.kind, connected: met.connected } : { kind: met.kind },
          ).toEqual(
            met.kind === 'engineUnreachable'
              ? { kind: 'engineUnreachable' }
              : { kind: 'engineSilent', connected: false },
          );
        }
      } finally {
        await world.plugCable('swarm-node2');
      }
      await expect.poll(() => answers('swarm-node2'), soon).toBe(true);
    });

    test('one that is stopped refuses; its events come back with it', async () => {
      const heard: string[] = [];
      const stream = engine('swarm-node2').events({
        onConnected: () => heard.push('connected'),
        onLost: ({ kind }) => heard.push(kind),
        onEvent: () => undefined,
      });
      await expect.poll(() => heard, soon).toEqual(['connected']);
      await world.stopEngine('swarm-node2');
      await expect.poll(() => heard[1], soon).toBe('engineReset');
      expect(await failure(engine('swarm-node2').ping())).toMatchObject({ kind: 'engineRefused' });
      await world.startEngine('swarm-node2');
      await expect.poll(() => heard.at(-1), soon).toBe('connected');
      expect(await answers('swarm-node2')).toBe(true);
      stream.dispose();
    });

    describe('do not take every client', () => {
      let folder: CertificateFolder;
      const with_ = (files: Machine['certificates']): EngineDoor =>
        world.doors.engines.engine({ ...machine('swarm-node1'), certificates: files });
      beforeAll(() => {
        folder = new CertificateFolder();
      });
      afterAll(() => {
        folder.remove();
      });

      test('signed by somebody else', async () => {
        // Its authority is the engine's; only what it shows is a stranger's.
        const files = { ...folder.files, authority: machine('swarm-node1').certificates.authority };
        for (let i = 0; i < 5; i += 1)
          expect(await failure(with_(files).ping())).toMatchObject({ kind: 'certificateForeign', whose: 'client' });
      });

      test('of another authority altogether', async () => {
        expect(await failure(with_(folder.files).ping())).toMatchObject({
          kind: 'certificateForeign',
          whose: 'engine',
        });
      });

      test.each([
        ['that is too old', daysAway(-9), daysAway(-2), 'certificateExpired'],
        ['that is not valid yet', daysAway(2), daysAway(9), 'certificateNotYetValid'],
      ])('%s', async (_, from, to, kind) => {
        const pem = readFileSync(join(world.certificates, 'ca.pem'), 'utf8');
        const key = readFileSync(join(world.certificates, 'ca-key.pem'), 'utf8');
        expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(key))).toBe(true);
        folder.writeClient({ name: 'authority', certificate: pem, key, subject: subjectOf(pem) }, { from, to });
        const files = { ...folder.files, authority: machine('swarm-node1').certificates.authority };
        for (let i = 0; i < 5; i += 1)
          expect(await failure(with_(files).ping())).toMatchObject({ kind, whose: 'client' });
      });
    });

    test('with certificates made anew are heard without a restart of ours', async () => {
      expect(await answers('swarm-node1')).toBe(true);
      await world.regenerateCertificates('swarm-node1');
      await sleep(100);
      await expect.poll(() => answers('swarm-node1'), soon).toBe(true);
    });
  });
}
