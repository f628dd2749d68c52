// What there is in a world of machines in memory, and what stands and answers of it.
import type { Container } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import type { Machine, MachineIdentity } from '../../../src/model/machine.ts';
import type { Membership, Swarms } from './modelSwarms.ts';

/** One host and its record; what is undefined in it is broken. */
export interface Host {
  machine: Machine;
  /** Which machine it is: another one that is made under its name has another. */
  identity: MachineIdentity;
  /** It told all of itself before it fell silent. */
  hasAnswered?: boolean;
  /** ID of its engine; the machine's name where nothing else is said. */
  engineId?: string;
  containers: Container[];
  version: string;
  power: 'running' | 'stopped';
  /** Why the engine does not answer. */
  silent: Failure | undefined;
  recordFailure: Failure | undefined;
  /** Its engine's place in a swarm. */
  swarm: Membership | undefined;
}

/** A world as it is. */
export interface ModelState {
  readonly hosts: Map<string, Host>;
  /** Containers that stay on hosts (by address) whose machine was forgotten. */
  readonly remains: Map<string, Container[]>;
  /** Hosts (by address) whose machine was forgotten while they were in a swarm. */
  readonly stillIn: Map<string, Membership>;
  readonly swarms: Swarms;
  /** Whether managers of swarm mode are asked for their list; else only engines tell of themselves. */
  asksManagers: boolean;
  /** Hosts (by address) whose machine was forgotten while their engine was stopped: the next create waits for it in vain. */
  readonly asleep: Set<string>;
  networks: string[];
  authority: boolean;
  /** Version of the engines that are made. */
  version: string;
  /** The last part of the newest machine's address. */
  lastAddress: number;
}

export function hostOf(world: ModelState, name: string): Host {
  const found = world.hosts.get(name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

export function isUp({ power, silent, recordFailure }: Host): boolean {
  return power === 'running' && !silent && !recordFailure;
}

export function storeStands(world: ModelState, url: string): boolean {
  const address = parseStoreUrl(url)?.hosts[0]?.host;
  return [...world.hosts.values()].some(
    (each) =>
      each.machine.address === address &&
      isUp(each) &&
      each.containers.some(({ name, state }) => /consul|etcd|zookeeper/.test(name) && state === 'running'),
  );
}
