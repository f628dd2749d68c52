/** Changes one node of a swarm and waits for the result. */
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import { foreseeNode, isGone, leavingTasks, nodeChange } from '../cluster/nodeSteering.ts';
import { nodeSettling, type NodeExpectation } from '../cluster/settling.ts';
import type { EngineDoor, EnginePool } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import {
  removalStages,
  type NodeForesight,
  type NodeSteered,
  type NodeVerb,
  type RemovalStage,
} from '../model/steering.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { awaitSettled, type Patience } from './awaitSettled.ts';
import type { SteeringOptions } from './services.ts';
import type { SwarmLook } from './swarmLook.ts';

export interface NodeSteering {
  readonly look: SwarmLook;
  readonly engines: Pick<EnginePool, 'engine'>;
  readonly patience: Patience;
  readonly options: SteeringOptions;
  /** A change was made: the snapshot is out of date. */
  readonly onChanged: () => void;
}

/** Checks blockers, then changes the node. The result includes the preview. */
export async function steerNode(
  steering: NodeSteering,
  node: SwarmNode,
  verb: NodeVerb,
): Promise<Outcome<NodeSteered>> {
  const { look } = steering;
  const foreseen = foreseeNode(look.view, node, verb, look.machineOf(node) !== undefined);
  if (!foreseen.ok) return foreseen;
  const { isSo, moves, ends, managers, undo } = foreseen.value;
  // Without a change there is nothing to wait for, and an absent manager would never answer.
  const done = isSo ? ok(true) : await carryOut(steering, foreseen.value);
  if (!done.ok) return done;
  return ok({
    cluster: look.cluster.name,
    node: node.hostname,
    id: node.id,
    verb,
    isChanged: !isSo,
    isConverged: done.value,
    moved: moves,
    ended: ends,
    managers,
    undo,
  });
}

const carryOut = (steering: NodeSteering, foresight: NodeForesight): Promise<Outcome<boolean>> =>
  foresight.verb === 'remove' ? remove(steering, foresight) : change(steering, foresight, foresight.verb);

type SmallVerb = Exclude<NodeVerb, 'remove'>;

/** Makes one change and waits for it; false: the wait was cancelled. */
async function change(steering: NodeSteering, foresight: NodeForesight, verb: SmallVerb): Promise<Outcome<boolean>> {
  const { look, options, onChanged } = steering;
  const { node, isSo } = foresight;
  if (options.signal?.aborted) return err({ kind: 'cancelled', what: node.hostname });
  if (!isSo) {
    // Ask a manager that is being demoted last.
    const own = verb === 'demote' ? look.machineOf(node) : undefined;
    if (own) look.managers.askLast(own.name);
    const changed = await look.managers.ask('change', (swarm) => swarm.updateNode(node.id, nodeChange(verb)));
    if (!changed.ok) return changed;
    onChanged();
  }
  const settled = await awaitNode(steering, node, verb);
  return settled.ok ? ok(settled.value !== undefined) : settled;
}

function awaitNode(
  { look, options, patience }: NodeSteering,
  node: SwarmNode,
  verb: SmallVerb,
): ReturnType<typeof awaitSettled> {
  const leaving = leavingTasks(look.view, node, verb);
  const expected: NodeExpectation = {
    cluster: look.cluster.name,
    node: node.id,
    verb,
    leaving: new Set(leaving.map(({ task }) => task.id)),
    services: [...new Set(leaving.map(({ service }) => service.id))],
    before: new Set(look.view.tasks.map(({ id }) => id)),
  };
  return awaitSettled({
    ...options,
    what: node.hostname,
    look: () => look.again(),
    judge: (view) => nodeSettling(view, expected),
    patience,
    startsTasks: expected.services.length > 0,
  });
}

/**
 * Demotes the node, drains it, makes it leave and only then removes it from the list: a live node that is removed first can no longer
 * leave.
 */
