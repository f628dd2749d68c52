/** A plan as a person reads it before it runs: one line per step, what is done on the left, where and how on the right. */
import { english, type Translate } from '../base/text.ts';
import { createFlags } from './createFlags.ts';
import { storeSchemes } from './keyValueStore.ts';
import type { Action, ContainerToRun, MachineToCreate, NetworkToCreate, Plan, Step, StoreReference } from './plan.ts';
import { isSecret } from './secretOptions.ts';
import type { NodeChange, SwarmToInit } from './swarmMode.ts';

/** Steps in their order, each behind all it comes after; below a create the flags it is given, secrets left out. Empty: no steps. */
export function renderPlan(plan: Plan, t: Translate = english): string {
  const names = new Map(plan.steps.map((step) => [step.id, stepName(step.action, t)]));
  const rows = plan.steps.map((step) => ({ name: names.get(step.id) ?? step.id, step }));
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows
    .flatMap(({ name, step }) => [
      `${name.padEnd(width)}  ${details(step, names, t)}`.trimEnd(),
      ...(step.action.kind === 'createMachine' ? [`    ${shownFlags(step.action.machine)}`] : []),
    ])
    .join('\n');
}

/** What a step does, in the words of a person: "create swarm-node1". */
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
        ? t('take {0} out of its swarm over SSH', action.machine)
        : t('start the engine of {0}', action.machine);
    case 'awaitStore':
      return t('wait until {0} answers', storeName(action.store));
    case 'awaitNodes':
      return action.nodes.length === 1
        ? t('wait until 1 node healthy')
        : t('wait until {0} nodes healthy', action.nodes.length);
    case 'introduceEngine':
      return t('introduce {0} to the others', action.machine);
    case 'initSwarm':
      return t('init the swarm on {0}', action.machine);
    case 'joinSwarm':
      return action.as.role === 'manager'
        ? t('join {0} as a manager', action.machine)
        : t('join {0} as a worker', action.machine);
    case 'leaveSwarm':
      return t('take {0} out of its swarm', action.machine);
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

function details(step: Step, names: ReadonlyMap<string, string>, t: Translate): string {
  const { action, cause, after, afterStage } = step;
  const before = after.map((id) => names.get(id) ?? id).join(', ');
  return [
    ...actionDetails(action, t),
    ...(cause.kind === 'leftover' ? [t('left over from a create that failed')] : []),
    ...(cause.kind === 'livesOn' ? [t('its host outlives the machine')] : []),
    ...(cause.kind === 'formerLife' ? [t('a former life of that name')] : []),
    ...(cause.kind === 'lostNode' ? [t('its join never ended, or its managers have removed it')] : []),
    ...(before === '' ? [] : [t('after {0}', before)]),
    ...(afterStage ? [t('after the beginning of {0}', names.get(afterStage.step) ?? afterStage.step)] : []),
  ].join(', ');
}

function actionDetails(action: Action, t: Translate): readonly string[] {
  switch (action.kind) {
    case 'createMachine':
      return machineDetails(action.machine, t);
    case 'removeMachine':
      return action.driver === '' ? [] : [action.driver];
    case 'checkEngineVersion':
      return [t('older than 23.0, else it cannot join a store')];
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
      return [t('through {0}', action.via), ...(action.as.availability === 'drain' ? [t('drained')] : [])];
    case 'createNetwork':
      return networkDetails(action.network, t);
    case 'restoreEngine':
      return [
        action.leavesSwarm
          ? t('its engine does not answer from here')
          : t('a create that is cut off leaves it stopped'),
      ];
    case 'introduceEngine':
      return [t('engines that started together may have missed each other')];
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
    t('reached by {0}', swarm.interface),
    ...(swarm.defaultAddressPools.length === 0 ? [] : [t('networks from {0}', swarm.defaultAddressPools.join(', '))]),
    ...(swarm.dataPathPort === 4789 ? [] : [t('data path port {0}', String(swarm.dataPathPort))]),
    ...(swarm.isAutolocked ? [t('locked when its engine restarts')] : []),
    ...(swarm.availability === 'drain' ? [t('drained')] : []),
  ];
}

function machineDetails(machine: MachineToCreate, t: Translate): readonly string[] {
  const address = machine.options['generic-ip-address'];
  return [
    machine.driver,
    ...(address === undefined ? [] : [t('at {0}', String(address))]),
    ...(machine.swarm?.isMaster ? [t('swarm manager')] : []),
    ...(machine.store ? [t('engine joins {0}', storeText(machine.store))] : []),
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

/** The store's URL; where its address is not known yet, the machine's name stands for it. */
function storeText(store: StoreReference): string {
  return store.kind === 'url' ? store.url : `${storeSchemes[store.type]}://${store.machine}:${String(store.port)}`;
}

function shownFlags(machine: MachineToCreate): string {
  const options = Object.fromEntries(
    Object.entries(machine.options).map(([option, value]) => [option, isSecret(option) ? '***' : value]),
  );
  return createFlags({ ...machine, options }, machine.store && storeText(machine.store)).join(' ');
}
