/** A plan's preview: one row per step, with its action, place, details and predecessors. Pure. */
import { english, named, type Translate } from '../base/text.ts';
import { createEnvironment, createFlags } from './createFlags.ts';
import { storeSchemes } from './keyValueStore.ts';
import type { Action, ContainerToRun, MachineToCreate, NetworkToCreate, Plan, Step, StoreReference } from './plan.ts';
import { isSecret } from './secretOptions.ts';
import type { NodeChange, SwarmToInit } from './swarmMode.ts';

export interface PlanRow {
  /** Counts from 1; other rows refer to it. */
  readonly number: number;
  readonly action: Action;
  /** "create swarm-node1". */
  readonly name: string;
  /** Where and how it is done, and why; most important first. */
  readonly details: readonly string[];
  /** "after steps 1–3", or empty. */
  readonly after: string;
  /** Flags of `docker-machine create`, without secrets. */
  readonly flags: readonly string[];
}

/** One row per step, in the plan's order. */
export function planRows(plan: Plan, t: Translate = english): readonly PlanRow[] {
  const numbers = new Map(plan.steps.map(({ id }, index) => [id, index + 1]));
  return plan.steps.map((step, index) => ({
    number: index + 1,
    action: step.action,
    name: stepName(step.action, t),
    details: details(step, t),
    after: afterWords(step, numbers, t),
    flags: step.action.kind === 'createMachine' ? shownFlags(step.action.machine) : [],
  }));
}

/** Describes a step's action: "create swarm-node1". */
export function stepName(action: Action, t: Translate): string {
  switch (action.kind) {
    case 'createMachine':
      return t('create {0}', action.machine.name);
    case 'removeMachine':
      return t('remove {0}', action.machine);
    case 'startMachine':
      return t('start {0}', action.machine);
    case 'checkEngineVersion':
      return t('check the engine of {0}', action.machine);
    case 'probeStore':
      return t('check the store from {0}', action.machine);
    case 'pullImage':
      return t('pull {0}', action.image);
    case 'runContainer':
      return t('run {0}', action.container.image);
    case 'startContainer':
      return t('start container {0}', action.container);
    case 'removeContainer':
      return t('remove container {0}', action.container);
    case 'removeVolume':
      return t('remove volume {0}', action.volume);
    case 'restoreEngine':
      return action.leavesSwarm
        ? t('remove {0} from its swarm over SSH', action.machine)
        : t('start the engine of {0}', action.machine);
    case 'awaitStore':
      return t('wait until {0} answers', storeName(action.store));
    case 'awaitNodes':
      return action.nodes.length === 1
        ? t('wait until 1 node healthy')
        : t('wait until {0} nodes healthy', action.nodes.length);
    case 'introduceEngine':
      return t('re-register {0}', action.machine);
    case 'initSwarm':
      return t('init the swarm on {0}', action.machine);
    case 'joinSwarm':
      return action.as.role === 'manager'
        ? t('join {0} as a manager', action.machine)
        : t('join {0} as a worker', action.machine);
    case 'leaveSwarm':
      return t('remove {0} from its swarm', action.machine);
    case 'updateNode':
      return changeName(action.node.hostname, action.change, t);
    case 'removeNode':
      return t('remove node {0} from the list', action.node.hostname);
    case 'awaitSwarm':
      return action.nodes.length === 1
        ? t('wait until 1 node ready')
        : t('wait until {0} nodes ready', action.nodes.length);
    case 'createNetwork':
      return t('create network {0}', action.network.name);
    case 'removeNetwork':
      return t('remove network {0}', action.network);
  }
}

function changeName(node: string, { role, availability }: NodeChange, t: Translate): string {
  if (role !== undefined) return role === 'manager' ? t('promote {0}', node) : t('demote {0}', node);
  if (availability === 'drain') return t('drain {0}', node);
  return availability === 'pause' ? t('pause {0}', node) : t('activate {0}', node);
}

function details({ action, cause }: Step, t: Translate): readonly string[] {
  return [
    ...actionDetails(action, t),
    ...(cause.kind === 'leftover' ? [t('left by a failed create')] : []),
    ...(cause.kind === 'livesOn' ? [t('its host is kept')] : []),
    ...(cause.kind === 'formerLife' ? [t('a stale entry of that name')] : []),
    ...(cause.kind === 'lostNode' ? [t('its join never finished, or its managers removed it')] : []),
  ];
}

