// A classic cluster that stands, as the sentences about engines see it: by its machines' names, through the product's doors.
import { afterAll, beforeAll } from 'vitest';
import type { EngineDoor } from '../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../src/model/failure.ts';
import { parseStoreUrl } from '../../src/model/keyValueStore.ts';
import type { StoreState } from '../../src/model/keyValueStore.ts';
import type { Machine } from '../../src/model/machine.ts';
import { machinesOf, type HostWeather } from './weather.ts';

/** A classic cluster that stands: kvstore with consul, swarm-manager, swarm-node1, swarm-node2. */
export interface EngineWorld extends HostWeather {
  addressOf(machine: string): string;
  /** The folder of the authority's certificate and key: ca.pem, ca-key.pem. */
  readonly certificates: string;
  regenerateCertificates(machine: string): Promise<void>;
  /** A container through the swarm manager, on that network and machine. */
  runContainer(name: string, network: string, machine: string): Promise<void>;
  removeContainer(machine: string, name: string): Promise<void>;
  /** One more swarm agent on the machine, which registers it with that store. */
  joinSwarm(machine: string, storeUrl: string): Promise<void>;
}

export const nodes = ['swarm-manager', 'swarm-node1', 'swarm-node2'];

/** For what comes by and by. */
export const soon = { timeout: 120_000, interval: 500 };

export async function failure(of: Promise<Outcome<unknown>>): Promise<Failure> {
  const outcome = await of;
  if (outcome.ok) throw new Error('It answered.');
  return outcome.error;
}

export interface Standing {
  /** Once it is open. */
  readonly world: () => EngineWorld;
  readonly machine: (name: string) => Machine;
  readonly engine: (name: string) => EngineDoor;
  readonly manager: () => EngineDoor;
  readonly answers: (name: string) => Promise<boolean>;
  /** Asks a key-value store. */
  readonly ask: (url: string) => Promise<Outcome<StoreState>>;
  /** Asks the cluster's own. */
  readonly consul: () => Promise<Outcome<StoreState>>;
}

/** Open from before the first test around this call until after the last. */
export function standing(open: () => Promise<EngineWorld>): Standing {
  let world: EngineWorld;
  let machines: ReadonlyMap<string, Machine>;
  const machine = (its: string): Machine => machines.get(its)!;
  const engine = (its: string): EngineDoor => world.doors.engines.engine(machine(its));
  const manager = (): EngineDoor => world.doors.engines.manager(machine('swarm-manager'));
  const answers = async (its: string): Promise<boolean> => (await engine(its).ping()).ok;
  const ask = (url: string): Promise<Outcome<StoreState>> => world.doors.keyValueStores.ask(parseStoreUrl(url)!);
  const consul = (): Promise<Outcome<StoreState>> => ask(`consul://${world.addressOf('kvstore')}:8500`);

  beforeAll(async () => {
    world = await open();
    machines = await machinesOf(world.doors);
  });
  afterAll(async () => {
    await world.close();
  });

  return { world: () => world, machine, engine, manager, answers, ask, consul };
}
