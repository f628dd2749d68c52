/** Plans how a cluster's machines leave their swarm, in an order that keeps quorum as long as managers are needed. Pure. */
import { hostOf } from '../model/address.ts';
import { orchestrationLabel, type Cluster, type Member } from '../model/cluster.ts';
import type { SwarmMembership } from '../model/engine.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Action, Cause, NodeReference, ThroughManager } from '../model/plan.ts';
import { lastOf, now } from '../model/seen.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import { majority, type SwarmNode } from '../model/swarmMode.ts';
import { findSwarmNode } from '../model/swarmNode.ts';
import type { Ids, Steps } from './steps.ts';

export interface Leaving {
  /**
   * Each node leaves the swarm before its machine is removed. Needed only if a host survives or external nodes stay: a swarm that is
   * destroyed as a whole needs no leave.
   */
  readonly isOrderly: boolean;
  /** The manager that changes the list and leaves last; undefined: there is no quorum, and engines can only be told to leave. */
  readonly via: string | undefined;
  /** Other manager machines, asked if `via` stops answering before they have left. */
  readonly others: readonly string[];
  /** Swarm nodes that are not in the machine store. */
  readonly strangers: readonly SwarmNode[];
}

/** How a cluster's swarm ends; empty if it has none. */
export function leavingOf(cluster: Cluster, seen: Snapshot): Leaving {
  const members = cluster.members.flatMap(({ machine }) => findMachine(seen, machine) ?? []);
  const nodes = listOf(cluster);
  const own = new Set(members.flatMap((each) => (nodes && findSwarmNode(nodes, each)?.id) ?? []));
  const names = new Set(members.flatMap((each) => [each.name, hostnameOf(each)]));
  // A stale entry of our own machine is not an external node.
  const strangers = (nodes ?? []).filter(
    ({ id, hostname, state }) => !own.has(id) && !(state === 'down' && names.has(hostname)),
  );
  const stays = strangers.length > 0 || members.some((each) => livesOnAfterRemoval(machineOf(each)?.driver ?? ''));
  const via = stays ? lastManager(members, nodes) : undefined;
  return {
    isOrderly: stays && members.some((each) => isInSwarm(each, cluster)),
    via,
    others: members.filter((each) => each.name !== via && isManager(each, nodes)).map(({ name }) => name),
    strangers,
  };
}

/** Unreachable members first, while the others can still remove them from the list; `via` last. */
export function inLeavingOrder(members: readonly Member[], { via }: Leaving, seen: Snapshot): readonly Member[] {
  const place = ({ machine }: Member): number => {
    if (machine === via) return 2;
    return findMachine(seen, machine)?.engine.state === 'failed' ? 0 : 1;
  };
  return members.toSorted((a, b) => place(a) - place(b));
}

/**
 * True if its engine is in a swarm. For a silent engine its purpose counts too: it may have joined since it last reported being in none,
 * and leaving is idempotent.
 */
export function isInSwarm(seen: SeenMachine, { orchestration }: Pick<Cluster, 'orchestration'>): boolean {
  const view = now(seen.engine);
  if (view) return view.engine.swarm.state !== 'inactive';
  return (
    orchestration === 'swarm-mode' ||
    machineOf(seen)?.engineLabels[orchestrationLabel] === 'swarm-mode' ||
    (membershipOf(seen)?.state ?? 'inactive') !== 'inactive'
  );
}

/** Adds the steps to leave the swarm; returns what the removal depends on. */
export function leaveSteps(
  machine: SeenMachine,
  cluster: Cluster,
  { via, others, strangers }: Leaving,
  after: Ids,
  steps: Steps,
): Ids {
  const node = reference(machine, listOf(cluster));
  const isAlive = machine.engine.state !== 'failed';
  const manages = isManager(machine, listOf(cluster));
  const isLast = machine.name === via;
  // The last manager cannot be demoted, unless external managers remain.
  const isDemoted = manages && (!isLast || strangers.some(({ manager }) => manager));
  return exitSteps(
    {
      machine: machine.name,
      via: node && via,
      others,
      node,
      // If everything is removed, tasks cannot move anywhere, and a node left drained after a cancel would be a trap.
      drains: strangers.length > 0 && isAlive,
      demotes: isDemoted,
      leaves: isAlive,
      isForgotten: !isLast,
      cause: 'goes',
    },
    after,
    steps,
  );
}

