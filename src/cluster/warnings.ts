/** Warnings before `up`, for problems that do not block it. Pure. */
import { parseEngineOption } from '../docker/engineOption.ts';
import { hasOneInterface, installsNewestEngine } from '../model/driver.ts';
import { worstSkew } from '../model/engine.ts';
import { isPinned } from '../model/images.ts';
import { engineFlag } from '../model/machine.ts';
import type { Step } from '../model/plan.ts';
import type { Warning } from '../model/planWarning.ts';
import { lastOf, now } from '../model/seen.ts';
import { clusterOf, machineOf } from '../model/snapshot.ts';
import type { Comparison, Member } from './comparison.ts';
import { differing } from './differing.ts';
import { goesWithMachine } from './goesWithMachine.ts';
import { secretArguments } from './secretVariables.ts';
import { storeMemberWarnings } from './storeWarnings.ts';
import { swarmMemberWarnings, swarmWarnings } from './swarmWarnings.ts';

export function warningsOf(comparison: Comparison, steps: readonly Step[]): readonly Warning[] {
  const { members } = comparison;
  const created = members.filter(({ name }) => steps.some(({ id }) => id === `create ${name}`));
  return [
    ...members.flatMap((member) => leftoverWarnings(member, comparison)),
    ...(comparison.store?.type === 'zookeeper' ? [{ kind: 'zookeeperCrashes' } as const] : []),
    ...(comparison.swarm ? swarmWarnings(comparison) : []),
    ...steps.flatMap(({ action }): Warning[] =>
      action.kind === 'runContainer' && !isPinned(action.container.image)
        ? [{ kind: 'storeImageUnpinned', image: action.container.image }]
        : [],
    ),
    ...(comparison.facts.isVBoxManageMissing ? [{ kind: 'vboxManageMissing' } as const] : []),
    ...driverWarnings(created, comparison),
    ...members.flatMap((member) => [
      ...standingWarnings(member, comparison),
      ...(comparison.swarm ? swarmMemberWarnings(member, comparison) : storeMemberWarnings(member, comparison)),
    ]),
    ...networkWarnings(comparison),
  ];
}

/** A create may fail as late as at its last stage, and its engine may be in use. */
function leftoverWarnings({ standing, machine }: Member, { snapshot }: Comparison): readonly Warning[] {
  if (standing.kind !== 'leftover') return [];
  const { seen } = standing;
  return goesWithMachine(seen, machineOf(seen)?.driver ?? machine.driver.name, clusterOf(snapshot, seen.name));
}

function driverWarnings(created: readonly Member[], { spec, facts }: Comparison): readonly Warning[] {
  const joining = created.filter(({ role }) => role !== 'keyValueStore');
  const drivers = [...new Set(joining.map(({ machine }) => machine.driver.name))];
  return [
    ...drivers
      .filter((driver) => spec.keyValueStore && spec.engine.installUrl === '' && installsNewestEngine(driver))
      .map((driver) => ({ kind: 'newestEngine', driver }) as const),
    ...drivers
      .filter((driver) => spec.advertiseInterface === 'eth1' && hasOneInterface(driver))
      .map((driver) => ({ kind: 'interfaceUnlikely', interface: spec.advertiseInterface, driver }) as const),
    ...[
      ...new Map(
        created.flatMap(({ machine: { driver } }) =>
          secretArguments(driver, facts).map((option) => [
            `${driver.name} ${option}`,
            { kind: 'secretInArguments', option, driver: driver.name } as const,
          ]),
        ),
      ).values(),
    ],
  ];
}

/** Differences between an existing machine and the file, which are not corrected. */
function standingWarnings({ name, standing, machine: wanted }: Member, { spec }: Comparison): readonly Warning[] {
  if (standing.kind !== 'standing' && standing.kind !== 'stopped') return [];
  const { machine, isAdopted, seen } = standing;
  const skew = now(seen.engine)?.engine.clockSkew ?? 0;
  const differs = differing(name);
  const address = wanted.driver.options['generic-ip-address'];
  return [
    ...(isAdopted ? [{ kind: 'adopted', machine: name } as const] : []),
    ...(Math.abs(skew) > worstSkew ? [{ kind: 'clockOff', machine: name, skew } as const] : []),
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
      .map(parseEngineOption)
      .filter((option) => !machine.engineFlags.includes(option))
      .flatMap((option) => {
        const [key = option, value = ''] = option.split(/=(.*)/s, 2);
        return differs(key, value, engineFlag(machine, key));
      }),
  ];
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
      // With a shared key-value store any container may join.
      ...differs(
        'attachable',
        found.scope !== 'swarm' || wanted.isAttachable === found.isAttachable,
        String(wanted.isAttachable),
        String(found.isAttachable),
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
