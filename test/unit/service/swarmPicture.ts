// What a picture says of the swarm in it, and what its managers are asked and tell.
import type { Cluster, ClusterSwarm } from '../../../src/model/cluster.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { lastOf, now } from '../../../src/model/seen.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { managerNames, swarmWorld } from '../swarms.ts';
import { clusters, seenMachine, watch, world } from './looking.ts';

export const found = (name: string): Cluster | undefined =>
  clusters.snapshot.clusters.find((each) => each.name === name);
export const cluster = (name = 'm1'): Cluster => found(name)!;
export const swarm = (): ClusterSwarm => cluster().swarm!;
export const told = (): SwarmView | undefined => now(swarm().view);
export const kinds = (): string[] => clusterHealth(cluster(), clusters.snapshot).findings.map(({ kind }) => kind);
export const kindsOf = (name: string): string[] =>
  machineHealth(seenMachine(name), cluster()).findings.map(({ kind }) => kind);
export const networks = (): string[] => (lastOf(cluster().networks)?.value ?? []).map(({ name }) => name);

const questions = (...of: readonly string[]): number =>
  [...world.endpoints.values()].flatMap(({ asked }) => asked).filter((question) => of.includes(question)).length;

/** How often managers were asked of the swarm: of all of it, or of its nodes. */
export const asked = (): number => questions('swarm', 'nodes');
export const askedOfAll = (): number => questions('swarm');
export const forget = (): void => {
  for (const endpoint of world.endpoints.values()) endpoint.asked.length = 0;
};
/** Every manager tells of something, as they do. */
export const tellAll = (type: 'node' | 'service' | 'network', action = 'update'): void => {
  for (const name of managerNames) world.engineOf(name).tell(type, action);
};

/** Looks at the swarm until it is quiet; what was asked until then does not count. */
export async function watchSwarm(): Promise<void> {
  await watch(swarmWorld());
  forget();
}
