/** Blockers of `up` known before it begins. Pure. */
import { orchestrationLabel } from '../model/cluster.ts';
import { knowsClusterStore, knowsSwarmMode, versionParts } from '../model/engine.ts';
import type { Failure } from '../model/failure.ts';
import { parseStoreUrl } from '../model/keyValueStore.ts';
import { canReachHost, engineFlag } from '../model/machine.ts';
import { isPublicAddress } from '../model/subnet.ts';
import { lastOf } from '../model/seen.ts';
import { machineOf, type Snapshot } from '../model/snapshot.ts';
import {
  enginePort,
  isToMake,
  type Comparison,
  type Member,
  type StoreComparison,
  type SwarmComparison,
} from './comparison.ts';

/** All blockers at once, so that users can fix them together; empty if none. */
export function refusalsOf(comparison: Comparison): readonly Failure[] {
  const { facts, members } = comparison;
  const toMake = members.filter(isToMake);
  return [
    ...members.flatMap(({ name, standing }): Failure[] =>
      standing.kind === 'taken' ? [{ kind: 'nameTaken', machine: name, by: standing.by }] : [],
    ),
    ...members.flatMap(({ standing }): Failure[] => (standing.kind === 'unclear' ? [standing.why] : [])),
    ...[...facts.unknownDrivers]
      .filter(([driver]) => toMake.some(({ machine }) => machine.driver.name === driver))
      .map(([driver, said]): Failure => ({ kind: 'driverUnknown', driver, said })),
    ...toMake.flatMap(({ name }) => hostFailures(name, comparison)),
    ...sharedAddresses(members, toMake, comparison.snapshot),
    ...members.flatMap((member) => otherOrchestration(member, comparison)),
    ...engineFailures(comparison, toMake),
    ...(comparison.swarm ? swarmFailures(comparison) : storeFailures(comparison)),
  ];
}

/**
 * A store not reachable from here is tried from a host if possible. Another service that answers here at a private address or a name may
 * exist in this computer's network only; at a public address hosts would reach it too.
 */
export function storeFailures({ store, facts, members }: StoreComparison): readonly Failure[] {
  if (store.at.kind !== 'url' || !facts.store || facts.store.ok) return [];
  const { error } = facts.store;
  const isSameForHosts = error.kind === 'notAStore' && parseStoreUrl(store.at.url)?.hosts.every(isPublic) === true;
  const isTried = !isSameForHosts && members.some(({ machine }) => canReachHost(machine.driver.name));
  return isTried ? [] : [{ kind: 'storeDoesNotAnswer', url: store.at.url, cause: error }];
}

const isPublic = ({ host }: { readonly host: string }): boolean => isPublicAddress(host);

function swarmFailures({ members, swarm }: SwarmComparison): readonly Failure[] {
  const failures = members.flatMap(({ name }): Failure[] => {
    const place = swarm.places.get(name);
    if (place?.kind === 'locked') return [{ kind: 'swarmLocked', address: place.address }];
    return place?.kind === 'elsewhere'
      ? [{ kind: 'inAnotherSwarm', machine: name, by: place.by, managers: place.managers }]
      : [];
  });
  const { failure } = swarm;
  if (failure?.kind !== 'swarmWithoutLeader') return failures;
  // Managers that the plan starts may restore quorum; otherwise the plan could only wait.
  const mayHelp = members.some(
    ({ name, standing }) => standing.kind === 'stopped' && swarm.places.get(name)?.kind !== 'outside',
  );
  return mayHelp ? failures : [...failures, failure];
}

/** Machines created for the other orchestration cannot be changed: their engine's settings conflict with it. */
function otherOrchestration({ name, role, standing }: Member, { spec }: Comparison): readonly Failure[] {
  if (standing.kind !== 'standing' && standing.kind !== 'stopped') return [];
  const { machine, seen } = standing;
  const store = engineFlag(machine, 'cluster-store') ?? machine.swarm?.discovery;
  if (spec.orchestration === 'swarm-mode')
    return store === undefined ? [] : [{ kind: 'otherOrchestration', machine: name, has: 'store' }];
  const isInSwarm = (lastOf(seen.engine)?.value.engine.swarm.state ?? 'inactive') !== 'inactive';
  const isForSwarm = machine.engineLabels[orchestrationLabel] === 'swarm-mode' && role !== 'keyValueStore';
  return isInSwarm || (isForSwarm && store === undefined)
    ? [{ kind: 'otherOrchestration', machine: name, has: 'swarm' }]
    : [];
}

