/** A service of a swarm as a row. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastOf } from '../../model/seen.ts';
import { serviceState, type ServiceState } from '../../model/serviceTasks.ts';
import type { SwarmService, SwarmView } from '../../model/swarmMode.ts';
import { isOutdated } from '../../model/swarmStanding.ts';
import { modeWords } from '../serviceModeWords.ts';
import { countText, countWords, reasonWords, updateWords } from '../swarmWords.ts';
import { clusterId } from './clusterRow.ts';
import { levelColor, type Row, type Tooltip } from './row.ts';
import { rowContext } from './rowContext.ts';

/** `key` distinguishes it from the others. */
export function serviceRow(service: SwarmService, key: string, view: SwarmView, cluster: Cluster, t: Translate): Row {
  const state = serviceState(service, view);
  const mode = service.mode === 'replicated' ? undefined : modeWords(service.mode, t);
  const update = updateWords(service.update, t);
  const isWell = state.level === 'healthy';
  return {
    id: `${clusterId(cluster.name)}/service/${key}`,
    label: service.name,
    description: [countText(state.count), mode, service.image, update].filter(Boolean).join(' · '),
    icon: {
      name: isWell && state.isConverging ? 'sync' : 'server-process',
      // Outdated information counts as unknown.
      color: levelColor(isOutdated(cluster) ? 'unknown' : state.level),
    },
    context: rowContext('service', service.mode, service.canRollBack && 'rollable'),
    spoken: [t('Service {0}', service.name), countWords(state.count, service.mode, t), mode, update, service.image]
      .filter(Boolean)
      .join(', '),
    tooltip: tooltipOf(service, state, cluster, t),
    target: { cluster: cluster.name, service: service.name },
    opening: view.tasks.some(({ serviceId }) => serviceId === service.id) ? 'closed' : 'leaf',
  };
}

function tooltipOf(service: SwarmService, state: ServiceState, cluster: Cluster, t: Translate): Tooltip {
  const count = countWords(state.count, service.mode, t);
  const why = reasonWords(state, t);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('Mode'), modeWords(service.mode, t)],
    [t('Tasks'), count],
    [t('Image'), service.image],
    [t('Ports'), service.ports.join(', ')],
    [t('Networks'), networkNames(service, cluster).join(', ')],
    [
      t('Update'),
      service.update && [updateWords(service.update, t), service.update.message].filter(Boolean).join(': '),
    ],
    [t('Stack'), service.stack],
    [t('ID'), service.id],
  ];
  return {
    title: service.name,
    facts: facts.flatMap(([label, value]) => (value ? [[label, value] as const] : [])),
    problems: why === '' ? [] : [{ what: count, why, remedy: '' }],
  };
}

/** By their names in the cluster's list of networks. */
function networkNames({ networks }: SwarmService, cluster: Cluster): readonly string[] {
  const known = lastOf(cluster.networks)?.value ?? [];
  return networks.map((network) => known.find(({ id }) => id === network)?.name ?? network.slice(0, 12));
}
