// The article's cluster and a swarm, well but for what a test changes; and how well they are then.
import type { Cluster } from '../../../src/model/cluster.ts';
import type { SwarmMembership } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { clusterHealth, machineHealth, type ClusterHealth, type MachineHealth } from '../../../src/checks/health.ts';
import type { Seen } from '../../../src/model/seen.ts';
import type { SeenMachine } from '../../../src/model/snapshot.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { healthInShort } from '../inShort.ts';
import { managerInfo, seen, snapshot, wellCluster, type classicNode } from '../samples.ts';
import { swarmEngine, wellSwarm } from '../swarms.ts';

export const silent: Failure = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true };
export const refused: Failure = { kind: 'engineRefused', address: '192.168.99.103:2376' };
export const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '10.0.0.1:2376', said: 'too few managers' };
export const notAManager: Failure = { kind: 'notAManager', address: '10.0.0.4:2376' };
/** Nobody has answered yet. */
export const waiting = { state: 'waiting', last: undefined } as const;

type InShort<H extends MachineHealth | ClusterHealth> = ReturnType<typeof healthInShort<H>>;

interface Changed {
  readonly machines: SeenMachine[];
  cluster: Cluster;
  /** Changes one machine. */
  readonly set: (name: string, wanted: Partial<SeenMachine>) => void;
  /** Findings of both are in short. */
  readonly of: (name: string) => InShort<MachineHealth>;
  readonly all: () => InShort<ClusterHealth>;
}

interface ChangedArticle extends Changed {
  /** Changes what the manager says of one node; undefined: it does not list it. */
  readonly says: (name: string, wanted: Parameters<typeof classicNode>[2] | undefined) => void;
  readonly store: (wanted: Partial<NonNullable<Cluster['store']>>) => void;
}

export interface ChangedSwarm extends Changed {
  /** Changes what an engine says of its part in the swarm. */
  readonly says: (name: string, wanted: Partial<SwarmMembership>) => void;
  readonly told: (view: Seen<SwarmView>) => void;
}

export function changedArticle(): ChangedArticle {
  const self = changed(wellCluster());
  return Object.assign(self, {
    says: (name: string, wanted: Parameters<typeof classicNode>[2] | undefined): void => {
      const [manager] = self.cluster.managers;
      if (manager?.info.state !== 'seen') throw new Error('the manager does not speak');
      const nodes = manager.info.value.nodes.flatMap((node) =>
        node.name !== name ? [node] : wanted ? [{ ...node, ...wanted }] : [],
      );
      self.cluster = { ...self.cluster, managers: [{ ...manager, info: seen(managerInfo(nodes)) }] };
    },
    store: (wanted: Partial<NonNullable<Cluster['store']>>): void => {
      self.cluster = { ...self.cluster, store: { ...self.cluster.store!, ...wanted } };
    },
  });
}

export function changedSwarm(): ChangedSwarm {
  const self = changed(wellSwarm());
  return Object.assign(self, {
    says: (name: string, wanted: Partial<SwarmMembership>): void => {
      self.set(name, { engine: seen({ engine: swarmEngine(name, wanted), containers: [] }) });
    },
    told: (view: Seen<SwarmView>): void => {
      self.cluster = { ...self.cluster, swarm: { ...self.cluster.swarm!, view } };
    },
  });
}

function changed({ machines, cluster }: Pick<Changed, 'machines' | 'cluster'>): Changed {
  const self = {
    machines,
    cluster,
    set: (name: string, wanted: Partial<SeenMachine>): void => {
      const index = machines.findIndex((each) => each.name === name);
      machines[index] = { ...machines[index]!, ...wanted };
    },
    of: (name: string) =>
      healthInShort(
        machineHealth(
          machines.find((each) => each.name === name)!,
          self.cluster,
        ),
      ),
    all: () => healthInShort(clusterHealth(self.cluster, snapshot(machines, [self.cluster]))),
  };
  return self;
}

export const kinds = ({ findings }: { readonly findings: readonly { readonly kind: string }[] }): string[] =>
  findings.map(({ kind }) => kind);
