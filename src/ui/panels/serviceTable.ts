/** The services of a swarm as a table of the docker info page. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { serviceState, type ServiceState } from '../../model/serviceTasks.ts';
import type { SwarmService, SwarmView } from '../../model/swarmMode.ts';
import { isOutdated } from '../../model/swarmStanding.ts';
import type { PageLevel, Table } from '../../protocol/dockerInfo.ts';
import { modeWords } from '../serviceModeWords.ts';
import { countText, reasonWords, updateWords } from '../swarmWords.ts';
import { column, tableOf, textCell, type ColumnOf } from './tableOf.ts';

interface Subject {
  readonly service: SwarmService;
  readonly state: ServiceState;
  readonly level: PageLevel;
}

export function serviceTable(view: SwarmView, cluster: Cluster, t: Translate): Table {
  return tableOf(
    { id: 'services', title: t('Services'), empty: t('The swarm has no services.') },
    columns(view.services, t),
    view.services.map((service) => {
      const state = serviceState(service, view);
      const level = isOutdated(cluster) ? 'unknown' : state.level;
      return { id: service.id, level, subject: { service, state, level } };
    }),
  );
}

function columns(services: readonly SwarmService[], t: Translate): readonly ColumnOf<Subject>[] {
  const stack: readonly ColumnOf<Subject>[] = services.some((service) => service.stack !== undefined)
    ? [column('stack', t('Stack'), ({ service }) => textCell(service.stack ?? ''))]
    : [];
  return [
    column('name', t('Name'), ({ service }) => textCell(service.name)),
    ...stack,
    column('mode', t('Mode'), ({ service }) => textCell(modeWords(service.mode, t))),
    column('status', t('Tasks'), ({ state, level }) => ({
      kind: 'status',
      level,
      text: countText(state.count),
      reason: reasonWords(state, t),
    })),
    column('image', t('Image'), ({ service }) => textCell(service.image)),
    column('ports', t('Ports'), ({ service }) => textCell(service.ports.join(', '))),
    column('update', t('Update'), ({ service: { update } }) =>
      textCell([updateWords(update, t), update?.message].filter(Boolean).join(': ')),
    ),
  ];
}
