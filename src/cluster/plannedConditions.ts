/** The conditions as far as they can be known before `up`: what stands is looked at, what is still to be made is named. Pure. */
import { hostnamesDiffer, reachEvidence, storeCondition, verdict } from '../checks/conditions.ts';
import type { Condition, Evidence } from '../model/condition.ts';
import { identityOf, type HostIdentity } from '../checks/hostIdentity.ts';
import { now } from '../model/seen.ts';
import { storeVerdict } from '../model/storeVerdict.ts';
import { majority } from '../model/swarmMode.ts';
import { type Comparison, type Member, type StoreComparison, type SwarmComparison } from './comparison.ts';
import { storeFailures } from './refusals.ts';
import { isSameStore } from './standing.ts';

/** In the article's order. Without a store nothing has to reach one: that managers are reached, each join finds out. */
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

/** By the managers' own list; while none tells, by what the engines of the file's managers say. */
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
  // Each of them knows of all others, the silent ones too.
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
  // Its hosts use it already, and this computer does not reach it.
  const isInUse = cluster?.store !== undefined && isSameStore(cluster.store.url, url);
  if (isInUse && storeVerdict(cluster) === 'notFromHere') return storeCondition(cluster);
  // Hosts are asked by the plan.
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

/** docker-machine gives a host its machine's name; an existing one may have been renamed since. */
function plannedHost({ name, standing }: Member): HostIdentity {
  const known = 'seen' in standing ? identityOf(standing.seen) : undefined;
  return { machine: name, hostname: known?.hostname ?? name, engineId: known?.engineId };
}
