/** Engines list all overlay networks. While their key-value store is away they leave these out without saying so. */
import { hidesNetworks } from '../model/storeVerdict.ts';
import { defineCheck } from './check.ts';
import { aboutCluster, type Found, type OfCluster } from './finding.ts';
import { measuredAt } from './measured.ts';
import { refresh } from './remedy.ts';

export const hiddenNetworks = defineCheck({
  id: 'hiddenNetworks',
  scope: 'cluster',
  appliesTo: ['classic', 'none'],
  needs: ['store'],
  evaluate: ({ cluster, store: { url, state } }): readonly Found<NetworksMayHide>[] =>
    hidesNetworks(cluster)
      ? [
          {
            kind: 'networksMayHide',
            severity: 'warning',
            subject: aboutCluster(cluster.name),
            measured: measuredAt(url, state),
            url,
            remedies: [refresh],
          },
        ]
      : [],
});

interface NetworksMayHide {
  readonly kind: 'networksMayHide';
  readonly subject: OfCluster;
  /** The store's. */
  readonly url: string;
}
