/** A container on an overlay network as a row. */
import type { Translate } from '../../base/text.ts';
import type { Endpoint } from '../../model/network.ts';
import type { Row, Target } from './row.ts';

/** `network` is the row above it; `key` tells containers of one name apart. */
export function endpointRow(endpoint: Endpoint, network: Row, key: string, t: Translate): Row {
  const { container, address, machine, macAddress, containerId } = endpoint;
  const target: Target = { ...network.target, container };
  return {
    id: `${network.id}/container/${key}`,
    label: container,
    description: [address, machine].filter(Boolean).join(' · '),
    icon: { name: 'package', color: undefined },
    context: ['endpoint', ...(machine ? ['located'] : [])],
    spoken: machine
      ? t('Container {0}, {1}, on {2}', container, address, machine)
      : t('Container {0}, {1}', container, address),
    tooltip: {
      title: container,
      facts: (
        [
          [t('Address'), address],
          [t('MAC address'), macAddress],
          [t('Machine'), machine ?? t('not known')],
          [t('Network'), network.label],
          [t('ID'), containerId.slice(0, 12)],
        ] as const
      ).filter(([, value]) => value !== ''),
      problems: [],
    },
    // Its machine is what commands for machines would act on.
    target: machine === undefined ? target : { ...target, machine },
    opening: 'leaf',
  };
}
