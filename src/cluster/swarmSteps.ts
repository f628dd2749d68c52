/**
 * The steps of clusters in swarm mode: one machine makes the swarm as soon as it is there, while others are still being made, and
 * each of them joins once it is. Pure.
 */
import { clusterLabel } from '../model/cluster.ts';
import type { Action, NodeReference, ThroughManager } from '../model/plan.ts';
import { lastOf, now } from '../model/seen.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { claimsOf, isAt } from '../model/swarmNode.ts';
import { isToMake, type Member, type SwarmComparison } from './comparison.ts';
import { machineSteps } from './machineSteps.ts';
import { throughManager } from './leaving.ts';
import { networkSteps } from './networkSteps.ts';
import type { Ids, Steps } from './steps.ts';
import type { Place } from './wantedSwarm.ts';

export function swarmSteps(comparison: SwarmComparison, steps: Steps): void {
  const { members, swarm } = comparison;
  const made = allMachines(comparison, steps);
  const ready = swarm.isToMake
    ? [initStep(comparison, freed(swarm.source, made.get(swarm.source) ?? [], comparison, steps), steps)]
    : members.filter(mayManage(comparison)).flatMap(({ name }) => made.get(name) ?? []);
  // The managers' own list of each other grows by one at a time; the workers need not wait for that.
  let before: Ids = ready;
  for (const member of members) {
    const comes = member.role === 'manager' && !manages(swarm.places.get(member.name));
    const there = new Set([...(made.get(member.name) ?? []), ...(comes ? before : ready)]);
    const placed = placeSteps(member, { there: [...there], ready }, comparison, steps);
    if (comes && placed.length > 0) before = placed;
  }
  const proven = proofStep(comparison, steps);
  networkSteps({ kind: 'engine', machine: swarm.source }, proven, comparison, steps);
}

/** Those that are started and then may have to be there for the swarm to have a leader. */
function mayManage({ swarm }: SwarmComparison): (member: Member) => boolean {
  return ({ name, role, standing }) => {
    const place = swarm.places.get(name);
    return standing.kind === 'stopped' && (manages(place) || (place?.kind === 'unknown' && role === 'manager'));
  };
}

const manages = (place: Place | undefined): boolean => place?.kind === 'inside' && place.isManager;

/**
 * The ids of what brings each machine to life. The first create of a store makes the certificate authority, in its first moment;
 * those that came beside it would each make their own (docker/machine#4005).
 */
function allMachines(comparison: SwarmComparison, steps: Steps): ReadonlyMap<string, Ids> {
  const { members, snapshot } = comparison;
  const first = snapshot.hasAuthority ? undefined : members.find(isToMake);
  const made = new Map<string, Ids>();
  for (const member of members) {
    const maker = first === member ? undefined : first && made.get(first.name)?.[0];
    const afterStage = maker === undefined ? undefined : ({ step: maker, stage: 'preCreate' } as const);
    made.set(member.name, machineSteps(member, [], comparison, steps, afterStage));
  }
  return made;
}

function initStep({ spec, swarm }: SwarmComparison, after: Ids, steps: Steps): string {
  const { source: machine } = swarm;
  const { defaultAddressPools, dataPathPort, autolock, drainManagers } = spec.swarmMode;
  const action: Action = {
    kind: 'initSwarm',
    machine,
    swarm: {
      interface: spec.advertiseInterface,
      defaultAddressPools,
      dataPathPort,
      isAutolocked: autolock,
      availability: drainManagers ? 'drain' : 'active',
    },
  };
  return steps.add(`init swarm on ${machine}`, action, 'missing', after, { undo: leaving(machine) });
}

const leaving = (machine: string): Action => ({ kind: 'leaveSwarm', machine });

/** What must be over: that the machine is there and has its turn; and that the swarm can be asked. */
interface Before {
  readonly there: Ids;
  readonly ready: Ids;
}

/** What brings a machine that is there to its place in the swarm; ids of the last steps, none where it has it. */
function placeSteps(member: Member, before: Before, comparison: SwarmComparison, steps: Steps): Ids {
  const { swarm } = comparison;
  const { name } = member;
  const place = swarm.places.get(name);
  if (!place || (swarm.isToMake && name === swarm.source)) return [];
  switch (place.kind) {
    case 'inside':
      return [
        ...forgetSteps(member, place, before.ready, comparison, steps),
        ...changeSteps(member, place, before.there, comparison, steps),
      ];
    case 'lost':
    case 'outside':
      return [joinStep(member, place, before, comparison, steps)];
    case 'unknown':
      // In a swarm that is still to be made it cannot be; in one that is there it may be, and then it comes back by itself.
      return swarm.isToMake ? [joinStep(member, place, before, comparison, steps)] : [];
    case 'elsewhere':
    case 'locked':
      return [];
  }
}

/** Lets a machine that is in a swarm in name only out of it. */
function freed(machine: string, after: Ids, { swarm }: SwarmComparison, steps: Steps): Ids {
  if (swarm.places.get(machine)?.kind !== 'lost') return after;
  return [steps.add(`leave ${machine}`, leaving(machine), 'lostNode', after)];
}

function joinStep(
  member: Member,
  place: Place,
  { there, ready }: Before,
  comparison: SwarmComparison,
  steps: Steps,
): string {
  const { spec } = comparison;
  const { name, role } = member;
  const forgotten = forgetSteps(member, place, ready, comparison, steps);
  const free = freed(name, there, comparison, steps);
  const action: Action = {
    kind: 'joinSwarm',
    machine: name,
    ...throughManagers(comparison, name),
    as: {
      role: role === 'manager' ? 'manager' : 'worker',
      interface: spec.advertiseInterface,
      availability: role === 'manager' && spec.swarmMode.drainManagers ? 'drain' : 'active',
    },
  };
  return steps.add(`join ${name}`, action, 'missing', [...new Set([...free, ...forgotten])], { undo: leaving(name) });
}

