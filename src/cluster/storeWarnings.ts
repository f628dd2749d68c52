/** Warnings for machines that share a key-value store. Pure. */
import { storePorts, storeSchemes } from '../model/keyValueStore.ts';
import { engineFlag } from '../model/machine.ts';
import type { Warning } from '../model/planWarning.ts';
import type { KeyValueStoreSpec } from '../model/spec.ts';
import { enginePort, isToMake, type Member, type StoreComparison } from './comparison.ts';
import { differing } from './differing.ts';
import { isSameStore } from './standing.ts';

/** Differences between an existing machine's store and swarm settings and the file. */
export function storeMemberWarnings(
  { name, role, standing, machine: wanted }: Member,
  { spec, storeUrl, members, store: wantedAt }: StoreComparison,
): readonly Warning[] {
  if (role === 'keyValueStore' || (standing.kind !== 'standing' && standing.kind !== 'stopped')) return [];
  const { machine } = standing;
  const differs = differing(name);
  const store = engineFlag(machine, 'cluster-store');
  const wantedStore = storeUrl ?? newStore(members, wantedAt);
  const advertise = `${spec.advertiseInterface}:${String(enginePort(wanted))}`;
  const swarm = spec.orchestration === 'none' ? 'none' : role;
  const isSwarm = machine.swarm ? (machine.swarm.isMaster ? 'manager' : 'node') : 'none';
  return [
    ...(wantedStore !== undefined && !(store !== undefined && isSameStore(store, wantedStore))
      ? differs('cluster-store', wantedStore, store)
      : []),
    ...differs('cluster-advertise', advertise, engineFlag(machine, 'cluster-advertise')),
    ...differs('swarm', swarm, isSwarm),
    ...(role === 'manager' && machine.swarm
      ? differs('swarm-strategy', spec.swarm.strategy, machine.swarm.strategy)
      : []),
  ];
}

/** URL of a store whose machine is missing: it is unlikely to get the old address. */
function newStore(members: readonly Member[], { type }: KeyValueStoreSpec): string | undefined {
  const own = members.find(({ role }) => role === 'keyValueStore');
  return own && isToMake(own) ? `${storeSchemes[type]}://${own.name}:${String(storePorts[type])}` : undefined;
}