async function remove(steering: NodeSteering, { node }: NodeForesight): Promise<Outcome<boolean>> {
  const { look, engines, options } = steering;
  const machine = look.machineOf(node);
  const door = machine && engines.engine(machine);
  if (machine) look.managers.askLast(machine.name);
  let departure: Departure = 'gone';
  const stages: Partial<Record<RemovalStage, () => Promise<Outcome<boolean>>>> = {
    ...(node.role === 'manager' || node.manager ? { demoting: () => changeTo(steering, node, 'demote') } : {}),
    ...(door && !isGone(node)
      ? {
          draining: () => changeTo(steering, node, 'drain'),
          leaving: async () => {
            const left = await leave(steering, node, door);
            if (!left.ok) return left;
            departure = left.value ?? departure;
            return ok(left.value !== undefined);
          },
        }
      : {}),
    removing: async () => {
      const forgotten = await forget(steering, node, door, departure);
      return forgotten.ok ? ok(true) : forgotten;
    },
  };
  let isBegun = false;
  for (const stage of removalStages) {
    const work = stages[stage];
    if (!work) continue;
    const cancelled: Failure = { kind: 'cancelled', what: node.hostname };
    if (options.signal?.aborted && !isBegun) return err(cancelled);
    options.onProgress?.({ kind: 'stage', stage });
    const done = options.signal?.aborted ? ok(false) : await work();
    isBegun = true;
    if (done.ok && done.value) continue;
    const cause = done.ok ? cancelled : done.error;
    return err({ kind: 'removalStopped', cluster: look.cluster.name, node: node.hostname, stage, cause });
  }
  return ok(true);
}

/** One step of a removal. Room for its tasks was checked for the removal as a whole. */
async function changeTo(steering: NodeSteering, node: SwarmNode, verb: SmallVerb): Promise<Outcome<boolean>> {
  const isSo = verb === 'drain' ? node.availability === 'drain' : node.role === 'worker';
  return change(steering, { node, verb, isSo, moves: [], ends: [], managers: noManagers, undo: undefined }, verb);
}

const noManagers = { count: 0, mayBeLost: 0 };

/** Undefined in the result of `leave`: the wait was cancelled. */
type Departure = 'left' | 'gone';

/** Makes the node's engine leave. An engine that does not answer counts as gone once the managers report it down. */
async function leave(
  { look, options, patience }: NodeSteering,
  node: SwarmNode,
  door: EngineDoor,
): Promise<Outcome<Departure | undefined>> {
  const began = Date.now();
  for (;;) {
    if (options.signal?.aborted) return ok(undefined);
    const engine = await door.engine({ signal: options.signal });
    if (engine.ok) {
      const { nodeId, isManager } = engine.value.swarm;
      // Meanwhile it may have joined another swarm, or its address may belong to another host.
      if (nodeId !== node.id) return err({ kind: 'nodeUnknown', cluster: look.cluster.name, node: node.hostname });
      // A node learns of its demotion a little later than its managers.
      if (!isManager) break;
    } else {
      const view = await look.again();
      const now = view.ok ? view.value.nodes.find(({ id }) => id === node.id) : undefined;
      if (now && isGone(now)) return ok('gone');
    }
    if (Date.now() - began >= patience.silence)
      return engine.ok ? err({ kind: 'notConverged', what: node.hostname, after: patience.silence }) : engine;
    await sleep(patience.pace, options.signal);
  }
  const left = await door.swarm.leave({ force: false });
  return left.ok ? ok('left') : left;
}

/** A node that has left is removed at once. For others the managers first check that they are down. */
async function forget(
  { look, onChanged }: NodeSteering,
  node: SwarmNode,
  door: EngineDoor | undefined,
  departure: Departure,
): Promise<Outcome<void>> {
  const force = departure === 'left';
  const removed = await look.managers.ask('change', (swarm) => swarm.removeNode(node.id, { force }));
  if (!removed.ok) return removed;
  onChanged();
  // Its managers cannot reach it, but this computer may: once it has left a swarm that no longer knows it, it can join again.
  if (door && departure === 'gone') {
    const engine = await door.engine();
    if (engine.ok && engine.value.swarm.nodeId === node.id) await door.swarm.leave({ force: true });
  }
  return ok(undefined);
}
