/** An overlay network as a row. */
import { named, type Translate } from '../../base/text.ts';
import type { OverlayNetwork } from '../../model/network.ts';
import { clusterId } from './clusterRow.ts';
import type { Row } from './row.ts';
import { rowContext } from './rowContext.ts';

/** `key` distinguishes networks of the same name; it is the name where that is unique. `staleEndpoints`: its number of stale endpoints. */
export function networkRow(
  network: OverlayNetwork,
  { cluster, key, staleEndpoints }: { readonly cluster: string; readonly key: string; readonly staleEndpoints: number },
  t: Translate,
): Row {
  const kept = network.endpoints.length;
  const count = kept - staleEndpoints;
  const containers = [
    count === 1 ? t('1 container') : t('{0} containers', count),
    staleEndpoints > 0 ? t('{0} stale', staleEndpoints) : undefined,
  ];
  const subnets = network.subnets.map(({ subnet }) => subnet).join(', ');
  const vnis = network.vnis.length > 0 ? t('VNI {0}', network.vnis.join(', ')) : undefined;
  const mesh = network.isIngress ? t('routing mesh') : undefined;
  const marks = [
    mesh,
    network.isInternal ? t('internal') : undefined,
    network.isEncrypted ? t('encrypted') : undefined,
    network.isAttachable ? t('attachable') : undefined,
  ].filter((mark) => mark !== undefined);
  return {
    id: `${clusterId(cluster)}/network/${key}`,
    label: network.name,
    description: [mesh, subnets, vnis, ...containers].filter(Boolean).join(' · '),
    icon: { name: 'type-hierarchy', color: undefined },
    context: rowContext('network', 'overlay', kept === 0 ? 'unused' : 'used', network.isIngress && 'ingress'),
    spoken: [t('Overlay network {0}', network.name), mesh, subnets, vnis, ...containers].filter(Boolean).join(', '),
    tooltip: {
      title: network.name,
      facts: (
        [
          [t('Subnet'), subnets],
          [
            t('Gateway'),
            network.subnets
              .map(({ gateway }) => gateway)
              .filter(Boolean)
              .join(', '),
          ],
          [t('VXLAN id (VNI)'), network.vnis.join(', ')],
          [t('MTU'), network.mtu ? String(network.mtu) : ''],
          [t('Scope'), network.scope],
          [t('Options'), named(marks, t)],
          [
            t('Containers'),
            staleEndpoints > 0 ? named([String(count), t('{0} stale', staleEndpoints)], t) : String(count),
          ],
          [t('ID'), network.id.slice(0, 12)],
        ] as const
      ).filter(([, value]) => value !== ''),
      problems: [],
    },
    target: { cluster, network: network.name },
    opening: kept === 0 ? 'leaf' : 'closed',
  };
}
