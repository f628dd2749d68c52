/** The steps of clusters with a key-value store: classic swarm, and engines without swarm. Pure. */
import { isWellNode } from '../model/classicSwarm.ts';
import { speaker } from '../model/cluster.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import { findNode } from '../model/classicNodes.ts';
import { isRegistered } from '../model/registration.ts';
import { storePorts, type StoreState } from '../model/keyValueStore.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { Step, StoreReference } from '../model/plan.ts';
import { lastOf, now } from '../model/seen.ts';
import { findStoreContainer, storeLabel } from '../model/findStoreContainer.ts';
import { storeContainer, storeContainerName } from '../model/storeContainer.ts';
import { isToMake, type Comparison, type Member, type StoreComparison } from './comparison.ts';
import { machineSteps, storeReference } from './machineSteps.ts';
import { networkSteps } from './networkSteps.ts';
import type { Ids, Steps } from './steps.ts';

/** First the store, then what joins it, then the health check, then networks. */
export function storeClusterSteps(comparison: StoreComparison, steps: Steps): void {
  const own = comparison.members.find(({ role }) => role === 'keyValueStore');
  const others = comparison.members.filter((member) => member !== own);
  const [first] = others.filter(isToMake);
  const needsGate = first !== undefined && !isEngineKnown(comparison);
  const storeReady = own ? storeSteps(own, needsGate, comparison, steps) : [];
  // The first create runs alone: it makes the certificate authority and shows whether such an engine can use a store at all.
  const hidden = hiddenStore(comparison);
  const isAlone =
    first !== undefined &&
    !(own && isToMake(own)) &&
    (!comparison.snapshot.hasAuthority || (needsGate && own === undefined) || hidden !== undefined);
  const firstMade = isAlone ? memberSteps(first, storeReady, comparison, steps) : [];
  const gated = isAlone && needsGate && !own ? [gateStep(first, firstMade, steps)] : firstMade;
  const probed = isAlone && hidden !== undefined ? [probeStep(first, hidden, gated, steps)] : gated;
  const before = isAlone ? probed : storeReady;
  const rest = isAlone ? others.filter((member) => member !== first) : others;
  const made = [...firstMade, ...rest.flatMap((member) => memberSteps(member, before, comparison, steps))];
  const proven = proofStep(others, made.length > 0 ? made : before, comparison, steps);
  const manager = managerOf(comparison);
  const machine = manager ?? comparison.spec.nodes[0]?.name;
  if (machine === undefined) return;
  networkSteps({ kind: manager === undefined ? 'engine' : 'manager', machine }, proven, comparison, steps);
}

/** URL of a store that does not answer or is not queried here: the first new host tries it. */
function hiddenStore({ store, facts }: StoreComparison): string | undefined {
  return store.at.kind === 'url' && facts.store?.ok === false ? store.at.url : undefined;
}

function probeStep({ name }: Member, url: string, after: Ids, steps: Steps): string {
  return steps.add(`try ${url} from ${name}`, { kind: 'probeStore', machine: name, url }, 'gate', after);
}

/** True if an engine of the cluster has reported its version: plans with engines that are too new have been rejected by then. */
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

/** The steps from its machine to its answer; returns what all joins depend on. */
function storeSteps(own: Member, needsGate: boolean, comparison: StoreComparison, steps: Steps): Ids {
  const { store, cluster } = comparison;
  const there = machineSteps(own, [], comparison, steps);
  // Detect engine problems before pulling an image.
  const gated = needsGate ? [gateStep(own, there, steps)] : there;
  const known = cluster?.store?.machine === own.name ? now(cluster.store.state) : undefined;
  if (own.standing.kind === 'standing' && known?.leader !== undefined) return gated;
  const running = containerSteps(own, known, gated, comparison, steps);
  const reference: StoreReference = {
    kind: 'machine',
    machine: own.name,
    type: store.type,
    port: storePorts[store.type],
  };
  return [steps.add(`wait for ${store.type}`, { kind: 'awaitStore', store: reference }, 'proof', running)];
}

