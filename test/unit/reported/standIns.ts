/**
 * Engines, swarm managers and key-value stores that answer given bodies on loopback addresses, and a machine store beside them: for
 * what users reported, read by the product's own clients and services.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Services } from '../../../src/service/services.ts';
import { servicesOn } from '../../lab/labServices.ts';
import { CertificateFolder, makeCertificate } from '../docker/certificates.ts';
import { record, recordJson } from '../records.ts';

/** What is answered by path without the API version; a function is asked each time. */
export type Routes = Readonly<Record<string, unknown>>;

/** An answer that is no success. */
export class Refusal {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    this.status = status;
    this.body = body;
  }
}

const recordedInfo = recordJson('api/node1-info.stdout') as Readonly<Record<string, unknown>>;

export interface WantedRecord {
  readonly driver?: string;
  readonly flags?: readonly string[];
  readonly labels?: readonly string[];
  readonly swarm?: Readonly<Record<string, unknown>>;
}

export class StandIns {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'reported-'));
  readonly storagePath = path.join(this.dir, 'store');
  /** `METHOD address path` of every request that came. */
  readonly requests: string[] = [];
  readonly #certificates = new CertificateFolder();
  readonly #servers: Server[] = [];
  readonly #services: Services[] = [];

  constructor() {
    this.#copyCertificates(path.join(this.storagePath, 'certs'));
  }

  /** A machine of the store. */
  record(name: string, config: unknown): void {
    const folder = path.join(this.storagePath, 'machines', name);
    this.#copyCertificates(folder);
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  }

  async engine(address: string, routes: Routes, port = 2376): Promise<void> {
    const { authority } = this.#certificates;
    const own = makeCertificate({ name: 'engine', authority, addresses: [address] });
    const tls = { cert: own.certificate, key: own.key, ca: authority.certificate, requestCert: true };
    await this.#listen(createSecure(tls, this.#answer(address, routes)), address, port);
  }

  async plain(address: string, port: number, routes: Routes): Promise<void> {
    await this.#listen(createPlain(this.#answer(address, routes)), address, port);
  }

  /** The product's services on this store; `tool` is the docker-machine program. */
  services(tool = this.tool('exit 1')): Services {
    const { storagePath, dir } = this;
    const services = servicesOn({ storagePath, dir, tools: { dockerMachine: tool } });
    this.#services.push(services);
    services.clusters.setAttention('visible');
    return services;
  }

  /** A docker-machine of which `ssh` runs the rest of its words as `body` says, and everything is Running. */
  tool(body: string): string {
    const program = path.join(this.dir, 'docker-machine');
    const lines = [
      '#!/bin/sh',
      'case "$1" in',
      'version|--version) echo docker-machine version 0.16.2, build bd45ab13;;',
      'status) echo Running;;',
      `ssh) ${body};;`,
      '*) exit 1;;',
      'esac',
    ];
    writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
    return program;
  }

  async close(): Promise<void> {
    for (const each of this.#services) each.dispose();
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => {
              resolve();
            });
            server.closeAllConnections();
          }),
      ),
    );
    rmSync(this.dir, { recursive: true, force: true });
  }

  #copyCertificates(folder: string): void {
    mkdirSync(folder, { recursive: true });
    const { files } = this.#certificates;
    copyFileSync(files.authority, path.join(folder, 'ca.pem'));
    copyFileSync(files.certificate, path.join(folder, 'cert.pem'));
    copyFileSync(files.key, path.join(folder, 'key.pem'));
  }

  #answer(address: string, routes: Routes): RequestListener {
    return (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://host');
      const asked = pathname.replace(/^\/v1\.\d+(?=\/)/, '');
      this.requests.push(`${request.method ?? ''} ${address} ${asked}`);
      response.setHeader('Api-Version', '1.41');
      if (asked === '/_ping') response.end('OK');
      else if (asked === '/events') response.flushHeaders();
      else if (Object.hasOwn(routes, asked)) {
        const body = routes[asked];
        if (body instanceof Refusal) response.writeHead(body.status).end(body.body);
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(timed(body)));
      } else if (asked === '/containers/json' || asked === '/networks') response.end('[]');
      else response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"page not found"}');
    };
  }

  async #listen(server: Server, address: string, port: number): Promise<void> {
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject).listen(port, address, resolve);
    });
  }
}

