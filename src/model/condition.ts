/**
 * The four conditions under which overlay networks span hosts, each with a verdict and what it rests on. In swarm mode managers
 * with a quorum stand where the key-value store does otherwise.
 */
import { isWellNode } from './classicSwarm.ts';
import { speaker, type Cluster } from './cluster.ts';
import type { Failure } from './failure.ts';
import { shared } from '../base/shared.ts';
import { findNode } from './classicNodes.ts';
import { isRegistered } from './registration.ts';
import { machineOf, type SeenMachine, seenMembers, type Snapshot } from './snapshot.ts';
import type { Machine } from './machine.ts';
import { quorumOf } from './quorum.ts';
import { lastOf, now } from './seen.ts';
import type { NodeState } from './swarmMode.ts';
import { isNeverAsked, storeVerdict } from './storeVerdict.ts';
import { findSwarmNode } from './swarmNode.ts';

export type ConditionId = 'store' | 'quorum' | 'reach' | 'engines' | 'hostnames';
export type Verdict = 'pass' | 'fail' | 'unknown';

export interface Condition {
  readonly id: ConditionId;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

/** What a verdict rests on; words come from the shell. */
export type Evidence =
  | {
      readonly kind: 'storeAnswers';
      readonly url: string;
      readonly version: string | undefined;
      readonly leader: string | undefined;
    }
  | { readonly kind: 'storeFails'; readonly url: string; readonly failure: Failure }
  | { readonly kind: 'notAsked' }
  /** Its hosts reach it, or its manager's nodes prove it. */
  | { readonly kind: 'storeNotFromHere'; readonly url: string; readonly failure: Failure }
  /** Before `up`: the run makes it. */
  | { readonly kind: 'toBeMade'; readonly machine: string }
  | { readonly kind: 'reached'; readonly machine: string; readonly how: 'registered' | 'measured' | 'listed' }
  | { readonly kind: 'notReached'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'reachUnknown'; readonly machine: string }
  | {
      readonly kind: 'quorumHolds';
      readonly reachable: number;
      readonly of: number;
      readonly leader: string | undefined;
    }
  | { readonly kind: 'quorumLost'; readonly reachable: number; readonly of: number }
  /** A manager has just ceased to answer, and the others have not noticed yet. */
  | { readonly kind: 'quorumChecking' }
  /** Nobody tells; undefined: nobody has been asked yet. */
  | { readonly kind: 'quorumUnknown'; readonly failure: Failure | undefined }
  | { readonly kind: 'nodeReady'; readonly machine: string }
  /** `missing`: the managers have no such node. */
  | {
      readonly kind: 'nodeNotReady';
      readonly machine: string;
      readonly state: Exclude<NodeState, 'ready' | 'unknown'> | 'missing';
      readonly message: string;
    }
  /** No manager tells of it now. */
  | { readonly kind: 'nodeUnknown'; readonly machine: string }
  | { readonly kind: 'engineAnswers'; readonly machine: string; readonly version: string }
  | { readonly kind: 'engineFails'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'engineUnknown'; readonly machine: string }
  | { readonly kind: 'sameHostname'; readonly hostname: string; readonly machines: readonly string[] }
  | { readonly kind: 'sameEngineId'; readonly id: string; readonly machines: readonly string[] }
  | { readonly kind: 'allDiffer'; readonly count: number };

/** The conditions of a standing cluster, in the article's order. */
export function conditions(cluster: Cluster, snapshot: Snapshot): readonly Condition[] {
  const members = seenMembers(cluster, snapshot);
  const nodes = members.filter(({ member }) => member.role !== 'keyValueStore').map(({ seen }) => seen);
  const isSwarmMode = cluster.orchestration === 'swarm-mode';
  return [
    isSwarmMode ? managersHaveQuorum(cluster, nodes) : storeCondition(cluster),
    isSwarmMode ? everyHostReachesManagers(cluster, nodes) : everyHostReaches(cluster, nodes),
    engineEverywhere(nodes),
    hostnamesDiffer(members.map(({ seen }) => seen)),
  ];
}

/** Whether a cluster's key-value store works, as far as anyone can tell now. */
export function storeCondition(cluster: Cluster): Condition {
  const { store } = cluster;
  if (!store || store.state.state === 'waiting')
    return { id: 'store', verdict: 'unknown', evidence: [{ kind: 'notAsked' }] };
  if (store.state.state === 'failed') {
    const { failure } = store.state;
    const { url } = store;
    const verdict = storeVerdict(cluster);
    if (verdict === 'notFromHere') {
      const isProven = !isNeverAsked(failure) || hasReached(cluster);
      return {
        id: 'store',
        verdict: isProven ? 'pass' : 'unknown',
        evidence: [{ kind: 'storeNotFromHere', url, failure }],
      };
    }
    const failing: Evidence = { kind: 'storeFails', url, failure };
    return { id: 'store', verdict: verdict === 'electing' ? 'unknown' : 'fail', evidence: [failing] };
  }
  const { version, leader } = store.state.value;
  return { id: 'store', verdict: 'pass', evidence: [{ kind: 'storeAnswers', url: store.url, version, leader }] };
}

/** Some host of the cluster has, by its own try or by its manager's word. */
function hasReached(cluster: Cluster): boolean {
  const measured = [...(cluster.store?.reach.values() ?? [])];
  return measured.some(({ reached }) => reached) || (healthyNodes(cluster)?.length ?? 0) > 0;
}

/** What the manager that speaks calls healthy now: these have registered with swarm, which discovers through the store. */
function healthyNodes(cluster: Cluster) {
  const speaks = speaker(cluster);
  return speaks && now(speaks.info)?.nodes.filter(isWellNode);
}

function isHealthyNode(cluster: Cluster, seen: SeenMachine, machine: Machine): boolean {
  const speaks = speaker(cluster);
  const node = speaks?.info.state === 'seen' ? findNode(speaks, seen, machine) : undefined;
  return node !== undefined && isWellNode(node);
}

function managersHaveQuorum(cluster: Cluster, nodes: readonly SeenMachine[]): Condition {
  const quorum = quorumOf(cluster, nodes);
  switch (quorum?.state) {
    case 'holds': {
      const { reachable, of, leader } = quorum;
      return { id: 'quorum', verdict: 'pass', evidence: [{ kind: 'quorumHolds', reachable, of, leader }] };
    }
    case 'lost':
    case 'leaderless': {
      const { reachable, of } = quorum;
      return { id: 'quorum', verdict: 'fail', evidence: [{ kind: 'quorumLost', reachable, of }] };
    }
    case 'checking':
      return { id: 'quorum', verdict: 'unknown', evidence: [{ kind: 'quorumChecking' }] };
    case 'untold':
      return { id: 'quorum', verdict: 'unknown', evidence: [{ kind: 'quorumUnknown', failure: quorum.failure }] };
    case undefined:
      return { id: 'quorum', verdict: 'unknown', evidence: [{ kind: 'quorumUnknown', failure: undefined }] };
  }
}

function everyHostReachesManagers({ swarm }: Cluster, nodes: readonly SeenMachine[]): Condition {
  const told = swarm && now(swarm.view);
  const evidence = nodes.map((seen): Evidence => {
    const machine = seen.name;
    const state = now(seen.engine)?.engine.swarm.state;
    if (state === 'inactive') return { kind: 'nodeNotReady', machine, state: 'missing', message: '' };
    const node = told && findSwarmNode(told.nodes, seen, swarm.claims);
    if (told && !node) return { kind: 'nodeNotReady', machine, state: 'missing', message: '' };
    // A new leader knows nothing of a node until it has heard of it.
    if (!node || node.state === 'unknown') return { kind: 'nodeUnknown', machine };
    return node.state === 'ready'
      ? { kind: 'nodeReady', machine }
      : { kind: 'nodeNotReady', machine, state: node.state, message: node.message };
  });
  return { id: 'reach', verdict: verdict(evidence, 'nodeNotReady', 'nodeReady'), evidence };
}

function everyHostReaches(cluster: Cluster, nodes: readonly SeenMachine[]): Condition {
  const evidence = nodes.map((seen) => reachEvidence(cluster, seen));
  return { id: 'reach', verdict: verdict(evidence, 'notReached', 'reached'), evidence };
}

/** Whether a host reaches its cluster's key-value store. */
export function reachEvidence(cluster: Cluster, seen: SeenMachine): Evidence {
  const { store } = cluster;
  const state = store && now(store.state);
  const machine = machineOf(seen);
  // Registered is the better proof: it is the engine itself that reached the store, and has to do it again and again.
  const advertised = lastOf(seen.engine)?.value.engine.clusterAdvertise;
  if (state && machine && isRegistered(machine, state.engines, advertised))
    return { kind: 'reached', machine: seen.name, how: 'registered' };
  const measured = store?.reach.get(seen.name);
  const isHidden = storeVerdict(cluster) === 'notFromHere';
  if (!measured && isHidden && machine && isHealthyNode(cluster, seen, machine))
    return { kind: 'reached', machine: seen.name, how: 'listed' };
  if (!measured) return { kind: 'reachUnknown', machine: seen.name };
  return measured.reached
    ? { kind: 'reached', machine: seen.name, how: 'measured' }
    : { kind: 'notReached', machine: seen.name, failure: measured.failure };
}

function engineEverywhere(nodes: readonly SeenMachine[]): Condition {
  const evidence = nodes.map((seen): Evidence => {
    switch (seen.engine.state) {
      case 'seen':
        return { kind: 'engineAnswers', machine: seen.name, version: seen.engine.value.engine.version };
      case 'failed':
        return { kind: 'engineFails', machine: seen.name, failure: seen.engine.failure };
      case 'waiting':
        return 'failure' in seen.record
          ? { kind: 'engineFails', machine: seen.name, failure: seen.record.failure }
          : { kind: 'engineUnknown', machine: seen.name };
    }
  });
  return { id: 'engines', verdict: verdict(evidence, 'engineFails', 'engineAnswers'), evidence };
}

function hostnamesDiffer(members: readonly SeenMachine[]): Condition {
  const engines = members.flatMap((seen) => {
    const view = lastOf(seen.engine)?.value;
    return view ? [{ machine: seen.name, engine: view.engine }] : [];
  });
  const same: Evidence[] = [
    ...[...shared(engines.map(({ machine, engine }) => [engine.hostname, machine] as const))].map(
      ([hostname, machines]) => ({ kind: 'sameHostname' as const, hostname, machines }),
    ),
    ...[...shared(engines.map(({ machine, engine }) => [engine.id, machine] as const))].map(([id, machines]) => ({
      kind: 'sameEngineId' as const,
      id,
      machines,
    })),
  ];
  if (same.length > 0) return { id: 'hostnames', verdict: 'fail', evidence: same };
  if (engines.length < members.length || members.length === 0)
    return { id: 'hostnames', verdict: 'unknown', evidence: [{ kind: 'allDiffer', count: engines.length }] };
  return { id: 'hostnames', verdict: 'pass', evidence: [{ kind: 'allDiffer', count: engines.length }] };
}

/** Fails with one failing piece of evidence, passes when there is some and all of it passes. */
export function verdict(evidence: readonly Evidence[], failing: Evidence['kind'], passing: Evidence['kind']): Verdict {
  if (evidence.some(({ kind }) => kind === failing)) return 'fail';
  return evidence.length > 0 && evidence.every(({ kind }) => kind === passing) ? 'pass' : 'unknown';
}