function hostFailures(machine: string, { facts }: Comparison): readonly Failure[] {
  const unreachable = facts.unreachable.get(machine);
  const key = facts.missingKeys.get(machine);
  return [
    ...(unreachable ? [{ kind: 'hostUnreachable', machine, ...unreachable } as const] : []),
    ...(key === undefined ? [] : [{ kind: 'keyMissing', machine, path: key } as const]),
  ];
}

/** Two machines on one host: the second create breaks the first. Includes machines outside the file. */
function sharedAddresses(
  members: readonly Member[],
  toMake: readonly Member[],
  snapshot: Snapshot,
): readonly Failure[] {
  const wanted = new Set(members.map(({ name }) => name));
  const places = [
    ...members.flatMap((member): [string, string][] => {
      const address = addressOf(member);
      return address === undefined ? [] : [[`${address}:${String(enginePort(member.machine))}`, member.name]];
    }),
    ...snapshot.machines.flatMap((seen): [string, string][] => {
      const machine = machineOf(seen);
      return machine?.address === undefined || machine.driver !== 'generic' || wanted.has(machine.name)
        ? []
        : [[`${machine.address}:${String(machine.enginePort)}`, machine.name]];
    }),
  ];
  const making = new Set(toMake.map(({ name }) => name));
  return [...Map.groupBy(places, ([address]) => address)]
    .map(([address, at]) => ({ address, machines: at.map(([, machine]) => machine) }))
    .filter(({ machines }) => machines.length > 1 && machines.some((machine) => making.has(machine)))
    .map(({ address, machines }) => ({
      kind: 'addressShared',
      machines,
      address: address.slice(0, address.lastIndexOf(':')),
    }));
}

function addressOf({ machine, standing }: Member): string | undefined {
  if (standing.kind === 'standing' || standing.kind === 'stopped')
    return standing.machine.driver === 'generic' ? standing.machine.address : undefined;
  const address = machine.driver.options['generic-ip-address'];
  return address === undefined || address === '' ? undefined : String(address);
}

/** Engines from 23.0 on exit on `cluster-store`, those before 1.12 have no swarm mode. Checks existing engines and those to install. */
function engineFailures({ members, spec }: Comparison, toMake: readonly Member[]): readonly Failure[] {
  const joining = toMake.filter(({ role }) => role !== 'keyValueStore');
  const isSwarmMode = spec.orchestration === 'swarm-mode';
  const judge = (version: string | undefined, from: string): readonly Failure[] => {
    if (version === undefined || (isSwarmMode ? knowsSwarmMode : knowsClusterStore)(version)) return [];
    return [{ kind: isSwarmMode ? 'engineWithoutSwarmMode' : 'engineWithoutClusterStore', version, from }];
  };
  const standing = members.flatMap(({ name, role, standing }): readonly Failure[] => {
    // The store's engine joins nothing but shows which version the others would get.
    if (role === 'keyValueStore' && joining.length === 0) return [];
    const view = standing.kind === 'standing' || standing.kind === 'stopped' ? lastOf(standing.seen.engine) : undefined;
    return judge(view?.value.engine.version, name);
  });
  const url = spec.engine.installUrl;
  return url === '' || joining.length === 0 ? standing : [...standing, ...judge(installedBy(url), url)];
}

/** The version that an install script's URL names; Docker's own scripts install the newest. Undefined if unknown. */
function installedBy(url: string): string | undefined {
  const { hostname, pathname } = new URL(url);
  const named = /(?:^|[/_-])v?((?:\d{2}|1)\.\d{1,2}(?:\.\d{1,2})?)(?=$|[/_-]|\.sh|\.tgz|~|\+)/.exec(pathname)?.[1];
  if (named !== undefined && versionParts(named)) return named;
  return /^(get|test)\.docker\.com$/.test(hostname) && pathname === '/' ? newest : undefined;
}

/** Placeholder for the newest version when the script runs, later than any engine with `cluster-store`. */
const newest = '23.0 or newer';
