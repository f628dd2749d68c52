/** `/_ping`, `/info`, `/version`, `/events`, images and volumes of an engine. */
import { setTimeout as wait } from 'node:timers/promises';
import { removeVolume } from '../../world/containers.ts';
import { addImage, checkPull, hasImage, imageReference } from '../../world/images.ts';
import { Refusal } from '../../world/refusal.ts';
import { activeSwarm, ownNode, reachesSwarm } from '../../world/swarmMembership.ts';
import type { Host } from '../../world/nouns.ts';
import type { WorldEvent } from '../../world/world.ts';
import { imageId } from './containerBodies.ts';
import { type Exchange, type Route } from './exchange.ts';
import { infoBody, versionBody } from './infoBodies.ts';
import { iso } from './moments.ts';

export const systemRoutes: readonly Route[] = [
  [
    'GET',
    /^\/_ping$/,
    ({ world, host }) => ({
      text: 'OK',
      headers: {
        'cache-control': 'no-cache, no-store, must-revalidate',
        date: new Date(world.time.now() + host.clockSkew).toUTCString(),
      },
    }),
  ],
  ['HEAD', /^\/_ping$/, () => ({ text: '' })],
  ['GET', /^\/info$/, ({ world, host }) => ({ json: infoBody(world, host) })],
  ['GET', /^\/version$/, ({ host }) => ({ json: versionBody(host) })],
  ['GET', /^\/events$/, (exchange) => streamEvents(exchange, concerns(exchange), eventBody)],
  ['POST', /^\/images\/create$/, pull],
  [
    'GET',
    /^\/images\/json$/,
    ({ host }) => ({
      json: host.engine.images.map((image) => ({
        Containers: -1,
        Created: 0,
        Id: imageId(image),
        Labels: null,
        ParentId: '',
        RepoDigests: [],
        RepoTags: [image],
        SharedSize: -1,
        Size: 2_000_000,
        VirtualSize: 2_000_000,
      })),
    }),
  ],
  [
    'GET',
    /^\/images\/(.+)\/json$/,
    ({ host }, image = '') => {
      if (!hasImage(host, image)) throw new Refusal(404, `No such image: ${imageReference(image)}`);
      return { json: { Id: imageId(image), RepoTags: [imageReference(image)], Config: {} } };
    },
  ],
  [
    'GET',
    /^\/volumes$/,
    ({ host }) => ({
      json: {
        Volumes: host.engine.volumes.map(volumeBody),
        Warnings: null,
      },
    }),
  ],
  [
    'GET',
    /^\/volumes\/([^/]+)$/,
    ({ host }, name = '') => {
      const volume = host.engine.volumes.find((each) => each.name === name);
      if (!volume) throw new Refusal(404, `get ${name}: no such volume`);
      return { json: volumeBody(volume) };
    },
  ],
  [
    'DELETE',
    /^\/volumes\/([^/]+)$/,
    ({ world, host }, name = '') => {
      removeVolume(world, host, name);
      return { status: 204 };
    },
  ],
];

const volumeBody = ({ name, createdAt }: Host['engine']['volumes'][number]): object => ({
  CreatedAt: iso(createdAt),
  Driver: 'local',
  Labels: null,
  Mountpoint: `/var/lib/docker/volumes/${name}/_data`,
  Name: name,
  Options: null,
  Scope: 'local',
});

/** Selects an engine's own events and, on a manager, the swarm's. */
function concerns({ world, host }: Exchange): (event: WorldEvent) => boolean {
  return (event) => {
    if (event.hostId === host.id) return true;
    const swarm = activeSwarm(world, host);
    return event.hostId === swarm?.id && ownNode(world, host)?.role === 'manager' && reachesSwarm(host);
  };
}

/** Keeps the response open and writes events in order; holds them back while the engine is frozen. */
export function streamEvents(
  { world, response, signal, awake, query }: Exchange,
  isWanted: (event: WorldEvent) => boolean,
  body: (event: WorldEvent) => unknown,
): undefined {
  const until = Number(query.get('until') ?? 0);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  let last = Promise.resolve();
  const stop = world.onEvent((event) => {
    if (!isWanted(event)) return;
    const text = `${JSON.stringify(body(event))}\n`;
    last = last.then(awake).then(() => {
      if (!signal.aborted) response.write(text);
    });
  });
  const end = (): void => {
    stop();
    response.end();
  };
  signal.addEventListener('abort', end, { once: true });
  if (until > 0) setTimeout(end, Math.max(0, until * 1000 - world.time.now()));
  return undefined;
}

export function eventBody(event: WorldEvent): Record<string, unknown> {
  const isContainer = event.type === 'container';
  return {
    ...(isContainer ? { status: event.action, id: event.id, from: event.from } : {}),
    Type: event.type,
    Action: event.action,
    Actor: { ID: event.id, Attributes: event.attributes },
    scope: event.scope,
    time: Math.floor(event.at / 1000),
    timeNano: event.at * 1e6,
  };
}

async function pull({ world, host, query, response, signal }: Exchange): Promise<undefined> {
  const name = query.get('fromImage') ?? '';
  const tag = query.get('tag') ?? 'latest';
  const image = imageReference(tag.includes(':') ? `${name}@${tag}` : `${name}:${tag}`);
  checkPull(host, image);
  response.writeHead(200, { 'content-type': 'application/json' });
  const say = async (line: Readonly<Record<string, unknown>>, milliseconds: number): Promise<void> => {
    response.write(`${JSON.stringify(line)}\r\n`);
    await world.time.sleep(milliseconds, signal);
  };
  const layer = imageId(image).slice(7, 19);
  const isNew = !hasImage(host, image);
  await say({ status: `Pulling from ${name}`, id: tag }, 100);
  if (isNew) {
    await say({ status: 'Pulling fs layer', progressDetail: {}, id: layer }, 150);
    for (const part of [1, 2, 3])
      await say(
        {
          status: 'Downloading',
          progressDetail: { current: part * 660_000, total: 1_984_189 },
          progress: `[${'='.repeat(part * 16)}>] ${String(part * 660)}kB/1.984MB`,
          id: layer,
        },
        150,
      );
    await say({ status: 'Download complete', progressDetail: {}, id: layer }, 50);
    await say({ status: 'Pull complete', progressDetail: {}, id: layer }, 50);
  }
  if (signal.aborted) return undefined;
  addImage(world, host, image);
  await say({ status: `Digest: ${imageId(image)}` }, 0);
  await say({ status: `Status: ${isNew ? 'Downloaded newer image for' : 'Image is up to date for'} ${image}` }, 0);
  response.end();
  // Let the last write flush with the end of the response.
  await wait(0);
  return undefined;
}
