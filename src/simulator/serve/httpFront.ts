/** Handles all HTTP requests of the world, with or without TLS: finds the target of the connection and writes the answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClassicManagers } from '../world/classicManager.ts';
import { crashEngine } from '../world/engineLife.ts';
import { apiVersionOf } from '../world/hosts.ts';
import type { Container, Host } from '../world/nouns.ts';
import { EngineCrash } from '../world/overlayCrash.ts';
import type { OpenPort } from '../world/ports.ts';
import { Refusal } from '../world/refusal.ts';
import { storeOf } from '../world/stores.ts';
import { whenNot } from '../world/waiting.ts';
import { answers, type World } from '../world/world.ts';
import { consulRoutes } from './api/consulRoutes.ts';
import { containerRoutes } from './api/containerRoutes.ts';
import { etcdRoutes } from './api/etcdRoutes.ts';
import { findRoute, type Answer, type Exchange, type Route } from './api/exchange.ts';
import type { ManagerExchange } from './api/managerExchange.ts';
import { managerRoutes } from './api/managerRoutes.ts';
import { networkRoutes } from './api/networkRoutes.ts';
import type { StoreExchange } from './api/storeExchange.ts';
import { swarmRoutes } from './api/swarmRoutes.ts';
import { systemRoutes } from './api/systemRoutes.ts';
import { isDumb, isUnheard } from './gate.ts';

/** The target of a connection. */
export interface Served {
  readonly host: Host;
  readonly serves: OpenPort['serves'];
  readonly container: Container | undefined;
}

const engineRoutes: readonly Route[] = [...systemRoutes, ...containerRoutes, ...networkRoutes, ...swarmRoutes];

export class HttpFront {
  readonly #world: World;
  readonly #managers: ClassicManagers;
  readonly #settle: () => Promise<void>;
  readonly #server: Server;
  readonly #served = new WeakMap<object, Served>();

  constructor(world: World, managers: ClassicManagers, settle: () => Promise<void>) {
    this.#world = world;
    this.#managers = managers;
    this.#settle = settle;
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
      void this.#handle(request, response);
    });
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  accept(stream: Duplex, served: Served): void {
    this.#served.set(stream, served);
    this.#server.emit('connection', stream);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const served = this.#served.get(request.socket);
    if (!served) {
      response.destroy();
      return;
    }
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const holds = (): boolean => (served.serves === 'engine' ? isDumb(served.host) : isUnheard(served.host));
    const awake = (): Promise<void> => whenNot(this.#world, holds, gone.signal);
    try {
      const raw = await bodyOf(request);
      await awake();
      const url = new URL(request.url ?? '/', 'http://host');
      const exchange: Exchange = {
        world: this.#world,
        host: served.host,
        method: request.method ?? 'GET',
        path: served.serves === 'consul' || served.serves === 'etcd' ? url.pathname : unversioned(url.pathname),
        query: url.searchParams,
        body: jsonIn(raw),
        raw,
        request,
        response,
        signal: gone.signal,
        settle: this.#settle,
        awake,
      };
      const answer = await this.#answer(exchange, served);
      if (answer === undefined) return;
      await awake();
      write(response, answer, headersOf(served));
    } catch (error) {
      this.#fail(error, served, response);
    }
  }

  async #answer(exchange: Exchange, served: Served): Promise<Answer | undefined> {
    const { method, path } = exchange;
    switch (served.serves) {
      case 'engine': {
        const found = findRoute(engineRoutes, method, path);
        return found ? found.handler(exchange, ...found.parts) : { status: 404, json: { message: 'page not found' } };
      }
      case 'manager': {
        const found = findRoute(managerRoutes, method, path);
        if (!found || !served.container) return { status: 404, text: '404 page not found\n' };
        const manager = this.#managers.of(served.host, served.container);
        this.#managers.lookAgain(manager);
        const whole: ManagerExchange = {
          ...exchange,
          manager,
          whenAnswers: (host) => whenNot(this.#world, () => !answers(host), exchange.signal),
        };
        return found.handler(whole, ...found.parts);
      }
      case 'consul':
      case 'etcd': {
        const found = findRoute(served.serves === 'consul' ? consulRoutes : etcdRoutes, method, path);
        const store = served.container && storeOf(this.#world, served.host, served.container);
        if (!served.container || !store || !found) return { status: 404, text: '404 page not found\n' };
        const hasLeader = this.#world.time.now() >= store.leadsAt;
        const whole: StoreExchange = { ...exchange, store, container: served.container, hasLeader };
        return found.handler(whole, ...found.parts);
      }
      case 'ssh':
      case 'zookeeper':
      case 'other':
        return { text: `Answered by a simulated container of ${served.host.hostname}.\n` };
    }
  }

  #fail(error: unknown, served: Served, response: ServerResponse): void {
    if (error instanceof Refusal) {
      // Managers send plain text, engines JSON.
      const answer =
        served.serves === 'manager' ? { text: `${error.message}\n` } : { json: { message: error.message } };
      if (!response.headersSent) write(response, { status: error.status, ...answer }, headersOf(served));
      else response.end();
      return;
    }
    response.destroy();
    if (!(error instanceof EngineCrash)) {
      console.error(error);
      return;
    }
    const host = this.#world.host(error.hostId);
    if (host) crashEngine(this.#world, host);
  }
}

function headersOf({ serves, host }: Served): Record<string, string> {
  if (serves === 'manager') return { 'api-version': '1.40' };
  if (serves !== 'engine') return {};
  const { version } = host.engine;
  return {
    'api-version': apiVersionOf(version),
    'docker-experimental': 'false',
    ostype: 'linux',
    server: `Docker/${version} (linux)`,
  };
}

function write(response: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>>): void {
  const { status = 200, json, text, bytes } = answer;
  const content = bytes ?? Buffer.from(json === undefined ? (text ?? '') : `${JSON.stringify(json)}\n`);
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json';
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, {
    ...headers,
    ...(hasBody ? { 'content-type': type, 'content-length': String(content.length) } : {}),
    ...answer.headers,
  });
  response.end(hasBody ? content : undefined);
}

const unversioned = (path: string): string => path.replace(/^\/v\d+\.\d+(?=\/)/, '');

function jsonIn(raw: string): unknown {
  try {
    return raw === '' ? undefined : JSON.parse(raw);
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
