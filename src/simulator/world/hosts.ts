/** The world's hosts: how they are added, and the initial state of their engines. */
import { engineId, hexId } from './ids.ts';
import type { Engine, Host, Network } from './nouns.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export const truePorts = { engine: 2376, manager: 3376, ssh: 22 } as const;

/** The last release of boot2docker, which the virtualbox driver installs. */
export const boot2dockerVersion = '19.03.12';
/** The engine of Debian bullseye, the last one that supports every store. */
export const debianVersion = '20.10.5+dfsg1';

export interface NewHost {
  readonly hostname: string;
  readonly vm?: Host['vm'];
  readonly version?: string;
  /** Defaults to Docker's own port. */
  readonly enginePort?: number;
}

/** Adds a host that is switched on, with an engine that is not set up yet. */
export function addHost(world: World, { hostname, vm, version, enginePort }: NewHost): Host {
  const number = world.state.nextHost;
  world.state.nextHost += 1;
  const host: Host = {
    id: `host-${String(number)}`,
    hostname,
    vm,
    ...placeOf(world, number, enginePort),
    power: 'on',
    cable: 'plugged',
    swarmPort: 'open',
    asksAgainAt: 0,
    isDark: false,
    clockSkew: 0,
    hasFullDisk: false,
    cpus: vm ? 1 : 2,
    memory: vm ? 1_037_500_416 : 4_124_700_672,
    engine: newEngine(
      (version ?? world.state.engineVersion) || (vm ? boot2dockerVersion : debianVersion),
      world.time.now(),
    ),
  };
  world.addHost(host);
  return host;
}

/** Gives a host a new address while it is off, as a DHCP server or a cloud does. */
export function moveHost(world: World, host: Host): void {
  if (host.power === 'on') throw new Refusal(409, `${host.hostname} is on: its address changes while it is off`);
  if (world.state.net === undefined) throw new Refusal(409, 'all hosts share one address here');
  const number = world.state.nextHost;
  world.state.nextHost += 1;
  world.moveHost(host, placeOf(world, number).address);
}

/** Each host has a loopback address with Docker's default ports, or all hosts share one and have ports of their own. */
function placeOf(world: World, number: number, engine = truePorts.engine as number): Pick<Host, 'address' | 'ports'> {
  const { net } = world.state;
  if (net !== undefined)
    return {
      address: `${net}.${String(Math.floor(number / 250))}.${String(number % 250)}`,
      ports: { ...truePorts, engine },
    };
  return {
    address: '127.0.0.1',
    ports: { engine: 23_760 + number, manager: 33_760 + number, ssh: 22_760 + number },
  };
}

function newEngine(version: string, now: number): Engine {
  return {
    id: engineId(majorOf(version)),
    ownId: undefined,
    version,
    state: 'absent',
    refusal: '',
    flags: [],
    labels: [],
    mirrors: [],
    insecureRegistries: [],
    environment: [],
    certificate: undefined,
    containers: [],
    networks: [
      localNetwork('bridge', 'bridge', '172.17.0.0/16', now),
      localNetwork('host', 'host', '', now),
      localNetwork('none', 'null', '', now),
    ],
    volumes: [],
    images: [],
    swarm: undefined,
    nextHeartbeat: 0,
    startedAt: now,
  };
}

/** A network that an engine creates itself. */
export function localNetwork(name: string, driver: Network['driver'], subnet: string, now: number): Network {
  const isDefault = name === 'bridge';
  const bridge = {
    ...(isDefault ? { 'com.docker.network.bridge.default_bridge': 'true' } : {}),
    'com.docker.network.bridge.enable_icc': String(isDefault),
    'com.docker.network.bridge.enable_ip_masquerade': 'true',
    ...(isDefault ? { 'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0' } : {}),
    'com.docker.network.bridge.name': isDefault ? 'docker0' : name,
    ...(isDefault ? { 'com.docker.network.driver.mtu': '1500' } : {}),
  };
  return {
    id: hexId(),
    name,
    driver,
    scope: 'local',
    createdAt: now,
    subnet,
    gateway: subnet.replace(/\.0\/\d+$/, '.1'),
    isInternal: false,
    isAttachable: false,
    isIngress: false,
    options: driver === 'bridge' ? bridge : {},
    labels: {},
    vni: 0,
    attached: [],
  };
}

export function majorOf(version: string): number {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}

/** Returns the API version of an engine version. */
export function apiVersionOf(version: string): string {
  const known = apis.find(([beginning]) => version.startsWith(beginning));
  return known?.[1] ?? (majorOf(version) >= 27 ? '1.47' : '1.38');
}

const apis = [
  ['18.09', '1.39'],
  ['19.03', '1.40'],
  ['20.10', '1.41'],
  ['23.', '1.42'],
  ['24.', '1.43'],
  ['25.', '1.44'],
  ['26.', '1.45'],
  ['27.', '1.47'],
  ['28.', '1.51'],
  ['29.', '1.52'],
] as const;
