/** The conditions known before `up`: existing machines are checked, missing ones are listed. Pure. */
import { hostnamesDiffer, reachEvidence, storeCondition, verdict } from '../checks/conditions.ts';
import type { Condition, Evidence } from '../model/condition.ts';
import { identityOf, type HostIdentity } from '../checks/hostIdentity.ts';
import { now } from '../model/seen.ts';
import { storeVerdict } from '../model/storeVerdict.ts';
import { majority } from '../model/swarmMode.ts';
import { type Comparison, type Member, type StoreComparison, type SwarmComparison } from './comparison.ts';
import { storeFailures } from './refusals.ts';
import { isSameStore } from './standing.ts';

/** In the article's order. Without a key-value store `reach` does not apply: each join checks that managers are reachable. */
export function plannedConditions(comparison: Comparison): readonly Condition[] {
  const nodes = comparison.members.filter(({ role }) => role !== 'keyValueStore');
  const engines: Condition = { id: 'engines', ...judged(nodes.map(hasEngine), 'engineFails', 'engineAnswers') };
  if (comparison.swarm)
    return [quorumHolds(comparison), engines, hostnamesDiffer(comparison.members.map(plannedHost), true)];
  return [
    storeWorks(comparison),
    {
      id: 'reach',
      ...judged(
        nodes.map((member) => reaches(member, comparison)),
        'notReached',
        'reached',
      ),
    },
    engines,
    hostnamesDiffer(comparison.members.map(plannedHost), true),
  ];
}

function judged(
  evidence: readonly Evidence[],
  failing: Evidence['kind'],
  passing: Evidence['kind'],
): Pick<Condition, 'verdict' | 'evidence'> {
  return { verdict: verdict(evidence, failing, passing), evidence };
}

/** By the managers' list or, without one, by the reports of the engines of the file's managers. */
function quorumHolds({ members, swarm }: SwarmComparison): Condition {
  const condition = (evidence: readonly Evidence[]): Condition => ({
    id: 'quorum',
    ...judged(evidence, 'quorumLost', 'quorumHolds'),
  });
  if (swarm.isToMake) {
    const managers = members.filter(({ role }) => role === 'manager');
    return condition(managers.map(({ name }) => ({ kind: 'toBeMade', machine: name })));
  }
  const listed = swarm.nodes?.filter(({ role }) => role === 'manager');
  if (listed) {
    const reachable = listed.filter(({ manager }) => manager?.reachability === 'reachable').length;
    const leader = listed.find(({ manager }) => manager?.isLeader)?.hostname;
    return condition([{ kind: 'quorumHolds', reachable, of: listed.length, leader }]);
  }
  const managers = members.flatMap(({ name, standing }) => {
    const place = swarm.places.get(name);
    const view = standing.kind === 'standing' ? now(standing.seen.engine) : undefined;
    return place?.kind === 'inside' && place.isManager && view ? [view.engine.swarm] : [];
  });
  // Each of them knows all others, including silent ones.
  const known = {
    reachable: managers.length,
    of: Math.max(managers.length, ...managers.map((each) => each.managers.length)),
  };
  if (swarm.failure?.kind === 'swarmWithoutLeader') return condition([{ kind: 'quorumLost', ...known }]);
  return managers.length > 0 && known.reachable >= majority(known.of)
    ? condition([{ kind: 'quorumHolds', ...known, leader: undefined }])
    : condition([{ kind: 'notAsked' }]);
}

function storeWorks(comparison: StoreComparison): Condition {
  const { store, storeUrl, cluster, members, facts } = comparison;
  const url = storeUrl ?? cluster?.store?.url ?? '';
  const own = store.at.kind === 'machine' ? members.find(({ role }) => role === 'keyValueStore') : undefined;
  const by = (evidence: Evidence): Condition => ({
    id: 'store',
    ...judged([evidence], 'storeFails', 'storeAnswers'),
  });
  if (own && own.standing.kind !== 'standing') return by({ kind: 'toBeMade', machine: own.name });
  const answer = facts.store;
  if (answer?.ok) return by({ kind: 'storeAnswers', url, version: answer.value.version, leader: answer.value.leader });
  // The hosts use it already, but this computer cannot reach it.
  const isInUse = cluster?.store !== undefined && isSameStore(cluster.store.url, url);
  if (isInUse && storeVerdict(cluster) === 'notFromHere') return storeCondition(cluster);
  // The plan tries it from the hosts.
  if (answer && storeFailures(comparison).length === 0) return by({ kind: 'notAsked' });
  if (answer) return by({ kind: 'storeFails', url, failure: answer.error });
  return own && cluster ? storeCondition(cluster) : by({ kind: 'notAsked' });
}

function reaches({ name, standing }: Member, { cluster }: StoreComparison): Evidence {
  if (standing.kind !== 'standing') return { kind: 'toBeMade', machine: name };
  return cluster ? reachEvidence(cluster, standing.seen) : { kind: 'reachUnknown', machine: name };
}

function hasEngine({ name, standing }: Member): Evidence {
  if (standing.kind !== 'standing') return { kind: 'toBeMade', machine: name };
  const { engine } = standing.seen;
  if (engine.state === 'seen') return { kind: 'engineAnswers', machine: name, version: engine.value.engine.version };
  return engine.state === 'failed'
    ? { kind: 'engineFails', machine: name, failure: engine.failure }
    : { kind: 'engineUnknown', machine: name };
}

/** docker-machine names hosts after machines; an existing one may have been renamed since. */
function plannedHost({ name, standing }: Member): HostIdentity {
  const known = 'seen' in standing ? identityOf(standing.seen) : undefined;
  return { machine: name, hostname: known?.hostname ?? name, engineId: known?.engineId };
}
