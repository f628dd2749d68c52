/** A container on an overlay network as a row. */
import type { Translate } from '../../base/text.ts';
import { staleEndpointsOf } from '../../checks/staleEndpoints.ts';
import type { Endpoint } from '../../model/network.ts';
import { endpointLabel } from '../../model/taskContainer.ts';
import { evidence } from './clusterRow.ts';
import { levelColor, type Row, type Target } from './row.ts';
import { rowContext } from './rowContext.ts';

interface Around {
  /** Its parent row. */
  readonly network: Row;
  /** Distinguishes containers of the same name. */
  readonly key: string;
  /** A stale endpoint: its container no longer exists. */
  readonly isStale: boolean;
  /** Its engine does not answer, so whether it still runs is unknown. */
  readonly isRemembered: boolean;
}

export function endpointRow(endpoint: Endpoint, { network, key, isStale, isRemembered }: Around, t: Translate): Row {
  const { container, address, machine, macAddress, containerId } = endpoint;
  const label = endpointLabel(container);
  const subject = { of: 'network', cluster: network.target.cluster ?? '', network: network.label } as const;
  const target: Target = { ...network.target, container };
  const state = isStale ? t('container no longer exists') : isRemembered ? t('as last seen') : undefined;
  return {
    id: `${network.id}/container/${key}`,
    label,
    description: [address, machine, state].filter(Boolean).join(' · '),
    icon: isStale
      ? { name: 'warning', color: levelColor('degraded') }
      : { name: 'package', color: isRemembered ? levelColor('unknown') : undefined },
    context: rowContext('endpoint', machine !== undefined && 'located'),
    spoken: [
      machine ? t('Container {0}, {1}, on {2}', label, address, machine) : t('Container {0}, {1}', label, address),
      ...(state === undefined ? [] : [state]),
    ].join(', '),
    tooltip: {
      title: container,
      facts: (
        [
          [t('State'), state ?? ''],
          [t('Address'), address],
          [t('MAC address'), macAddress],
          [t('Machine'), machine ?? t('not known')],
          [t('Network'), network.label],
          [t('ID'), containerId.slice(0, 12)],
        ] as const
      ).filter(([, value]) => value !== ''),
      problems: isStale ? [evidence({ ...staleEndpointsOf(subject, [container]), check: 'staleEndpoints' }, t)] : [],
    },
    // Commands for machines act on its machine.
    target: machine === undefined ? target : { ...target, machine },
    opening: 'leaf',
  };
}
