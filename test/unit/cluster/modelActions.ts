// What each action of a plan does to a world in memory, or why it fails there.
import { storeSchemes } from '../../../src/model/keyValueStore.ts';
import type { Container } from '../../../src/model/engine.ts';
import type { Action, StoreReference } from '../../../src/model/plan.ts';
import { container, identity } from '../samples.ts';
import type { Membership } from './modelSwarms.ts';
import { hostOf, isUp, storeStands, type ModelState } from './modelState.ts';

export function carryOut(world: ModelState, action: Action): void {
  switch (action.kind) {
    case 'createMachine': {
      const wanted = action.machine;
      if (world.hosts.has(wanted.name)) throw new Error(`Host already exists: "${wanted.name}"`);
      const store = wanted.store && urlOf(world, wanted.store);
      world.lastAddress += 1;
      const address = String(wanted.options['generic-ip-address'] ?? `192.168.99.${String(world.lastAddress)}`);
      const left = world.remains.get(address) ?? [];
      if (world.asleep.has(address)) throw new Error('Maximum number of retries (60) exceeded');
      if (wanted.swarm && left.some(({ name }) => name.startsWith('swarm-agent'))) throw new Error('409: swarm-agent');
      const swarm = wanted.swarm && store !== undefined;
      world.authority = true;
      world.hosts.set(wanted.name, {
        machine: {
          name: wanted.name,
          driver: wanted.driver,
          directory: `/store/machines/${wanted.name}`,
          address,
          enginePort: 2376,
          ssh: { user: 'docker', port: 22, key: undefined },
          engineFlags: [
            ...(store === undefined ? [] : [`cluster-store=${store}`, `cluster-advertise=${wanted.advertise}`]),
            ...wanted.engineOptions,
          ],
          engineLabels: wanted.labels,
          registryMirrors: wanted.registryMirrors,
          installUrl: wanted.installUrl || undefined,
          swarm: swarm
            ? {
                isMaster: wanted.swarm.isMaster,
                discovery: store,
                managerPort: 3376,
                image: wanted.swarm.image,
                strategy: wanted.swarm.strategy,
              }
            : undefined,
          certificates: { authority: '', certificate: '', key: '' },
        },
        identity: identity({ driver: wanted.driver, address, folder: `${wanted.name} ${String(world.lastAddress)}` }),
        containers: [
          ...left,
          ...(swarm ? [container('swarm-agent', { image: wanted.swarm.image })] : []),
          ...(swarm && wanted.swarm.isMaster ? [container('swarm-agent-master', { image: wanted.swarm.image })] : []),
        ],
        version: world.version,
        power: 'running',
        silent: undefined,
        recordFailure: undefined,
        swarm: world.stillIn.get(address),
      });
      world.stillIn.delete(address);
      return;
    }
    case 'removeMachine': {
      const { machine, containers, silent, swarm } = hostOf(world, action.machine);
      if (machine.driver === 'generic') {
        world.remains.set(machine.address ?? '', containers);
        if (swarm) world.stillIn.set(machine.address ?? '', swarm);
        if (silent?.kind === 'engineRefused') world.asleep.add(machine.address ?? '');
      }
      world.hosts.delete(action.machine);
      leave(world, swarm);
      return;
    }
    case 'startMachine':
      hostOf(world, action.machine).power = 'running';
      return;
    case 'runContainer': {
      const { containers } = hostOf(world, action.machine);
      const { name, image, labels, volume } = action.container;
      if (containers.some((each) => each.name === name)) throw new Error(`409: ${name}`);
      containers.push(container(name, { image, labels, mounts: [{ name: volume.name, destination: volume.path }] }));
      return;
    }
    case 'startContainer':
      replace(world, action.machine, action.container, (found) => ({ ...found, state: 'running' }));
      return;
    case 'removeContainer': {
      const found = hostOf(world, action.machine);
      found.containers = found.containers.filter(({ name }) => name !== action.container);
      return;
    }
    case 'createNetwork':
      if (action.via.kind === 'engine' && hostOf(world, action.via.machine).swarm) manager(world, action.via.machine);
      if (!world.networks.includes(action.network.name)) world.networks.push(action.network.name);
      return;
    case 'removeNetwork':
      world.networks = world.networks.filter((name) => name !== action.network);
      return;
    case 'awaitStore':
      if (!storeStands(world, urlOf(world, action.store))) throw new Error('the store does not answer');
      return;
    case 'awaitNodes':
      for (const node of action.nodes) if (!isUp(hostOf(world, node))) throw new Error(`${node} is not healthy`);
      return;
    case 'checkEngineVersion':
    case 'probeStore':
      hostOf(world, action.machine);
      return;
    case 'restoreEngine': {
      const found = hostOf(world, action.machine);
      found.silent = undefined;
      found.containers = found.containers.filter(
        (each) => !action.containers.some(({ name, id }) => (id === undefined ? each.name === name : each.id === id)),
      );
      if (!action.leavesSwarm) return;
      const left = found.swarm;
      found.swarm = undefined;
      leave(world, left);
      return;
    }
    case 'initSwarm': {
      const found = hostOf(world, action.machine);
      if (found.swarm || !isUp(found)) throw new Error(`${action.machine} makes no swarm`);
      found.swarm = world.swarms.init(found.machine, action.swarm);
      return;
    }
    case 'joinSwarm': {
      const found = hostOf(world, action.machine);
      const swarm = manager(world, action.via);
      if (!isUp(found)) throw new Error(`${action.machine} is not up`);
      if (found.swarm?.swarm === swarm && world.swarms.lists(found.swarm)) return;
      if (found.swarm && found.swarm.swarm !== swarm) throw new Error(`${action.machine} is in another swarm`);
      found.swarm = world.swarms.join(swarm, found.machine, action.as);
      return;
    }
    case 'leaveSwarm': {
      const found = hostOf(world, action.machine);
      const left = found.swarm;
      if (!left) return;
      if (!isUp(found)) throw new Error(`${action.machine} is not up`);
      found.swarm = undefined;
      leave(world, left);
      return;
    }
    case 'updateNode':
      world.swarms.update(manager(world, action.via), action.node.id, action.change);
      return;
    case 'removeNode':
      world.swarms.remove(manager(world, action.via), action.node.id);
      return;
    case 'awaitSwarm':
      for (const node of action.nodes) {
        const { swarm } = hostOf(world, node);
        if (swarm?.swarm !== manager(world, action.managers[0]!)) throw new Error(`${node} is not in the swarm`);
        world.swarms.mustBeWell(swarm, action.managers.includes(node));
      }
      return;
    case 'introduceEngine':
      hostOf(world, action.machine);
      return;
    case 'pullImage':
    case 'removeVolume':
      return;
  }
}

/** What a host takes along when it is gone for good, networks too when it was the last. */
function leave(world: ModelState, membership: Membership | undefined): void {
  const isLast =
    membership &&
    ![...[...world.hosts.values()].map(({ swarm }) => swarm), ...world.stillIn.values()].some(
      (each) => each?.swarm === membership.swarm,
    );
  if (!isLast) return;
  world.swarms.end(membership.swarm);
  world.networks = [];
}

/** A manager that is asked; one that has no majority answers nothing. */
function manager(world: ModelState, name: string): string {
  const found = hostOf(world, name);
  if (!found.swarm || !isUp(found)) throw new Error(`${name} is in no swarm`);
  world.swarms.mustManage(found.swarm);
  return found.swarm.swarm;
}

function urlOf(world: ModelState, store: StoreReference): string {
  if (store.kind === 'url') return store.url;
  return `${storeSchemes[store.type]}://${hostOf(world, store.machine).machine.address ?? ''}:${String(store.port)}`;
}

function replace(world: ModelState, machine: string, name: string, change: (found: Container) => Container): void {
  const found = hostOf(world, machine);
  found.containers = found.containers.map((each) => (each.name === name ? change(each) : each));
}
