/** The images that `up` uses unless settings or the cluster file name others: pinned, and all reachable through a mirror of docker.io. */
import type { StoreType } from './keyValueStore.ts';

/** What an image is for: a store of that type, classic swarm, or a probe container. */
export type ImagePurpose = StoreType | 'swarm' | 'probe';
export type Images = Readonly<Record<ImagePurpose, string>>;

/** Defaults of the settings `dockerOverlay.images.*`; a test holds package.json to them. */
export const defaultImages: Images = {
  // progrium/consul, which older recipes name, is a schema 1 image: engines from 28.2 on cannot pull it.
  consul: 'hashicorp/consul:1.20.6',
  // etcd's own images are on quay.io and gcr.io, which a registry mirror does not serve: this is the copy on docker.io.
  etcd: 'rancher/mirrored-coreos-etcd:v3.5.12',
  zookeeper: 'zookeeper:3.8.4',
  // The last tag there is.
  swarm: 'swarm:1.2.9',
  probe: 'busybox:1.36',
};

/** Whether the reference says which version: a digest, or a tag other than `latest`. */
export function isPinned(image: string): boolean {
  if (image.includes('@')) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== 'latest';
}
