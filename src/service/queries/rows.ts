/** All kinds of queries, by subject. To add one, add a file to this folder, its kind to `QueryKind` and its row here. */
import type { ClusterRow, HostRow, StoreRow } from '../query.ts';
import { engine } from './engine.ts';
import { freeDisk } from './freeDisk.ts';
import { keyValueStore } from './keyValueStore.ts';
import { manager } from './manager.ts';
import { networks } from './networks.ts';
import { power } from './power.ts';
import { reach } from './reach.ts';
import { refusedFlag } from './refusedFlag.ts';
import { swarm } from './swarm.ts';

export const hostRows: readonly HostRow[] = [engine, manager, power, refusedFlag, freeDisk, reach];
export const clusterRows: readonly ClusterRow[] = [swarm, networks];
export const storeRows: readonly StoreRow[] = [keyValueStore];
