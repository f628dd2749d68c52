/** etcd client for its v2 HTTP API, which engines and classic swarm use; etcd 3.4 and later need `--enable-v2`. */
import * as v from 'valibot';
import { beginning } from './engineFailure.ts';
import { get, send, strange, wordsOf } from './storeHttp.ts';
import type { StoreAnswer } from './storeHttp.ts';
import { addresses, fewEnough, overlayRecords, StoreTrouble } from './storeTrouble.ts';
import type { Registrar, StoreReader } from './storeTrouble.ts';
import { listOf, part, text, word } from './tolerant.ts';

const versionSchema = v.object({ etcdserver: word });
const memberSchema = v.object({ id: word, name: text });
const childrenSchema = v.object({
  node: part(v.object({ nodes: listOf(v.object({ key: v.string(), value: v.fallback(v.string(), '') })) })),
});

export const askEtcd: StoreReader = async (host, paths, signal) => {
  const ask = (path: string): Promise<StoreAnswer> => get(host, path, signal);
  const key = (path: string): string => `/v2/keys/${path}`;
  const version = versionIn(await ask('/version'));
  const leader = leaderIn(await ask('/v2/members/leader'), version);
  const [engines, swarmNodes, overlays] = await Promise.all([
    ask(key(paths.engines)),
    paths.swarmNodes === undefined ? undefined : ask(key(paths.swarmNodes)),
    ask(key(paths.overlays)),
  ]);
  return {
    version,
    leader,
    engines: addresses(children(engines).map((each) => each.key)),
    swarmNodes: swarmNodes ? addresses(children(swarmNodes).map((each) => each.key)) : [],
    overlays: overlayRecords(children(overlays).map((each) => [each.key, each.value])),
  };
};

/** Lifetime of a registration in seconds, the same as the engine's, whose heartbeat renews it every 20 s. */
const registrationTime = 60;

export const registerInEtcd: Registrar = async (host, paths, engine, change, signal) => {
  const path = `/v2/keys/${paths.engines}/${engine}`;
  const body = `value=${encodeURIComponent(engine)}&ttl=${registrationTime}`;
  const contentType = 'application/x-www-form-urlencoded';
  const answer = await send(
    host,
    change === 'remove' ? { method: 'DELETE', path } : { method: 'PUT', path, body, contentType },
    signal,
  );
  // Removing a missing key is a success.
  if (answer.status !== 200 && answer.status !== 201 && !(change === 'remove' && answer.status === 404))
    throw strange(answer);
};

/** JSON since 2.1; older versions return the line "etcd 2.0.13". */
function versionIn(answer: StoreAnswer): string {
  const old = /^etcd (\S+)/.exec(wordsOf(answer));
  if (old?.[1]) return old[1];
  const read = v.safeParse(versionSchema, answer.content);
  if (!read.success) throw strange(answer);
  return read.output.etcdserver;
}

/** Without a leader, etcd returns 503 "During election". */
function leaderIn(answer: StoreAnswer, version: string): string {
  if (answer.status === 503) throw new StoreTrouble('withoutLeader', wordsOf(answer));
  if (answer.status === 404)
    throw new StoreTrouble('notAStore', `etcd ${version}: /v2: 404 ${beginning(wordsOf(answer))}`);
  const read = v.safeParse(memberSchema, answer.content);
  if (!read.success) throw strange(answer);
  return read.output.name || read.output.id;
}

function children(answer: StoreAnswer): readonly { readonly key: string; readonly value: string }[] {
  if (answer.status === 404) return [];
  // "The request requires user authentication".
  if (answer.status === 401 || answer.status === 403) throw new StoreTrouble('forbidden', wordsOf(answer));
  const read = v.safeParse(childrenSchema, answer.content);
  if (answer.status !== 200 || !read.success) throw strange(answer);
  return fewEnough(read.output.node.nodes);
}
