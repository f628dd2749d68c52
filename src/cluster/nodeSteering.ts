/** Previews a node operation and rejects it if it would lose quorum or leave a running task nowhere to run. Pure. */
import { err, ok } from '../base/result.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { NodeForesight, NodeVerb } from '../model/steering.ts';
import {
  majority,
  taskName,
  type Availability,
  type NodeChange,
  type SwarmNode,
  type SwarmService,
  type SwarmTask,
  type SwarmView,
} from '../model/swarmMode.ts';
import { isAlive, isWanted } from '../model/swarmTask.ts';
import { fits, Room } from './placement.ts';

/** `isOurs`: it is in the machine store and can be told to leave. */
export function foreseeNode(view: SwarmView, node: SwarmNode, verb: NodeVerb, isOurs: boolean): Outcome<NodeForesight> {
  const isSo = isSoAlready(node, verb);
  const refused = isSo ? undefined : (refusal(view, node, verb, isOurs) ?? placeRefusal(view, node, verb));
  if (refused) return err(refused);
  const leaving = isSo ? [] : leavingTasks(view, node, verb);
  const named = (which: (service: SwarmService) => boolean): string[] =>
    leaving.filter(({ service }) => which(service)).map(({ task, service }) => taskName(task, service, view));
  return ok({
    node,
    verb,
    isSo,
    moves: named((service) => !isGlobal(service)),
    ends: named(isGlobal),
    managers: managersAfter(view, node, isSo ? undefined : verb),
    undo: isSo ? undefined : undoOf(node, verb),
  });
}

/** The change to request from a manager. `remove` needs more than one. */
export function nodeChange(verb: Exclude<NodeVerb, 'remove'>): NodeChange {
  switch (verb) {
    case 'drain':
      return { availability: 'drain' };
    case 'pause':
      return { availability: 'pause' };
    case 'activate':
      return { availability: 'active' };
    case 'promote':
      return { role: 'manager' };
    case 'demote':
      return { role: 'worker' };
  }
}

/** True if the node can only be removed from the list: it is unreachable or has left the swarm. */
export const isGone = ({ state }: SwarmNode): boolean => state === 'down' || state === 'disconnected';

function isSoAlready(node: SwarmNode, verb: NodeVerb): boolean {
  if (verb === 'remove') return false;
  const { availability, role } = nodeChange(verb);
  return availability === undefined ? node.role === role : node.availability === availability;
}

function refusal(view: SwarmView, node: SwarmNode, verb: NodeVerb, isOurs: boolean): Failure | undefined {
  if (verb === 'promote' && node.state !== 'ready')
    return { kind: 'nodeNotReady', node: node.hostname, state: node.state };
  if (verb === 'demote' || verb === 'remove') {
    const lost = quorumRefusal(view, node, verb);
    if (lost) return lost;
  }
  return verb === 'remove' && !isOurs && !isGone(node)
    ? { kind: 'nodeOutOfReach', node: node.hostname, state: node.state }
    : undefined;
}

function quorumRefusal(view: SwarmView, node: SwarmNode, verb: NodeVerb): Failure | undefined {
  if (node.role === 'worker' && !node.manager) return undefined;
  const { count, mayBeLost } = managersAfter(view, node, verb);
  if (count === 0) return { kind: 'lastManager', node: node.hostname };
  const needed = majority(count);
  return mayBeLost < 0
    ? { kind: 'quorumWouldBeLost', node: node.hostname, managers: count, reachable: needed + mayBeLost, needed }
    : undefined;
}

/** The number of managers after the change, and how many reachable ones can still be lost. */
function managersAfter({ nodes }: SwarmView, node: SwarmNode, verb: NodeVerb | undefined): NodeForesight['managers'] {
  const isLeaving = verb === 'demote' || verb === 'remove';
  // A manager that is being demoted still counts in the managers' list, but not for long.
  const staying = nodes.filter(
    ({ id, role, manager }) => manager && role === 'manager' && !(isLeaving && id === node.id),
  );
  const added = verb === 'promote' ? 1 : 0;
  const count = staying.length + added;
  const reachable = staying.filter(({ manager }) => manager?.reachability === 'reachable').length + added;
  return { count, mayBeLost: count === 0 ? 0 : reachable - majority(count) };
}

interface Leaving {
  readonly task: SwarmTask;
  readonly service: SwarmService;
}

/** Running tasks that the change moves off the node. */
export function leavingTasks(view: SwarmView, node: SwarmNode, verb: NodeVerb): readonly Leaving[] {
  return verb === 'pause' ? [] : movableTasks(view, node, verb);
}

/** The same tasks, plus those of a node being paused, which would not be restarted there. */
function movableTasks(view: SwarmView, node: SwarmNode, verb: NodeVerb): readonly Leaving[] {
  const staysIn = (service: SwarmService): boolean => {
    switch (verb) {
      case 'activate':
        return true;
      case 'promote':
      case 'demote':
        // Constraints may require a role.
        return fits(service, { ...node, role: verb === 'promote' ? 'manager' : 'worker' });
      case 'drain':
      case 'pause':
      case 'remove':
        return false;
    }
  };
  return view.services
    .filter((service) => !staysIn(service))
    .flatMap((service) =>
      view.tasks
        .filter(({ serviceId, nodeId }) => serviceId === service.id && nodeId === node.id)
        .filter((task) => isWanted(task) && isAlive(task, view))
        .map((task) => ({ task, service })),
    );
}

/** A paused node keeps its tasks, but one that ends there could not be restarted if no other node takes it. */
function placeRefusal(view: SwarmView, node: SwarmNode, verb: NodeVerb): Failure | undefined {
  const leaving = movableTasks(view, node, verb).filter(({ service }) => !isGlobal(service));
  const room = new Room(view, node);
  // Place the largest tasks first; those that do not fit have nowhere to run.
  const stranded = new Set(
    leaving.toSorted((a, b) => memoryOf(b) - memoryOf(a)).filter(({ service }) => !room.take(service)),
  );
  return stranded.size > 0
    ? {
        kind: 'noPlaceLeft',
        node: node.hostname,
        tasks: leaving.filter((each) => stranded.has(each)).map(({ task, service }) => taskName(task, service, view)),
      }
    : undefined;
}

const memoryOf = ({ service }: Leaving): number => service.reservation?.memory ?? 0;

const isGlobal = ({ mode }: SwarmService): boolean => mode === 'global' || mode === 'global-job';

function undoOf({ availability }: SwarmNode, verb: NodeVerb): NodeVerb | undefined {
  switch (verb) {
    case 'drain':
    case 'pause':
    case 'activate':
      return verbFor[availability];
    case 'promote':
      return 'demote';
    case 'demote':
      return 'promote';
    case 'remove':
      return undefined;
  }
}

const verbFor: Readonly<Record<Availability, NodeVerb>> = { active: 'activate', pause: 'pause', drain: 'drain' };