function afterWords({ after, afterStage }: Step, numbers: ReadonlyMap<string, number>, t: Translate): string {
  const [first, ...more] = after.flatMap((id) => numbers.get(id) ?? []).toSorted((a, b) => a - b);
  const begun = afterStage && numbers.get(afterStage.step);
  return named(
    [
      ...(first === undefined
        ? []
        : [more.length === 0 ? t('after step {0}', first) : t('after steps {0}', ranges([first, ...more], t))]),
      ...(begun === undefined ? [] : [t('once step {0} has started', begun)]),
    ],
    t,
  );
}

/** "1–10, 12": ascending numbers; three or more consecutive ones become a range. */
function ranges(numbers: readonly number[], t: Translate): string {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  const words = runs.flatMap((run) => (run.length < 3 ? run.map(String) : [`${String(run[0])}–${String(run.at(-1))}`]));
  return named(words, t);
}

function actionDetails(action: Action, t: Translate): readonly string[] {
  switch (action.kind) {
    case 'createMachine':
      return machineDetails(action.machine, t);
    case 'removeMachine':
      return action.driver === '' ? [] : [action.driver];
    case 'checkEngineVersion':
      return [t('must be older than 23.0, so that engines can join the store')];
    case 'probeStore':
      return [action.url];
    case 'runContainer':
      return [t('on {0}', action.machine), ...containerDetails(action.container, t)];
    case 'pullImage':
    case 'startContainer':
    case 'removeContainer':
    case 'removeVolume':
      return [t('on {0}', action.machine)];
    case 'initSwarm':
      return initDetails(action.swarm, t);
    case 'joinSwarm':
      return [t('via {0}', action.via), ...(action.as.availability === 'drain' ? [t('drained')] : [])];
    case 'createNetwork':
      return networkDetails(action.network, t);
    case 'restoreEngine':
      return [
        action.leavesSwarm ? t('its engine does not answer from here') : t('an interrupted create leaves it stopped'),
      ];
    case 'introduceEngine':
      return [t('engines that started together may not have discovered each other')];
    case 'startMachine':
    case 'awaitStore':
    case 'awaitNodes':
    case 'leaveSwarm':
    case 'updateNode':
    case 'removeNode':
    case 'awaitSwarm':
    case 'removeNetwork':
      return [];
  }
}

function initDetails(swarm: SwarmToInit, t: Translate): readonly string[] {
  return [
    t('advertised on {0}', swarm.interface),
    ...(swarm.defaultAddressPools.length === 0 ? [] : [t('networks from {0}', named(swarm.defaultAddressPools, t))]),
    ...(swarm.dataPathPort === 4789 ? [] : [t('data path port {0}', String(swarm.dataPathPort))]),
    ...(swarm.isAutolocked ? [t('locked when its engine restarts')] : []),
    ...(swarm.availability === 'drain' ? [t('drained')] : []),
  ];
}

function machineDetails(machine: MachineToCreate, t: Translate): readonly string[] {
  const address = machine.options['generic-ip-address'];
  const variables = Object.keys(createEnvironment(machine));
  return [
    machine.driver,
    ...(address === undefined ? [] : [t('at {0}', String(address))]),
    ...(machine.swarm?.isMaster ? [t('swarm manager')] : []),
    ...(machine.store ? [t('engine joins {0}', storeText(machine.store))] : []),
    ...(variables.length === 0 ? [] : [t('{0} in its environment', named(variables, t))]),
  ];
}

function containerDetails(container: ContainerToRun, t: Translate): readonly string[] {
  return [
    ...container.ports.map(({ host }) => t('port {0}', String(host))),
    t('volume {0}', container.volume.name),
    t('restarts always'),
  ];
}

function networkDetails(network: NetworkToCreate, t: Translate): readonly string[] {
  return [
    ...(network.subnet === '' ? [] : [network.subnet]),
    ...(network.gateway === '' ? [] : [t('gateway {0}', network.gateway)]),
    ...(network.isInternal ? [t('internal')] : []),
    ...(network.isEncrypted ? [t('encrypted')] : []),
    ...(network.mtu === 0 ? [] : [t('MTU {0}', String(network.mtu))]),
  ];
}

function storeName(store: StoreReference): string {
  return store.kind === 'url' ? store.url : store.type;
}

/** The store's URL, with the machine's name instead of a host if its address is unknown. */
function storeText(store: StoreReference): string {
  return store.kind === 'url' ? store.url : `${storeSchemes[store.type]}://${store.machine}:${String(store.port)}`;
}

function shownFlags(machine: MachineToCreate): readonly string[] {
  const options = Object.fromEntries(
    Object.entries(machine.options).map(([option, value]) => [option, isSecret(option) ? '***' : value]),
  );
  return createFlags({ ...machine, options }, machine.store && storeText(machine.store));
}
