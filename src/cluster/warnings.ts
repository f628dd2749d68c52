/** What is worth saying before a cluster is brought up, though it can be. Pure. */
import { hasOneInterface, installsNewestEngine } from '../model/driver.ts';
import { isPinned } from '../model/images.ts';
import { storePorts, storeSchemes } from '../model/keyValueStore.ts';
import { engineFlag } from '../model/machine.ts';
import type { Step, Warning } from '../model/plan.ts';
import type { KeyValueStoreSpec } from '../model/spec.ts';
import { lastOf } from '../model/seen.ts';
import { enginePort, type Comparison, type Member } from './comparison.ts';
import { isSameStore } from './standing.ts';

export function warningsOf(comparison: Comparison, steps: readonly Step[]): readonly Warning[] {
  const { store, members } = comparison;
  const created = members.filter(({ name }) => steps.some(({ id }) => id === `create ${name}`));
  return [
    ...(store.type === 'zookeeper' ? [{ kind: 'zookeeperCrashes' } as const] : []),
    ...steps.flatMap(({ action }): Warning[] =>
      action.kind === 'runContainer' && !isPinned(action.container.image)
        ? [{ kind: 'storeImageUnpinned', image: action.container.image }]
        : [],
    ),
    ...driverWarnings(created, comparison),
    ...members.flatMap((member) => standingWarnings(member, comparison)),
    ...networkWarnings(comparison),
  ];
}

function driverWarnings(created: readonly Member[], { spec }: Comparison): readonly Warning[] {
  const joining = created.filter(({ role }) => role !== 'keyValueStore');
  const drivers = [...new Set(joining.map(({ machine }) => machine.driver.name))];
  return [
    ...drivers
      .filter((driver) => spec.engine.installUrl === '' && installsNewestEngine(driver))
      .map((driver) => ({ kind: 'newestEngine', driver }) as const),
    ...drivers
      .filter((driver) => spec.advertiseInterface === 'eth1' && hasOneInterface(driver))
      .map((driver) => ({ kind: 'interfaceUnlikely', interface: spec.advertiseInterface, driver }) as const),
  ];
}

/** In what a machine that stands differs from the file: it is left as it is. */
function standingWarnings(
  member: Member,
  { spec, storeUrl, members, store: wantedAt }: Comparison,
): readonly Warning[] {
  const { name, role, standing, machine: wanted } = member;
  if (standing.kind !== 'standing' && standing.kind !== 'stopped') return [];
  const { machine, isAdopted } = standing;
  const differs = (option: string, wantedValue: string, found: string | undefined): Warning[] =>
    found === wantedValue ? [] : [{ kind: 'differs', machine: name, option, wanted: wantedValue, found: found ?? '' }];
  const address = wanted.driver.options['generic-ip-address'];
  const own = [
    ...(isAdopted ? [{ kind: 'adopted', machine: name } as const] : []),
    ...differs('driver', wanted.driver.name, machine.driver),
    ...(address === undefined || machine.address === undefined
      ? []
      : differs('generic-ip-address', String(address), machine.address)),
    ...spec.engine.registryMirrors
      .filter((mirror) => !machine.registryMirrors.includes(mirror))
      .map((mirror) => ({
        kind: 'differs' as const,
        machine: name,
        option: 'registry-mirror',
        wanted: mirror,
        found: machine.registryMirrors.join(', '),
      })),
    ...spec.engine.options
      .filter((option) => !machine.engineFlags.includes(option))
      .flatMap((option) => {
        const [key = option, value = ''] = option.split(/=(.*)/s, 2);
        return differs(key, value, engineFlag(machine, key));
      }),
  ];
  if (role === 'keyValueStore') return own;
  const store = engineFlag(machine, 'cluster-store');
  const wantedStore = storeUrl ?? newStore(members, wantedAt);
  const advertise = `${spec.advertiseInterface}:${String(enginePort(wanted))}`;
  const swarm = spec.orchestration === 'none' ? 'none' : role;
  const isSwarm = machine.swarm ? (machine.swarm.isMaster ? 'manager' : 'node') : 'none';
  return [
    ...own,
    ...(wantedStore !== undefined && !(store !== undefined && isSameStore(store, wantedStore))
      ? differs('cluster-store', wantedStore, store)
      : []),
    ...differs('cluster-advertise', advertise, engineFlag(machine, 'cluster-advertise')),
    ...differs('swarm', swarm, isSwarm),
    ...(role === 'manager' && machine.swarm
      ? differs('swarm-strategy', spec.swarm.strategy, machine.swarm.strategy)
      : []),
  ];
}

/** A store whose machine is yet to be made: it will hardly get the address of the one that is gone. */
function newStore(members: readonly Member[], { type }: KeyValueStoreSpec): string | undefined {
  const own = members.find(({ role }) => role === 'keyValueStore');
  return own?.standing.kind === 'missing' || own?.standing.kind === 'leftover'
    ? `${storeSchemes[type]}://${own.name}:${String(storePorts[type])}`
    : undefined;
}

function networkWarnings({ spec, cluster }: Comparison): readonly Warning[] {
  const there = (cluster && lastOf(cluster.networks)?.value) ?? [];
  return spec.networks.flatMap((wanted): Warning[] => {
    const found = there.find(({ name }) => name === wanted.name);
    if (!found) return [];
    const differs = (option: string, is: boolean, wantedValue: string, foundValue: string): Warning[] =>
      is ? [] : [{ kind: 'networkDiffers', network: wanted.name, option, wanted: wantedValue, found: foundValue }];
    const subnets = found.subnets.map(({ subnet }) => subnet);
    const gateways = found.subnets.map(({ gateway }) => gateway);
    return [
      ...differs('subnet', wanted.subnet === '' || subnets.includes(wanted.subnet), wanted.subnet, subnets.join(', ')),
      ...differs(
        'gateway',
        wanted.gateway === '' || gateways.includes(wanted.gateway),
        wanted.gateway,
        gateways.join(', '),
      ),
      ...differs(
        'internal',
        wanted.isInternal === found.isInternal,
        String(wanted.isInternal),
        String(found.isInternal),
      ),
      ...differs(
        'encrypted',
        wanted.isEncrypted === found.isEncrypted,
        String(wanted.isEncrypted),
        String(found.isEncrypted),
      ),
      ...differs(
        'mtu',
        wanted.mtu === 0 || found.mtu === undefined || wanted.mtu === found.mtu,
        String(wanted.mtu),
        String(found.mtu ?? 0),
      ),
    ];
  });
}