/** Runs the store's container, or starts the existing one. `known`: the store's answer, if any. */
function containerSteps(
  own: Member,
  known: StoreState | undefined,
  after: Ids,
  { store, spec, facts }: StoreComparison,
  steps: Steps,
): Ids {
  const { name, standing } = own;
  const image = (store.at.kind === 'machine' && store.at.image) || facts.images[store.type];
  let replaced: Ids = [];
  const start = (container: string, id: string | undefined, more?: Partial<Step>): Ids => [
    steps.add(
      `start ${container} on ${name}`,
      { kind: 'startContainer', machine: name, container, ...(id !== undefined && { id }) },
      'stopped',
      after,
      more,
    ),
  ];
  if (standing.kind === 'standing' || standing.kind === 'stopped') {
    const view = lastOf(standing.seen.engine)?.value;
    const found = view && findStoreContainer(view.containers, store.type);
    if (found && standing.kind === 'standing') {
      const isRunning = found.state === 'running';
      // Ours, but never answered: it may work with the configured image. Its data is in the volume, which stays. A container that keeps
      // exiting is `running` in between, so its state alone is not enough.
      const isToReplace = found.labels[storeLabel] !== undefined && found.image !== image && !(isRunning && known);
      if (!isToReplace) return isRunning ? after : start(found.name, found.id);
      const removal = { kind: 'removeContainer', machine: name, container: found.name, id: found.id } as const;
      replaced = [steps.add(`remove ${found.name} from ${name}`, removal, 'notAnswering', after)];
    }
    // The restart policy starts our container with the machine, and starting is idempotent; a script's may have no policy.
    if (standing.kind === 'stopped')
      return start(found?.name ?? storeContainerName(store.type), found?.id, { mayFail: true });
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

/** A surviving host may still run its former store, which could not be reached for removal. */
function clearedOfStore({ name }: Member, container: string, after: Ids, steps: Steps): string {
  return steps.add(
    `remove former ${container} from ${name}`,
    { kind: 'removeContainer', machine: name, container },
    'livesOn',
    after,
  );
}

// ---------------------------------------------------------------- managers and nodes

/** Starts a manager or node; returns the last steps' IDs. */
function memberSteps(member: Member, after: Ids, comparison: StoreComparison, steps: Steps): Ids {
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
      { kind: 'startContainer', machine: name, container: container.name, id: container.id },
      'stopped',
      after,
    ),
  );
}

// ---------------------------------------------------------------- proof

/** Waits until all nodes are healthy, unless they are and nothing changed. */
function proofStep(others: readonly Member[], after: Ids, comparison: StoreComparison, steps: Steps): Ids {
  const isChanged = steps.all.length > 0;
  const introduced = toIntroduce(others, isChanged, comparison);
  if (!isChanged && !introduced && others.every((member) => isWell(member, comparison))) return after;
  // Without a manager only the store lists registered engines: that a host reached the store has to suffice.
  if (comparison.spec.orchestration === 'none' && hiddenStore(comparison) !== undefined) return after;
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
      isChanged || introduced ? 'proof' : 'notAnswering',
      after,
    ),
  ];
  if (!introduced) return proven;
  const { name } = introduced;
  const store = storeReference(comparison.store, comparison.storeUrl);
  return [...proven, steps.add(`introduce ${name}`, { kind: 'introduceEngine', machine: name, store }, 'proof', after)];
}

/**
 * One of at least two engines that may have missed each other: started by this plan or by an interrupted run or, if anything changes, of
 * unknown state. Idempotent. Not possible with ZooKeeper, nor with a store not reachable from here, where registrations would have to be
 * restored.
 */
function toIntroduce(others: readonly Member[], isChanged: boolean, comparison: StoreComparison): Member | undefined {
  const { facts, store } = comparison;
  if (store.type === 'zookeeper' || hiddenStore(comparison) !== undefined) return undefined;
  const uncertain = others.filter((member) => {
    const told = facts.introductions.get(member.name) ?? (isChanged ? 'owed' : 'done');
    return isToMake(member) || member.standing.kind === 'stopped' || told === 'owed';
  });
  return uncertain.length < 2 ? undefined : uncertain[0];
}

function isWell({ standing }: Member, { spec, cluster }: StoreComparison): boolean {
  if (standing.kind !== 'standing' || !now(standing.seen.engine) || !cluster) return false;
  if (spec.orchestration === 'none') {
    const state = cluster.store && now(cluster.store.state);
    const advertised = lastOf(standing.seen.engine)?.value.engine.clusterAdvertise;
    return state !== undefined && isRegistered(standing.machine, state.engines, advertised);
  }
  const manager = speaker(cluster);
  if (!manager || !now(manager.info)) return false;
  const node = findNode(manager, standing.seen, standing.machine);
  return node !== undefined && isWellNode(node);
}

/** The swarm manager to ask: a running one, else the first. */
function managerOf({ spec, members }: StoreComparison): string | undefined {
  const standing = members.find(({ role, standing }) => role === 'manager' && standing.kind === 'standing');
  return standing?.name ?? spec.managers[0]?.name;
}
