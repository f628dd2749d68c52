/** Facts of the docker info page about a swarm, and about a machine's part in it. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Engine, SwarmSettings } from '../../model/engine.ts';
import { type SeenMachine, seenMembers, type Snapshot } from '../../model/snapshot.ts';
import { lastOf } from '../../model/seen.ts';
import { runningOn } from '../../model/serviceTasks.ts';
import type { SwarmView } from '../../model/swarmMode.ts';
import { isOutdated, lastView, nodeOf } from '../../model/swarmStanding.ts';
import type { Fact } from '../../protocol/dockerInfo.ts';
import { swarmFacts as nodeFacts } from '../swarmFacts.ts';
import { nodeRoleWords } from '../swarmWords.ts';
import { enginesFacts } from './facts.ts';

/** The machine whose engine tells of the swarm: the one that its managers' word comes from, else a manager, else anyone. */
export function tellingMachine(cluster: Cluster, snapshot: Snapshot): SeenMachine | undefined {
  const known = seenMembers(cluster, snapshot).filter(({ seen }) => lastOf(seen.engine) !== undefined);
  const chosen =
    known.find(({ seen }) => seen.name === cluster.swarm?.source) ??
    known.find(({ member }) => member.role === 'manager') ??
    known[0];
  return chosen?.seen;
}

export function swarmFacts(cluster: Cluster, snapshot: Snapshot, t: Translate, language: string): Fact[] {
  const telling = tellingMachine(cluster, snapshot);
  const swarm = telling && lastOf(telling.engine)?.value.engine.swarm;
  const view = lastView(cluster);
  return withoutEmpty([
    [t('Swarm ID'), cluster.swarm?.id ?? ''],
    [t('Created'), swarm?.settings?.created?.toLocaleString(language) ?? ''],
    [t('Managers'), view ? managersText(view, t) : countOf(swarm?.counts?.managers)],
    [
      t('Nodes'),
      view && !isOutdated(cluster) ? nodesText(view, t) : countOf(view?.nodes.length ?? swarm?.counts?.nodes),
    ],
    [t('Services'), countOf(view?.services.length)],
    ...enginesFacts(cluster, snapshot, t).map(({ label, value }) => [label, value] as const),
    ...(swarm?.settings ? settingsFacts(swarm.settings, t) : []),
    [t('Manager addresses'), cluster.swarm?.managers.join(', ') ?? ''],
  ]);
}

/** What the engine of a machine is in its swarm; nothing where it is in none. */
export function membershipFacts(seen: SeenMachine, engine: Engine, cluster: Cluster | undefined, t: Translate): Fact[] {
  const { state, isManager, nodeId, managers, error } = engine.swarm;
  if (state === 'inactive') return [];
  const node = nodeOf(cluster, seen);
  const view = cluster && lastView(cluster);
  return withoutEmpty([
    [t('Swarm'), [stateWords(state, t), error].filter(Boolean).join(': ')],
    ...(node
      ? nodeFacts(node, t)
      : [[t('Role'), nodeRoleWords(isManager ? 'manager' : 'worker', t)] as const, [t('Node ID'), nodeId] as const]),
    [t('Running tasks'), node && view ? String(runningOn(node.id, view)) : ''],
    [t('Manager addresses'), managers.join(', ')],
  ]);
}

function stateWords(state: Engine['swarm']['state'], t: Translate): string {
  switch (state) {
    case 'inactive':
      return t('inactive');
    case 'pending':
      return t('pending');
    case 'active':
      return t('active');
    case 'error':
      return t('error');
    case 'locked':
      return t('locked');
  }
}

function managersText({ nodes }: SwarmView, t: Translate): string {
  const managers = nodes.filter(({ role }) => role === 'manager');
  const leader = managers.find(({ manager }) => manager?.isLeader);
  return leader ? t('{0} (leader {1})', managers.length, leader.hostname) : String(managers.length);
}

function nodesText({ nodes }: SwarmView, t: Translate): string {
  return t('{0} ({1} ready)', nodes.length, nodes.filter(({ state }) => state === 'ready').length);
}

function settingsFacts(settings: SwarmSettings, t: Translate): readonly (readonly [string, string])[] {
  const { defaultAddressPools: pools, subnetSize, dataPathPort, isAutolocked } = settings;
  return [
    [t('Default address pools'), pools.length > 0 ? pools.join(', ') : t('Docker’s default (10.0.0.0/8)')],
    [t('Subnet size'), `/${String(subnetSize)}`],
    [t('Data path port'), String(dataPathPort)],
    [t('Autolock'), isAutolocked ? t('on') : t('off')],
  ];
}

const countOf = (count: number | undefined): string => (count === undefined ? '' : String(count));

const withoutEmpty = (facts: readonly (readonly [string, string])[]): Fact[] =>
  facts.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]));
