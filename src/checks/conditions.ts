/**
 * The four conditions for overlay networks across hosts, each with a verdict and its evidence. In swarm mode, managers with a quorum
 * replace the key-value store.
 */
import { alike, identityOf, type HostIdentity } from './hostIdentity.ts';
import { isWellNode } from '../model/classicSwarm.ts';
import { speaker, type Cluster } from '../model/cluster.ts';
import type { Condition, Evidence, Verdict } from '../model/condition.ts';
import { findNode } from '../model/classicNodes.ts';
import { isRegistered } from '../model/registration.ts';
import { machineOf, type SeenMachine, seenMembers, type Snapshot } from '../model/snapshot.ts';
import type { Machine } from '../model/machine.ts';
import { quorumOf } from '../model/quorum.ts';
import { lastOf, now } from '../model/seen.ts';
import { storeProof, storeVerdict } from '../model/storeVerdict.ts';
import { findSwarmNode } from '../model/swarmNode.ts';

/** The conditions of an existing cluster, in the article's order. */
export function conditions(cluster: Cluster, snapshot: Snapshot): readonly Condition[] {
  const members = seenMembers(cluster, snapshot);
  const nodes = members.filter(({ member }) => member.role !== 'keyValueStore').map(({ seen }) => seen);
  const isSwarmMode = cluster.orchestration === 'swarm-mode';
  const known = members.map(({ seen }) => identityOf(seen)).filter(({ hostname }) => hostname !== undefined);
  return [
    isSwarmMode ? managersHaveQuorum(cluster, nodes) : storeCondition(cluster),
    isSwarmMode ? everyHostReachesManagers(cluster, nodes) : everyHostReaches(cluster, nodes),
    engineEverywhere(nodes),
    hostnamesDiffer(known, known.length === members.length),
  ];
}

/** Whether a cluster's key-value store works, as far as it can be determined now. */
export function storeCondition(cluster: Cluster): Condition {
  const { store } = cluster;
  if (!store || store.state.state === 'waiting')
    return { id: 'store', verdict: 'unknown', evidence: [{ kind: 'notAsked' }] };
  if (store.state.state === 'failed') {
    const { failure } = store.state;
    const { url } = store;
    const verdict = storeVerdict(cluster);
    if (verdict === 'notFromHere') {
      const proof = storeProof(cluster);
      return {
        id: 'store',
        verdict: proof ? 'pass' : 'unknown',
        evidence: [{ kind: 'storeNotFromHere', url, failure, proof }],
      };
    }
    const failing: Evidence = { kind: 'storeFails', url, failure };
    return { id: 'store', verdict: verdict === 'electing' ? 'unknown' : 'fail', evidence: [failing] };
  }
  const { version, leader } = store.state.value;
  return { id: 'store', verdict: 'pass', evidence: [{ kind: 'storeAnswers', url: store.url, version, leader }] };
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
    // A new leader reports a node as unknown until its first heartbeat.
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
  // Registration is the stronger evidence: the engine itself reached the store, and must do so repeatedly.
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

/** Whether hosts can be distinguished. `isWhole`: all of them are known. */
export function hostnamesDiffer(hosts: readonly HostIdentity[], isWhole: boolean): Condition {
  const same: readonly Evidence[] = [
    ...alike(hosts, 'hostname').map(([hostname, machines]) => ({ kind: 'sameHostname', hostname, machines }) as const),
    ...alike(hosts, 'engineId').map(([id, machines]) => ({ kind: 'sameEngineId', id, machines }) as const),
  ];
  if (same.length > 0) return { id: 'hostnames', verdict: 'fail', evidence: same };
  const verdict = isWhole && hosts.length > 0 ? 'pass' : 'unknown';
  return { id: 'hostnames', verdict, evidence: [{ kind: 'allDiffer', count: hosts.length }] };
}

/** Fails if any evidence fails; passes if there is evidence and all of it passes. */
export function verdict(evidence: readonly Evidence[], failing: Evidence['kind'], passing: Evidence['kind']): Verdict {
  if (evidence.some(({ kind }) => kind === failing)) return 'fail';
  return evidence.length > 0 && evidence.every(({ kind }) => kind === passing) ? 'pass' : 'unknown';
}
