/** What the docker info page of a cluster or a machine shows: a pure function of the picture. */
import type { Translate } from '../../base/text.ts';
import type { ClassicNode, ManagerInfo } from '../../model/classicSwarm.ts';
import { speaker, type Cluster, type Member } from '../../model/cluster.ts';
import { conditions, type Condition } from '../../model/condition.ts';
import { engineInfoText, managerInfoText } from '../../model/dockerInfoText.ts';
import type { Engine } from '../../model/engine.ts';
import { clusterHealth, findNode, machineHealth, type MachineHealth, type Trouble } from '../../model/health.ts';
import { lastOf, type Last } from '../../model/seen.ts';
import {
  clusterOf,
  findCluster,
  findMachine,
  machineOf,
  type EngineView,
  type SeenMachine,
  type Snapshot,
} from '../../model/snapshot.ts';
import { conditionWords, explainEvidence } from '../explain/explainEvidence.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';
import { brief } from '../explain/explanation.ts';
import { bytesText } from '../../base/units.ts';
import type {
  ConditionRow,
  Fact,
  InfoPage,
  InfoTarget,
  NodeRow,
  Notice,
  PageLevel,
  PageWords,
  Share,
} from '../../protocol/dockerInfo.ts';

/** The page of `target`; undefined when it is not in the picture (any more). */
export function infoPage(
  target: InfoTarget,
  snapshot: Snapshot,

  t: Translate,
  language: string,
): InfoPage | undefined {
  if (target.kind === 'cluster') {
    const cluster = findCluster(snapshot, target.cluster);
    return cluster && clusterPage(cluster, snapshot, t, language);
  }
  const seen = findMachine(snapshot, target.machine);
  return seen && machinePage(seen, snapshot, t, language);
}

function clusterPage(cluster: Cluster, snapshot: Snapshot, t: Translate, language: string): InfoPage {
  const health = clusterHealth(cluster, snapshot);
  const speaks = speaker(cluster);
  const info = speaks && lastOf(speaks.info);
  const nodes = nodeRows(cluster, snapshot, t);
  const engines = cluster.managers.length === 0 ? enginesFacts(cluster, snapshot, t) : [];
  return {
    target: { kind: 'cluster', cluster: cluster.name },
    title: cluster.name,
    subtitle: clusterSubtitle(cluster, speaks && `${speaks.machine} (${speaks.address})`, t),
    level: health.level,
    headline: t('{0} of {1} nodes healthy', health.healthy, health.of),
    notices: noticesOf(health.troubles, t),
    seenAt: info?.at.getTime() ?? (cluster.managers.length === 0 ? snapshot.at.getTime() : undefined),
    isStale: speaks?.info.state === 'failed',
    facts: info ? managerFacts(info, t) : engines,
    nodes,
    conditions: conditions(cluster, snapshot).map((condition) =>
      conditionRow(condition, cluster.orchestration === 'swarm-mode', t),
    ),
    text: info ? managerInfoText(info.value) : '',
    words: words(t, language),
  };
}

function machinePage(
  seen: SeenMachine,
  snapshot: Snapshot,

  t: Translate,
  language: string,
): InfoPage {
  const cluster = clusterOf(snapshot, seen.name);
  const health = machineHealth(seen, cluster);
  const view = lastOf(seen.engine);
  const machine = machineOf(seen);
  const place = [machine?.driver, machine?.address].filter((part) => part !== undefined && part !== '');
  return {
    target: { kind: 'machine', machine: seen.name },
    title: seen.name,
    subtitle: [...place, ...(cluster ? [t('in cluster {0}', cluster.name)] : [])].join(' · '),
    level: health.level,
    headline: machineHeadline(health, t),
    notices: noticesOf(health.troubles, t),
    seenAt: view?.at.getTime(),
    isStale: seen.engine.state === 'failed',
    facts: view ? engineFacts(view.value.engine, t) : [],
    nodes: undefined,
    conditions: [],
    text: view ? engineInfoText(view.value.engine) : '',
    words: words(t, language),
  };
}

function machineHeadline({ level, troubles }: MachineHealth, t: Translate): string {
  const [first] = troubles;
  if (first) return explainTrouble(first, t).short;
  return level === 'healthy' ? t('The engine answers') : t('Waiting for the engine to answer');
}

function clusterSubtitle(cluster: Cluster, manager: string | undefined, t: Translate): string {
  const kind = { classic: t('Classic swarm'), 'swarm-mode': t('Swarm mode'), none: t('Engines that share a store') }[
    cluster.orchestration
  ];
  return [
    kind,
    ...(manager === undefined ? [] : [t('manager {0}', manager)]),
    ...(cluster.store ? [cluster.store.url] : []),
  ].join(' · ');
}

