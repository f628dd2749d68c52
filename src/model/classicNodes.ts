/** Matches the nodes that a classic swarm manager lists to machines. Pure. */
import { addressOf } from './address.ts';
import type { ClassicNode } from './classicSwarm.ts';
import type { ClusterManager } from './cluster.ts';
import type { Engine } from './engine.ts';
import { engineFlag, type Machine } from './machine.ts';
import { lastOf } from './seen.ts';
import type { SeenMachine } from './snapshot.ts';

/** Properties that identify a machine among nodes. */
export interface ClassicIdentity {
  /** Name in the machine store, which is also the hostname that docker-machine set. */
  readonly name: string;
  readonly hostname: string;
  /** From the engine's last answer; undefined if it never answered. */
  readonly engineId: string | undefined;
  /** `host:port` at which other hosts reach its engine; empty if unknown. */
  readonly advertised: string;
  /** `host:port` at which this computer reaches it. */
  readonly address: string | undefined;
}

export function classicIdentity(machine: Machine, engine: Engine | undefined): ClassicIdentity {
  const { name, address, enginePort } = machine;
  return {
    name,
    hostname: engine?.hostname || name,
    engineId: engine?.id || undefined,
    advertised: engine?.clusterAdvertise || advertisedBy(machine),
    address: address === undefined ? undefined : addressOf(address, enginePort),
  };
}

/** `cluster-advertise` of the record, if it is an address rather than an interface. */
function advertisedBy(machine: Machine): string {
  const flag = engineFlag(machine, 'cluster-advertise')?.trim() ?? '';
  return /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):\d+$/.test(flag) ? flag : '';
}

/** A node and a machine that share a key may match. A side without keys matches nothing. */
interface Rule {
  readonly ofNode: (node: ClassicNode) => string | undefined;
  readonly ofMachine: (machine: ClassicIdentity) => readonly (string | undefined)[];
  /** Matches even if the node has another engine ID. */
  readonly ignoresId?: boolean;
}

const idOf = ({ id }: ClassicNode): string | undefined => id || undefined;
const nameOf = ({ name }: ClassicNode): string | undefined => (name === '(unknown)' ? undefined : name || undefined);
const both = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? undefined : `${a} ${b}`;

const byHostname: Rule = { ofNode: nameOf, ofMachine: ({ hostname }) => [hostname] };
const byAdvertised: Rule = { ofNode: ({ address }) => address, ofMachine: ({ advertised }) => [advertised] };
/** Sufficient within one cluster only: hosts of other networks can have the same names and private addresses. */
const withinCluster: ReadonlySet<Rule> = new Set([byHostname, byAdvertised]);

/** Strongest rule first. Managers of swarm 1.0 to 1.2.0 list no IDs; later ones list none for nodes that were never healthy. */
const rules: readonly Rule[] = [
  {
    ofNode: (node) => both(idOf(node), node.address),
    ofMachine: ({ engineId, advertised, address }) => [both(engineId, advertised), both(engineId, address)],
  },
  { ofNode: idOf, ofMachine: ({ engineId }) => [engineId] },
  {
    ofNode: (node) => both(nameOf(node), node.address),
    ofMachine: ({ hostname, advertised, address }) => [both(hostname, advertised), both(hostname, address)],
  },
  byAdvertised,
  { ofNode: ({ address }) => address, ofMachine: ({ address }) => [address] },
  byHostname,
  // The engine at this address has a new ID that the manager has not read yet.
  { ofNode: ({ address }) => address, ofMachine: ({ address }) => [address], ignoresId: true },
];

export interface MatchOptions {
  /** The machines may belong to several clusters. */
  readonly isMixed?: boolean;
}

/** Nodes by machine. Each rule pairs only unambiguous matches: one node with one machine. */
export function matchNodes(
  nodes: readonly ClassicNode[],
  machines: readonly ClassicIdentity[],
  { isMixed = false }: MatchOptions = {},
): ReadonlyMap<string, ClassicNode> {
  const found = new Map<string, ClassicNode>();
  const taken = new Set<ClassicNode>();
  for (const rule of isMixed ? rules.filter((each) => !withinCluster.has(each)) : rules) {
    const open = machines.filter(({ name }) => !found.has(name));
    const free = nodes.filter((node) => !taken.has(node));
    for (const [machine, node] of pairs(rule, open, free)) {
      found.set(machine.name, node);
      taken.add(node);
    }
  }
  // A manager lists hosts with the same engine ID (a copied disk) as one node.
  const byId = new Map(nodes.toReversed().map((node) => [node.id, node]));
  for (const { name, engineId } of machines) {
    const same = engineId === undefined || found.has(name) ? undefined : byId.get(engineId);
    if (same) found.set(name, same);
  }
  return found;
}

function pairs(
  { ofNode, ofMachine, ignoresId = false }: Rule,
  machines: readonly ClassicIdentity[],
  nodes: readonly ClassicNode[],
): readonly (readonly [ClassicIdentity, ClassicNode])[] {
  const nodesByKey = Map.groupBy(nodes, ofNode);
  const fits = (node: ClassicNode, { engineId }: ClassicIdentity): boolean =>
    ignoresId || node.id === '' || engineId === undefined || node.id === engineId;
  const candidates = machines.map((machine) => {
    const keys = new Set(ofMachine(machine).filter((key) => key !== undefined && key !== ''));
    const fitting = [...keys].flatMap((key) => nodesByKey.get(key) ?? []).filter((node) => fits(node, machine));
    return [machine, [...new Set(fitting)]] as const;
  });
  const rivals = Map.groupBy(
    candidates.flatMap(([, fitting]) => fitting),
    (node) => node,
  );
  return candidates.flatMap(([machine, [node, ...more]]) =>
    node && more.length === 0 && rivals.get(node)?.length === 1 ? [[machine, node] as const] : [],
  );
}

/** The machine's node in the manager's last answer. */
export function findNode(
  { info, nodes }: Pick<ClusterManager, 'info' | 'nodes'>,
  seen: SeenMachine,
  machine: Machine,
): ClassicNode | undefined {
  if (nodes) return nodes.get(seen.name);
  const identity = classicIdentity(machine, lastOf(seen.engine)?.value.engine);
  return matchNodes(lastOf(info)?.value.nodes ?? [], [identity]).get(seen.name);
}
