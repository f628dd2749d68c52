/** The steps of clusters in swarm mode: one machine creates the swarm once it runs, and each other joins once it is created. Pure. */
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
  // Managers join one at a time; workers need not wait for that.
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

/** Machines to start that may be needed for the swarm to have a leader. */
function mayManage({ swarm }: SwarmComparison): (member: Member) => boolean {
  return ({ name, role, standing }) => {
    const place = swarm.places.get(name);
    return standing.kind === 'stopped' && (manages(place) || (place?.kind === 'unknown' && role === 'manager'));
  };
}

const manages = (place: Place | undefined): boolean => place?.kind === 'inside' && place.isManager;

/**
 * IDs of the steps that start each machine. The first create of a machine store makes the certificate authority right at its start;
 * parallel creates would each make their own (docker/machine#4005).
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

/** Dependencies: the machine runs and has its turn; the swarm can be asked. */
interface Before {
  readonly there: Ids;
  readonly ready: Ids;
}

/** The steps to bring a running machine to its place in the swarm; returns the last IDs, none if it is there. */
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
      // A swarm yet to be created cannot contain it; an existing one may, and then it rejoins automatically.
      return swarm.isToMake ? [joinStep(member, place, before, comparison, steps)] : [];
    case 'elsewhere':
    case 'locked':
      return [];
  }
}

/** Makes a machine leave a swarm that it is in by name only. */
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

/** The steps for differences between node and file. A manager that the file lists as a worker only causes a warning. */
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

/** Asks about a machine through the source, else other managers; those yet to join report that they are no managers. */
function throughManagers({ swarm, members }: SwarmComparison, machine: string): ThroughManager {
  const managers = members.filter(({ role }) => role === 'manager').map(({ name }) => name);
  return throughManager(swarm.source, managers, machine);
}

type NodeUpdate = Extract<Action, { kind: 'updateNode' }>;

/** Removes a machine's stale entries from the list of nodes. A manager counts for quorum until it is demoted. */
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
  // A node that just left is reported ready for a while: only its engine's report and its address tell.
  const hasLeft = place.kind === 'outside' && !isToMake({ standing });
  // If several hosts claim a node, the other entry may be the right one.
  if (own !== undefined && shared.has(own)) return [];
  const addresses = [address, engine?.swarm.nodeAddress].flatMap((each) => (each ? [String(each)] : []));
  const isOurs = (node: SwarmNode): boolean =>
    addresses.some((each) => isAt(node, each)) || node.engineLabels[clusterLabel] === spec.name;
  return (swarm.nodes ?? []).filter(
    (node) =>
      node.hostname === hostname &&
      node.id !== own &&
      !living.has(node.id) &&
      // Hosts from one template share a hostname: the address, or the engine's cluster label, identifies the host.
      isOurs(node) &&
      (node.state === 'down' || (hasLeft && address !== undefined && isAt(node, String(address)))),
  );
}

/** Waits until all nodes are ready, unless they are and nothing changed. */
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
