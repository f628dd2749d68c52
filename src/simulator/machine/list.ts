/** `docker-machine ls`: queries all machines at once, with a timeout for each, and prints a table. */
import { answers, isUp } from '../world/world.ts';
import { addressOf, Exit, hostOf, type MachineCall } from './call.ts';
import { expiry } from './connection.ts';
import type { MachineRecord } from './record.ts';
import { tabulated } from './tabulated.ts';
import { majorOf } from '../world/hosts.ts';

interface Row {
  readonly Name: string;
  readonly Active: string;
  readonly ActiveHost: string;
  readonly ActiveSwarm: string;
  readonly DriverName: string;
  readonly State: string;
  readonly URL: string;
  readonly Swarm: string;
  readonly DockerVersion: string;
  readonly Error: string;
  readonly ResponseTime: string;
  readonly Label: readonly string[];
}

export async function list(call: MachineCall): Promise<number> {
  const options = read(call.words);
  const names = await call.store.names();
  if (options.isQuiet && options.filters.length === 0) {
    for (const name of names) call.out(name);
    return 0;
  }
  const records = (await Promise.all(names.map((name) => call.store.read(name)))).filter((each) => each !== undefined);
  const masters = new Map(
    records
      .filter(({ HostOptions }) => HostOptions.SwarmOptions.Master)
      .map((record) => [record.HostOptions.SwarmOptions.Discovery, record.Name]),
  );
  const rows = await Promise.all(records.map((record) => rowOf(call, record, masters, options.timeout)));
  const kept = rows.filter((row) => options.filters.every(([key, value]) => passes(row, key, value)));
  if (options.isQuiet) for (const row of kept) call.out(row.Name);
  else if (options.format !== undefined) for (const row of kept) call.out(filled(options.format, row));
  else call.print(table(kept));
  return 0;
}

interface Options {
  readonly isQuiet: boolean;
  readonly format: string | undefined;
  readonly filters: readonly (readonly [key: string, value: string])[];
  readonly timeout: number;
}

function read(words: readonly string[]): Options {
  let isQuiet = false;
  let format: string | undefined;
  let timeout = 10;
  const filters: [string, string][] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [, flag = '', given] = /^--?([a-z]+)(?:=([\s\S]*))?$/.exec(words[at] ?? '') ?? [];
    const value = (): string => given ?? words[(at += 1)] ?? '';
    if (flag === 'q' || flag === 'quiet') isQuiet = true;
    else if (flag === 'f' || flag === 'format') format = value();
    else if (flag === 't' || flag === 'timeout') timeout = Number(value());
    else if (flag === 'filter') {
      const [key = '', ...rest] = value().split('=');
      if (!['driver', 'swarm', 'state', 'name', 'label'].includes(key))
        throw new Exit(`Unsupported filter key '${key}'`);
      filters.push([key, rest.join('=')]);
    } else throw new Exit(`flag provided but not defined: -${flag}`);
  }
  return { isQuiet, format, filters, timeout };
}

function passes(row: Row, key: string, value: string): boolean {
  switch (key) {
    case 'driver':
      return row.DriverName.toLowerCase() === value.toLowerCase();
    case 'swarm':
      return row.Swarm.replace(' (master)', '').toLowerCase() === value.toLowerCase();
    case 'state':
      return row.State.toLowerCase() === value.toLowerCase();
    case 'name':
      return new RegExp(value).test(row.Name);
    default:
      return row.Label.includes(value);
  }
}

async function rowOf(
  call: MachineCall,
  record: MachineRecord,
  masters: ReadonlyMap<string, string>,
  timeout: number,
): Promise<Row> {
  const { world, store } = call;
  const host = hostOf(world, store, record);
  const { SwarmOptions: swarm, EngineOptions } = record.HostOptions;
  const master = swarm.Discovery === '' ? undefined : masters.get(swarm.Discovery);
  const swarmName = master === undefined ? '' : swarm.Master ? `${record.Name} (master)` : master;
  const address = addressOf(record, host);
  const place = `tcp://${address}:${String(host?.ports.engine ?? 2376)}`;
  const manager = `tcp://${address}:${String(host?.ports.manager ?? 3376)}`;
  const target = call.environment['DOCKER_HOST'];
  const common = {
    Name: record.Name,
    ActiveHost: String(target === place),
    ActiveSwarm: String(target === manager && swarm.Master),
    Active: target === place ? '*' : target === manager && swarm.Master ? '* (swarm)' : '-',
    DriverName: record.DriverName,
    Label: EngineOptions.Labels,
    Swarm: swarmName,
    Error: '',
    ResponseTime: '52ms',
  };
  if (record.DriverName === 'none')
    return { ...common, State: 'Running', URL: record.Driver.URL ?? '', DockerVersion: 'Unknown', Error: '' };
  const isSilent = record.DriverName === 'generic' ? host?.power !== 'on' || host.cable === 'pulled' : false;
  if (isSilent || host?.engine.state === 'frozen' || (host?.power === 'on' && host.cable === 'pulled')) {
    await world.time.sleep(timeout * 1000, call.signal);
    return { ...common, Active: '', Swarm: '', State: 'Timeout', URL: '', DockerVersion: '' };
  }
  if (host?.power !== 'on') {
    const state = host ? 'Stopped' : 'Error';
    return { ...common, State: state, URL: '', DockerVersion: 'Unknown', Error: host ? '' : 'machine does not exist' };
  }
  const { version, error } = versionOf(host, `https://${place.slice('tcp://'.length)}/v1.15/version`, world.time.now());
  return { ...common, State: 'Running', URL: place, DockerVersion: version, Error: error };
}

/** Result of docker-machine's version query to an engine, which uses the API of 2014. */
function versionOf(
  host: NonNullable<ReturnType<typeof hostOf>>,
  url: string,
  now: number,
): { readonly version: string; readonly error: string } {
  const unable = (why: string): { readonly version: string; readonly error: string } => ({
    version: 'Unknown',
    error: `Unable to query docker version: ${why}`,
  });
  if (!isUp(host) || !answers(host)) return unable('Cannot connect to the docker engine endpoint');
  const expired = expiry(host, new Date(now));
  if (expired !== undefined) return unable(`Get "${url}": ${expired}`);
  if (majorOf(host.engine.version) >= 25)
    return unable(
      '400 Bad Request: {"message":"client version 1.15 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"}\n',
    );
  return { version: `v${host.engine.version}`, error: '' };
}

function filled(format: string, row: Row): string {
  const expression = /\{\{\s*([^}]*?)\s*\}\}/g;
  return format.replace(expression, (_, inside: string) => {
    if (/^json\b/.test(inside)) throw new Exit('template: :1: function "json" not defined');
    const field = inside.replace(/^\./, '');
    const value = (row as unknown as Record<string, unknown>)[field];
    if (typeof value !== 'string')
      throw new Exit(
        `template: :1:2: executing "" at <${inside}>: can't evaluate field ${field} in type commands.HostListItem`,
      );
    return value;
  });
}

function table(rows: readonly Row[]): string {
  const cells = [
    ['NAME', 'ACTIVE', 'DRIVER', 'STATE', 'URL', 'SWARM', 'DOCKER', 'ERRORS'],
    ...rows.map((row) => [
      row.Name,
      row.Active,
      row.DriverName,
      row.State,
      row.URL,
      row.Swarm,
      row.DockerVersion,
      row.Error,
    ]),
  ];
  return tabulated(cells, 5);
}
