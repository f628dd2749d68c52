/** The steps that create or start a machine, the same for every orchestration. Pure. */
import { clusterLabel, orchestrationLabel } from '../model/cluster.ts';
import { swarmAgentName, swarmManagerName, type Container } from '../model/engine.ts';
import { storePorts } from '../model/keyValueStore.ts';
import { livesOnAfterRemoval } from '../model/machine.ts';
import type { MachineToCreate, Step, StoreReference } from '../model/plan.ts';
import { now } from '../model/seen.ts';
import { machineOf, type EngineView, type SeenMachine } from '../model/snapshot.ts';
import type { ClusterSpec, KeyValueStoreSpec } from '../model/spec.ts';
import { makesCluster } from '../model/findStoreContainer.ts';
import { storeContainerName } from '../model/storeContainer.ts';
import { enginePort, type Comparison, type Member, type StoreComparison } from './comparison.ts';
import { secretVariables } from './secretVariables.ts';
import type { Ids, Steps } from './steps.ts';
import { isSwarm, restoreStep } from './takeOff.ts';

/** Adds the steps to create or start a machine; none if it runs. */
export function machineSteps(
  member: Member,
  after: Ids,
  comparison: Comparison,
  steps: Steps,
  afterStage?: Step['afterStage'],
): Ids {
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
          { undo: { kind: 'removeMachine', machine: name, driver: machine.driver }, ...(afterStage && { afterStage }) },
        ),
      ];
    }
  }
}

/** Removes an incomplete machine. If the host survives, its containers would conflict with the next create (409). */
function clearSteps({ name, machine }: Member, seen: SeenMachine, { store }: Comparison, steps: Steps): string {
  const record = machineOf(seen);
  const driver = record?.driver ?? machine.driver.name;
  const view = now(seen.engine);
  const remove = (after: Ids): string =>
    steps.add(`remove ${name}`, { kind: 'removeMachine', machine: name, driver }, 'leftover', after);
  if (!livesOnAfterRemoval(driver)) return remove([]);
  const ours = containersOf(store);
  // docker-machine cannot reach a host without its record.
  if (!view) {
    const containers = [...ours].map((container) => ({ name: container }));
    return remove(record ? [restoreStep(seen, { containers, cause: 'leftover' }, [], steps)] : []);
  }
  const after = inTheWay(view, ours, seen).map(({ name: container, id }) =>
    steps.add(
      `remove ${container} from ${name}`,
      { kind: 'removeContainer', machine: name, container, id },
      'leftover',
      [],
      { mayFail: true },
    ),
  );
  return remove(after);
}

function inTheWay({ containers }: EngineView, ours: ReadonlySet<string>, seen: SeenMachine): readonly Container[] {
  return containers.filter((each) => ours.has(each.name) && (isSwarm(each, seen) || makesCluster(each)));
}

/** The containers that form a cluster, in any role. */
function containersOf(store: KeyValueStoreSpec | undefined): ReadonlySet<string> {
  return new Set(store ? [swarmAgentName, swarmManagerName, storeContainerName(store.type)] : []);
}

function machineToCreate(member: Member, comparison: Comparison): MachineToCreate {
  const { spec } = comparison;
  const { name, machine } = member;
  const { driver, options } = { driver: machine.driver.name, options: machine.driver.options };
  const variables = secretVariables(machine.driver, comparison.facts);
  const isSwarmMode = comparison.swarm !== undefined;
  return {
    name,
    driver,
    options,
    ...(Object.keys(variables).length > 0 && { variables }),
    engineOptions: spec.engine.options,
    labels: {
      [clusterLabel]: spec.name,
      ...(isSwarmMode ? { [orchestrationLabel]: spec.orchestration } : {}),
      ...spec.engine.labels,
    },
    insecureRegistries: spec.engine.insecureRegistries,
    registryMirrors: spec.engine.registryMirrors,
    environment: spec.engine.environment,
    installUrl: spec.engine.installUrl,
    ...(comparison.swarm || member.role === 'keyValueStore'
      ? { store: undefined, advertise: '', swarm: undefined }
      : joiningStore(member, comparison)),
  };
}

function joiningStore(
  { machine, role }: Member,
  { spec, store, storeUrl, facts }: StoreComparison,
): Pick<MachineToCreate, 'store' | 'advertise' | 'swarm'> {
  const isMaster = role === 'manager';
  return {
    store: storeReference(store, storeUrl),
    advertise: `${spec.advertiseInterface}:${String(enginePort(machine))}`,
    swarm:
      spec.orchestration === 'classic'
        ? {
            isMaster,
            image: spec.swarm.image || facts.images.swarm,
            strategy: spec.swarm.strategy,
            options: isMaster ? managerOptions(spec) : [],
          }
        : undefined,
  };
}

export function storeReference(store: KeyValueStoreSpec, url: string | undefined): StoreReference {
  if (url !== undefined) return { kind: 'url', url };
  const machine = store.at.kind === 'machine' ? store.at.machine.name : '';
  return { kind: 'machine', machine, type: store.type, port: storePorts[store.type] };
}

/** Several managers elect a primary; docker-machine itself sets the address to advertise for each. */
function managerOptions(spec: ClusterSpec): readonly string[] {
  const { options } = spec.swarm;
  return spec.managers.length > 1 && !options.includes('replication') ? ['replication', ...options] : options;
}
