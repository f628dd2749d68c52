// The picture of a swarm, asked by the names of its nodes: what it shows now, and when it comes to show what a test waits for.
import type { EnginePool } from '../../src/docker/doors.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import { clusterHealth, machineHealth } from '../../src/checks/health.ts';
import { lastOf, now } from '../../src/model/seen.ts';
import { findMachine, machineOf, type SeenMachine } from '../../src/model/snapshot.ts';
import { taskCount, type SwarmNode, type SwarmView } from '../../src/model/swarmMode.ts';
import type { ClusterStore } from '../../src/service/services.ts';
import { shownWithin } from '../contract/shownWithin.ts';

export interface SeenSwarm {
  readonly cluster: () => Cluster | undefined;
  /** What managers tell now. */
  readonly told: () => SwarmView | undefined;
  readonly node: (name: string) => SwarmNode | undefined;
  readonly leader: () => string | undefined;
  /** How many tasks of a service run. */
  readonly running: (service: string, view?: SwarmView) => number;
  readonly networks: () => string[];
  readonly machine: (name: string) => SeenMachine;
  /** Kinds of a machine's findings. */
  readonly kindsOf: (name: string) => string[];
  readonly health: () => ReturnType<typeof clusterHealth>;
  /** Kinds of the cluster's findings. */
  readonly kinds: () => string[];
  /** Milliseconds after `began` at which the picture told that it holds; fails when that takes longer than `most`. */
  readonly within: (most: number, holds: () => boolean, began?: number) => Promise<number>;
}

/** Of the store that there is when it is asked. */
export function seenSwarm(store: () => ClusterStore): SeenSwarm {
  const cluster = (): Cluster | undefined =>
    store().snapshot.clusters.find(({ orchestration }) => orchestration === 'swarm-mode');
  const told = (): SwarmView | undefined => {
    const swarm = cluster()?.swarm;
    return swarm && now(swarm.view);
  };
  const node = (name: string): SwarmNode | undefined => told()?.nodes.find(({ hostname }) => hostname === name);
  const leader = (): string | undefined => told()?.nodes.find(({ manager }) => manager?.isLeader)?.hostname;
  const running = (service: string, view = told()): number => {
    const found = view?.services.find(({ name }) => name === service);
    return view && found ? taskCount(found, view).running : 0;
  };
  const networks = (): string[] => {
    const all = cluster()?.networks;
    return ((all && lastOf(all)?.value) ?? []).map(({ name }) => name);
  };
  const machine = (name: string): SeenMachine => findMachine(store().snapshot, name)!;
  const kindsOf = (name: string): string[] => machineHealth(machine(name), cluster()).findings.map(({ kind }) => kind);
  const health = (): ReturnType<typeof clusterHealth> => clusterHealth(cluster()!, store().snapshot);
  const kinds = (): string[] => health().findings.map(({ kind }) => kind);
  const within = (most: number, holds: () => boolean, began = Date.now()): Promise<number> =>
    shownWithin(store(), { most, began, holds, seen });
  const seen = (): string =>
    JSON.stringify({
      health: cluster() && health(),
      members: cluster()?.members,
      view: cluster()?.swarm?.view,
      networks: networks(),
    });
  return { cluster, told, node, leader, running, networks, machine, kindsOf, health, kinds, within };
}

export interface Managers {
  readonly engines: EnginePool;
  readonly machines: readonly SeenMachine[];
  /** How long each may take to answer. */
  readonly deadline: number;
}

/** When one of them is first known to tell what is wanted, asked again and again beside the picture. */
export async function firstTold(
  { engines, machines, deadline }: Managers,
  wanted: (view: SwarmView | undefined) => boolean,
  signal: AbortSignal,
): Promise<number | undefined> {
  const ask = async (machine: SeenMachine): Promise<number | undefined> => {
    const { swarm } = engines.engine(machineOf(machine)!);
    while (!signal.aborted) {
      const view = await swarm.view({ deadline, signal });
      if (view.ok && wanted(view.value)) return Date.now();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return undefined;
  };
  const times = await Promise.all(machines.map(ask));
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a));
}
