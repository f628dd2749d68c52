/** The docker-machine commands about reaching a machine: ip, url, status, env, config, inspect, version, active. */
import { X509Certificate } from 'node:crypto';
import { isManager } from '../world/classicManager.ts';
import { answers, isUp } from '../world/world.ts';
import type { Host } from '../world/nouns.ts';
import { addressOf, Exit, hostOf, noRoute, requireRecord, stateOf, type MachineCall } from './call.ts';
import { makesVm, type MachineRecord } from './record.ts';
import { shellLines } from './shells.ts';

export const version = '0.16.2';

const namesIn = (words: readonly string[]): readonly string[] => words.filter((word) => !word.startsWith('-'));

function oneName(words: readonly string[]): string {
  const [name] = namesIn(words);
  if (name === undefined) throw new Exit('Error: No machine name(s) specified and no "default" machine exists');
  return name;
}

export async function status(call: MachineCall): Promise<number> {
  const record = await requireRecord(call.store, oneName(call.words));
  call.out(await stateOf(call, record));
  return 0;
}

export async function ip(call: MachineCall): Promise<number> {
  for (const name of namesIn(call.words)) await requireRecord(call.store, name);
  oneName(call.words);
  for (const name of namesIn(call.words)) {
    const record = await requireRecord(call.store, name);
    if (makesVm(record.DriverName) && (await stateOf(call, record)) !== 'Running')
      throw new Exit('Error getting IP address: Host is not running');
    call.out(addressOf(record, hostOf(call.world, call.store, record)));
  }
  return 0;
}

export async function url(call: MachineCall): Promise<number> {
  const record = await requireRecord(call.store, oneName(call.words));
  call.out(await urlOf(call, record));
  return 0;
}

/** @throws Exit `Host is not running` */
export async function urlOf(call: MachineCall, record: MachineRecord): Promise<string> {
  if (record.Driver.URL !== undefined) return record.Driver.URL;
  if ((await stateOf(call, record)) !== 'Running') throw new Exit('Host is not running');
  const host = hostOf(call.world, call.store, record);
  return `tcp://${addressOf(record, host)}:${String(host?.ports.engine ?? 2376)}`;
}

export async function inspect(call: MachineCall): Promise<number> {
  const at = call.words.findIndex((word) => /^--?f(ormat)?(=|$)/.test(word));
  const flag = call.words[at];
  const isApart = flag !== undefined && !flag.includes('=');
  const format = isApart ? call.words[at + 1] : flag?.slice(flag.indexOf('=') + 1);
  const words = call.words.filter((_, index) => index !== at && !(isApart && index === at + 1));
  const record = await requireRecord(call.store, oneName(words));
  call.out(format === undefined ? JSON.stringify(record, undefined, 4) : filled(format, record));
  return 0;
}

/** Fills in `{{json .A.B}}` and `{{.A.B}}`. */
function filled(format: string, record: unknown): string {
  return format.replace(/\{\{\s*(json\s+)?\.([\w.]*)\s*\}\}/g, (_, isJson: string | undefined, path: string) => {
    let value: unknown = record;
    for (const key of path.split('.').filter((each) => each !== ''))
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    if (isJson !== undefined || (typeof value === 'object' && value !== null)) return JSON.stringify(sorted(value));
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '<no value>';
  });
}