/** An engine's clock goes on between two answers. */
const timed = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'SystemTime' in body
    ? { ...body, SystemTime: new Date().toISOString() }
    : body;

/** `config.json` of a machine. */
export function config(name: string, address: string, wanted: WantedRecord = {}): unknown {
  const { driver = 'generic', flags = [], labels = [], swarm = {} } = wanted;
  return {
    ConfigVersion: 3,
    Name: name,
    DriverName: driver,
    Driver: { IPAddress: address, MachineName: name, SSHUser: 'root', SSHPort: 22, EnginePort: 2376 },
    HostOptions: { EngineOptions: { ArbitraryFlags: flags, Labels: labels }, SwarmOptions: swarm, AuthOptions: {} },
  };
}

/** A recorded `config.json` with other words in place of some of its own. */
export function reportedRecord(file: string, words: Readonly<Record<string, string>>): unknown {
  return JSON.parse(replaced(record(`reported/${file}`), words)) as unknown;
}

/** A recorded body with other words in place of some of its own. */
export function reportedJson(file: string, words: Readonly<Record<string, string>>): unknown {
  return reportedRecord(file, words);
}

export function reportedText(file: string, words: Readonly<Record<string, string>> = {}): string {
  return replaced(record(`reported/${file}`), words);
}

function replaced(text: string, words: Readonly<Record<string, string>>): string {
  let all = text;
  for (const [from, to] of Object.entries(words)) all = all.replaceAll(from, to);
  return all;
}

/** An engine's `/info`. */
export function info(name: string, more: Readonly<Record<string, unknown>> = {}): Routes {
  const none = { Labels: [], Containers: 0, ContainersRunning: 0, ContainersStopped: 0 };
  const apart = { ClusterStore: '', ClusterAdvertise: '', SystemTime: '' };
  return { '/info': { ...recordedInfo, ID: `ID:${name}`, Name: name, ...none, ...apart, ...more } };
}

/** A classic manager's `/info`, from the text that `docker info` prints of it. */
export function managerInfo(text: string, version = 'swarm/1.2.9'): Routes {
  const pairs = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf(': ');
      return at < 0 ? [line.replace(/:\s*$/, ''), ''] : [line.slice(0, at), line.slice(at + 2)];
    });
  const own = { ID: '', Name: 'abc', ServerVersion: version, OperatingSystem: 'linux', Architecture: 'amd64' };
  return { '/info': { ...own, NCPU: 2, MemTotal: 0, SystemStatus: pairs, DriverStatus: null } };
}

/** What `docker info` prints of a classic manager with these nodes. */
export function managerText(nodes: readonly (readonly [name: string, address: string, id?: string])[]): string {
  const blocks = nodes.map(
    ([name, address, id = `ID:${name}`]) =>
      ` ${name}: ${address}\n${id === '' ? '' : `  └ ID: ${id}\n`}  └ Status: Healthy\n  └ Containers: 1\n  └ Labels: kernelversion=4`,
  );
  return ['Role: primary', 'Strategy: spread', 'Filters: health', `Nodes: ${nodes.length}`, ...blocks].join('\n');
}

/** A consul with these registrations, by the path below which each is. */
export function consul(registered: Readonly<Record<string, readonly string[]>>): Routes {
  const keys = Object.entries(registered).map(
    ([folder, all]) => [`/v1/kv/${folder}/`, all.map((each) => `${folder}/${each}`)] as const,
  );
  return {
    '/v1/status/leader': '10.0.0.1:8300',
    '/v1/status/peers': ['10.0.0.1:8300'],
    '/v1/agent/self': { Config: { Version: '1.0.0' } },
    ...Object.fromEntries(keys),
  };
}

/** Each cluster in a line: `prod-master: manager prod-master, node prod-node1`. */
export function membersOf({ clusters }: Snapshot): string[] {
  return clusters.map(
    ({ name, members }) => `${name}: ${members.map(({ role, machine }) => `${role} ${machine}`).join(', ')}`,
  );
}

export function overlayNetwork(id: string, name: string): Routes {
  const network = { Id: id, Name: name, Driver: 'overlay', Scope: 'global', Containers: {}, Options: {}, Labels: {} };
  const whole = { ...network, IPAM: { Config: [{ Subnet: '10.0.9.0/24' }] } };
  return { '/networks': [whole], [`/networks/${id}`]: whole };
}
