/** The initial content of a new world, created with the users' own commands but without their delays. */
import { createContainer, startContainer } from '../world/containers.ts';
import { beginProgram } from '../world/containerProgram.ts';
import { addImage } from '../world/images.ts';
import { createNetwork } from '../world/networks.ts';
import type { Host } from '../world/nouns.ts';
import { createService } from '../world/services.ts';
import { initSwarm, joinSwarm } from '../world/swarmEntry.ts';
import type { WallTime } from '../world/time.ts';
import type { World } from '../world/world.ts';
import type { Asker, Question } from './controlSocket.ts';

export type Demo =
  | { readonly kind: 'empty' | 'article' | 'swarm-mode' | 'both' }
  | { readonly kind: 'machines'; readonly count: number; readonly networks: number };

export interface Workshop {
  readonly world: World;
  readonly time: WallTime;
  /** The world's speed after setup. */
  readonly speed: number;
  readonly storagePath: string;
  readonly run: (question: Omit<Question, 'kind'>, asker: Asker) => Promise<number>;
  readonly settle: () => Promise<void>;
  /** Advances the world by one tick. */
  readonly step: () => void;
}

export async function buildDemo(demo: Demo, shop: Workshop): Promise<void> {
  switch (demo.kind) {
    case 'empty':
      return;
    case 'both':
      await buildArticle(shop);
      await buildSwarm(shop);
      break;
    case 'article':
      await buildArticle(shop);
      break;
    case 'swarm-mode':
      await buildSwarm(shop);
      break;
    case 'machines':
      await buildClassic(shop, Math.max(0, demo.count - 2), 'large');
      for (let number = 1; number <= demo.networks; number += 1)
        createOverlay(shop, 'swarm-manager', `net-${String(number).padStart(4, '0')}`);
  }
  // At infinite speed, registrations would expire at once.
  shop.time.speed = shop.speed;
  for (let count = 0; count < 12; count += 1) shop.step();
}

async function buildArticle(shop: Workshop): Promise<void> {
  await buildClassic(shop, 2, 'demo');
  createOverlay(shop, 'swarm-manager', 'my-net');
  for (const [name, machine] of [
    ['c1', 'swarm-node1'],
    ['c2', 'swarm-node2'],
    ['c3', 'swarm-node1'],
    ['c4', 'swarm-node2'],
  ] as const)
    runOn(shop, machine, name, 'my-net');
}

async function machine(shop: Workshop, ...words: readonly string[]): Promise<void> {
  const said: string[] = [];
  const code = await shop.run(
    { words: ['create', ...words], environment: { MACHINE_STORAGE_PATH: shop.storagePath }, directory: '/' },
    {
      print: () => undefined,
      complain: (text) => said.push(text),
      ask: () => Promise.resolve(undefined),
      signal: new AbortController().signal,
    },
  );
  if (code !== 0) throw new Error(`the demo cannot be built: ${said.join('')}`);
}

/** The article's cluster: a store, a manager and nodes. */
async function buildClassic(shop: Workshop, nodes: number, cluster: string): Promise<void> {
  const label = `--engine-label=dockeroverlay.cluster=${cluster}`;
  await machine(shop, '-d', 'virtualbox', label, 'kvstore');
  const kvstore = host(shop, 'kvstore');
  const image = 'hashicorp/consul:1.20.6';
  addImage(shop.world, kvstore, image);
  const consul = createContainer(shop.world, kvstore, {
    name: 'dockeroverlay-consul',
    image,
    entrypoint: [],
    command: ['agent', '-server', '-bootstrap-expect=1', '-client=0.0.0.0'],
    environment: ['CONSUL_LOCAL_CONFIG={"performance":{"raft_multiplier":1}}'],
    labels: { 'dockeroverlay.cluster': cluster, 'dockeroverlay.store': 'consul' },
    ports: [{ host: 8500, container: 8500 }],
    binds: ['dockeroverlay-consul:/consul/data'],
    restart: 'always',
    networkMode: 'default',
    networks: {},
  });
  startContainer(shop.world, kvstore, consul);
  void beginProgram(shop.world, kvstore, consul);
  const url = `consul://${kvstore.address}:8500`;
  const swarm = ['--swarm', `--swarm-discovery=${url}`, '--swarm-image=swarm:1.2.9'];
  const engine = [`--engine-opt=cluster-store=${url}`, '--engine-opt=cluster-advertise=eth1:2376', label];
  await machine(shop, '-d', 'virtualbox', ...swarm, '--swarm-master', ...engine, 'swarm-manager');
  const names = Array.from({ length: nodes }, (_, index) => `swarm-node${String(index + 1)}`);
  // A create mostly writes files, so running several at once is faster.
  while (names.length > 0)
    await Promise.all(names.splice(0, 8).map((name) => machine(shop, '-d', 'virtualbox', ...swarm, ...engine, name)));
}

/** Three managers, two workers, and a service on an attachable network. */
async function buildSwarm(shop: Workshop): Promise<void> {
  const { world } = shop;
  world.state.engineVersion = '26.1.5';
  const names = ['cloud-manager1', 'cloud-manager2', 'cloud-manager3', 'cloud-worker1', 'cloud-worker2'];
  const labels = [
    '--engine-label=dockeroverlay.cluster=cloud',
    '--engine-label=dockeroverlay.orchestration=swarm-mode',
  ];
  for (const name of names) await machine(shop, '-d', 'virtualbox', ...labels, name);
  const [first, ...others] = names.map((name) => host(shop, name));
  if (!first) return;
  initSwarm(world, first, {
    advertise: 'eth1',
    availability: 'active',
    addressPools: [],
    subnetSize: 24,
    dataPathPort: 4789,
    spec: {},
  });
  const [swarm] = world.state.swarms;
  if (!swarm) return;
  for (const [index, each] of others.entries())
    await joinSwarm(world, each, 'eth1', {
      remotes: [`${first.address}:2377`],
      token: index < 2 ? swarm.managerToken : swarm.workerToken,
      availability: 'active',
    });
  createOverlay(shop, 'cloud-manager1', 'my-net');
  createService(world, swarm, {
    Name: 'web',
    Labels: {},
    TaskTemplate: { ContainerSpec: { Image: 'nginx:1.27' }, Networks: [{ Target: 'my-net' }], ForceUpdate: 0 },
    Mode: { Replicated: { Replicas: 3 } },
    EndpointSpec: {
      Mode: 'vip',
      Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' }],
    },
  });
}

function host({ world }: Workshop, name: string): Host {
  const found = world.state.hosts.find(({ hostname }) => hostname === name);
  if (!found) throw new Error(`no host ${name}`);
  return found;
}

function createOverlay(shop: Workshop, on: string, name: string): void {
  createNetwork(shop.world, host(shop, on), {
    name,
    driver: 'overlay',
    subnet: '',
    gateway: '',
    isInternal: false,
    isAttachable: true,
    options: {},
    labels: {},
  });
}

function runOn(shop: Workshop, on: string, name: string, network: string): void {
  const own = host(shop, on);
  addImage(shop.world, own, 'busybox:1.36');
  const container = createContainer(shop.world, own, {
    name,
    image: 'busybox:1.36',
    entrypoint: [],
    command: ['sleep', '86400'],
    environment: [],
    labels: {},
    ports: [],
    binds: [],
    restart: 'unless-stopped',
    networkMode: network,
    networks: {},
  });
  startContainer(shop.world, own, container);
  void beginProgram(shop.world, own, container);
}
