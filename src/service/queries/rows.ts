/** All kinds of queries, by what they ask. To add one: a file beside this, its kind in `QueryKind`, its row here. */
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
