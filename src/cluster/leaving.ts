/**
 * How the machines of a cluster get out of their swarm: in an order in which the managers keep their majority for as long as somebody
 * still has to ask them. Pure.
 */
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
   * Machines that are destroyed take their part of the swarm along, and a swarm of which nothing is left needs no goodbye: only where
   * a host lives on, or where nodes that are no machines of the store stay, is each one let out.
   */
  readonly isOrderly: boolean;
  /** The manager that changes the list, and goes last; undefined: there is no majority, and each engine can only be told to leave. */
  readonly via: string | undefined;
  /** Machines that manage as well: asked where `via` falls silent before they have gone themselves. */
  readonly others: readonly string[];
  /** Nodes of the swarm that are no machines of the store. */
  readonly strangers: readonly SwarmNode[];
}

/** What can be known of the end of a cluster's swarm; all of it is empty where there is none. */
export function leavingOf(cluster: Cluster, seen: Snapshot): Leaving {
  const members = cluster.members.flatMap(({ machine }) => findMachine(seen, machine) ?? []);
  const nodes = listOf(cluster);
  const own = new Set(members.flatMap((each) => (nodes && findSwarmNode(nodes, each)?.id) ?? []));
  const names = new Set(members.flatMap((each) => [each.name, hostnameOf(each)]));
  // A former life of one of ours is no stranger.
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

/** In the order in which they go: who is dead first, as long as all others are there to forget it; the one that is asked last. */
export function inLeavingOrder(members: readonly Member[], { via }: Leaving, seen: Snapshot): readonly Member[] {
  const place = ({ machine }: Member): number => {
    if (machine === via) return 2;
    return findMachine(seen, machine)?.engine.state === 'failed' ? 0 : 1;
  };
  return members.toSorted((a, b) => place(a) - place(b));
}

/**
 * Whether its engine is in a swarm. Of one that is silent it counts what it was made for as well: it may have joined after it last
 * said that it was in none, and leaving none is as wanted.
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

/** Adds what lets one machine out of the swarm; gives what its removal comes after. */
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
  // The last manager cannot be demoted, unless there are some that are not ours.
  const isDemoted = manages && (!isLast || strangers.some(({ manager }) => manager));
  return exitSteps(
    {
      machine: machine.name,
      via: node && via,
      others,
      node,
      // Where everything goes, tasks have nowhere to go to, and one that stays drained after a cancel would be a trap.
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
  /** Others that may be asked in its place; this machine itself may be among them. */
  readonly others: readonly string[];
  readonly node: NodeReference | undefined;
  readonly drains: boolean;
  readonly demotes: boolean;
  readonly leaves: boolean;
  readonly isForgotten: boolean;
  readonly cause: Cause['kind'];
}

/** Drain, demote, leave, forget: each where it is asked for. None holds up the next: what cannot be told must go all the same. */
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

/** Asks one manager, else others: of a machine's own place it is not the one to tell. */
export function throughManager(via: string, managers: readonly string[], machine: string): ThroughManager {
  const others = managers.filter((each) => each !== via && each !== machine);
  return others.length > 0 ? { via, others } : { via };
}

/** The machine's entry in the list of its managers, as far as it is known. */
export function reference(seen: SeenMachine, nodes: readonly SwarmNode[] | undefined): NodeReference | undefined {
  const listed = nodes && findSwarmNode(nodes, seen);
  const id = membershipOf(seen)?.nodeId || listed?.id;
  return id === undefined ? undefined : { id, hostname: listed?.hostname ?? hostnameOf(seen) };
}

/** Whether it is a manager, by the list, else by its own word. One that was just promoted names itself among the managers first. */
export function isManager(seen: SeenMachine, nodes: readonly SwarmNode[] | undefined): boolean {
  const listed = nodes && findSwarmNode(nodes, seen);
  if (listed) return listed.role === 'manager';
  const swarm = membershipOf(seen);
  return swarm !== undefined && (swarm.isManager || swarm.managers.some((each) => hostOf(each) === swarm.nodeAddress));
}

/** The nodes as a manager tells them now. */
export const listOf = ({ swarm }: Pick<Cluster, 'swarm'>): readonly SwarmNode[] | undefined =>
  swarm && now(swarm.view)?.nodes;

/**
 * The leader, else another manager that answers; none while there is no majority. The list alone does not tell: managers go on
 * showing it for a while after they have lost each other (15 s; seen). And who is dead can only be taken off the list by who knows
 * it: while no manager tells it all of them must be there, as each one that goes makes the dead weigh more.
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
