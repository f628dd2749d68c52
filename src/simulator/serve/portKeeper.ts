/** Opens and closes ports to match the world's state: engines, managers, stores, sshd, and blackholes for unplugged hosts. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Host } from '../world/nouns.ts';
import { openPorts, silentPorts, type OpenPort } from '../world/ports.ts';
import { storeOf } from '../world/stores.ts';
import { whenNot } from '../world/waiting.ts';
import type { World } from '../world/world.ts';
import { isDumb, isUnheard } from './gate.ts';
import type { HttpFront } from './httpFront.ts';
import { keysBelow } from './storeView.ts';
import { serveTls } from './tlsFront.ts';
import { Wall } from './wall.ts';
import { serveZookeeper } from './zookeeper.ts';

interface Listening {
  readonly server: Server;
  readonly sockets: Set<Socket>;
  /** Identifies what the port serves, for comparison. */
  readonly purpose: string;
  readonly host: Host;
}

interface Built {
  readonly wall: Wall;
  readonly ports: string;
}

export class PortKeeper {
  readonly #world: World;
  readonly #http: () => HttpFront;
  readonly #listening = new Map<string, Listening>();
  /** Connections whose listener closed because the host's cable was pulled; they stay open. */
  readonly #kept = new Map<string, Set<Socket>>();
  readonly #walls = new Map<string, Built>();
  #last: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isOver = false;

  constructor(world: World, http: () => HttpFront) {
    this.#world = world;
    this.#http = http;
  }

  /** Resolves when the ports match the world's current state. Calls in quick succession are merged. */
  settle(): Promise<void> {
    if (this.#isWaiting || this.#isOver) return this.#last;
    this.#isWaiting = true;
    this.#last = this.#last.then(async () => {
      this.#isWaiting = false;
      await this.#reconcile();
    });
    return this.#last;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#last;
    for (const key of [...this.#listening.keys()]) await this.#close(key, true);
    for (const sockets of this.#kept.values()) for (const socket of sockets) socket.destroy();
    for (const { wall } of this.#walls.values()) await wall.tearDown();
  }

  async #reconcile(): Promise<void> {
    const wanted = new Map<string, { readonly host: Host; readonly open: OpenPort }>();
    const walled = new Map<string, { readonly host: Host; readonly ports: readonly number[] }>();
    for (const host of this.#world.state.hosts) {
      const silent = silentPorts(host);
      if (silent) walled.set(host.id, { host, ports: silent });
      else for (const each of openPorts(host)) wanted.set(`${host.address}:${String(each.port)}`, { host, open: each });
    }
    for (const [key, { purpose, host }] of [...this.#listening]) {
      const next = wanted.get(key);
      if (next && purposeOf(next.host, next.open) === purpose) continue;
      await this.#close(key, silentPorts(host) === undefined);
    }
    for (const [id, { wall, ports }] of [...this.#walls]) {
      if (walled.get(id)?.ports.join() === ports) continue;
      await wall.tearDown();
      this.#walls.delete(id);
    }
    for (const [id, { host, ports }] of walled)
      if (!this.#walls.has(id) && ports.length > 0)
        this.#walls.set(id, { wall: await Wall.build(host.address, ports), ports: ports.join() });
    await Promise.all(
      [...wanted].map(async ([key, { host, open }]) => {
        if (!this.#listening.has(key)) await this.#listen(key, host, open);
      }),
    );
    // Close the connections of engines that ended while their cable was pulled.
    for (const [key, sockets] of [...this.#kept]) {
      const host = this.#world.hostAt(key.split(':')[0] ?? '');
      if (host?.isDark) continue;
      if (host && openPorts(host).some(({ port }) => String(port) === key.split(':')[1])) continue;
      for (const socket of sockets) socket.destroy();
      this.#kept.delete(key);
    }
  }

  async #listen(key: string, host: Host, open: OpenPort): Promise<void> {
    const sockets = this.#kept.get(key) ?? new Set<Socket>();
    this.#kept.delete(key);
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      void this.#serve(socket, host, open);
    });
    server.unref();
    await new Promise<void>((resolve) => {
      server.once('error', (error) => {
        console.error(`cannot listen at ${key}: ${error.message}`);
        resolve();
      });
      server.listen({ host: host.address, port: open.port }, () => {
        this.#listening.set(key, { server, sockets, purpose: purposeOf(host, open), host });
        resolve();
      });
    });
  }

  async #close(key: string, withSockets: boolean): Promise<void> {
    const listening = this.#listening.get(key);
    if (!listening) return;
    this.#listening.delete(key);
    const { server, sockets } = listening;
    server.close();
    if (withSockets) for (const socket of sockets) socket.destroy();
    else this.#kept.set(key, sockets);
    // The port is free at once; `close` itself waits for connections, which may be kept.
    await Promise.resolve();
  }

  async #serve(socket: Socket, host: Host, { serves, container }: OpenPort): Promise<void> {
    const http = this.#http();
    const gone = new AbortController();
    socket.once('close', () => {
      gone.abort();
    });
    await whenNot(this.#world, () => (serves === 'engine' ? isDumb(host) : isUnheard(host)), gone.signal);
    if (gone.signal.aborted) return;
    switch (serves) {
      case 'engine':
      case 'manager': {
        const { certificate } = host.engine;
        if (!certificate) {
          socket.destroy();
          return;
        }
        const now = (): number => this.#world.time.now() + host.clockSkew;
        serveTls(socket, certificate, now, (secure) => {
          http.accept(secure, { host, serves, container });
        });
        return;
      }
      case 'zookeeper': {
        const version = /:(\d+\.\d+\.\d+)/.exec(container?.image ?? '')?.[1] ?? '3.8.4';
        const tree = (): ReadonlyMap<string, string> => {
          const store = container && storeOf(this.#world, host, container);
          return store ? keysBelow(store, '') : new Map();
        };
        serveZookeeper(socket, tree, version);
        return;
      }
      case 'ssh':
        socket.write('SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3\r\n');
        return;
      case 'consul':
      case 'etcd':
      case 'other':
        http.accept(socket, { host, serves, container });
    }
  }
}

function purposeOf(host: Host, { serves, container }: OpenPort): string {
  return [host.id, serves, container?.id ?? '', String(container?.starts ?? 0), String(host.engine.startedAt)].join(
    ' ',
  );
}
