/** What is worth saying of machines whose engines share a key-value store. Pure. */
import { storePorts, storeSchemes } from '../model/keyValueStore.ts';
import { engineFlag } from '../model/machine.ts';
import type { Warning } from '../model/plan.ts';
import type { KeyValueStoreSpec } from '../model/spec.ts';
import { enginePort, isToMake, type Member, type StoreComparison } from './comparison.ts';
import { differing } from './differing.ts';
import { isSameStore } from './standing.ts';

/** In what a machine that stands was told of store and swarm otherwise than the file says. */
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

/** A store whose machine is yet to be made: it will hardly get the address of the one that is gone. */
function newStore(members: readonly Member[], { type }: KeyValueStoreSpec): string | undefined {
  const own = members.find(({ role }) => role === 'keyValueStore');
  return own && isToMake(own) ? `${storeSchemes[type]}://${own.name}:${String(storePorts[type])}` : undefined;
}
