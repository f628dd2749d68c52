/** Facts on the docker info page about managers, engines, a swarm, and a machine in it. */
import type { Translate } from '../../base/text.ts';
import { bytesText } from '../../base/units.ts';
import type { ManagerInfo } from '../../model/classicSwarm.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Engine, SwarmSettings } from '../../model/engine.ts';
import { lastOf } from '../../model/seen.ts';
import { runningOn } from '../../model/serviceTasks.ts';
import { findMachine, seenMembers, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import type { SwarmView } from '../../model/swarmMode.ts';
import { isOutdated, lastView, nodeOf } from '../../model/swarmStanding.ts';
import type { Fact } from '../../protocol/dockerInfo.ts';
import { nodeRoleWords, swarmFacts as nodeFacts } from '../swarmWords.ts';

export function managerFacts(value: ManagerInfo, t: Translate): Fact[] {
  const { running, paused, stopped, total } = value.containers;
  return [
    { label: t('Containers'), value: t('{0} ({1} running, {2} paused, {3} stopped)', total, running, paused, stopped) },
    { label: t('Images'), value: String(value.images) },
    { label: t('Server version'), value: value.version },
    { label: t('Role'), value: value.role },
    { label: t('Strategy'), value: value.strategy },
    { label: t('Filters'), value: value.filters.join(', ') },
    { label: t('Nodes'), value: String(value.nodes.length) },
    { label: t('CPUs'), value: String(value.cpus) },
    { label: t('Total memory'), value: bytesText(value.memory) },
    { label: t('Kernel version'), value: value.kernel },
    { label: t('Operating system'), value: [value.operatingSystem, value.architecture].filter(Boolean).join(' ') },
    { label: t('Name'), value: value.name },
    ...value.otherFacts.map(([label, fact]) => ({ label, value: fact })),
  ];
}

export function engineFacts(engine: Engine, t: Translate): Fact[] {
  const { running, paused, stopped, total } = engine.containers;
  const facts: Fact[] = [
    { label: t('Containers'), value: t('{0} ({1} running, {2} paused, {3} stopped)', total, running, paused, stopped) },
    { label: t('Images'), value: String(engine.images) },
    { label: t('Server version'), value: engine.version },
    { label: t('API version'), value: engine.apiVersion },
    { label: t('Storage driver'), value: engine.storageDriver },
    { label: t('Cluster store'), value: engine.clusterStore },
    { label: t('Cluster advertise'), value: engine.clusterAdvertise },
    { label: t('Registry mirrors'), value: engine.registryMirrors.join(', ') },
    { label: t('CPUs'), value: String(engine.cpus) },
    { label: t('Total memory'), value: bytesText(engine.memory) },
    { label: t('Kernel version'), value: engine.kernel },
    { label: t('Operating system'), value: [engine.operatingSystem, engine.architecture].filter(Boolean).join(' ') },
    { label: t('Host name'), value: engine.hostname },
    { label: t('ID'), value: engine.id },
    {
      label: t('Labels'),
      value: Object.entries(engine.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    },
  ];
  return facts.filter(({ value }) => value !== '');
}

export function enginesFacts(cluster: Cluster, snapshot: Snapshot, t: Translate): Fact[] {
  const engines = cluster.members.flatMap(({ machine }) => {
    const seen = findMachine(snapshot, machine);
    const view = seen && lastOf(seen.engine)?.value;
    return view ? [view.engine] : [];
  });
  const sum = (of: (engine: Engine) => number): number => engines.reduce((total, engine) => total + of(engine), 0);
  return [
    { label: t('Engines'), value: String(engines.length) },
    { label: t('Containers'), value: String(sum(({ containers }) => containers.total)) },
    { label: t('Server version'), value: [...new Set(engines.map(({ version }) => version))].join(', ') },
    { label: t('CPUs'), value: String(sum(({ cpus }) => cpus)) },
    { label: t('Total memory'), value: bytesText(sum(({ memory }) => memory)) },
  ];
}

/** The machine whose engine the swarm's facts come from: the source of the swarm view, else a manager, else any machine. */
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

/** An engine's role in its swarm; empty if it is in none. */
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
