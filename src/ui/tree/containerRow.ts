/** A container as a row below its machine. */
import type { Translate } from '../../base/text.ts';
import type { Container } from '../../model/engine.ts';
import { containerLabel } from '../../model/taskContainer.ts';
import { levelColor, type Row, type RowIcon } from './row.ts';
import { rowContext } from './rowContext.ts';

/**
 * `machine` is its parent row; `key` distinguishes containers of the same name. While its engine does not answer, the container shows its
 * last known state.
 */
export function containerRow(
  container: Container,
  { machine, key, isRemembered }: { readonly machine: Row; readonly key: string; readonly isRemembered: boolean },
  t: Translate,
): Row {
  const { name, image, state, status, networks, id } = container;
  const label = containerLabel(container);
  const known = containerState(container, t);
  const words = isRemembered ? t('last seen {0}', known) : known;
  const addresses = Object.entries(networks).map(([network, { address }]) =>
    [network, address].filter(Boolean).join(' '),
  );
  return {
    id: `${machine.id}/container/${key}`,
    label,
    description: [words, image].filter(Boolean).join(' · '),
    icon: isRemembered ? { name: 'package', color: levelColor('unknown') } : iconOf(container),
    context: rowContext('container', isRemembered ? 'remembered' : state),
    spoken: t('Container {0}, {1}, image {2}', label, words, image),
    tooltip: {
      title: name,
      facts: (
        [
          [t('State'), isRemembered ? words : status || words],
          [t('Image'), image],
          [t('Machine'), machine.label],
          [t('Networks'), addresses.join(', ')],
          [t('ID'), id.slice(0, 12)],
        ] as const
      ).filter(([, value]) => value !== ''),
      problems: [],
    },
    target: { ...machine.target, container: name },
    opening: 'leaf',
  };
}

/** Without docker's "3 minutes ago", which is soon outdated. */
export function containerState({ state, status }: Pick<Container, 'state' | 'status'>, t: Translate): string {
  switch (state) {
    case 'running':
      return status.includes('(unhealthy)')
        ? t('running, unhealthy')
        : status.includes('(healthy)')
          ? t('running, healthy')
          : t('running');
    case 'exited': {
      const code = /^Exited \((-?\d+)\)/.exec(status)?.[1];
      return code === undefined || code === '0' ? t('ended') : t('ended with {0}', code);
    }
    case 'created':
      return t('never started');
    case 'paused':
      return t('paused');
    case 'restarting':
      return t('restarting');
    case 'removing':
      return t('being removed');
    case 'dead':
      return t('dead');
    case '':
      return t('missing');
    default:
      return state;
  }
}

function iconOf({ state, status }: Container): RowIcon {
  const isIll = status.includes('(unhealthy)') || state === 'dead' || state === 'restarting';
  if (isIll) return { name: 'package', color: levelColor('degraded') };
  return { name: 'package', color: levelColor(state === 'running' ? 'healthy' : 'unknown') };
}
