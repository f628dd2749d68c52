/** A row for the task that counts in one slot of a service. */
import { dateAndTime } from '../../base/clock.ts';
import type { Translate } from '../../base/text.ts';
import type { Level } from '../../model/cluster.ts';
import { placeError, type Place } from '../../model/serviceTasks.ts';
import { taskName, type SwarmService, type SwarmView } from '../../model/swarmMode.ts';
import { hasFailed } from '../../model/swarmTask.ts';
import { taskStateWords } from '../swarmWords.ts';
import { levelColor, type Row } from './row.ts';
import { rowContext } from './rowContext.ts';

/** `key` distinguishes it from the others; `above` is its service's row; `isOutdated`: no manager reports it now. */
export function taskRow(
  place: Place,
  key: string,
  service: SwarmService,
  view: SwarmView,
  above: Row,
  isOutdated: boolean,
  t: Translate,
): Row {
  const { task, failure, isLost } = place;
  const name = taskName(task, service, view);
  const node = view.nodes.find(({ id }) => id === task.nodeId)?.hostname ?? task.nodeId.slice(0, 12);
  const state = isLost ? t('running when last seen') : taskStateWords(task.state, t);
  const where = isLost ? t('{0} is down', node) : node;
  const error = placeError(place);
  const why = error === '' || task.error !== '' ? error : t('last failure: {0}', error);
  const facts: readonly (readonly [string, string])[] = [
    [t('State'), [state, task.message].filter(Boolean).join(': ')],
    [t('Since'), task.at ? dateAndTime(task.at) : ''],
    [t('Node'), where],
    [t('Image'), task.image],
    [t('Error'), task.error],
    [t('Last failure'), failure && failure !== task ? failureText(failure) : ''],
    [t('Container'), task.containerId.slice(0, 12)],
    [t('ID'), task.id],
  ];
  return {
    id: `${above.id}/task/${key}`,
    label: name,
    description: [state, where, why].filter(Boolean).join(' · '),
    icon: { name: 'package', color: levelColor(isOutdated ? 'unknown' : levelOf(place)) },
    context: rowContext('task', task.state),
    spoken: [t('Task {0}', name), state, where, why].filter(Boolean).join(', '),
    tooltip: { title: name, facts: facts.filter(([, value]) => value !== ''), problems: [] },
    target: { ...above.target, task: task.id },
    opening: 'leaf',
  };
}

const failureText = ({ at, error, message }: NonNullable<Place['failure']>): string =>
  [at && dateAndTime(at), error || message].filter(Boolean).join(': ');

function levelOf(place: Place): Level {
  const { task } = place;
  if (place.isLost) return 'degraded';
  if (task.state === 'running' || task.state === 'complete') return 'healthy';
  if (hasFailed(task)) return 'down';
  return placeError(place) === '' ? 'unknown' : 'degraded';
}
