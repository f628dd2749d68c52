// The picture of a world in memory: its machines and clusters, as engines, managers and stores would tell of them.
import { recognise } from '../../../src/cluster/recognise.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { Cluster, ClusterSwarm } from '../../../src/model/cluster.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { engineFlag } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { SeenMachine, Snapshot } from '../../../src/model/snapshot.ts';
import { failed, noon, noSwarm, overlay, seen } from '../samples.ts';
import type { Swarms } from './modelSwarms.ts';
import { hostOf, isUp, storeStands, type Host, type ModelState } from './modelState.ts';

/** Everything as it would be seen now. */
export function pictureOf(world: ModelState): Snapshot {
  const machines = [...world.hosts.values()]
    .map((each) => seenMachine(world, each))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const records = [...world.hosts.values()].filter((each) => !each.recordFailure).map(({ machine }) => machine);
  const groups = recognise(records, (name) => {
    const found = hostOf(world, name);
    return isUp(found) ? engineOf(found, world.swarms) : undefined;
  });
  return {
    at: noon,
    storePath: '/store',
    realStorePath: '/store',
    storeFailure: undefined,
    lostAt: undefined,
    hasAuthority: world.authority,
    machines,
    clusters: groups.map((group): Cluster => {
      const url = group.store?.url;
      const members = group.members.flatMap(({ machine }) => [hostOf(world, machine)]);
      return {
        name: group.name,
        orchestration: group.orchestration,
        members: group.members,
        swarm: group.orchestration === 'swarm-mode' && world.asksManagers ? swarmOf(world, members) : undefined,
        store: group.store && {
          url: group.store.url,
          parsed: group.store.parsed,
          machine: group.store.machine,
          state:
            url !== undefined && storeStands(world, url)
              ? seen({
                  version: '1',
                  leader: 'me',
                  engines: members
                    .filter((each) => isUp(each) && engineFlag(each.machine, 'cluster-store') === url)
                    .map(({ machine }) => `${machine.address ?? ''}:2376`),
                  swarmNodes: [],
                  overlays: new Map(),
                })
              : failed({ kind: 'storeRefused', url: url ?? '' }),
          reach: new Map(),
        },
        managers: members
          .filter(({ machine }) => machine.swarm?.isMaster)
          .map((manager) => ({
            machine: manager.machine.name,
            address: `${manager.machine.address ?? ''}:3376`,
            info: isUp(manager)
              ? seen(managerInfo(members))
              : failed({ kind: 'engineRefused', address: manager.machine.address ?? '' }),
          })),
        networks: seen(world.networks.map(network)),
        isBeingMade: false,
        isNew: false,
        staleEndpoints: [],
      };
    }),
  };
}

function swarmOf(world: ModelState, members: readonly Host[]): ClusterSwarm {
  const managers = members.filter((each) => isUp(each) && each.swarm && world.swarms.manages(each.swarm));
  const [first] = managers;
  const told = first?.swarm && world.swarms.membership(first.swarm);
  const base = { id: told?.clusterId, source: first?.machine.name, managers: told?.managers ?? [] };
  if (!first?.swarm) return { ...base, view: failed({ kind: 'notAManager', address: '' }) };
  return told?.error === ''
    ? { ...base, view: seen({ nodes: world.swarms.nodes(first.swarm), services: [], tasks: [] }) }
    : { ...base, view: failed({ kind: 'swarmWithoutLeader', address: '', said: told?.error ?? '' }) };
}

function seenMachine(world: ModelState, each: Host): SeenMachine {
  const { machine, containers, power, silent, recordFailure } = each;
  const failure: Failure | undefined =
    recordFailure ?? silent ?? (power === 'stopped' ? { kind: 'engineRefused', address: '' } : undefined);
  return {
    name: machine.name,
    directory: machine.directory,
    identity: each.identity,
    record: recordFailure ? { failure: recordFailure } : { machine },
    engine: failure
      ? failed(failure, each.hasAnswered ? { engine: engineOf(each, world.swarms), containers } : undefined)
      : seen({ engine: engineOf(each, world.swarms), containers }),
    power: silent && power === 'running' ? 'unknown' : power,
    refusedFlag: undefined,
    fullDisk: undefined,
    isSettling: false,
    hasJustFailed: false,
    making: undefined,
    isUnfinished: false,
  };
}

function managerInfo(members: readonly Host[]): ManagerInfo {
  const nodes = members
    .filter(
      (each) => isUp(each) && each.containers.some(({ name, state }) => name === 'swarm-agent' && state === 'running'),
    )
    .map(({ machine }) => ({
      name: machine.name,
      address: `${machine.address ?? ''}:2376`,
      status: 'Healthy',
    }));
  return { nodes } as unknown as ManagerInfo;
}

export function engineOf({ machine, engineId, version, swarm }: Host, swarms: Swarms): Engine {
  return {
    id: engineId ?? machine.name,
    hostname: machine.name,
    version,
    labels: machine.engineLabels,
    clusterStore: engineFlag(machine, 'cluster-store') ?? '',
    swarm: swarm ? swarms.membership(swarm) : noSwarm,
  } as unknown as Engine;
}

const network = (name: string): OverlayNetwork =>
  overlay(name, { id: name, subnets: [{ subnet: '10.10.0.0/24', gateway: '10.10.0.1' }], isAttachable: true });