/** A template's `json` marshals a map, and Go sorts the keys of maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

export async function tellVersion(call: MachineCall): Promise<number> {
  if (namesIn(call.words).length === 0) {
    call.out(`docker-machine version ${version}, build bd45ab13`);
    return 0;
  }
  const record = await requireRecord(call.store, oneName(call.words));
  const host = hostOf(call.world, call.store, record);
  // docker-machine waits for as long as an engine accepts the connection but stays silent.
  while (host?.engine.state === 'frozen' && !call.signal.aborted) await call.world.time.sleep(1000, call.signal);
  if (!host || !answers(host))
    throw new Exit('Unable to query docker version: Cannot connect to the docker engine endpoint');
  call.out(host.engine.version);
  return 0;
}

export async function config(call: MachineCall): Promise<number> {
  const isSwarm = call.words.includes('--swarm') || call.words.includes('-swarm');
  const record = await requireRecord(call.store, oneName(call.words));
  const connection = await connect(call, record, isSwarm, 'Error running connection boilerplate: ');
  const folder = call.store.machine(record.Name);
  call.out('--tlsverify');
  for (const [flag, file] of [
    ['cacert', 'ca'],
    ['cert', 'cert'],
    ['key', 'key'],
  ] as const)
    call.out(`--tls${flag}="${folder}/${file}.pem"`);
  call.out(`-H=${connection}`);
  return 0;
}

export async function env(call: MachineCall): Promise<number> {
  const { words, environment } = call;
  const shellAt = words.findIndex((word) => /^--?shell(=|$)/.test(word));
  const shellFlag = words[shellAt];
  const isApart = shellFlag !== undefined && !shellFlag.includes('=');
  const named = isApart ? words[shellAt + 1] : shellFlag?.slice(shellFlag.indexOf('=') + 1);
  const names = words.filter((word, index) => !word.startsWith('-') && !(isApart && index === shellAt + 1));
  const isUnset = words.includes('-u') || words.includes('--unset');
  const usage = ['docker-machine', 'env', ...words].join(' ');
  const shell = named ?? environment['SHELL']?.split('/').at(-1);
  if (shell === undefined) {
    call.out(
      "The default lines below are for a sh/bash shell, you can specify the shell you're using, with the --shell flag.\n",
    );
    throw new Exit('Error: Unknown shell');
  }
  if (isUnset) {
    call.print(shellLines(shell, undefined, usage));
    return 0;
  }
  const record = await requireRecord(call.store, oneName(names));
  const isSwarm = words.includes('--swarm') || words.includes('-swarm');
  const connection = await connect(call, record, isSwarm, 'Error checking TLS connection: ');
  const proxy = words.includes('--no-proxy') ? record.Driver.IPAddress : undefined;
  const folder = call.store.machine(record.Name);
  call.print(shellLines(shell, { url: connection, folder, name: record.Name, proxy }, usage));
  return 0;
}

/** Checks the connection before returning its URL, as docker-machine does. */
async function connect(call: MachineCall, record: MachineRecord, isSwarm: boolean, prefix: string): Promise<string> {
  const fail = (why: string): never => {
    throw new Exit(`${prefix}${why}`);
  };
  const { SwarmOptions: swarm } = record.HostOptions;
  if (isSwarm && !swarm.Master)
    fail(`"${record.Name}" is not a swarm master. The --swarm flag is intended for use with swarm masters`);
  const host = hostOf(call.world, call.store, record);
  if ((await stateOf(call, record)) !== 'Running') fail('Host is not running');
  const engine = await urlOf(call, record);
  const place = engine.replace('tcp://', '');
  const why = await certificateTrouble(call, host, place);
  if (why !== undefined) {
    fail(
      [
        `Error checking and/or regenerating the certs: There was an error validating certificates for host "${place}": ${why}`,
        "You can attempt to regenerate them using 'docker-machine regenerate-certs [name]'.",
        'Be advised that this will trigger a Docker daemon restart which might stop running containers.',
        '',
      ].join('\n'),
    );
  }
  if (!isSwarm) return engine;
  const runs = host?.engine.containers.some((container) => container.state === 'running' && isManager(container));
  if (!runs) fail('Connection to Swarm cannot be checked but the certs are valid. Maybe swarm is not started');
  return engine.replace(/:\d+$/, `:${/:(\d+)$/.exec(swarm.Host)?.[1] ?? '3376'}`);
}

/** Returns the error of a TLS connection to the engine, in Go's words; undefined if there is none. */
export async function certificateTrouble(
  { world, signal }: MachineCall,
  host: Host | undefined,
  place: string,
): Promise<string | undefined> {
  if (!host || host.power === 'off' || host.cable === 'pulled') {
    await world.time.sleep(noRoute, signal);
    return `dial tcp ${place}: connect: no route to host`;
  }
  if (host.engine.state === 'frozen') {
    await world.time.sleep(20_000, signal);
    return 'context deadline exceeded';
  }
  if (!isUp(host)) return `dial tcp ${place}: connect: connection refused`;
  return expiry(host, new Date(world.time.now()));
}

/** Returns the error if the engine's certificate is not valid now. */
export function expiry({ engine }: Host, now: Date): string | undefined {
  if (!engine.certificate) return undefined;
  const { validFrom, validTo } = new X509Certificate(engine.certificate.certificate);
  const iso = (moment: Date): string => moment.toISOString().replace(/\.\d+/, '');
  const head = `x509: certificate has expired or is not yet valid: current time ${iso(now)} is`;
  if (now > new Date(validTo)) return `${head} after ${iso(new Date(validTo))}`;
  if (now < new Date(validFrom)) return `${head} before ${iso(new Date(validFrom))}`;
  return undefined;
}

export async function active(call: MachineCall): Promise<number> {
  const target = call.environment['DOCKER_HOST'];
  for (const name of await call.store.names()) {
    const record = await call.store.read(name);
    const host = record && hostOf(call.world, call.store, record);
    const places =
      host && [host.ports.engine, host.ports.manager].map((port) => `tcp://${host.address}:${String(port)}`);
    if (target !== undefined && places?.includes(target)) {
      call.out(name);
      return 0;
    }
  }
  throw new Exit('No active host found');
}
