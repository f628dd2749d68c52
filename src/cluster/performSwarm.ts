/** Actions on swarm mode's swarms and nodes. Tokens are read when used and do not leave this file otherwise. */
import { hostOf, type Address } from '../model/address.ts';
import { err, ok } from '../base/result.ts';
import { seconds } from '../base/units.ts';
import type { CallOptions, EngineDoor } from '../docker/doors.ts';
import { worstSkew, type Engine } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { NodeChange, SwarmView } from '../model/swarmMode.ts';
import { isAt } from '../model/swarmNode.ts';
import type { ThroughManager } from '../model/plan.ts';
import { onManager, whileLeaderless } from './performManagers.ts';
import type { Knower } from './knowers.ts';
import { untilAllWell } from './performWaits.ts';
import { changeOnEngine, findMachine, onEngine, until, type Doing, type World } from './performWorld.ts';
import { tryConnect, tryDeadline } from './tryConnect.ts';

export async function initSwarm({ machine, swarm }: Doing<'initSwarm'>, world: World): Promise<Outcome<void>> {
  const making = { ...world.call, onMade: world.madeObject };
  const made = await changeOnEngine(machine, world, (engine) => engine.swarm.init(swarm, making));
  if (made.ok || made.error.kind !== 'alreadyInSwarm') return made;
  // A surviving host may still be in an earlier swarm, whose contents we must not lose.
  const own = await engineOf(machine, world);
  return own.ok ? err(elsewhere(machine, own.value)) : made;
}

// ---------------------------------------------------------------- joining

export async function joinSwarm(action: Doing<'joinSwarm'>, world: World): Promise<Outcome<void>> {
  const { machine, as } = action;
  const manager = await managerOf(action, world);
  if (!manager.ok) return manager;
  const { address } = manager.value;
  // An engine tries for 20 s what its host finds out in 3 s, and then keeps trying.
  const notReached = await tryManager(machine, address, world);
  if (notReached) return err(notReached);
  for (let triesLeft = 2; ; triesLeft -= 1) {
    const tokens = await whileLeaderless(action, world, (engine) => engine.swarm.joinTokens(world.call));
    if (!tokens.ok) return tokens;
    const token = tokens.value[as.role];
    const { interface: own, availability } = as;
    const joined = await changeOnEngine(machine, world, (engine) =>
      engine.swarm.join({ interface: own, managers: [address], token, availability }, world.call),
    );
    if (joined.ok) {
      await noteNode(machine, address, world);
      return joined;
    }
    const failure = withoutToken(joined.error, token);
    if (failure.kind === 'alreadyInSwarm') {
      const place = await placeIn(machine, manager.value, world);
      if (!place.ok) return place;
      if (place.value === 'listed') return ok(undefined);
      if (triesLeft <= 1) return err(failure);
      const left = await onEngine(machine, world, (engine) => engine.swarm.leave({ force: true }, world.call));
      if (!left.ok) return left;
      continue;
    }
    // The tokens were rotated in between.
    if (triesLeft > 1 && 'said' in failure && /join token/i.test(failure.said)) continue;
    const explained = await withClocks(failure, machine, manager.value.machine, world);
    if (goesOnBehind(failure)) await giveUp(action, failure, world);
    return err(explained);
  }
}

/** Reports the new node's ID, if it is still in the manager's swarm. */
async function noteNode(machine: string, manager: Address, world: World): Promise<void> {
  if (!world.madeObject) return;
  const own = await engineOf(machine, world);
  if (!own.ok) return;
  const { nodeId, managers } = own.value.swarm;
  if (nodeId !== '' && managers.some((each) => hostOf(each) === hostOf(manager))) world.madeObject(nodeId);
}

interface ManagerAt {
  readonly machine: string;
  readonly address: Address;
}

/** A manager and the address it advertises to others. */
async function managerOf(through: ThroughManager, world: World): Promise<Outcome<ManagerAt>> {
  return onManager(through, world, async (door, machine) => {
    const engine = await door.engine(world.call);
    if (!engine.ok) return engine;
    const { state, nodeAddress, isManager, managers } = engine.value.swarm;
    if (state === 'locked') return err({ kind: 'swarmLocked', address: door.address });
    if (state === 'inactive') return err({ kind: 'notInSwarm', address: door.address });
    if (!isManager) return err({ kind: 'notAManager', address: door.address });
    const host = nodeAddress.includes(':') ? `[${nodeAddress}]` : nodeAddress;
    return ok({ machine, address: managers.find((each) => hostOf(each) === nodeAddress) ?? `${host}:2377` });
  });
}

