/** The whole tree as a pure function of the snapshot. Child rows are created when their parent is expanded. */
import { timeOfDay } from '../../base/clock.ts';
import { byName, naturally } from '../../base/naturally.ts';
import type { Translate } from '../../base/text.ts';
import { isToCome, type Cluster, type Role } from '../../model/cluster.ts';
import { clusterHealth } from '../../checks/health.ts';
import type { Endpoint, OverlayNetwork } from '../../model/network.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, storeFailureOf, toolFailureOf, type Snapshot } from '../../model/snapshot.ts';
import { strangers } from '../../model/swarmStanding.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { clusterId, clusterRow } from './clusterRow.ts';
import { endpointRow } from './endpointRow.ts';
import { groupRow, messageRow } from './groupRow.ts';
import { machineNode } from './machineRow.ts';
import { networkRow } from './networkRow.ts';
import { leaf, levelColor, withKeys, type Node, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';
import { servicesNode } from './serviceNodes.ts';
import { strangerRow } from './strangerRow.ts';

/** Top-level rows. None if a welcome text explains more: no machines, no store. */
export function clusterNodes(snapshot: Snapshot, t: Translate): readonly Node[] {
  const inClusters = new Set(snapshot.clusters.flatMap(({ members }) => members.map(({ machine }) => machine)));
  const others = snapshot.machines.filter(({ name }) => !inClusters.has(name)).sort(byName);
  const nodes = [
    ...snapshot.clusters.map((cluster) => clusterNode(cluster, snapshot, t)),
    ...(others.length > 0
      ? [
          {
            row: groupRow('other', t('Other machines'), others.length, 'otherMachines', {}),
            children: () => others.map((seen) => machineNode(seen, undefined, t)),
          },
        ]
      : []),
  ];
  const { lostAt } = snapshot;
  return [...messages(snapshot, t), ...(lostAt ? nodes.map((node) => datedNode(node, lostAt, t)) : nodes)];
}

function messages(snapshot: Snapshot, t: Translate): readonly Node[] {
  const failures = [
    ['message/store', storeFailureOf(snapshot)],
    ['message/tool', toolFailureOf(snapshot)],
  ] as const;
  return failures.flatMap(([id, failure]) => (failure ? [leaf(messageRow(id, explainFailure(failure, t), {}))] : []));
}

function clusterNode(cluster: Cluster, snapshot: Snapshot, t: Translate): Node {
  const row = clusterRow(cluster, snapshot, t);
  return {
    row,
    children: () => [
      machinesNode(cluster, snapshot, t),
      networksNode(cluster, snapshot, t),
      ...(cluster.swarm ? [servicesNode(cluster, cluster.swarm, t)] : []),
    ],
  };
}

/** The cluster's machines, followed by its external nodes. */
function machinesNode(cluster: Cluster, snapshot: Snapshot, t: Translate): Node {
  const id = `${clusterId(cluster.name)}/machines`;
  // Sorted by role, then in natural order.
  const machines = roleOrder.flatMap((role) =>
    cluster.members
      .filter((member) => member.role === role)
      .flatMap(({ machine }) => findMachine(snapshot, machine) ?? [])
      .sort(byName),
  );
  const others = strangers(cluster, snapshot);
  return {
    row: groupRow(id, t('Machines'), machines.length + others.length, 'machines', { cluster: cluster.name }),
    children: () => [
      ...machines.map((seen) => machineNode(seen, cluster, t)),
      ...withKeys(
        others,
        ({ handle }) => handle,
        ({ node }) => node.id,
      ).map(([stranger, key]) => leaf(strangerRow(stranger, key, cluster, t))),
    ],
  };
}

const roleOrder: readonly Role[] = ['keyValueStore', 'manager', 'node'];

function networksNode(cluster: Cluster, snapshot: Snapshot, t: Translate): Node {
  const id = clusterId(cluster.name);
  const target = { cluster: cluster.name };
  const networks = lastOf(cluster.networks)?.value ?? [];
  const messages = networkMessages(cluster, snapshot, t);
  return {
    row: groupRow(`${id}/networks`, t('Overlay networks'), networks.length + messages.length, 'networks', target),
    children: () => [
      ...messages,
      ...withKeys(
        networks.toSorted(byName),
        ({ name }) => name,
        ({ id: own }) => own,
      ).map(([network, key]) => networkNode(network, key, { cluster, snapshot }, t)),
    ],
  };
}

/** Why the list of networks may be wrong: no engine answered, or the store is down and engines omit overlay networks. */
function networkMessages(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly Node[] {
  const { name, networks } = cluster;
  const id = `${clusterId(name)}/message`;
  const hidden = clusterHealth(cluster, snapshot).findings.find(({ check }) => check === 'hiddenNetworks');
  if (hidden) return [leaf(messageRow(`${id}/networks`, explainFinding(hidden, t), { cluster: name }))];
  return networks.state === 'failed' && !isToCome(cluster, networks)
    ? [leaf(messageRow(`${id}/networks`, explainFailure(networks.failure, t), { cluster: name }))]
    : [];
}

function networkNode(
  network: OverlayNetwork,
  key: string,
  { cluster, snapshot }: { readonly cluster: Cluster; readonly snapshot: Snapshot },
  t: Translate,
): Node {
  const staleEndpoints = new Set(cluster.staleEndpoints.map(({ endpoint }) => endpoint));
  const isStale = (endpoint: Endpoint): boolean => staleEndpoints.has(endpoint);
  const isSilent = (machine: string): boolean => findMachine(snapshot, machine)?.engine.state === 'failed';
  const row = networkRow(
    network,
    { cluster: cluster.name, key, staleEndpoints: network.endpoints.filter(isStale).length },
    t,
  );
  return {
    row,
    children: () =>
      withKeys(
        network.endpoints.toSorted((a, b) => naturally(a.container, b.container)),
        ({ container }) => container,
        ({ containerId }) => containerId,
      ).map(([endpoint, own]) =>
        leaf(
          endpointRow(
            endpoint,
            {
              network: row,
              key: own,
              isStale: isStale(endpoint),
              isRemembered: endpoint.machine !== undefined && isSilent(endpoint.machine),
            },
            t,
          ),
        ),
      ),
  };
}

/** A row of a lost machine store, without actions. Only top-level rows show the time, which also applies to those below. */
export function datedNode(node: Node, at: Date, t: Translate): Node {
  const asOf = t('as of {0}', timeOfDay(at));
  const { row, children } = lostNode(node, at, t);
  const description = [asOf, row.description].filter(Boolean).join(' · ');
  return { row: { ...row, description, spoken: `${row.spoken}, ${asOf}` }, children };
}

function lostNode({ row, children }: Node, at: Date, t: Translate): Node {
  return { row: lostRow(row, at, t), children: () => children().map((each) => lostNode(each, at, t)) };
}

const lostRow = (row: Row, at: Date, t: Translate): Row => ({
  ...row,
  // A tooltip appears without the top-level row.
  tooltip: row.tooltip && { ...row.tooltip, facts: [[t('As of'), timeOfDay(at)], ...row.tooltip.facts] },
  icon: row.icon && { ...row.icon, color: row.icon.color && levelColor('unknown') },
  context: rowContext('lost'),
});
