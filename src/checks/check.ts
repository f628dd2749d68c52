/** What a check is: one question about a machine or a cluster, answered from the snapshot alone. */
import type { Cluster, ClusterKeyValueStore, ClusterSwarm, Member, Orchestration } from '../model/cluster.ts';
import type { EngineView, SeenMachine, SeenMember } from '../model/snapshot.ts';
import type { Machine } from '../model/machine.ts';
import type { NodeClaims, SwarmView } from '../model/swarmMode.ts';
import type { Common, Found } from './finding.ts';

/** What each scope has in any case, and what else a check may need: it is not evaluated until that is known. */
export interface Scopes {
  readonly machine: {
    readonly context: { readonly seen: SeenMachine; readonly cluster?: Cluster | undefined };
    readonly facts: {
      /** Its record can be read. */
      readonly machine: Machine;
      /** Its engine answers now. */
      readonly view: EngineView;
      readonly cluster: Cluster;
      readonly member: Member;
      /** A manager of its swarm answers now. */
      readonly managersView: ManagersView;
    };
  };
  /** The machines of a cluster, or one that is in none. */
  readonly machines: {
    readonly context: { readonly machines: readonly SeenMachine[] };
    readonly facts: object;
  };
  readonly cluster: {
    /** `machines` are the members that are in the snapshot. */
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
  /** Of a cluster of one of these its machines are evaluated, except the key-value store's. */
  readonly appliesTo: 'all' | readonly Orchestration[];
  readonly needs: readonly N[];
  /** Findings of these about the same subject explain what this check finds. */
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

/** What a check finds, with its name. */
export type FindingOf<C> = C extends { readonly id: infer Id; evaluate(context: never): readonly (infer F)[] }
  ? F & { readonly check: Id }
  : never;
