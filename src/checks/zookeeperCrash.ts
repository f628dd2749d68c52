/** Containers start on overlay networks: with ZooKeeper as the store, libnetwork crashes on joining one (moby/libnetwork#2006). */
import { derived } from '../base/derived.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf } from '../model/seen.ts';
import { defineCheck } from './check.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { measuredAt } from './measured.ts';

export const zookeeperCrash = defineCheck({
  id: 'zookeeperCrash',
  scope: 'machine',
  appliesTo: ['classic', 'none'],
  needs: ['cluster', 'view'],
  follows: [engineAnswers],
  evaluate: ({ seen, cluster, view }): readonly Found<ZookeeperCrash>[] => {
    if (cluster.store?.parsed?.type !== 'zookeeper') return [];
    const overlays = overlayKeys(lastOf(cluster.networks)?.value ?? []);
    const stuck = view.containers.filter(
      ({ state, networks }) =>
        state === 'created' &&
        Object.entries(networks).some(([name, { networkId }]) => overlays.has(name) || overlays.has(networkId)),
    );
    if (stuck.length === 0) return [];
    return [
      {
        kind: 'zookeeperCrash',
        severity: 'warning',
        subject: aboutMachine(seen.name),
        measured: measuredAt(seen.name, seen.engine),
        containers: stuck.map(({ name }) => name),
        remedies: [],
      },
    ];
  },
});

interface ZookeeperCrash {
  readonly kind: 'zookeeperCrash';
  readonly subject: OfMachine;
  /** Created, but not started. */
  readonly containers: readonly string[];
}

/** Containers refer to networks by ID or by name. */
const overlayKeys = derived(
  (networks: readonly OverlayNetwork[]): ReadonlySet<string> => new Set(networks.flatMap(({ id, name }) => [id, name])),
);
