/** Facts of the docker info page, as managers and engines tell them. */
import type { Translate } from '../../base/text.ts';
import { bytesText } from '../../base/units.ts';
import type { ManagerInfo } from '../../model/classicSwarm.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Engine } from '../../model/engine.ts';
import { lastOf } from '../../model/seen.ts';
import { findMachine, type Snapshot } from '../../model/snapshot.ts';
import type { Fact } from '../../protocol/dockerInfo.ts';

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
