/** Default images of `up`: pinned, and all available through a mirror of docker.io. */
import type { StoreType } from './keyValueStore.ts';

/** Purpose of an image: a store of that type, classic swarm, or a probe container. */
export type ImagePurpose = StoreType | 'swarm' | 'probe';
export type Images = Readonly<Record<ImagePurpose, string>>;

/** Defaults of the settings `dockerOverlay.images.*`; a test compares them with package.json. */
export const defaultImages: Images = {
  // progrium/consul, which older recipes name, is a schema 1 image: engines since 28.2 cannot pull it.
  consul: 'hashicorp/consul:1.20.6',
  // etcd's own images are on quay.io and gcr.io, which a registry mirror does not serve: use the copy on docker.io.
  etcd: 'rancher/mirrored-coreos-etcd:v3.5.12',
  zookeeper: 'zookeeper:3.8.4',
  // The last published tag.
  swarm: 'swarm:1.2.9',
  probe: 'busybox:1.36',
};

/** Whether the reference fixes a version: a digest, or a tag other than `latest`. */
export function isPinned(image: string): boolean {
  if (image.includes('@')) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== 'latest';
}
