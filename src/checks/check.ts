/** A check answers one question about a machine or a cluster from the snapshot alone. */
import type { Cluster, ClusterKeyValueStore, ClusterSwarm, Member, Orchestration } from '../model/cluster.ts';
import type { EngineView, SeenMachine, SeenMember } from '../model/snapshot.ts';
import type { Machine } from '../model/machine.ts';
import type { NodeClaims, SwarmView } from '../model/swarmMode.ts';
import type { Common, Found } from './finding.ts';

/** The context that each scope always has, and the facts that a check may need: it is not evaluated until these are known. */
export interface Scopes {
  readonly machine: {
    readonly context: { readonly seen: SeenMachine; readonly cluster?: Cluster | undefined };
    readonly facts: {
      /** The readable record. */
      readonly machine: Machine;
      /** The engine's current answer. */
      readonly view: EngineView;
      readonly cluster: Cluster;
      readonly member: Member;
      /** The current answer of one of its swarm's managers. */
      readonly managersView: ManagersView;
    };
  };
  /** The machines of a cluster, or a single machine outside of clusters. */
  readonly machines: {
    readonly context: { readonly machines: readonly SeenMachine[] };
    readonly facts: object;
  };
  readonly cluster: {
    /** `machines` are the members in the snapshot. */
    readonly context: {
      readonly cluster: Cluster;
      readonly members: readonly SeenMember[];
      readonly machines: readonly SeenMachine[];
    };
    readonly facts: { readonly store: ClusterKeyValueStore; readonly swarm: ClusterSwarm };
  };
}

/** A swarm's nodes, and the manager that lists them. */
export interface ManagersView {
  readonly nodes: SwarmView['nodes'];
  readonly manager: string;
  readonly claims: NodeClaims | undefined;
  readonly at: Date;
}

export interface Check<
  Id extends string,
  S extends keyof Scopes,
  N extends keyof Scopes[S]['facts'],
  F extends Pick<Common, 'kind' | 'subject'>,
> {
  readonly id: Id;
  readonly scope: S;
  /** Orchestrations whose machines are evaluated, except for the key-value store's machine. */
  readonly appliesTo: 'all' | readonly Orchestration[];
  readonly needs: readonly N[];
  /** Checks whose findings about the same subject explain this one's. */
  readonly follows?: readonly { readonly id: string }[];
  evaluate(context: Scopes[S]['context'] & Pick<Scopes[S]['facts'], N>): readonly Found<F>[];
}

export const defineCheck = <
  const Id extends string,
  S extends keyof Scopes,
  N extends keyof Scopes[S]['facts'],
  F extends Pick<Common, 'kind' | 'subject'>,
>(
  check: Check<Id, S, N, F>,
): Check<Id, S, N, F> => check;

/** A check's findings, with its name. */
export type FindingOf<C> = C extends { readonly id: infer Id; evaluate(context: never): readonly (infer F)[] }
  ? F & { readonly check: Id }
  : never;
