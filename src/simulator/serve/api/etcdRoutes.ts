/** etcd's v2 API. Since 3.4 it is off by default, and these paths then do not exist. */
import { forget, put } from '../../world/stores.ts';
import { keysBelow } from '../storeView.ts';
import type { Answer, Route } from './exchange.ts';
import type { StoreExchange } from './storeExchange.ts';

export const etcdRoutes: readonly Route<StoreExchange>[] = [
  [
    'GET',
    /^\/version$/,
    ({ container }) => ({ json: { etcdserver: versionOf(container.image), etcdcluster: '3.5.0' } }),
  ],
  ['GET', /^\/health$/, () => ({ json: { health: 'true' } })],
  ['GET', /^\/v2\/members\/leader$/, (exchange) => ifEnabled(exchange, () => leader(exchange))],
  ['GET', /^\/v2\/keys\/?(.*?)\/?$/, (exchange, key = '') => ifEnabled(exchange, () => read(exchange, key))],
  ['PUT', /^\/v2\/keys\/(.+)$/, (exchange, key = '') => ifEnabled(exchange, () => write(exchange, key))],
  ['DELETE', /^\/v2\/keys\/(.+)$/, (exchange, key = '') => ifEnabled(exchange, () => remove(exchange, key))],
];

function versionOf(image: string): string {
  return /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? '3.5.12';
}

function ifEnabled({ container }: StoreExchange, answer: () => Answer): Answer {
  const [major = 3, minor = 5] = versionOf(container.image).split('.').map(Number);
  const isOld = major < 3 || (major === 3 && minor < 4);
  const isAsked =
    container.environment.includes('ETCD_ENABLE_V2=true') ||
    container.command.some((word) => word === '--enable-v2' || word === '--enable-v2=true');
  return isOld || isAsked ? answer() : { status: 404, text: '404 page not found\n' };
}

function leader({ hasLeader }: StoreExchange): Answer {
  return hasLeader
    ? { json: { id: '8e9e05c52164694d', name: 'default', peerURLs: [], clientURLs: [] } }
    : { status: 503, json: { message: 'During election' } };
}

const notFound = (key: string): Answer => ({
  status: 404,
  json: { errorCode: 100, message: 'Key not found', cause: `/${key}`, index: 5 },
});

/** Returns one level of a directory; each child is a value or a directory. */
function read({ store }: StoreExchange, key: string): Answer {
  const own = keysBelow(store, key).get(key);
  if (own !== undefined) return { json: { action: 'get', node: node(key, own) } };
  const folder = key === '' ? '' : `${key}/`;
  const below = keysBelow(store, folder);
  if (below.size === 0) return notFound(key);
  const children = new Map<string, unknown>();
  for (const [each, value] of below) {
    const [name = '', ...rest] = each.slice(folder.length).split('/');
    children.set(name, rest.length === 0 ? node(each, value) : { key: `/${folder}${name}`, dir: true });
  }
  return { json: { action: 'get', node: { key: `/${key}`, dir: true, nodes: [...children.values()] } } };
}

const node = (key: string, value: string): Record<string, unknown> => ({
  key: `/${key}`,
  value,
  modifiedIndex: 5,
  createdIndex: 5,
});

function write({ world, store, raw }: StoreExchange, key: string): Answer {
  const form = new URLSearchParams(raw);
  const isNew = store.keys[key] === undefined;
  const value = form.get('value') ?? '';
  put(world, store, key, value, form.has('ttl') ? Number(form.get('ttl')) : undefined);
  return { status: isNew ? 201 : 200, json: { action: 'set', node: node(key, value) } };
}

function remove({ world, store }: StoreExchange, key: string): Answer {
  return forget(world, store, key) ? { json: { action: 'delete', node: { key: `/${key}` } } } : notFound(key);
}
