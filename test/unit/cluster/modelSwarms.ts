// Swarms of the world in memory: their lists of nodes, who may change them, and when they have a majority.
import type { SwarmMembership, SwarmTuning } from '../../../src/model/engine.ts';
import type { Machine } from '../../../src/model/machine.ts';
import type { SwarmPlace } from '../../../src/model/plan.ts';
import {
  majority,
  type Availability,
  type NodeChange,
  type NodeRole,
  type SwarmNode,
  type SwarmToInit,
} from '../../../src/model/swarmMode.ts';

/** An engine's place: which swarm, and as which of its nodes. */
export interface Membership {
  readonly swarm: string;
  readonly node: string;
}

interface Entry {
  readonly id: string;
  readonly hostname: string;
  readonly address: string;
  readonly engineLabels: Readonly<Record<string, string>>;
  role: NodeRole;
  availability: Availability;
}

export interface Swarms {
  readonly ids: () => readonly string[];
  init(machine: Machine, how: SwarmToInit): Membership;
  join(swarm: string, machine: Machine, as: SwarmPlace): Membership;
  /** Nobody is in it any more. */
  end(swarm: string): void;
  /** Whether the managers' list has it. */
  lists(place: Membership): boolean;
  manages(place: Membership): boolean;
  mustManage(place: Membership): void;
  mustBeWell(place: Membership, isManager: boolean): void;
  update(swarm: string, node: string, change: NodeChange): void;
  remove(swarm: string, node: string): void;
  nodes(place: Membership): readonly SwarmNode[];
  membership(place: Membership): SwarmMembership;
}

const withoutLeader = 'The swarm does not have a leader.';

export function newSwarms(lives: (place: Membership) => boolean): Swarms {
  const all = new Map<string, { readonly how: SwarmToInit; entries: Entry[] }>();
  let next = 0;
  const number = (): string => String((next += 1));

  function swarmOf(id: string): { readonly how: SwarmToInit; entries: Entry[] } {
    const found = all.get(id);
    if (!found) throw new Error(`there is no swarm ${id}`);
    return found;
  }

  function entryOf({ swarm, node }: Membership): Entry {
    const found = swarmOf(swarm).entries.find(({ id }) => id === node);
    if (!found) throw new Error(`there is no node ${node} in ${swarm}`);
    return found;
  }

  function add(swarm: string, machine: Machine, role: NodeRole, availability: Availability): Membership {
    const id = `node${number()}`;
    const { name: hostname, address = '', engineLabels } = machine;
    swarmOf(swarm).entries.push({ id, hostname, address, engineLabels, role, availability });
    return { swarm, node: id };
  }

  const managersOf = (swarm: string): readonly Entry[] =>
    swarmOf(swarm).entries.filter(({ role }) => role === 'manager');
  const hasMajority = (swarm: string): boolean =>
    managersOf(swarm).filter(({ id }) => lives({ swarm, node: id })).length >= majority(managersOf(swarm).length);
  const manages = ({ swarm, node }: Membership): boolean => managersOf(swarm).some(({ id }) => id === node);

  return {
    ids: () => [...all.keys()],
    init: (machine, how) => {
      const id = `swarm${number()}`;
      all.set(id, { how, entries: [] });
      return add(id, machine, 'manager', how.availability);
    },
    join: (swarm, machine, { role, availability }) => add(swarm, machine, role, availability),
    end: (swarm) => void all.delete(swarm),
    lists: ({ swarm, node }) => swarmOf(swarm).entries.some(({ id }) => id === node),
    manages,
    mustManage: (place) => {
      if (!manages(place)) throw new Error(`${place.node} is no manager`);
      if (!hasMajority(place.swarm)) throw new Error(withoutLeader);
    },
    mustBeWell: (place, isManager) => {
      const { role } = entryOf(place);
      if (!lives(place) || (isManager && role !== 'manager')) throw new Error(`${place.node} is not well`);
    },
    update: (swarm, node, { role, availability }) => {
      const entry = entryOf({ swarm, node });
      if (role) entry.role = role;
      if (availability) entry.availability = availability;
      if (!hasMajority(swarm)) throw new Error(`${node} took the majority along`);
    },
    remove: (swarm, node) => {
      if (entryOf({ swarm, node }).role === 'manager') throw new Error(`${node} must be demoted`);
      const found = swarmOf(swarm);
      found.entries = found.entries.filter(({ id }) => id !== node);
    },
    nodes: ({ swarm }) => {
      const [leader] = managersOf(swarm).filter(({ id }) => lives({ swarm, node: id }));
      return swarmOf(swarm).entries.map((entry): SwarmNode => {
        const isUp = lives({ swarm, node: entry.id });
        return {
          ...entry,
          state: isUp ? 'ready' : 'down',
          message: '',
          manager:
            entry.role === 'manager'
              ? {
                  isLeader: entry === leader,
                  reachability: isUp ? 'reachable' : 'unreachable',
                  address: `${entry.address}:2377`,
                }
              : undefined,
          engineVersion: '26.1.5',
          cpus: 1,
          memory: 1,
          labels: {},
          engineLabels: entry.engineLabels,
        };
      });
    },
    membership: (place) => {
      const { how, entries } = swarmOf(place.swarm);
      const isManager = manages(place);
      return {
        state: 'active',
        nodeId: place.node,
        nodeAddress: entries.find(({ id }) => id === place.node)?.address ?? '',
        isManager,
        clusterId: isManager ? place.swarm : undefined,
        managers: managersOf(place.swarm).map(({ address }) => `${address}:2377`),
        error: isManager && !hasMajority(place.swarm) ? withoutLeader : '',
        counts: undefined,
        settings: isManager
          ? {
              created: undefined,
              defaultAddressPools: how.defaultAddressPools,
              subnetSize: 24,
              dataPathPort: how.dataPathPort,
              isAutolocked: how.isAutolocked,
              tuning: usual,
            }
          : undefined,
      };
    },
  };
}

/** As Docker makes swarms. */
const usual: SwarmTuning = {
  taskHistory: 5,
  raft: { snapshotInterval: 10_000, oldSnapshots: 0, heartbeatTick: 1, electionTick: 10 },
  heartbeatPeriod: 5000,
  certificateExpiry: 90 * 24 * 3_600_000,
  forceRotate: 0,
  isRotatingRoot: false,
};
