/** Images: those in the world's registry, and those that an engine has pulled. */
import type { Host } from './nouns.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Expands `busybox` to `busybox:latest`. A digest replaces the tag. */
export function imageReference(image: string): string {
  const [name = '', digest] = image.split('@');
  if (digest !== undefined) return `${name.replace(/:[^/:]+$/, '')}@${digest}`;
  return name.includes(':', name.lastIndexOf('/') + 1) ? name : `${name}:latest`;
}

/** The registry has every image whose name does not mark it as missing: the real images are too many to list. */
export function isPublished(image: string): boolean {
  return !/(^|\/)(no-?such|missing)\b|^no\//.test(image) && !/:(no-?such|missing)$/.test(image);
}

/** @throws Refusal if the registry lacks the image or the disk is full */
export function checkPull(host: Host, image: string): void {
  if (!isPublished(image))
    throw new Refusal(
      404,
      `pull access denied for ${nameOf(image)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  if (host.hasFullDisk) throw new Refusal(500, 'write /var/lib/docker/tmp/GetImageBlob: no space left on device');
}

/** The name without the tag. */
const nameOf = (reference: string): string => reference.replace(/:[^/:]+$/, '');

export function hasImage(host: Host, image: string): boolean {
  return host.engine.images.includes(imageReference(image));
}

export function addImage(world: World, host: Host, image: string): void {
  const reference = imageReference(image);
  if (host.engine.images.includes(reference)) return;
  host.engine.images.push(reference);
  world.changed();
  world.tell({
    hostId: host.id,
    type: 'image',
    action: 'pull',
    id: reference,
    attributes: { name: nameOf(reference) },
    scope: 'local',
  });
}
