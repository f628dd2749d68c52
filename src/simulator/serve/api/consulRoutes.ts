/** Consul's HTTP API, as far as Docker and clients that inspect the store use it. */
import { forget, put } from '../../world/stores.ts';
import { keysBelow } from '../storeView.ts';
import type { Answer, Route } from './exchange.ts';
import type { StoreExchange } from './storeExchange.ts';

export const consulRoutes: readonly Route<StoreExchange>[] = [
  ['GET', /^\/v1\/status\/leader$/, ({ hasLeader }) => ({ json: hasLeader ? raftAddress : '' })],
  ['GET', /^\/v1\/status\/peers$/, () => ({ json: [raftAddress] })],
  ['GET', /^\/v1\/agent\/self$/, ({ container }) => ({ json: { Config: { Version: versionOf(container.image) } } })],
  ['GET', /^\/v1\/kv\/(.*)$/, read],
  [
    'PUT',
    /^\/v1\/kv\/(.+)$/,
    ({ world, store, raw }, key = '') => {
      put(world, store, key, raw, undefined);
      return { json: true };
    },
  ],
  [
    'DELETE',
    /^\/v1\/kv\/(.+)$/,
    ({ world, store }, key = '') => {
      forget(world, store, key);
      return { json: true };
    },
  ],
];

/** The server's address on its container network. */
const raftAddress = '172.17.0.2:8300';

function versionOf(image: string): string {
  return /:(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? '1.20.6';
}

function read({ store, query, hasLeader }: StoreExchange, key = ''): Answer {
  if (!hasLeader) return { status: 500, text: 'No cluster leader' };
  const isMany = query.has('recurse') || query.has('keys');
  const found = [...keysBelow(store, key)].filter(([each]) => isMany || each === key);
  if (found.length === 0) return { status: 404, text: '' };
  if (query.has('keys')) return { json: found.map(([each]) => each).sort() };
  if (query.has('raw')) return { text: found[0]?.[1] ?? '' };
  return {
    json: found.map(([Key, value], index) => ({
      LockIndex: 0,
      Key,
      Flags: 0,
      Value: Buffer.from(value).toString('base64'),
      CreateIndex: index + 10,
      ModifyIndex: index + 10,
    })),
  };
}
