/** Identifies the key-value store's container among those of its machine. */
import type { Container } from './engine.ts';
import type { StoreType } from './keyValueStore.ts';

/** The container label `dockeroverlay.store` names the store type that `up` runs in it. */
export const storeLabel = 'dockeroverlay.store';

/** Whether it is part of a cluster: a key-value store run by `up`, or swarm. A user's container of the same name is not. */
export function makesCluster({ labels, image }: Pick<Container, 'labels' | 'image'>): boolean {
  return labels[storeLabel] !== undefined || /(^|\/)swarm(:|@|$)/.test(image);
}

/** Finds the key-value store's container on its machine: by our label, else by the image's name. */
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