function managerFacts({ value }: Last<ManagerInfo>, t: Translate): Fact[] {
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

function engineFacts(engine: Engine, t: Translate): Fact[] {
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

function enginesFacts(cluster: Cluster, snapshot: Snapshot, t: Translate): Fact[] {
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

/** One row per node that the manager lists, and one per machine that should be listed and is not: a dead node stays in sight. */
function nodeRows(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly NodeRow[] {
  const speaks = speaker(cluster);
  const listed = (speaks && lastOf(speaks.info)?.value.nodes) ?? [];
  const claimed = new Set<ClassicNode>();
  const ours = cluster.members
    .filter(({ role }) => role !== 'keyValueStore')
    .flatMap((member): NodeRow[] => {
      const seen = findMachine(snapshot, member.machine);
      if (!seen) return [];
      const machine = machineOf(seen);
      const node = machine && findNode(listed, seen, machine);
      if (node) claimed.add(node);
      return [memberRow(member, seen, node, machineHealth(seen, cluster), t)];
    });
  const strangers = listed.filter((node) => !claimed.has(node)).map((node) => strangerRow(node, t));
  return [...ours, ...strangers];
}

function memberRow(
  member: Member,
  seen: SeenMachine,
  node: ClassicNode | undefined,
  health: MachineHealth,

  t: Translate,
): NodeRow {
  const view: EngineView | undefined = lastOf(seen.engine)?.value;
  const machine = machineOf(seen);
  const total = node?.containers?.total ?? view?.engine.containers.total;
  return {
    ...nodeCells(node),
    name: member.machine,
    machine: seen.name,
    address:
      node?.address ?? (machine?.address === undefined ? '' : `${machine.address}:${String(machine.enginePort)}`),
    level: health.level,
    status: statusText(health.level, t),
    reason: health.troubles.map((trouble) => explainTrouble(trouble, t).short).join('; '),
    containers: total,
    containersText: total === undefined ? '–' : String(total),
    labels: labels(node?.labels ?? view?.engine.labels ?? {}),
    version: node?.serverVersion ?? view?.engine.version ?? '',
  };
}

function strangerRow(node: ClassicNode, t: Translate): NodeRow {
  const level: PageLevel = node.status === 'Healthy' ? 'healthy' : node.status === 'Unknown' ? 'unknown' : 'down';
  return {
    ...nodeCells(node),
    name: node.name,
    machine: undefined,
    address: node.address,
    level,
    status: node.status,
    reason: node.error ?? t('not in the machine store'),
    containers: node.containers?.total,
    containersText: node.containers === undefined ? '–' : String(node.containers.total),
    labels: labels(node.labels),
    version: node.serverVersion ?? '',
  };
}

function nodeCells(node: ClassicNode | undefined): Pick<NodeRow, 'cpus' | 'memory' | 'updatedAt'> {
  const { reservedCpus: cpus, reservedMemory: memory } = node ?? {};
  const share = (used: number, of: number, text: string): Share => ({ used, of, text });
  return {
    cpus: cpus && share(cpus.used, cpus.of, `${String(cpus.used)} / ${String(cpus.of)}`),
    memory: memory && share(memory.used, memory.of, memory.text),
    updatedAt: node?.updatedAt?.getTime(),
  };
}

/** docker-machine and the engine put these on every node; they are behind, not before, what people chose themselves. */
function labels(all: Readonly<Record<string, string>>): Fact[] {
  const usual = ['kernelversion', 'operatingsystem', 'ostype', 'storagedriver', 'executiondriver'];
  const rank = (label: string): number => usual.indexOf(label) + 1;
  return Object.entries(all)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => rank(a.label) - rank(b.label));
}

function statusText(level: PageLevel, t: Translate): string {
  switch (level) {
    case 'healthy':
      return t('Healthy');
    case 'degraded':
      return t('Degraded');
    case 'down':
      return t('Unhealthy');
    case 'unknown':
      return t('Waiting');
  }
}

function conditionRow({ id, verdict, evidence }: Condition, isSwarmMode: boolean, t: Translate): ConditionRow {
  const verdictText = { pass: t('Pass'), fail: t('Fail'), unknown: t('Unknown') }[verdict];
  return {
    id,
    label: conditionWords(id, t, isSwarmMode),
    verdict,
    verdictText,
    evidence: evidence.map((each) => explainEvidence(each, t)),
  };
}

function noticesOf(troubles: readonly Trouble[], t: Translate): Notice[] {
  return troubles.map((trouble) => {
    const { what, why, remedy } = explainTrouble(trouble, t);
    return {
      severity:
        trouble.kind === 'networksMayHide' || trouble.kind === 'notRegistered' || trouble.kind === 'clockSkew'
          ? 'warning'
          : 'error',
      what: why === '' ? what : `${what} ${brief(why)}`,
      remedy,
    };
  });
}

function words(t: Translate, language: string): PageWords {
  return {
    nodes: t('Nodes'),
    name: t('Name'),
    address: t('Address'),
    status: t('Status'),
    containers: t('Containers'),
    cpus: t('Reserved CPUs'),
    memory: t('Reserved memory'),
    labels: t('Labels'),
    version: t('Server version'),
    updated: t('Updated'),
    conditions: t('Conditions of overlay networks'),
    facts: t('Facts'),
    text: t('As docker info prints it'),
    copy: t('Copy'),
    copied: t('Copied'),
    refresh: t('Refresh'),
    seen: t('Live: what changes shows by itself'),
    // {0} stays for the page, which keeps the age ticking.
    stale: t('No answer now; this is from {0}', '{0}'),
    waiting: t('Nobody has answered yet'),
    noNodes: t('The manager lists no nodes.'),
    language,
  };
}
