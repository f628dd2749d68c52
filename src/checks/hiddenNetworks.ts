/** Engines list all overlay networks. While their key-value store is down, they omit these without an error. */
import { hidesNetworks } from '../model/storeVerdict.ts';
import { defineCheck } from './check.ts';
import { aboutCluster, type Found, type OfCluster } from './finding.ts';
import { measuredAt } from './measured.ts';
import { storeWorks } from './storeWorks.ts';

export const hiddenNetworks = defineCheck({
  id: 'hiddenNetworks',
  scope: 'cluster',
  appliesTo: ['classic', 'none'],
  needs: ['store'],
  evaluate: ({ cluster, members, machines, store }): readonly Found<NetworksMayHide>[] =>
    hidesNetworks(cluster)
      ? [
          {
            kind: 'networksMayHide',
            severity: 'warning',
            subject: aboutCluster(cluster.name),
            measured: measuredAt(store.url, store.state),
            url: store.url,
            remedies: storeWorks.evaluate({ cluster, members, machines, store }).flatMap(({ remedies }) => remedies),
          },
        ]
      : [],
});

interface NetworksMayHide {
  readonly kind: 'networksMayHide';
  readonly subject: OfCluster;
  /** The store's URL. */
  readonly url: string;
}
