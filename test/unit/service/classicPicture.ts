// What a picture says of the one classic cluster in it.
import type { Cluster } from '../../../src/model/cluster.ts';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import { now } from '../../../src/model/seen.ts';
import { clusters, seenMachine } from './looking.ts';

export const cluster = (): Cluster => clusters.snapshot.clusters[0]!;
export const level = (name: string): string => machineHealth(seenMachine(name), cluster()).level;
export const health = (): string => clusterHealth(cluster(), clusters.snapshot).level;
export const networks = (): string[] | undefined => now(cluster().networks)?.map(({ name }) => name);
