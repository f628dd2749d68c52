/** Periodic registration of engines and classic swarm agents in their key-value store. */
import type { Container, Host } from './nouns.ts';
import { discoveryOf, option, programOf } from './programs.ts';
import { below, put, reachStore } from './stores.ts';
import { engineFlag, type World } from './world.ts';

/** Docker's paths, below the path of the store's URL. */
export const keys = { engines: 'docker/nodes', swarmNodes: 'docker/swarm/nodes' } as const;

/** Seconds between registrations, and their lifetime. An agent that cannot reach its store retries only at the next registration. */
const engineBeat = { every: 20, holds: 60 } as const;
const agentBeat = { every: 60, holds: 180 } as const;

export function register(world: World): void {
  for (const host of world.state.hosts) {
    if (host.power === 'off') continue;
    const { engine } = host;
    if (engine.state === 'running') registerEngine(world, host);
    // A frozen engine's containers keep running.
    if (engine.state === 'running' || engine.state === 'frozen')
      for (const container of engine.containers) registerAgent(world, host, container);
  }
}

function registerEngine(world: World, host: Host): void {
  const url = engineFlag(host, 'cluster-store');
  const now = world.time.now();
  if (url === undefined || now < host.engine.nextHeartbeat) return;
  host.engine.nextHeartbeat = now + world.time.scaled(engineBeat.every * 1000);
  tellStore(world, host, url, keys.engines, advertised(host), engineBeat.holds);
}

function registerAgent(world: World, host: Host, container: Container): void {
  const now = world.time.now();
  if (container.state !== 'running' || now < container.nextHeartbeat || programOf(container) !== 'swarmAgent') return;
  const address = option(container, 'advertise') ?? option(container, 'addr');
  if (address === undefined) return;
  container.nextHeartbeat = now + world.time.scaled(agentBeat.every * 1000);
  tellStore(world, host, discoveryOf(container), keys.swarmNodes, address, agentBeat.holds);
}

function tellStore(world: World, host: Host, url: string, key: string, address: string, seconds: number): void {
  const reach = reachStore(world, host, url);
  if (reach.kind === 'reached') put(world, reach.store, `${below(reach.prefix, key)}/${address}`, address, seconds);
}

/** The address that an engine advertises; an interface name is replaced by the host's address. */
export function advertised(host: Host): string {
  const given = engineFlag(host, 'cluster-advertise') ?? '';
  const [place = '', port = ''] = given.split(':');
  if (given === '') return '';
  const isInterface = /^[a-z]/.test(place);
  // When hosts share an address, the engine's port differs from Docker's default.
  const own = isInterface && port === '2376' ? String(host.ports.engine) : port;
  return `${isInterface ? host.address : place}:${own}`;
}

/** Returns the host whose engine has the endpoint `address:port`. */
export function hostAtEndpoint(world: World, endpoint: string): Host | undefined {
  const [address = '', port] = endpoint.split(':');
  const isThere = (host: Host | undefined): boolean => host?.address === address && String(host.ports.engine) === port;
  const known = world.hostAt(address);
  return isThere(known) ? known : world.state.hosts.find(isThere);
}
