/** The four conditions as far as they can be known before `up`: what stands is looked at, what is still to be made is named. Pure. */
import { verdict, type Condition, type Evidence } from '../model/condition.ts';
import { isRegistered, shared } from '../model/health.ts';
import { lastOf, now } from '../model/seen.ts';
import type { Comparison, Member } from './comparison.ts';

/** In the article's order. */
export function plannedConditions(comparison: Comparison): readonly Condition[] {
  const nodes = comparison.members.filter(({ role }) => role !== 'keyValueStore');
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
    { id: 'engines', ...judged(nodes.map(hasEngine), 'engineFails', 'engineAnswers') },
    hostnamesDiffer(comparison),
  ];
}

function judged(
  evidence: readonly Evidence[],
  failing: Evidence['kind'],
  passing: Evidence['kind'],
): Pick<Condition, 'verdict' | 'evidence'> {
  return { verdict: verdict(evidence, failing, passing), evidence };
}

function storeWorks({ store, storeUrl, cluster, members, facts }: Comparison): Condition {
  const url = storeUrl ?? cluster?.store?.url ?? '';
  const own = store.at.kind === 'machine' ? members.find(({ role }) => role === 'keyValueStore') : undefined;
  const evidence = ((): Evidence => {
    if (own && own.standing.kind !== 'standing') return { kind: 'toBeMade', machine: own.name };
    const state = own ? cluster?.store?.state : undefined;
    const answer = facts.store;
    if (answer?.ok) return { kind: 'storeAnswers', url, version: answer.value.version, leader: answer.value.leader };
    if (answer) return { kind: 'storeFails', url, failure: answer.error };
    if (state?.state === 'seen')
      return { kind: 'storeAnswers', url, version: state.value.version, leader: state.value.leader };
    return state?.state === 'failed' ? { kind: 'storeFails', url, failure: state.failure } : { kind: 'notAsked' };
  })();
  return { id: 'store', ...judged([evidence], 'storeFails', 'storeAnswers') };
}

function reaches({ name, standing }: Member, { cluster }: Comparison): Evidence {
  if (standing.kind !== 'standing') return { kind: 'toBeMade', machine: name };
  const state = cluster?.store && now(cluster.store.state);
  const advertised = lastOf(standing.seen.engine)?.value.engine.clusterAdvertise;
  if (state && isRegistered(standing.machine, state.engines, advertised))
    return { kind: 'reached', machine: name, how: 'registered' };
  const measured = cluster?.store?.reach.get(name);
  if (!measured) return { kind: 'reachUnknown', machine: name };
  return measured.reached
    ? { kind: 'reached', machine: name, how: 'measured' }
    : { kind: 'notReached', machine: name, failure: measured.failure };
}

function hasEngine({ name, standing }: Member): Evidence {
  if (standing.kind !== 'standing') return { kind: 'toBeMade', machine: name };
  const { engine } = standing.seen;
  if (engine.state === 'seen') return { kind: 'engineAnswers', machine: name, version: engine.value.engine.version };
  return engine.state === 'failed'
    ? { kind: 'engineFails', machine: name, failure: engine.failure }
    : { kind: 'engineUnknown', machine: name };
}

/** docker-machine gives a host its machine's name; one that stands may have been renamed since. */
function hostnamesDiffer({ members }: Comparison): Condition {
  const engines = members.flatMap(({ name, standing }) => {
    const view = 'seen' in standing ? lastOf(standing.seen.engine)?.value.engine : undefined;
    return [{ name, hostname: view?.hostname ?? name, id: view?.id }];
  });
  const evidence: Evidence[] = [
    ...[...shared(engines.map(({ name, hostname }) => [hostname, name]))].map(([hostname, machines]): Evidence => ({
      kind: 'sameHostname',
      hostname,
      machines,
    })),
    ...[...shared(engines.flatMap(({ name, id }) => (id === undefined ? [] : [[id, name] as const])))].map(
      ([id, machines]): Evidence => ({ kind: 'sameEngineId', id, machines }),
    ),
  ];
  return evidence.length > 0
    ? { id: 'hostnames', verdict: 'fail', evidence }
    : { id: 'hostnames', verdict: 'pass', evidence: [{ kind: 'allDiffer', count: engines.length }] };
}
