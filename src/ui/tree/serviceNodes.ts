/** The services of a swarm: grouped by stack, each with its tasks. */
import { timeOfDay } from '../../base/clock.ts';
import { paragraph, type Translate } from '../../base/text.ts';
import { isToCome, type Cluster, type ClusterSwarm } from '../../model/cluster.ts';
import { placesOf, serviceState } from '../../model/serviceTasks.ts';
import type { SwarmService, SwarmView } from '../../model/swarmMode.ts';
import { isOutdated, lastView } from '../../model/swarmStanding.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { byName, naturally } from '../../base/naturally.ts';
import { untoldWords } from '../swarmWords.ts';
import { clusterId } from './clusterRow.ts';
import { groupRow, messageRow } from './groupRow.ts';
import { leaf, levelColor, withKeys, type Node, type Row } from './row.ts';
import { serviceRow } from './serviceRow.ts';
import { taskRow } from './taskRow.ts';

export function servicesNode(cluster: Cluster, swarm: ClusterSwarm, t: Translate): Node {
  const id = clusterId(cluster.name);
  const target = { cluster: cluster.name };
  const view = lastView(cluster);
  const messages = viewMessages(cluster, swarm, t);
  const services = view?.services ?? [];
  return {
    row: groupRow(`${id}/services`, t('Services'), services.length + messages.length, 'services', target),
    children: () => [...messages, ...(view ? topNodes(view, cluster, t) : [])],
  };
}

/** Why nodes and services are outdated or missing. */
function viewMessages(cluster: Cluster, { view }: ClusterSwarm, t: Translate): readonly Node[] {
  if (view.state !== 'failed' || isToCome(cluster, view)) return [];
  const explained = explainFailure(view.failure, t);
  const what = view.last ? t('Nodes and services are shown as of {0}.', timeOfDay(view.last.at)) : explained.what;
  const why = view.last ? paragraph([explained.what, explained.why]) : explained.why;
  const id = `${clusterId(cluster.name)}/message/services`;
  return [
    leaf(messageRow(id, { ...explained, short: untoldWords(view.failure, t), what, why }, { cluster: cluster.name })),
  ];
}

function topNodes(view: SwarmView, cluster: Cluster, t: Translate): readonly Node[] {
  const stacks = new Map<string, SwarmService[]>();
  for (const service of view.services) {
    if (service.stack === undefined) continue;
    const stack = stacks.get(service.stack);
    if (stack) stack.push(service);
    else stacks.set(service.stack, [service]);
  }
  const keys = new Map(
    withKeys(
      view.services,
      ({ name }) => name,
      ({ id }) => id,
    ),
  );
  const nodes = (services: readonly SwarmService[]): readonly Node[] =>
    services
      .toSorted(byName)
      .map((service) => serviceNode(service, keys.get(service) ?? service.name, view, cluster, t));
  return [
    ...[...stacks]
      .sort(([a], [b]) => naturally(a, b))
      .map(([stack, services]) => ({
        row: stackRow(stack, services, view, cluster, t),
        children: () => nodes(services),
      })),
    ...nodes(view.services.filter(({ stack }) => stack === undefined)),
  ];
}

function stackRow(
  stack: string,
  services: readonly SwarmService[],
  view: SwarmView,
  cluster: Cluster,
  t: Translate,
): Row {
  const levels = services.map((service) => serviceState(service, view).level);
  const worst = (['down', 'degraded', 'unknown', 'healthy'] as const).find((level) => levels.includes(level));
  const count = services.length === 1 ? t('1 service') : t('{0} services', services.length);
  return {
    ...groupRow(`${clusterId(cluster.name)}/stack/${stack}`, stack, services.length, 'stack', {
      cluster: cluster.name,
      stack,
    }),
    description: [t('stack'), count].join(' · '),
    icon: { name: 'layers', color: levelColor(isOutdated(cluster) || !worst ? 'unknown' : worst) },
    spoken: t('Stack {0}, {1}', stack, count),
  };
}

function serviceNode(service: SwarmService, key: string, view: SwarmView, cluster: Cluster, t: Translate): Node {
  const row = serviceRow(service, key, view, cluster, t);
  return {
    row,
    children: () =>
      withKeys(
        placesOf(service, view),
        ({ task }) => task.id,
        ({ task }) => task.id,
      ).map(([place, own]) => leaf(taskRow(place, own, service, view, row, isOutdated(cluster), t))),
  };
}
