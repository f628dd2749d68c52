/**
 * Machines that only the URL of a key-value store connects to their cluster: a private address or a name may exist in several networks,
 * each with its own store and cluster. Pure.
 */
import { naturally } from '../base/naturally.ts';
import { classicIdentity, matchNodes } from '../model/classicNodes.ts';
import { clusterLabel, type Cluster } from '../model/cluster.ts';
import type { Engine } from '../model/engine.ts';
import { isRegistered } from '../model/registration.ts';
import { seenMembers } from '../model/snapshot.ts';
import { isOnEachHost } from '../model/loopback.ts';
import type { Machine } from '../model/machine.ts';
import { lastOf } from '../model/seen.ts';
import { machineOf, type Snapshot } from '../model/snapshot.ts';
import { isPublicAddress, isSameNetwork } from '../model/subnet.ts';

interface Known {
  readonly machine: Machine;
  readonly engine: Engine | undefined;
}

/** Their names; empty if a label, a manager's list, the store or an address confirms each, or if there is only one machine. */
export function unclearMembers(cluster: Cluster, snapshot: Snapshot): readonly string[] {
  const { store } = cluster;
  const hosts = store?.parsed?.hosts ?? [];
  // A store on a known machine is unambiguous, and a public address is the same store for all.
  if (!store?.parsed || store.machine !== undefined || hosts.some(({ host }) => isPublicAddress(host))) return [];
  const members = seenMembers(cluster, snapshot).flatMap(({ seen }): Known[] => {
    const machine = machineOf(seen);
    return machine ? [{ machine, engine: lastOf(seen.engine)?.value.engine }] : [];
  });
  const addresses = members.flatMap(({ machine }) => machine.address ?? []);
  // There only managers and networks connect machines.
  if (members.length < 2 || isOnEachHost(store.parsed, addresses)) return [];
  const listed = listedBy(cluster, members);
  const registered = lastOf(store.state)?.value.engines ?? [];
  return members
    .filter(
      ({ machine, engine }) =>
        labelOf({ machine, engine }) === undefined &&
        !listed.has(machine.name) &&
        !isRegistered(machine, registered, engine?.clusterAdvertise) &&
        !hosts.some(({ host }) => machine.address !== undefined && isSameNetwork(machine.address, host)),
    )
    .map(({ machine }) => machine.name)
    .toSorted(naturally);
}

const labelOf = ({ machine, engine }: Known): string | undefined =>
  machine.engineLabels[clusterLabel] ?? engine?.labels[clusterLabel];

/** Managers that list nodes, and the machines of those nodes. */
function listedBy({ managers }: Cluster, members: readonly Known[]): ReadonlySet<string> {
  const identities = members.map(({ machine, engine }) => classicIdentity(machine, engine));
  return new Set(
    managers.flatMap(({ machine, info }) => {
      const nodes = lastOf(info)?.value.nodes ?? [];
      return nodes.length === 0 ? [] : [machine, ...matchNodes(nodes, identities).keys()];
    }),
  );
}
