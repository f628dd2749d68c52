/** How the container of a cluster's key-value store is known among those of its machine. */
import type { Container } from './engine.ts';
import type { StoreType } from './keyValueStore.ts';

/** `dockeroverlay.store` on a container says which store `up` runs in it. */
export const storeLabel = 'dockeroverlay.store';

/** Whether it makes a cluster: a store that `up` runs, or swarm. One that a person has given such a name does not. */
export function makesCluster({ labels, image }: Pick<Container, 'labels' | 'image'>): boolean {
  return labels[storeLabel] !== undefined || /(^|\/)swarm(:|@|$)/.test(image);
}

/** The store's container among those of its machine: ours by its label, else one whose image is named for such a store. */
export function findStoreContainer(containers: readonly Container[], type: StoreType): Container | undefined {
  return (
    containers.find(({ labels }) => labels[storeLabel] === type) ??
    containers.find(({ image }) => images[type].test(image))
  );
}

const images: Readonly<Record<StoreType, RegExp>> = {
  consul: /(^|[/-])consul(:|@|$)/,
  etcd: /(^|[/-])etcd(:|@|$)/,
  zookeeper: /(^|[/-])zookeeper(:|@|$)/,
};
