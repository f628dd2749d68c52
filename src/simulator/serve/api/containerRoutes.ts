/** Container routes of an engine: list, create, start, stop, kill, remove, inspect, logs, exec. */
import { beginProgram, runIn } from '../../world/containerProgram.ts';
import {
  createContainer,
  killContainer,
  removeContainer,
  renameContainer,
  requireContainer,
  startContainer,
  stopContainer,
} from '../../world/containers.ts';
import { hexId } from '../../world/ids.ts';
import { Refusal } from '../../world/refusal.ts';
import { record, texts } from '../../world/serviceSpec.ts';
import type { Container } from '../../world/nouns.ts';
import { inspectedContainer, listedContainer } from './containerBodies.ts';
import { filtersOf, isTrue, type Exchange, type Route } from './exchange.ts';
import { framed, sendLogs } from './logs.ts';
import { containerRequest } from './requestBodies.ts';

export const containerRoutes: readonly Route[] = [
  ['GET', /^\/containers\/json$/, ({ world, host, query }) => ({ json: listed({ world, host, query }) })],
  ['POST', /^\/containers\/create$/, create],
  ['POST', /^\/containers\/([^/]+)\/start$/, (exchange, name = '') => start(exchange, name)],
  ['POST', /^\/containers\/([^/]+)\/stop$/, (exchange, name = '') => stop(exchange, name)],
  ['POST', /^\/containers\/([^/]+)\/restart$/, (exchange, name = '') => restart(exchange, name)],
  ['POST', /^\/containers\/([^/]+)\/kill$/, (exchange, name = '') => kill(exchange, name)],
  ['POST', /^\/containers\/([^/]+)\/rename$/, (exchange, name = '') => rename(exchange, name)],
  ['DELETE', /^\/containers\/([^/]+)$/, (exchange, name = '') => remove(exchange, name)],
  [
    'GET',
    /^\/containers\/([^/]+)\/json$/,
    ({ world, host }, name = '') => ({ json: inspectedContainer(world, host, requireContainer(host, name)) }),
  ],
  [
    'GET',
    /^\/containers\/([^/]+)\/logs$/,
    (exchange, name = '') => {
      const container = requireContainer(exchange.host, name);
      return sendLogs(
        exchange,
        () => [{ id: container.id, lines: container.log, prefix: '' }],
        () => container.state !== 'running' && container.state !== 'paused',
      );
    },
  ],
  ['POST', /^\/containers\/([^/]+)\/exec$/, (exchange, name = '') => createExec(exchange, name)],
  ['POST', /^\/exec\/([^/]+)\/start$/, (exchange, id = '') => startExec(exchange, id)],
  ['GET', /^\/exec\/([^/]+)\/json$/, (_, id = '') => ({ json: execOf(id).state })],
];

/** Newest first, as docker lists them. */
function listed({ world, host, query }: Pick<Exchange, 'world' | 'host' | 'query'>): unknown {
  const filters = filtersOf(query);
  const wantsAll = isTrue(query, 'all') || filters.has('status');
  const isKept = (container: Container): boolean =>
    (wantsAll || container.state === 'running' || container.state === 'paused') &&
    [...filters].every(([key, values]) => matches(container, key, values));
  return [...host.engine.containers]
    .reverse()
    .filter(isKept)
    .map((container) => listedContainer(world, host, container));
}

function matches(container: Container, key: string, values: readonly string[]): boolean {
  switch (key) {
    case 'name':
      return values.some((value) => new RegExp(value).test(container.name));
    case 'id':
      return values.some((value) => container.id.startsWith(value));
    case 'status':
      return values.includes(container.state);
    case 'label':
      return values.every((value) => {
        const [label = '', wanted] = value.split('=');
        return label in container.labels && (wanted === undefined || container.labels[label] === wanted);
      });
    case 'network':
      return container.endpoints.some(
        ({ network, networkId }) => values.includes(network) || values.includes(networkId),
      );
    default:
      return true;
  }
}

async function create({ world, host, query, body, settle }: Exchange): Promise<{ status: number; json: unknown }> {
  const container = createContainer(world, host, containerRequest(body, query.get('name') ?? ''));
  await settle();
  return { status: 201, json: { Id: container.id, Warnings: [] } };
}

async function start({ world, host, settle }: Exchange, name: string): Promise<{ status: number }> {
  const container = requireContainer(host, name);
  if (!startContainer(world, host, container)) return { status: 304 };
  void beginProgram(world, host, container);
  await settle();
  return { status: 204 };
}

async function stop({ world, host, query, settle }: Exchange, name: string): Promise<{ status: number }> {
  const stopped = await stopContainer(world, host, requireContainer(host, name), Number(query.get('t') ?? 10));
  await settle();
  return { status: stopped ? 204 : 304 };
}

async function restart(exchange: Exchange, name: string): Promise<{ status: number }> {
  await stop(exchange, name);
  return start(exchange, name);
}

async function kill({ world, host, query, settle }: Exchange, name: string): Promise<{ status: number }> {
  const signal = (query.get('signal') ?? 'KILL').replace('SIG', '');
  killContainer(world, host, requireContainer(host, name), signal === 'KILL' ? '9' : signal);
  await settle();
  return { status: 204 };
}

async function rename({ world, host, query, settle }: Exchange, name: string): Promise<{ status: number }> {
  renameContainer(world, host, requireContainer(host, name), query.get('name') ?? '');
  await settle();
  return { status: 204 };
}

async function remove({ world, host, query, settle }: Exchange, name: string): Promise<{ status: number }> {
  removeContainer(world, host, requireContainer(host, name), isTrue(query, 'force'));
  await settle();
  return { status: 204 };
}

interface Exec {
  readonly container: Container;
  readonly words: readonly string[];
  state: { ID: string; Running: boolean; ExitCode: number | null };
}

/** Execs of all engines, whose ids are random. Kept for the life of this process, as an engine keeps its own. */
const execs = new Map<string, Exec>();

function createExec({ host, body }: Exchange, name: string): { status: number; json: unknown } {
  const container = requireContainer(host, name);
  if (container.state !== 'running') throw new Refusal(409, `Container ${container.id} is not running`);
  const id = hexId();
  const words = texts(record(body)['Cmd']);
  if (execs.size > 1000) execs.clear();
  execs.set(id, { container, words, state: { ID: id, Running: false, ExitCode: null } });
  return { status: 201, json: { Id: id } };
}

function execOf(id: string): Exec {
  const exec = execs.get(id);
  if (!exec) throw new Refusal(404, `No such exec instance: ${id}`);
  return exec;
}

async function startExec(
  { world, host }: Exchange,
  id: string,
): Promise<{ bytes: Buffer; headers: Record<string, string> }> {
  const exec = execOf(id);
  exec.state.Running = true;
  const said = await runIn(world, host, exec.container, exec.words);
  exec.state = { ID: id, Running: false, ExitCode: said.code };
  return {
    bytes: Buffer.concat([framed('stdout', said.out), framed('stderr', said.err)]),
    headers: { 'content-type': 'application/vnd.docker.raw-stream' },
  };
}