/** What the file wants of a node otherwise than it is. That it is a worker there and manages here is only told. */
function changeSteps(
  { name, role }: Member,
  { nodeId, isManager, node }: Extract<Place, { kind: 'inside' }>,
  there: Ids,
  comparison: SwarmComparison,
  steps: Steps,
): Ids {
  if (role !== 'manager') return [];
  const reference: NodeReference = { id: nodeId, hostname: node?.hostname ?? name };
  const change = (verb: string, wanted: NodeUpdate['change'], undone: NodeUpdate['change'], after: Ids): string => {
    const update = { kind: 'updateNode', ...throughManagers(comparison, name), node: reference } as const;
    return steps.add(`${verb} ${name}`, { ...update, change: wanted }, 'fileSays', after, {
      undo: { ...update, change: undone },
    });
  };
  const promoted = isManager ? [] : [change('promote', { role: 'manager' }, { role: 'worker' }, there)];
  const isToDrain = comparison.spec.swarmMode.drainManagers && node !== undefined && node.availability !== 'drain';
  if (!isToDrain) return promoted;
  const after = promoted.length > 0 ? promoted : there;
  return [change('drain', { availability: 'drain' }, { availability: node.availability }, after)];
}

/** The manager that is asked about a machine's place; the others may come later than it, and then they say so. */
function throughManagers({ swarm, members }: SwarmComparison, machine: string): ThroughManager {
  const managers = members.filter(({ role }) => role === 'manager').map(({ name }) => name);
  return throughManager(swarm.source, managers, machine);
}

type NodeUpdate = Extract<Action, { kind: 'updateNode' }>;

/** Takes the former lives of a machine off the list of nodes. A manager counts in the quorum until it is demoted. */
function forgetSteps(
  member: Member,
  place: Place,
  ready: Ids,
  comparison: SwarmComparison,
  steps: Steps,
): readonly string[] {
  const through = throughManagers(comparison, member.name);
  return formerLives(member, place, comparison).map((former) => {
    const node: NodeReference = { id: former.id, hostname: former.hostname };
    const demoted = former.manager
      ? [
          steps.add(
            `demote former ${member.name} ${former.id}`,
            { kind: 'updateNode', ...through, node, change: { role: 'worker' } },
            'formerLife',
            ready,
          ),
        ]
      : ready;
    return steps.add(
      `remove former ${member.name} ${former.id}`,
      { kind: 'removeNode', ...through, node },
      'formerLife',
      demoted,
    );
  });
}

function formerLives(
  { name, standing, machine }: Member,
  place: Place,
  { swarm, snapshot, spec }: SwarmComparison,
): readonly SwarmNode[] {
  const { shared } = claimsOf(snapshot.machines);
  const living = new Set(snapshot.machines.flatMap(({ engine }) => lastOf(engine)?.value.engine.swarm.nodeId || []));
  const engine = 'seen' in standing ? lastOf(standing.seen.engine)?.value.engine : undefined;
  const hostname = engine?.hostname ?? name;
  const address =
    'machine' in standing ? standing.machine.address : (machine.driver.options['generic-ip-address'] ?? undefined);
  const own = place.kind === 'inside' ? place.nodeId : undefined;
  // Who has just left counts as ready for a while: only its own engine's word, and its address, tell.
  const hasLeft = place.kind === 'outside' && !isToMake({ standing });
  // A node that several hosts claim is to be told apart first: what stands beside it may be the true one.
  if (own !== undefined && shared.has(own)) return [];
  const addresses = [address, engine?.swarm.nodeAddress].flatMap((each) => (each ? [String(each)] : []));
  const isOurs = (node: SwarmNode): boolean =>
    addresses.some((each) => isAt(node, each)) || node.engineLabels[clusterLabel] === spec.name;
  return (swarm.nodes ?? []).filter(
    (node) =>
      node.hostname === hostname &&
      node.id !== own &&
      !living.has(node.id) &&
      // Hosts of one template share a hostname: the address, or the cluster that its engine was made for, tells whose it is.
      isOurs(node) &&
      (node.state === 'down' || (hasLeft && address !== undefined && isAt(node, String(address)))),
  );
}

/** Waits until all nodes are ready, unless they are and nothing was changed. */
function proofStep(comparison: SwarmComparison, steps: Steps): Ids {
  const { members, swarm } = comparison;
  const isChanged = steps.all.length > 0;
  if (!isChanged && members.every((member) => isWell(member, comparison))) return [];
  const managers = members.filter(({ role }) => role === 'manager').map(({ name }) => name);
  const nodes = members.map(({ name }) => name);
  const isFollowed = new Set(steps.all.flatMap(({ after }) => after));
  const ends = steps.all.map(({ id }) => id).filter((id) => !isFollowed.has(id));
  return [
    steps.add(
      `wait until ${String(nodes.length)} nodes ready`,
      { kind: 'awaitSwarm', managers: [...new Set([swarm.source, ...managers])], nodes },
      isChanged ? 'proof' : 'notAnswering',
      ends,
    ),
  ];
}

function isWell({ name, role, standing }: Member, { swarm }: SwarmComparison): boolean {
  const place = swarm.places.get(name);
  const view = standing.kind === 'standing' ? now(standing.seen.engine) : undefined;
  if (place?.kind !== 'inside' || !view) return false;
  const { node } = place;
  if (node) return node.state === 'ready' && (role !== 'manager' || node.manager?.reachability === 'reachable');
  const { state, isManager, error } = view.engine.swarm;
  return state === 'active' && (role !== 'manager' || (isManager && error === ''));
}
