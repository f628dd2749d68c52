/** A current view of one swarm, read before each query or change. */
import { err, ok } from '../base/result.ts';
import { ManagersInTurn } from '../cluster/managersInTurn.ts';
import type { EnginePool } from '../docker/doors.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { findCluster, machineOf, seenMembers, type Snapshot } from '../model/snapshot.ts';
import type { Machine } from '../model/machine.ts';
import type { NodeReference, NodeVerb } from '../model/steering.ts';
import { findSwarmNode } from '../model/swarmNode.ts';
import type { SwarmNode, SwarmService, SwarmView } from '../model/swarmMode.ts';
import type { ClusterStore } from './services.ts';
import { isGone } from '../cluster/nodeSteering.ts';

export interface Looking {
  readonly engines: Pick<EnginePool, 'engine'>;
  readonly clusters: Pick<ClusterStore, 'snapshot' | 'refresh'>;
}

/** The swarm of a cluster, as just read from one of its managers. */
export class SwarmLook {
  readonly cluster: Cluster;
  readonly managers: ManagersInTurn;
  readonly view: SwarmView;
  readonly #snapshot: Snapshot;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    cluster: Cluster,
    snapshot: Snapshot,
    managers: ManagersInTurn,
    view: SwarmView,
    signal: AbortSignal | undefined,
  ) {
    this.cluster = cluster;
    this.managers = managers;
    this.view = view;
    this.#snapshot = snapshot;
    this.#signal = signal;
  }

  static async take(name: string, { engines, clusters }: Looking, signal?: AbortSignal): Promise<Outcome<SwarmLook>> {
    // The cluster may be too new for the snapshot.
    if (!findCluster(clusters.snapshot, name)) await clusters.refresh();
    const { snapshot } = clusters;
    const cluster = findCluster(snapshot, name);
    if (!cluster) return err({ kind: 'clusterUnknown', cluster: name });
    if (cluster.orchestration !== 'swarm-mode') return err({ kind: 'notSwarmMode', cluster: name });
    const managers = new ManagersInTurn(engines, cluster, snapshot);
    const view = await managers.ask('read', (swarm) => swarm.view({ signal }));
    return view.ok ? ok(new SwarmLook(cluster, snapshot, managers, view.value, signal)) : view;
  }

  /** Reads the swarm again. */
  again(): Promise<Outcome<SwarmView>> {
    return this.managers.ask('read', (swarm) => swarm.view({ signal: this.#signal }));
  }

  node({ node: name, machine }: NodeReference, verb: NodeVerb): Outcome<SwarmNode> {
    const { nodes } = this.view;
    const unknown: Failure = { kind: 'nodeUnknown', cluster: this.cluster.name, node: name ?? machine ?? '' };
    const ofMachine = machine === undefined ? undefined : this.#nodeOf(machine);
    if (ofMachine) return ok(ofMachine);
    if (name === undefined) return err(unknown);
    const exact = nodes.find(({ id }) => id === name);
    if (exact) return ok(exact);
    const all = nodes.filter(({ hostname }) => hostname === name);
    // Stale entries of a recreated host are candidates for removal only.
    const living = verb === 'remove' ? all : all.filter((each) => !isGone(each));
    const candidates = living.length > 0 ? living : all;
    const [only, ...more] = candidates;
    if (more.length > 0) return err({ kind: 'nodeAmbiguous', node: name, ids: candidates.map(({ id }) => id) });
    const found = only ?? this.#nodeOf(name);
    return found ? ok(found) : err(unknown);
  }

  /** The machine in the store that corresponds to the node. */
  machineOf(node: SwarmNode): Machine | undefined {
    const seen = seenMembers(this.cluster, this.#snapshot).find(
      (each) => findSwarmNode(this.view.nodes, each.seen)?.id === node.id,
    );
    return seen && machineOf(seen.seen);
  }

  service(name: string): Outcome<SwarmService> {
    // By ID first: a service's name may equal another one's ID.
    const found =
      this.view.services.find(({ id }) => id === name) ?? this.view.services.find((each) => each.name === name);
    return found ? ok(found) : err({ kind: 'serviceUnknown', cluster: this.cluster.name, service: name });
  }

  #nodeOf(machine: string): SwarmNode | undefined {
    const member = seenMembers(this.cluster, this.#snapshot).find(({ seen }) => seen.name === machine);
    return member && findSwarmNode(this.view.nodes, member.seen);
  }
}
