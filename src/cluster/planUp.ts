/** The steps that turn what is into what a cluster file wants. Pure: what must be asked first comes in as PlanningFacts. */
import { err, ok } from '../base/result.ts';
import { clusterLabel, speaker } from '../model/cluster.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import type { Outcome } from '../model/failure.ts';
import { findNode, isRegistered } from '../model/health.ts';
import { storePorts } from '../model/keyValueStore.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { MachineToCreate, NetworkDoor, Plan, Step, StoreReference } from '../model/plan.ts';
import { lastOf, now } from '../model/seen.ts';
import { machineOf, type EngineView, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import type { ClusterSpec, KeyValueStoreSpec } from '../model/spec.ts';
import { findStoreContainer, storeContainer, storeContainerName, storeLabel } from '../model/storeContainer.ts';
import { compare, enginePort, type Comparison, type Member, type PlanningFacts } from './comparison.ts';
import { plannedConditions } from './plannedConditions.ts';
import { refusalsOf } from './refusals.ts';
import { newSteps, type Ids, type Steps } from './steps.ts';
import { restoreStep } from './takeOff.ts';
import { warningsOf } from './warnings.ts';

/** The plan that makes `wanted` of `seen`; a step that is already true is not in it. The failure says why it could not work. */
export function planUp(wanted: ClusterSpec, seen: Snapshot, facts: PlanningFacts): Outcome<Plan> {
  if (!wanted.keyValueStore) return err({ kind: 'orchestrationComesLater', orchestration: wanted.orchestration });
  const comparison = compare(wanted, wanted.keyValueStore, seen, facts);
  const refusals = refusalsOf(comparison);
  if (refusals[0]) return err(refusals.length === 1 ? refusals[0] : { kind: 'several', failures: refusals });
  const steps = stepsOf(comparison);
  return ok({
    verb: 'up',
    cluster: wanted.name,
    steps,
    warnings: warningsOf(comparison, steps),
    standing: comparison.members.filter(({ standing }) => standing.kind === 'standing').map(({ name }) => name),
    conditions: plannedConditions(comparison),
  });
}

// ---------------------------------------------------------------- steps

function stepsOf(comparison: Comparison): readonly Step[] {
  const steps = newSteps();
  const own = comparison.members.find(({ role }) => role === 'keyValueStore');
  const others = comparison.members.filter((member) => member !== own);
  const [first] = others.filter(isToMake);
  const needsGate = first !== undefined && !isEngineKnown(comparison);
  const storeReady = own ? storeSteps(own, needsGate, comparison, steps) : [];
  // The first create makes the certificate authority, and shows whether such an engine can join a store at all: alone.
  const isAlone =
    first !== undefined &&
    !(own && isToMake(own)) &&
    (!comparison.snapshot.hasAuthority || (needsGate && own === undefined));
  const firstMade = isAlone ? memberSteps(first, storeReady, comparison, steps) : [];
  const gated = isAlone && needsGate && !own ? [gateStep(first, firstMade, steps)] : firstMade;
  const before = isAlone ? gated : storeReady;
  const rest = isAlone ? others.filter((member) => member !== first) : others;
  const made = [...firstMade, ...rest.flatMap((member) => memberSteps(member, before, comparison, steps))];
  const proven = proofStep(others, made.length > 0 ? made : before, comparison, steps);
  networkSteps(proven, comparison, steps);
  return steps.all;
}

function isToMake({ standing }: Member): boolean {
  return standing.kind === 'missing' || standing.kind === 'leftover';
}

/** Whether an engine of the cluster has told its version: a plan whose engines are too new has been refused by then. */
function isEngineKnown({ members }: Comparison): boolean {
  return members.some(
    ({ standing }) =>
      (standing.kind === 'standing' || standing.kind === 'stopped') && lastOf(standing.seen.engine) !== undefined,
  );
}

function gateStep({ name }: Member, after: Ids, steps: Steps): string {
  return steps.add(`check engine of ${name}`, { kind: 'checkEngineVersion', machine: name }, 'gate', after);
}

// ---------------------------------------------------------------- the store

/** From its machine to its answer; gives what everything that joins it comes after. */
function storeSteps(own: Member, needsGate: boolean, comparison: Comparison, steps: Steps): Ids {
  const { store, cluster } = comparison;
  const there = machineSteps(own, [], comparison, steps);
  // Whatever is wrong with the engine is known before an image is pulled.
  const gated = needsGate ? [gateStep(own, there, steps)] : there;
  const known = cluster?.store?.machine === own.name ? now(cluster.store.state) : undefined;
  if (own.standing.kind === 'standing' && known?.leader !== undefined) return gated;
  const running = containerSteps(own, gated, comparison, steps);
  const reference: StoreReference = {
    kind: 'machine',
    machine: own.name,
    type: store.type,
    port: storePorts[store.type],
  };
  return [steps.add(`wait for ${store.type}`, { kind: 'awaitStore', store: reference }, 'proof', running)];
}

/** Runs the store's container, or starts the one that is there. */
function containerSteps(own: Member, after: Ids, { store, spec, facts }: Comparison, steps: Steps): Ids {
  const { name, standing } = own;
  const image = (store.at.kind === 'machine' && store.at.image) || facts.images[store.type];
  let replaced: Ids = [];
  const start = (container: string, more?: Partial<Step>): Ids => [
    steps.add(
      `start ${container} on ${name}`,
      { kind: 'startContainer', machine: name, container },
      'stopped',
      after,
      more,
    ),
  ];
  if (standing.kind === 'standing' || standing.kind === 'stopped') {
    const view = lastOf(standing.seen.engine)?.value;
    const found = view && findStoreContainer(view.containers, store.type);
    if (found && standing.kind === 'standing') {
      if (found.state === 'running') return after;
      // Ours, and it does not run: with the image that is wanted now it may. Its data is in the volume, which stays.
      if (found.labels[storeLabel] === undefined || found.image === image) return start(found.name);
      const removal = { kind: 'removeContainer', machine: name, container: found.name } as const;
      replaced = [steps.add(`remove ${found.name} from ${name}`, removal, 'notAnswering', after)];
    }
    // The restart policy starts ours with the machine, and starting what runs changes nothing; a script's may have none.
    if (standing.kind === 'stopped') return start(found?.name ?? storeContainerName(store.type), { mayFail: true });
  }
  const container = storeContainer(store.type, image, spec.name);
  const cleared =
    isToMake(own) && livesOnAfterRemoval(own.machine.driver.name)
      ? [clearedOfStore(own, container.name, after, steps)]
      : [];
  const pulled = steps.add(`pull ${image} on ${name}`, { kind: 'pullImage', machine: name, image }, 'missing', after);
  return [
    steps.add(
      `run ${container.name} on ${name}`,
      { kind: 'runContainer', machine: name, container },
      'missing',
      [pulled, ...cleared, ...replaced],
      { undo: { kind: 'removeContainer', machine: name, container: container.name } },
    ),
  ];
}

/** A host that lived on without its machine may still run the store of its former life, which nobody could reach to remove. */
function clearedOfStore({ name }: Member, container: string, after: Ids, steps: Steps): string {
  return steps.add(
    `remove former ${container} from ${name}`,
    { kind: 'removeContainer', machine: name, container },
    'livesOn',
    after,
  );
}

// ---------------------------------------------------------------- machines

/** What brings a manager or node to life; ids of the last steps. */
function memberSteps(member: Member, after: Ids, comparison: Comparison, steps: Steps): Ids {
  const there = machineSteps(member, after, comparison, steps);
  const { name, standing } = member;
  if (standing.kind !== 'standing') return there;
  const stopped = (now(standing.seen.engine)?.containers ?? []).filter(
    (container) =>
      [swarmAgentName, swarmManagerName].includes(container.name) && ['exited', 'created'].includes(container.state),
  );
  return stopped.map((container) =>
    steps.add(
      `start ${container.name} on ${name}`,
      { kind: 'startContainer', machine: name, container: container.name },
      'stopped',
      after,
    ),
  );
}

/** What makes a machine be there and run; none where it does. */
function machineSteps(member: Member, after: Ids, comparison: Comparison, steps: Steps): Ids {
  const { name, standing } = member;
  switch (standing.kind) {
    case 'standing':
    case 'unclear':
    case 'taken':
      return [];
    case 'stopped':
      return [steps.add(`start ${name}`, { kind: 'startMachine', machine: name }, 'stopped', after)];
    case 'missing':
    case 'leftover': {
      const cleared = standing.kind === 'leftover' ? [clearSteps(member, standing.seen, comparison, steps)] : [];
      const machine = machineToCreate(member, comparison);
      return [
        steps.add(
          `create ${name}`,
          { kind: 'createMachine', machine },
          standing.kind,
          [...new Set([...after, ...cleared])],
          { undo: { kind: 'removeMachine', machine: name, driver: machine.driver } },
        ),
      ];
    }
  }
}

/** Takes a leftover away. Where the host lives on, its containers would stand in the way of the next create (409). */
function clearSteps({ name, machine }: Member, seen: SeenMachine, { store }: Comparison, steps: Steps): string {
  const record = machineOf(seen);
  const driver = record?.driver ?? machine.driver.name;
  const view = now(seen.engine);
  const remove = (after: Ids): string =>
    steps.add(`remove ${name}`, { kind: 'removeMachine', machine: name, driver }, 'leftover', after);
  if (!livesOnAfterRemoval(driver)) return remove([]);
  // Without a record docker-machine knows no way to the host.
  if (!view) return remove(record ? [restoreStep(name, [...containersOf(store)], 'leftover', [], steps)] : []);
  const inTheWay = containersInTheWay(view, store);
  const after = inTheWay.map((container) =>
    steps.add(
      `remove ${container} from ${name}`,
      { kind: 'removeContainer', machine: name, container },
      'leftover',
      [],
      { mayFail: true },
    ),
  );
  return remove(after);
}

function containersInTheWay({ containers }: EngineView, store: KeyValueStoreSpec): readonly string[] {
  const ours = containersOf(store);
  return containers.filter(({ name }) => ours.has(name)).map(({ name }) => name);
}

/** The containers that make a cluster, whatever part a machine has in it. */
function containersOf({ type }: KeyValueStoreSpec): ReadonlySet<string> {
  return new Set([swarmAgentName, swarmManagerName, storeContainerName(type)]);
}

function machineToCreate({ name, machine, role }: Member, comparison: Comparison): MachineToCreate {
  const { spec, store, storeUrl, facts } = comparison;
  const joins = role !== 'keyValueStore';
  const isMaster = role === 'manager';
  return {
    name,
    driver: machine.driver.name,
    options: machine.driver.options,
    engineOptions: spec.engine.options,
    labels: { [clusterLabel]: spec.name, ...spec.engine.labels },
    insecureRegistries: spec.engine.insecureRegistries,
    registryMirrors: spec.engine.registryMirrors,
    environment: spec.engine.environment,
    installUrl: spec.engine.installUrl,
    store: joins ? storeReference(store, storeUrl) : undefined,
    advertise: joins ? `${spec.advertiseInterface}:${String(enginePort(machine))}` : '',
    swarm:
      joins && spec.orchestration === 'classic'
        ? {
            isMaster,
            image: spec.swarm.image || facts.images.swarm,
            strategy: spec.swarm.strategy,
            options: isMaster ? managerOptions(spec) : [],
          }
        : undefined,
  };
}

function storeReference(store: KeyValueStoreSpec, url: string | undefined): StoreReference {
  if (url !== undefined) return { kind: 'url', url };
  const machine = store.at.kind === 'machine' ? store.at.machine.name : '';
  return { kind: 'machine', machine, type: store.type, port: storePorts[store.type] };
}

/** Several managers elect a primary among them; docker-machine itself gives each the address to be found at. */
function managerOptions(spec: ClusterSpec): readonly string[] {
  const { options } = spec.swarm;
  return spec.managers.length > 1 && !options.includes('replication') ? ['replication', ...options] : options;
}

// ---------------------------------------------------------------- proof, networks

/** Waits until all nodes are seen healthy, unless they are and nothing was changed. */
function proofStep(others: readonly Member[], after: Ids, comparison: Comparison, steps: Steps): Ids {
  const isChanged = steps.all.length > 0;
  if (!isChanged && others.every((member) => isWell(member, comparison))) return after;
  const nodes = others.map(({ name }) => name);
  const proven = [
    steps.add(
      `wait until ${String(nodes.length)} nodes healthy`,
      {
        kind: 'awaitNodes',
        manager: managerOf(comparison),
        nodes,
        store: storeReference(comparison.store, comparison.storeUrl),
      },
      isChanged ? 'proof' : 'notAnswering',
      after,
    ),
  ];
  return [...proven, ...introductionStep(others, after, comparison, steps)];
}

/** Where two engines or more start in one plan, they may have missed each other. ZooKeeper's cannot be introduced again. */
function introductionStep(others: readonly Member[], after: Ids, comparison: Comparison, steps: Steps): Ids {
  const starting = others.filter((member) => isToMake(member) || member.standing.kind === 'stopped');
  const [first] = starting;
  if (!first || starting.length < 2 || comparison.store.type === 'zookeeper') return [];
  const store = storeReference(comparison.store, comparison.storeUrl);
  return [
    steps.add(`introduce ${first.name}`, { kind: 'introduceEngine', machine: first.name, store }, 'proof', after),
  ];
}

function isWell({ standing }: Member, { spec, cluster }: Comparison): boolean {
  if (standing.kind !== 'standing' || !now(standing.seen.engine) || !cluster) return false;
  if (spec.orchestration === 'none') {
    const state = cluster.store && now(cluster.store.state);
    return state !== undefined && isRegistered(standing.machine, state.engines);
  }
  const manager = speaker(cluster);
  const info = manager && now(manager.info);
  return info !== undefined && findNode(info.nodes, standing.seen, standing.machine)?.status === 'Healthy';
}

/** The swarm manager that is asked: one that stands, else the first. */
function managerOf({ spec, members }: Comparison): string | undefined {
  const standing = members.find(({ role, standing }) => role === 'manager' && standing.kind === 'standing');
  return standing?.name ?? spec.managers[0]?.name;
}

function networkSteps(after: Ids, comparison: Comparison, steps: Steps): void {
  const { spec, cluster } = comparison;
  const there = new Set(cluster && lastOf(cluster.networks)?.value.map(({ name }) => name));
  const manager = managerOf(comparison);
  const machine = manager ?? spec.nodes[0]?.name;
  if (machine === undefined) return;
  const via: NetworkDoor = { kind: manager === undefined ? 'engine' : 'manager', machine };
  for (const network of spec.networks) {
    if (there.has(network.name)) continue;
    steps.add(`create network ${network.name}`, { kind: 'createNetwork', via, network }, 'missing', after, {
      undo: { kind: 'removeNetwork', via, network: network.name },
    });
  }
}