/** Why a machine's host cannot reach the manager; undefined if it can or if this is unknown. */
async function tryManager(machine: string, manager: Address, world: World): Promise<Failure | undefined> {
  const port = Number(/:(\d+)$/.exec(manager)?.[1] ?? 2377);
  const command = tryConnect(machine, [{ host: hostOf(manager), port }]);
  if (!command) return undefined;
  const tried = await world.doors.tool.run(command, { ...world.call, deadline: seconds(20) });
  if (!tried.ok || !tried.value || tried.value.reached) return undefined;
  const { why, said } = tried.value;
  const causes: Readonly<Record<typeof why, Failure>> = {
    silent: { kind: 'engineSilent', address: manager, after: tryDeadline, connected: false },
    refused: { kind: 'engineRefused', address: manager },
    unreachable: { kind: 'engineUnreachable', address: manager, said },
  };
  return { kind: 'managerNotReached', machine, manager, cause: causes[why] };
}

/**
 * The place in this swarm of an engine that is already in one because its host survived its machine. Fails if it is another swarm.
 * `forgotten`: the managers removed it from their list, and the engine does not know.
 */
async function placeIn(
  machine: string,
  { machine: via, address }: ManagerAt,
  world: World,
): Promise<Outcome<'listed' | 'forgotten'>> {
  const [own, other, view] = await Promise.all([
    engineOf(machine, world),
    engineOf(via, world),
    onEngine(via, world, (engine) => engine.swarm.view(world.call)),
  ]);
  if (!own.ok) return own;
  const { clusterId, managers, nodeId } = own.value.swarm;
  const isSame =
    clusterId === undefined
      ? managers.some((each) => hostOf(each) === hostOf(address))
      : other.ok && other.value.swarm.clusterId === clusterId;
  if (!isSame) return err(elsewhere(machine, own.value));
  return view.ok ? ok(view.value.nodes.some(({ id }) => id === nodeId) ? 'listed' : 'forgotten') : view;
}

function elsewhere(machine: string, { swarm }: Engine): Failure {
  return { kind: 'inAnotherSwarm', machine, by: '', managers: swarm.managers };
}

/** Compares clocks if a certificate is expired or not valid yet or a join does not finish: usually the cause is a wrong clock. */
async function withClocks(failure: Failure, machine: string, manager: string, world: World): Promise<Failure> {
  const isOfTime = 'said' in failure && /not yet valid|expired/i.test(failure.said);
  if (!isOfTime && (failure.kind === 'cancelled' || !goesOnBehind(failure))) return failure;
  const [own, other] = await Promise.all([engineOf(machine, world), engineOf(manager, world)]);
  if (!own.ok || !other.ok) return failure;
  const skew = own.value.clockSkew - other.value.clockSkew;
  return Math.abs(skew) > worstSkew ? { kind: 'clocksDiffer', machine, manager, skew, cause: failure } : failure;
}

/** True if the engine may still be trying in the background. */
function goesOnBehind(failure: Failure): boolean {
  if (failure.kind === 'engineSilent' || failure.kind === 'timedOut' || failure.kind === 'cancelled') return true;
  return 'said' in failure && /timeout was reached before node|in the background/i.test(failure.said);
}

/** How long a cancel may be delayed. */
const cleaningDeadline = seconds(30);

/** Aborts a join in the background and removes what it may have left in the managers' list. */
async function giveUp(
  { machine, ...through }: Doing<'joinSwarm'>,
  failure: Failure,
  cancellable: World,
): Promise<void> {
  // A cancelled run must not leave a host trying to join.
  const signal = AbortSignal.timeout(cleaningDeadline);
  const world: World = { ...cancellable, signal, call: { signal } };
  const own = await engineOf(machine, world);
  // After a cancel, leave only if the join is pending: otherwise the engine may have been in a swarm before.
  if (failure.kind === 'cancelled' && !(own.ok && own.value.swarm.state === 'pending')) return;
  await onEngine(machine, world, (engine) => engine.swarm.leave({ force: true }, world.call));
  const id = own.ok ? own.value.swarm.nodeId : '';
  if (id !== '') await onManager(through, world, (engine) => engine.swarm.removeNode(id, { force: true }, world.call));
}

/** Engines do not echo tokens; redact in case one does. */
function withoutToken(failure: Failure, token: string): Failure {
  return 'said' in failure && failure.said.includes(token)
    ? { ...failure, said: failure.said.replaceAll(token, '***') }
    : failure;
}

// ---------------------------------------------------------------- leaving

/** Retries for a while: an engine may refuse while it starts or its managers lose each other. */
export async function leaveSwarm({ machine, nodeId }: Doing<'leaveSwarm'>, world: World): Promise<Outcome<void>> {
  let last: Failure | undefined;
  return until(world, world.patience.swarm, machine, {
    ask: async () => {
      const leave = (engine: EngineDoor): Promise<Outcome<void>> => engine.swarm.leave({ force: true }, world.call);
      const left = await changeOnEngine(machine, world, leave, { node: nodeId });
      if (left.ok) return 'true';
      last = left.error;
      const mayPass = last.kind === 'swarmWithoutLeader' || (last.kind === 'engineError' && last.status >= 500);
      return mayPass ? 'notYet' : last;
    },
    atLast: () => last ?? { kind: 'timedOut', what: machine, after: world.patience.swarm },
  });
}