export interface Exit {
  readonly machine: string;
  /** A manager that stays for now. */
  readonly via: string | undefined;
  /** Managers to ask instead; may include this machine. */
  readonly others: readonly string[];
  readonly node: NodeReference | undefined;
  readonly drains: boolean;
  readonly demotes: boolean;
  readonly leaves: boolean;
  readonly isForgotten: boolean;
  readonly cause: Cause['kind'];
}

/** Adds the requested steps: drain, demote, leave, remove from the list. Each may fail without blocking the next. */
export function exitSteps(exit: Exit, after: Ids, steps: Steps): Ids {
  const { machine, node, cause } = exit;
  const through = exit.via === undefined ? undefined : throughManager(exit.via, exit.others, machine);
  let last = after;
  const add = (id: string, action: Action): void => {
    last = [steps.add(id, action, cause, last, { mayFail: true })];
  };
  if (through && node) {
    const update = { kind: 'updateNode', ...through, node } as const;
    if (exit.drains) add(`drain ${machine}`, { ...update, change: { availability: 'drain' } });
    if (exit.demotes) add(`demote ${machine}`, { ...update, change: { role: 'worker' } });
  }
  if (exit.leaves) add(`leave ${machine}`, { kind: 'leaveSwarm', machine, ...(node && { nodeId: node.id }) });
  if (exit.isForgotten && through && node) add(`forget ${machine}`, { kind: 'removeNode', ...through, node });
  return last;
}

/** Asks one manager, else others, but never the machine about itself. */
export function throughManager(via: string, managers: readonly string[], machine: string): ThroughManager {
  const others = managers.filter((each) => each !== via && each !== machine);
  return others.length > 0 ? { via, others } : { via };
}

/** The machine's entry in the managers' list, as far as known. */
export function reference(seen: SeenMachine, nodes: readonly SwarmNode[] | undefined): NodeReference | undefined {
  const listed = nodes && findSwarmNode(nodes, seen);
  const id = membershipOf(seen)?.nodeId || listed?.id;
  return id === undefined ? undefined : { id, hostname: listed?.hostname ?? hostnameOf(seen) };
}

/** True if it is a manager by the list, else by its own report. A node that was just promoted lists itself among the managers first. */
export function isManager(seen: SeenMachine, nodes: readonly SwarmNode[] | undefined): boolean {
  const listed = nodes && findSwarmNode(nodes, seen);
  if (listed) return listed.role === 'manager';
  const swarm = membershipOf(seen);
  return swarm !== undefined && (swarm.isManager || swarm.managers.some((each) => hostOf(each) === swarm.nodeAddress));
}

/** The nodes that a manager reports now. */
export const listOf = ({ swarm }: Pick<Cluster, 'swarm'>): readonly SwarmNode[] | undefined =>
  swarm && now(swarm.view)?.nodes;

/**
 * The leader, else another manager that answers; undefined without quorum. The list is not enough: managers still show it for a while after
 * losing each other (15 s; observed). Without a list all managers must answer: dead ones cannot be removed then, and weigh more with each
 * one that leaves.
 */
function lastManager(members: readonly SeenMachine[], nodes: readonly SwarmNode[] | undefined): string | undefined {
  const answering = members.filter((each) => {
    const swarm = now(each.engine)?.engine.swarm;
    return swarm?.state === 'active' && swarm.isManager && swarm.error === '';
  });
  const own = new Set(members.flatMap((each) => (nodes && findSwarmNode(nodes, each)?.id) ?? []));
  const managers = nodes?.filter(({ manager }) => manager);
  const others = managers?.filter(({ id, manager }) => !own.has(id) && manager?.reachability === 'reachable') ?? [];
  const needed = managers
    ? majority(managers.length)
    : Math.max(0, ...answering.map((each) => membershipOf(each)?.managers.length ?? 0));
  if (answering.length + others.length < needed) return undefined;
  const leads = (each: SeenMachine): boolean => (nodes && findSwarmNode(nodes, each)?.manager?.isLeader) === true;
  return (answering.find(leads) ?? answering[0])?.name;
}

const membershipOf = (seen: SeenMachine): SwarmMembership | undefined => lastOf(seen.engine)?.value.engine.swarm;
const hostnameOf = (seen: SeenMachine): string => lastOf(seen.engine)?.value.engine.hostname ?? seen.name;