// ---------------------------------------------------------------- nodes

export async function updateNode(action: Doing<'updateNode'>, world: World): Promise<Outcome<void>> {
  const { node, change } = action;
  const changed = await whileLeaderless(action, world, (engine) =>
    engine.swarm.updateNode(node.id, change, world.call),
  );
  if (!changed.ok) return changed;
  const shown = await until(world, world.patience.swarm, node.hostname, {
    ask: async (call) => {
      const view = await onManager(action, world, (engine) => engine.swarm.view(call));
      if (view.ok) return shows(view.value, node.id, change) ? 'true' : 'notYet';
      // It demoted itself.
      return view.error.kind === 'notAManager' && change.role === 'worker' ? 'true' : 'notYet';
    },
    atLast: () => ({ kind: 'timedOut', what: node.hostname, after: world.patience.swarm }),
  });
  // A drained node may still run tasks that take long to stop: a timeout is no failure.
  return change.availability === 'drain' && !shown.ok && shown.error.kind === 'timedOut' ? ok(undefined) : shown;
}

/** True if the managers' list shows the requested change. No task runs on a drained node. */
function shows({ nodes, tasks }: SwarmView, id: string, { role, availability }: NodeChange): boolean {
  const node = nodes.find((each) => each.id === id);
  // Removed meanwhile.
  if (!node) return true;
  const hasRole = role === undefined || (role === 'manager') === (node.manager !== undefined);
  const isIdle = availability !== 'drain' || !tasks.some(({ nodeId, state }) => nodeId === id && state === 'running');
  return hasRole && isIdle && (availability === undefined || node.availability === availability);
}

export async function removeNode({ node, ...through }: Doing<'removeNode'>, world: World): Promise<Outcome<void>> {
  let last: Failure | undefined;
  return until(world, world.patience.swarm, node.hostname, {
    ask: async () => {
      const removed = await onManager(through, world, (engine) =>
        engine.swarm.removeNode(node.id, { force: true }, world.call),
      );
      if (removed.ok) return 'true';
      last = removed.error;
      // A manager just demoted counts as one until the others agree.
      const isStillManager = 'said' in last && /must be demoted|is a cluster manager/i.test(last.said);
      return isStillManager || last.kind === 'swarmWithoutLeader' ? 'notYet' : last;
    },
    atLast: () => last ?? { kind: 'timedOut', what: node.hostname, after: world.patience.swarm },
  });
}

// ---------------------------------------------------------------- waiting

export async function awaitSwarm({ managers, nodes }: Doing<'awaitSwarm'>, world: World): Promise<Outcome<void>> {
  return untilAllWell(nodes, bySwarm(managers, world), world);
}

/** The managers' list, from the first one that reports it. */
function bySwarm(managers: readonly string[], world: World): Knower {
  const ids = new Map<string, string>();
  const [via = '', ...others] = managers;
  return {
    who: via,
    ask: async (nodes, call) => {
      const view = await onManager({ via, others }, world, (engine) => engine.swarm.view(call));
      return Promise.all(
        nodes.map(async (machine) => {
          if (!view.ok) return { machine, word: world.t('not reported by a manager'), cause: view.error };
          const own = await nodeOf(machine, view.value, ids, world, call);
          if (!own) return { machine, word: world.t("not in the managers' list") };
          if (own.state !== 'ready') return { machine, word: [own.state, own.message].filter(Boolean).join(': ') };
          const isReached = !managers.includes(machine) || own.manager?.reachability === 'reachable';
          return { machine, word: isReached ? undefined : world.t('not reachable as a manager') };
        }),
      );
    },
  };
}

/** By the node ID that its engine reports, which does not change; by address while the engine is silent. */
async function nodeOf(
  machine: string,
  { nodes }: SwarmView,
  ids: Map<string, string>,
  world: World,
  call: CallOptions,
): Promise<SwarmView['nodes'][number] | undefined> {
  if (!ids.has(machine)) {
    const engine = await onEngine(machine, world, (door) => door.engine(call));
    if (engine.ok) {
      const { nodeId } = engine.value.swarm;
      if (nodeId === '') return undefined;
      ids.set(machine, nodeId);
    }
  }
  const id = ids.get(machine);
  if (id !== undefined) return nodes.find((node) => node.id === id);
  const found = await findMachine(machine, world);
  const address = found.ok ? found.value.address : undefined;
  return address === undefined ? undefined : nodes.find((node) => isAt(node, address));
}

// ---------------------------------------------------------------- managers

async function engineOf(machine: string, world: World): Promise<Outcome<Engine>> {
  return onEngine(machine, world, (door) => door.engine(world.call));
}
